"""Holds what is in the database against what the senders were told: one snapshot, read around the program."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from outpace.kernel.embedded import Place
from outpace.kernel.tests.embedded_helpers import connect
from tests.crash.senders import Batch, Memory, Record

SAMPLES = """
SELECT t.code, array_agg(s.person_id ORDER BY s.person_id)
FROM screening_tube t JOIN screening_sample s ON s.tube_id = t.id GROUP BY t.code
"""
RECALLED = """
SELECT t.code, array_agg(m.person_id ORDER BY m.person_id)
FROM screening_positive_pool p JOIN screening_tube t ON t.id = p.tube_id JOIN screening_recall_member m ON m.pool_id = p.id GROUP BY t.code
"""
POSITIVE = "SELECT t.code FROM screening_result r JOIN screening_tube t ON t.id = r.tube_id WHERE r.outcome = 2"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the database holds at one moment."""

    claimed: frozenset[str]
    samples: Mapping[str, list[int]]
    recalled: Mapping[str, list[int]]
    positive: frozenset[str]


def read(place: Place) -> Snapshot:
    """What does the database hold now?"""
    with connect(place) as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        claimed = frozenset(str(row[0]) for row in connection.execute("SELECT record_id FROM outpace_kernel_inboxrecord"))
        samples: dict[str, list[int]] = dict(connection.execute(SAMPLES).fetchall())
        recalled: dict[str, list[int]] = dict(connection.execute(RECALLED).fetchall())
        positive = frozenset(row[0] for row in connection.execute(POSITIVE))
    return Snapshot(claimed, samples, recalled, positive)


def breaches(place: Place, memory: Memory) -> list[str]:
    """What does the database not hold as it was promised? Nothing, unless something is broken."""
    with memory.lock:
        acknowledged, positives = set(memory.acknowledged), set(memory.positives)
    found = read(place)
    # Taken after the snapshot: whatever is in it was registered here before it was sent.
    with memory.lock:
        batches, lent = list(memory.batches), set(memory.lent)
    records = [record for batch in batches for record in batch.fresh]
    return [
        *_promises(found, acknowledged, positives),
        *_records(found, records),
        *(f"half a batch: {batch}" for batch in batches if _is_half(found, batch, lent)),
        *_recalls(found, {record.tube: record for record in records}),
    ]


def _promises(found: Snapshot, acknowledged: set[str], positives: set[str]) -> list[str]:
    """Whatever was acknowledged is there."""
    lost = [f"acknowledged record lost: {number}" for number in sorted(acknowledged - found.claimed)]
    return lost + [f"acknowledged positive lost: {tube}" for tube in sorted(positives - found.positive)]


def _records(found: Snapshot, records: list[Record]) -> list[str]:
    """A record is there with each of its people exactly once, or not at all; nothing else is there."""
    wanted = {record.tube: sorted(record.people) for record in records if record.id in found.claimed}
    tubes = wanted.keys() | found.samples.keys()
    return [
        f"tube {tube}: {found.samples.get(tube)} for {wanted.get(tube)}"
        for tube in sorted(tubes)
        if found.samples.get(tube) != wanted.get(tube)
    ]


def _is_half(found: Snapshot, batch: Batch, lent: set[str]) -> bool:
    """Did only a part of the records that nobody else sent arrive?"""
    own = [record.id in found.claimed for record in batch.fresh if record.id not in lent]
    return any(own) and not all(own)


def _recalls(found: Snapshot, records: Mapping[str, Record]) -> list[str]:
    """Exactly the people of tubes with a positive result are recalled, each once for each tube."""
    wanted: dict[str, list[int]] = defaultdict(list, {tube: sorted(records[tube].people) for tube in found.positive})
    tubes = wanted.keys() | found.recalled.keys()
    return [f"recall of {tube}: {found.recalled.get(tube)}" for tube in sorted(tubes) if found.recalled.get(tube) != wanted.get(tube)]
