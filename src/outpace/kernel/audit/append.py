"""Writing to the log: one statement per entry, which locks one strand's head and nothing else."""

from collections.abc import Callable, Mapping, Sequence
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
    _send(strand_of(actor), actor, action, subject=subject, path=path, details=details)


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
    _send(strand_of(actor), actor, action, subject=subject, path=path, details=details, people=people, person_ids=person_ids)


def append(  # the arguments are one log entry
    strand: int,
    actor: Actor,
    action: str,
    *,
    subject: str,
    path: AreaPath | None,
    details: Mapping[str, object],
) -> int:
    """Append to a strand and give the entry's id; for this package. Raises ValueError when the details are over MAX_DETAILS bytes."""
    return int(_send(strand, actor, action, subject=subject, path=path, details=details)()[0][0])


def _send(  # the arguments are one log entry
    strand: int,
    actor: Actor,
    action: str,
    *,
    subject: str,
    path: AreaPath | None,
    details: Mapping[str, object],
    people: int | None = None,
    person_ids: Sequence[int] = (),
) -> Callable[[], prepared.Rows]:
    """Send one entry, alone or together with other statements; what it returns gives its id."""
    written = orjson.dumps(dict(details), option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    if len(written) > MAX_DETAILS or strand > MASTER:
        raise ValueError("audit details are too long")
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
        written.decode(),
    ]
    return prepared.send(_APPEND, values)
