"""Results by tube: each reading is a fact, the rules decide which stands, and what turns on it follows in the same transaction."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import orjson
from django.db import transaction

from outpace.kernel import audit, clock, inbox, locks, prepared
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor
from outpace.registry.data import StationRow
from outpace.screening.choices import Outcome, Stage
from outpace.screening.data import BatchOutcome, RecordOutcome, ResultRecord, Verdict
from outpace.screening.models import Laboratory
from outpace.screening.rules.flow import Reading, accept, judge
from outpace.screening.rules.readings import ReadingNote, contradicts
from outpace.screening.services.coverage import follow_validity
from outpace.screening.services.fills import BatchTooLarge
from outpace.screening.services.flow import Change, HeldTube, count_tubes, hold, store
from outpace.screening.services.places import require_laboratory
from outpace.screening.services.positives import follow_outcomes

MAX_RESULTS = 5_000
"""Result records one transaction takes; a file is applied in batches of this size or less."""

CLOCK_SKEW = timedelta(minutes=10)
"""How far a laboratory's clock may run ahead of ours before its times are refused."""

ADD_RESULTS = """
INSERT INTO screening_result (id, tube_id, laboratory_id, outcome, ct, tested_at, recorded_at, corrects, reason, actor)
SELECT id, tube_id, %(laboratory)s::bigint, outcome, ct, tested_at, %(now)s::timestamptz, corrects, reason, %(actor)s
FROM unnest(%(ids)s::uuid[], %(tubes)s::bigint[], %(outcomes)s::smallint[], %(ct)s::jsonb[],
            %(tested)s::timestamptz[], %(corrects)s::boolean[], %(reasons)s::text[])
  AS given (id, tube_id, outcome, ct, tested_at, corrects, reason)
ON CONFLICT (id) DO NOTHING
"""

READINGS = "SELECT tube_id, outcome, tested_at, corrects, id FROM screening_result WHERE tube_id = ANY(%s::bigint[])"


@dataclass(frozen=True, slots=True)
class ResultsApplied:
    """What a batch of results came to: the answer per record, and the pools it opened."""

    outcome: BatchOutcome
    pools: tuple[int, ...]


@locks.taken_again
def record_results(actor: Actor, laboratory_id: int, *, batch_id: UUID, records: Sequence[ResultRecord]) -> ResultsApplied:
    """Record what a laboratory read; replays change nothing, a corrected result is a new fact beside the old one.

    Raises NotAllowed without RESULT_UPLOAD over the laboratory (RESULT_CORRECT where a record corrects; it is enough where all do),
    NotFound for another station, BatchTooLarge beyond ``MAX_RESULTS``. A positive tube's recall commits with its result or not at all.
    """
    if len(records) > MAX_RESULTS:
        raise BatchTooLarge(f"{len(records)} results")
    only_corrects = bool(records) and all(record.corrects for record in records)
    wanted = (Permission.RESULT_UPLOAD, Permission.RESULT_CORRECT) if only_corrects else (Permission.RESULT_UPLOAD,)
    laboratory = require_laboratory(actor, laboratory_id, *wanted)
    if any(record.corrects for record in records):
        actor.require(Permission.RESULT_CORRECT, laboratory.path)
    now = clock.now()
    with transaction.atomic():
        claim = inbox.claim(source=f"{actor.kind}:{actor.id}", batch_id=batch_id, record_ids=[record.id for record in records])
        refused = {record.id: reason for record in records if (reason := _refusal(record, now))}
        inbox.settle({number: inbox.Outcome.REJECTED for number in refused if number in claim.new})
        fresh = [record for record in records if record.id in claim.new and record.id not in refused]
        pools, notes = _apply(actor, laboratory, fresh, now=now)
        if fresh:
            details = {"batch": str(batch_id), "tubes": len(fresh), "positive_pools": pools}
            audit.record(actor, "screening.results", subject=f"station:{laboratory.id}", path=laboratory.path, details=details)
    answers = tuple(_answer(record, claim, refused, notes) for record in records)
    return ResultsApplied(BatchOutcome(batch_id, answers), tuple(pools))


def _refusal(record: ResultRecord, now: datetime) -> str:
    """Why can this record not be taken? Empty when it can."""
    if record.tested_at > now + CLOCK_SKEW:
        return f"tested_at {record.tested_at.isoformat()} lies in the future (now {now.isoformat()})"
    if record.corrects and not record.reason.strip():
        return "reason is empty: a correction must say why"
    return ""


def _answer(record: ResultRecord, claim: inbox.Claim, refused: Mapping[UUID, str], notes: Mapping[UUID, list[str]]) -> RecordOutcome:
    if record.id in refused:
        return RecordOutcome(record.id, Verdict.REJECTED, message=refused[record.id])
    if record.id not in claim.new:
        return RecordOutcome(record.id, Verdict.REPLAYED)
    return RecordOutcome(record.id, Verdict.ACCEPTED, notes=tuple(notes.get(record.id, ())))


def _apply(
    actor: Actor, laboratory: StationRow, records: Sequence[ResultRecord], *, now: datetime
) -> tuple[list[int], dict[UUID, list[str]]]:
    """Write the facts, move the tubes, follow up positives; returns pools opened and notes per record."""
    if not records:
        return [], {}
    held = hold([record.tube for record in records], station_id=laboratory.id, now=now)
    _add(actor, laboratory.id, records, held, now=now)
    readings = _readings([tube.id for tube in held.values()])
    tested: dict[str, datetime] = {}
    for record in records:
        tested[record.tube] = max(record.tested_at, tested.get(record.tube, record.tested_at))
    changes = [
        Change(tube, _judged(tube, readings[tube.id], laboratory_id=laboratory.id, tested_at=tested[tube.code], now=now))
        for tube in held.values()
    ]
    real = store(changes)
    follow_validity(real)
    count_tubes(real)
    pools = follow_outcomes(actor, real, now=now)
    return pools, _notes(laboratory.id, records, held, {change.after.code: change.after for change in changes})


def _add(actor: Actor, laboratory_id: int, records: Sequence[ResultRecord], held: Mapping[str, HeldTube], *, now: datetime) -> None:
    columns = {
        "laboratory": str(laboratory_id),
        "now": now.isoformat(),
        "actor": actor.name,
        "ids": prepared.texts(str(record.id) for record in records),
        "tubes": prepared.numbers(held[record.tube].id for record in records),
        "outcomes": prepared.numbers(record.outcome for record in records),
        "ct": prepared.texts(orjson.dumps(dict(record.ct)).decode() for record in records),
        "tested": prepared.moments(record.tested_at for record in records),
        "corrects": prepared.numbers(record.corrects for record in records),
        "reasons": prepared.texts(record.reason for record in records),
    }
    prepared.fetch(ADD_RESULTS, columns)


def _readings(tube_ids: Sequence[int]) -> dict[int, list[Reading]]:
    """Every reading known for these tubes."""
    readings: dict[int, list[Reading]] = defaultdict(list)
    for tube_id, outcome, tested_at, corrects, key in prepared.fetch(READINGS, [prepared.numbers(tube_ids)], binary=True):
        readings[tube_id].append(Reading(Outcome(outcome), tested_at, corrects, str(key)))
    return readings


def _judged(tube: HeldTube, readings: Sequence[Reading], *, laboratory_id: int, tested_at: datetime, now: datetime) -> HeldTube:
    """The tube after its readings; a result proves that the laboratory holds the tube even when nobody recorded the receipt."""
    state = judge(tube.state, readings, uploaded_at=now)
    state = accept(state, custodian=laboratory_id, at=tested_at, stage=Stage.TESTED)
    return replace(tube, state=state, offered_to=None)


def _notes(
    laboratory_id: int, records: Sequence[ResultRecord], before: Mapping[str, HeldTube], after: Mapping[str, HeldTube]
) -> dict[UUID, list[str]]:
    """What a person should look at: unannounced tubes, missing receipts, laboratories that disagree, Ct values against the outcome."""
    cutoffs = Laboratory.objects.filter(station_id=laboratory_id).values_list("cutoffs", flat=True).first() or {}
    notes: dict[UUID, list[str]] = {}
    for record in records:
        found = []
        if not before[record.tube].state.announced:
            found.append(ReadingNote.UNANNOUNCED)
        elif before[record.tube].state.custodian != laboratory_id:
            found.append(ReadingNote.NOT_RECEIVED)
        if after[record.tube].state.disputed:
            found.append(ReadingNote.DISPUTED)
        if contradicts(record.outcome, record.ct, cutoffs):
            found.append(ReadingNote.CT_CONTRADICTS)
        if found:
            notes[record.id] = [str(note) for note in found]
    return notes
