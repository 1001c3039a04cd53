"""Coverage counted at write time: a person is done exactly while one effective sample lies in a valid tube."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from outpace.kernel import prepared
from outpace.screening.models import Sample
from outpace.screening.rules.flow import is_valid
from outpace.screening.selectors.standing import Standing, standings_of
from outpace.screening.services import statements
from outpace.screening.services.flow import Change


@dataclass(frozen=True, slots=True)
class HeldSample:
    """A locked sample row and whether its tube is valid now."""

    person: int
    ordinal: int
    tube_id: int
    effective: bool
    taken_at: datetime
    valid: bool

    @property
    def counts(self) -> bool:
        """Does this sample make its person done?"""
        return self.effective and self.valid


def hold_samples(pass_id: int, people: Collection[int]) -> dict[int, list[HeldSample]]:
    """Lock every sample these people gave in the pass, person by person."""
    held: dict[int, list[HeldSample]] = {person: [] for person in people}
    with connection.cursor() as cursor:
        cursor.execute(statements.LOCK_SAMPLES, [pass_id, sorted(people)])
        cursor.execute(statements.READ_SAMPLES, [pass_id, sorted(people)])
        for row in cursor.fetchall():
            sample = HeldSample(*row)
            held[sample.person].append(sample)
    return held


def count_done(pass_id: int, steps: Mapping[int, int], standing: Mapping[int, Standing]) -> None:
    """Add each person's step (+1 became done, -1 no longer) to their grid: as done where they are due, as extra where not."""
    cells: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for person, step in steps.items():
        where = standing.get(person)
        if where is not None and step:
            cells[where.grid_id][0 if where.is_due else 1] += step
    add_to_coverage((pass_id, grid, done, extra) for grid, (done, extra) in cells.items())


def add_to_coverage(rows: Iterable[tuple[int, int, int, int]]) -> None:
    """Add (pass, grid, done, extra) rows to the counters; grids outside the pass have none and are left out."""
    real = sorted(row for row in rows if row[2] or row[3])
    if real:
        prepared.fetch(statements.COUNT_COVERAGE, [prepared.numbers(column) for column in zip(*real, strict=True)])


def follow_validity(changes: Iterable[Change]) -> None:
    """After tubes became valid or ceased to be, count again exactly the people in them whose coverage turns on it."""
    flipped = {
        change.after.id: is_valid(change.after.state) for change in changes if is_valid(change.before.state) != is_valid(change.after.state)
    }
    passes = {change.after.id: change.after.pass_id for change in changes}
    by_pass: dict[int, dict[int, bool]] = defaultdict(dict)
    for tube_id, valid in flipped.items():
        pass_id = passes[tube_id]
        if pass_id is not None:
            by_pass[pass_id][tube_id] = valid
    for pass_id, tubes in sorted(by_pass.items()):
        _follow_in_pass(pass_id, tubes)


def _follow_in_pass(pass_id: int, now_valid: Mapping[int, bool]) -> None:
    people = list(Sample.objects.filter(tube_id__in=list(now_valid)).values_list("person_id", flat=True).distinct())
    steps = {}
    for person, samples in hold_samples(pass_id, people).items():
        after = any(sample.counts for sample in samples)
        before = any(sample.effective and (not sample.valid if sample.tube_id in now_valid else sample.valid) for sample in samples)
        steps[person] = after - before
    changed = {person: step for person, step in steps.items() if step}
    if changed:
        count_done(pass_id, changed, standings_of(pass_id, changed))
