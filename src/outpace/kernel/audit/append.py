"""Writing to the log: one statement per entry, which locks one strand's head and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import orjson
from django.db import connection

from outpace.kernel import clock, prepared
from outpace.kernel.audit.chain import MASTER, strand_of
from outpace.kernel.events import OutsideTransaction
from outpace.kernel.scope import Actor, AreaPath

MAX_DETAILS: Final = 64 * 1024
NOTHING: Final[Mapping[str, object]] = MappingProxyType({})

_APPEND = """
SELECT kernel_audit_append(%s::smallint, %s::timestamptz, %s, %s::bigint, %s, %s, %s, %s, %s::integer, %s::bigint[], %s)
"""


def record(actor: Actor, action: str, *, subject: str, path: AreaPath | None, details: Mapping[str, object] = NOTHING) -> None:
    """Log a change together with it: both commit or neither does.

    Call it last: the strand's head stays locked until the transaction ends. Raises OutsideTransaction when there is none.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction("a change and its audit entry belong to one transaction")
    append(strand_of(actor), actor, action, subject=subject, path=path, details=details)


def record_read(  # the arguments are one log entry
    actor: Actor,
    action: str,
    *,
    subject: str,
    path: AreaPath | None,
    people: int,
    person_ids: Sequence[int] = (),
    details: Mapping[str, object] = NOTHING,
) -> None:
    """Log that personal data of `people` persons was shown; `person_ids` lets each of them be told who has read theirs."""
    append(strand_of(actor), actor, action, subject=subject, path=path, details=details, people=people, person_ids=person_ids)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry not yet appended, as `kernel_audit_append` takes it; the moment, who acts and the action are the caller's."""

    strand: int
    subject: str
    path: str
    details: str


def entry(actor: Actor, action: str, *, subject: str, path: AreaPath | None, details: Mapping[str, object] = NOTHING) -> Entry:
    """What must work that is one statement in the database hand to `kernel_audit_append`, in that same statement?

    Raises ValueError for details over MAX_DETAILS bytes, and for an action without a name.
    """
    if not action:
        raise ValueError("an entry says what was done")
    return Entry(strand_of(actor), subject, path or "", _written(details))


def append(  # the arguments are one log entry
    strand: int,
    actor: Actor,
    action: str,
    *,
    subject: str,
    path: AreaPath | None,
    details: Mapping[str, object],
    people: int | None = None,
    person_ids: Sequence[int] = (),
) -> int:
    """Append to a strand and give the entry's id; for this package. Raises ValueError when the details are over MAX_DETAILS bytes."""
    if strand > MASTER:
        raise ValueError(f"there is no strand {strand}")
    values = [
        str(strand),
        clock.now().isoformat(),
        actor.kind.value,
        str(actor.id),
        actor.name,
        action,
        subject,
        path or "",
        None if people is None else str(people),
        prepared.numbers(person_ids) if person_ids else None,
        _written(details),
    ]
    return int(prepared.fetch(_APPEND, values)[0][0])


def _written(details: Mapping[str, object]) -> str:
    written = orjson.dumps(dict(details), option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    if len(written) > MAX_DETAILS:
        raise ValueError("audit details are too long")
    return written.decode()
