"""The long way of a sample: the person was already sampled in this pass, or the tube was already known."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.db import connection

from outpace.kernel import clock, prepared
from outpace.screening.choices import CorrectionKind
from outpace.screening.models import SampleCorrection
from outpace.screening.rules.scans import ScanFact, stands
from outpace.screening.selectors.standing import Standing
from outpace.screening.services import statements
from outpace.screening.services.coverage import HeldSample, count_done, hold_samples

Place = tuple[int, int]
"""(person, tube)."""


@dataclass(frozen=True, slots=True)
class Placement:
    """A person scanned into a tube at a moment; ``added`` when this very batch has just inserted the row, still uncounted."""

    person: int
    tube_id: int
    taken_at: datetime
    added: bool


@dataclass(slots=True)
class Repeats:
    """What the placements of some people in one pass come to: rows to add, rows whose effect changes, and the counts that follow."""

    pass_id: int
    samples: dict[int, list[HeldSample]]
    facts: Mapping[Place, list[ScanFact]]
    valid: Mapping[int, bool]
    gained: Counter[int] = field(default_factory=Counter)
    steps: dict[int, int] = field(default_factory=dict)
    new_rows: list[tuple[int, int, bool, int, datetime]] = field(default_factory=list)
    changed_rows: list[tuple[int, int, bool]] = field(default_factory=list)

    def place(self, person: int, placements: Sequence[Placement]) -> None:
        """Work out one person: which places stand now, which stood before, and whether that changes their coverage."""
        added = {placement.tube_id for placement in placements if placement.added}
        rows = {sample.tube_id: sample for sample in self.samples[person]}
        before = any(sample.counts for sample in rows.values() if sample.tube_id not in added)
        counts = {tube: sample.counts for tube, sample in rows.items()}
        ordinals = count(max((sample.ordinal for sample in rows.values()), default=-1) + 1)
        for tube_id in sorted({placement.tube_id for placement in placements}):
            scans = [placement.taken_at for placement in placements if placement.tube_id == tube_id]
            row = rows.get(tube_id)
            effective = self._stands(person, tube_id, scans=scans, row=row)
            counts[tube_id] = effective and self.valid.get(tube_id, row.valid if row else True)
            if row is None:
                self.new_rows.append((person, next(ordinals), effective, tube_id, min(scans)))
                self.gained[tube_id] += effective
            else:
                self._follow(person, row, effective=effective, was_counted=tube_id not in added)
        self.steps[person] = any(counts.values()) - before

    def _stands(self, person: int, tube_id: int, *, scans: Sequence[datetime], row: HeldSample | None) -> bool:
        """Does the person stand in this tube, by every scan, void and restoration known?"""
        seen = scans if row is None else [*scans, row.taken_at]
        return stands([*self.facts.get((person, tube_id), []), *(ScanFact(at, CorrectionKind.RESTORE) for at in seen)])

    def _follow(self, person: int, row: HeldSample, *, effective: bool, was_counted: bool) -> None:
        """Let a row that is there follow what was found; one inserted by this very batch has not been counted yet."""
        self.gained[row.tube_id] += effective - (row.effective and was_counted)
        if effective != row.effective:
            self.changed_rows.append((person, row.ordinal, effective))

    def save(self, *, now: datetime, device_id: int | None) -> None:
        """Write the rows."""
        with connection.cursor() as cursor:
            if self.new_rows:
                people, ordinals, effective, tubes, taken = (list(column) for column in zip(*self.new_rows, strict=True))
                columns: dict[str, Any] = {
                    "pass_id": self.pass_id,
                    "now": now,
                    "device_id": device_id,
                    "people": people,
                    "ordinals": ordinals,
                    "effective": effective,
                    "tubes": tubes,
                    "taken": taken,
                }
                cursor.execute(statements.ADD_REPEATS, columns)
            if self.changed_rows:
                cursor.execute(statements.SET_EFFECTIVE, [*(list(column) for column in zip(*self.changed_rows, strict=True)), self.pass_id])


def add_first(pass_id: int, wanted: Iterable[tuple[int, int, datetime]], *, now: datetime, device_id: int | None) -> set[Place]:
    """Insert first samples of the pass (person, tube, taken at; sorted by person); returns those that were the person's first.

    Two who place one person at once meet here: the second waits, and finds the first one's sample.
    """
    rows = list(wanted)
    if not rows:
        return set()
    columns = {
        "pass_id": str(pass_id),
        "device_id": None if device_id is None else str(device_id),
        "now": now.isoformat(),
        "people": prepared.numbers(person for person, _, _ in rows),
        "tubes": prepared.numbers(tube_id for _, tube_id, _ in rows),
        "taken": prepared.moments(taken_at for _, _, taken_at in rows),
    }
    return set(prepared.fetch(statements.ADD_SAMPLES, columns))


def place_by_hand(
    pass_id: int, place: Place, taken_at: datetime, *, valid: bool, standing: Mapping[int, Standing], now: datetime
) -> Counter[int]:
    """Place one person as somebody says, sampled before or not; counts coverage and returns how many people each tube gained (or lost)."""
    person, tube_id = place
    added = place in add_first(pass_id, [(person, tube_id, taken_at)], now=now, device_id=None)
    placement = Placement(person, tube_id, taken_at, added)
    return place_again(pass_id, [placement], valid={tube_id: valid}, standing=standing, now=now, device_id=None)


def place_again(
    pass_id: int,
    placements: Sequence[Placement],
    *,
    valid: Mapping[int, bool],
    standing: Mapping[int, Standing],
    now: datetime,
    device_id: int | None,
    newly_done: Collection[int] = (),
) -> Counter[int]:
    """Place people whose samples are not plainly new; counts coverage and returns how many people each tube gained (or lost).

    ``valid`` says of each tube in question whether it is valid; a scan repeated at another time is kept as a restoration fact.
    ``newly_done`` are people the caller has made done: counted together with the others, because whoever holds a counter
    must not wait for a person any more.
    """
    by_person: dict[int, list[Placement]] = defaultdict(list)
    for placement in placements:
        by_person[placement.person].append(placement)
    samples = hold_samples(pass_id, by_person)
    _keep_rescans(placements, samples, now=now)
    repeats = Repeats(pass_id, samples, scan_facts(placement.tube_id for placement in placements), valid)
    for person in sorted(by_person):
        repeats.place(person, by_person[person])
    repeats.save(now=now, device_id=device_id)
    count_done(
        pass_id, {person: repeats.steps.get(person, 0) + (person in newly_done) for person in {*repeats.steps, *newly_done}}, standing
    )
    return repeats.gained


def settle_places(pass_id: int, places: Sequence[Place], *, valid: Mapping[int, bool], standing: Mapping[int, Standing]) -> Counter[int]:
    """Judge existing places again after a correction; places without a sample yet stay for when it arrives."""
    samples = hold_samples(pass_id, {person for person, _ in places})
    repeats = Repeats(pass_id, samples, scan_facts(tube_id for _, tube_id in places), valid)
    for person, tube_id in sorted(places):
        if any(sample.tube_id == tube_id for sample in samples[person]):
            repeats.place(
                person,
                [Placement(person, tube_id, sample.taken_at, added=False) for sample in samples[person] if sample.tube_id == tube_id],
            )
    repeats.save(now=clock.now(), device_id=None)
    count_done(pass_id, repeats.steps, standing)
    return repeats.gained


def scan_facts(tube_ids: Iterable[int]) -> dict[Place, list[ScanFact]]:
    """Every void and restoration known for these tubes, by (person, tube)."""
    facts: dict[Place, list[ScanFact]] = defaultdict(list)
    rows = SampleCorrection.objects.filter(tube_id__in=set(tube_ids)).values_list("person_id", "tube_id", "at", "kind")
    for person, tube_id, at, kind in rows:
        facts[person, tube_id].append(ScanFact(at, CorrectionKind(kind)))
    return facts


def _keep_rescans(placements: Collection[Placement], samples: Mapping[int, Sequence[HeldSample]], *, now: datetime) -> None:
    """A second scan of a person into the same tube is kept as a fact, so that a void arriving later is judged against it."""
    first = {(person, sample.tube_id): sample.taken_at for person, rows in samples.items() for sample in rows}
    rescans = []
    for placement in placements:
        known = first.get((placement.person, placement.tube_id))
        if known is not None and known != placement.taken_at:
            name = uuid5(NAMESPACE_OID, f"{placement.tube_id}/{placement.person}/{placement.taken_at.isoformat()}")
            rescans.append(
                SampleCorrection(
                    id=name,
                    tube_id=placement.tube_id,
                    person_id=placement.person,
                    kind=CorrectionKind.RESTORE,
                    reason="scanned again",
                    at=placement.taken_at,
                    recorded_at=now,
                    actor="",
                )
            )
    if rescans:
        SampleCorrection.objects.bulk_create(rescans, ignore_conflicts=True)
