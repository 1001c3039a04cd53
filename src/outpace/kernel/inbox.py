"""The inbox: each client-made record id is taken once, whoever sends it again, however often and in whatever order.

`claim` and `settle` belong to the transaction that does the work. A claimed record counts as accepted unless `settle` says
otherwise, so that the common batch costs one statement; nobody can see the claim before the work it stands for is committed.
Two senders of the same record wait for each other at the primary key, and exactly one of them finds it new.
Record ids should be UUID version 7: those made together then lie together in the index.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

import structlog
from django.db import connection

from outpace.kernel import clock, prepared
from outpace.kernel.events import OutsideTransaction

MAX_RECORDS: Final = 10_000
MAX_SOURCE: Final = 40
NO_SUBJECTS: Final[Mapping[UUID, int]] = MappingProxyType({})

_log = structlog.get_logger(__name__)


class Outcome(IntEnum):
    """What became of a record."""

    ACCEPTED = 0
    REJECTED = 1  # understood and turned down for a reason the sender can mend by a new record
    CONFLICT = 2  # kept, but it disagrees with what was there; a person decides


@dataclass(frozen=True, slots=True)
class Claim:
    """Which records of a batch are new, what became of the others when they were first taken, and the rows those made.

    `subjects` tells only the sender who made a record which row it became; the outcome is told to whoever knows the id, because
    a device that was given a new token sends its old queue again.
    """

    new: frozenset[UUID]
    replayed: Mapping[UUID, Outcome] = field(default_factory=dict)
    subjects: Mapping[UUID, int] = field(default_factory=dict)


class BatchTooLarge(Exception):
    """413: more records than one batch may hold; nothing was taken. Send it in parts."""


_CLAIM = """
INSERT INTO outpace_kernel_inboxrecord (record_id, source, outcome, recorded_at)
SELECT record_id, %s::varchar, 0, %s::timestamptz FROM unnest(%s::uuid[]) WITH ORDINALITY AS batch (record_id, place) ORDER BY place
ON CONFLICT DO NOTHING RETURNING record_id
"""
_REPLAYED = "SELECT record_id, source, outcome, subject FROM outpace_kernel_inboxrecord WHERE record_id = ANY(%s::uuid[])"
_SETTLE = """
UPDATE outpace_kernel_inboxrecord AS record SET outcome = settled.outcome, subject = settled.subject
FROM unnest(%s::uuid[], %s::smallint[], %s::bigint[]) AS settled (record_id, outcome, subject)
WHERE record.record_id = settled.record_id
"""
_RETIRE = """
DELETE FROM outpace_kernel_inboxrecord WHERE ctid = ANY(ARRAY(
    SELECT ctid FROM outpace_kernel_inboxrecord WHERE recorded_at < %s LIMIT %s))
"""


def claim(*, source: str, batch_id: UUID, record_ids: Sequence[UUID]) -> Claim:
    """Take every record of the batch that nobody has taken yet, and tell what became of the rest.

    The same id twice in one batch is one record. Raises BatchTooLarge over MAX_RECORDS, ValueError for an odd source,
    OutsideTransaction when no transaction is open.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction("a claim and the work it stands for belong to one transaction")
    if len(record_ids) > MAX_RECORDS:
        raise BatchTooLarge(f"{len(record_ids)} records, at most {MAX_RECORDS}")
    if not 0 < len(source) <= MAX_SOURCE:
        raise ValueError("the source of a batch is named in 1 to 40 characters")
    asked = sorted(set(record_ids))  # sorted, so that two overlapping batches never wait for each other in a ring
    if not asked:
        return Claim(new=frozenset())
    taken = prepared.fetch(_CLAIM, [source, clock.now().isoformat(), prepared.texts(map(str, asked))])
    new = frozenset([row[0] for row in taken])
    if len(new) == len(asked):
        return Claim(new=new)
    with connection.cursor() as cursor:
        cursor.execute(_REPLAYED, [[record for record in asked if record not in new]])
        rows = cursor.fetchall()
    _log.info("inbox.replayed", source=source, batch=str(batch_id), records=len(rows), new=len(new))
    return Claim(
        new=new,
        replayed={record: Outcome(outcome) for record, _, outcome, _ in rows},
        subjects={record: subject for record, owner, _, subject in rows if owner == source and subject is not None},
    )


def was_accepted(record_id: UUID) -> bool:
    """Was this record taken before, and accepted?"""
    with connection.cursor() as cursor:
        cursor.execute(_REPLAYED, [[record_id]])
        return any(outcome == Outcome.ACCEPTED for _, _, outcome, _ in cursor.fetchall())


def settle(outcomes: Mapping[UUID, Outcome], *, subjects: Mapping[UUID, int] = NO_SUBJECTS) -> None:
    """Say what became of claimed records, and optionally which row each made; call it in the claim's transaction.

    Records left out were accepted and name no row.
    """
    telling = [record for record, outcome in outcomes.items() if outcome is not Outcome.ACCEPTED or record in subjects]
    if not telling:
        return
    values: list[Any] = [telling, [outcomes[record].value for record in telling], [subjects.get(record) for record in telling]]
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, values)


def retire(*, before: datetime, limit: int = 50_000) -> int:
    """Forget records taken before a moment, at most `limit`; gives how many. A replay older than that would be taken as new."""
    with connection.cursor() as cursor:
        cursor.execute(_RETIRE, [before, limit])
        return int(cursor.rowcount)
