"""The plain batch in one statement: every tube new, everybody known and sampled for the first time in a pass that asks everyone.

Nine batches of ten are plain. Whatever is not is undone and goes the long way (`fills`), which comes to the same: the random histories
of the tests run through both. The statement is a function in the database (migration 0008): inbox, pass, tubes, samples, coverage,
ledger and audit entry in one round trip. It reads where people live from the registry's covering index (docs/adr/0009).
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import ProgrammingError, connection, transaction
from psycopg.errors import RaiseException

from outpace.kernel import audit, prepared
from outpace.kernel.scope import Actor
from outpace.registry.data import StationRow
from outpace.screening.choices import Target
from outpace.screening.data import FillBatch, FillRecord
from outpace.screening.selectors.standing import PassFacts

TAKE = """
SELECT screening_take_plain(
  %(source)s, %(ids)s::uuid[], %(pass_id)s::bigint, %(site_id)s::bigint, %(device_id)s::bigint, %(pool_size)s::smallint,
  %(now)s::timestamptz, %(codes)s::text[], %(sizes)s::smallint[], %(sampled)s::timestamptz[], %(held)s::timestamptz[],
  %(sealed)s::timestamptz[], %(people)s::bigint[], %(taken)s::timestamptz[], %(places)s::int[],
  %(strand)s::smallint, %(kind)s, %(actor_id)s::bigint, %(name)s, %(action)s, %(subject)s, %(path)s, %(details)s)
"""


class NotPlain(Exception):
    """The batch is not plain after all; nothing of it was kept."""


def may_be_plain(facts: PassFacts, records: Sequence[FillRecord]) -> bool:
    """Is the batch worth trying: a pass for everyone, one record a tube, one place a person, everybody identified?"""
    people = [swab.person for record in records for swab in record.swabs]
    return (
        facts.target is Target.EVERYONE
        and not facts.is_retest
        and all(record.swabs for record in records)
        and len({record.tube for record in records}) == len(records)
        and len(set(people)) == len(people)
        and 0 not in people
    )


def take(values: dict[str, str | None]) -> None:
    """Write the batch and commit it (inside somebody's transaction: with that). Raises NotPlain, leaving nothing behind."""
    try:
        if connection.in_atomic_block:
            with transaction.atomic():
                prepared.fetch(TAKE, values)
        else:
            prepared.fetch(TAKE, values)
    except ProgrammingError as error:
        if isinstance(error.__cause__, RaiseException):
            raise NotPlain from error
        raise


def columns(
    facts: PassFacts, batch: FillBatch, *, source: str, site_id: int, device_id: int | None, now: datetime
) -> dict[str, str | None]:
    """What does `TAKE` take in of this batch: one array a column?"""
    records = batch.records
    swabs = [(place, swab) for place, record in enumerate(records, start=1) for swab in record.swabs]
    times = [[swab.taken_at for swab in record.swabs] for record in records]
    return {
        "source": source,
        "ids": prepared.texts(sorted([str(record.id) for record in records])),
        "pass_id": str(facts.id),
        "site_id": str(site_id),
        "device_id": None if device_id is None else str(device_id),
        "pool_size": str(facts.pools.default),
        "now": now.isoformat(),
        "codes": prepared.texts([record.tube for record in records]),
        "sizes": prepared.numbers([len(record.swabs) for record in records]),
        "sampled": prepared.moments([min(taken) for taken in times]),
        "held": prepared.moments([max(taken) for taken in times]),
        "sealed": prepared.moments([record.sealed_at for record in records]),
        "people": prepared.numbers([swab.person for _, swab in swabs]),
        "taken": prepared.moments([swab.taken_at for _, swab in swabs]),
        "places": prepared.numbers([place for place, _ in swabs]),
    }


def log_entry(actor: Actor, action: str, *, site: StationRow, details: dict[str, object]) -> dict[str, str | None]:
    """What does `TAKE` write into the audit log?"""
    entry = audit.entry(actor, action, subject=f"station:{site.id}", path=site.path, details=details)
    return {
        "strand": str(entry.strand),
        "kind": actor.kind.value,
        "actor_id": str(actor.id),
        "name": actor.name,
        "action": action,
        "subject": entry.subject,
        "path": entry.path,
        "details": entry.details,
    }
