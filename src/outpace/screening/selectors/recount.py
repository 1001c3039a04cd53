"""Do the counters still say what the facts say? Counts everything again from the facts and names every difference.

The counters are right by construction; this is how anybody can check it (``outpace check``), and what the property tests hold them to.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.models import Count

from outpace.kernel.consistency import Difference, compare
from outpace.screening.choices import Condition, Outcome, Stage, Target
from outpace.screening.models import Coverage, DuePerson, LabQueue, Ledger, OutcomeCount, Tube, Turnaround
from outpace.screening.rules import ledger, outcomes, queues, turnaround
from outpace.screening.rules.flow import TubeState
from outpace.screening.rules.ledger import Cell
from outpace.screening.selectors.covered import covered_by_grid
from outpace.screening.selectors.ledger import ARRIVED_AT
from outpace.screening.selectors.standing import facts_of

PEOPLE_IN_TUBES = """
SELECT t.code, t.people,
  (SELECT count(*) FROM screening_sample s WHERE s.tube_id = t.id AND s.effective)
  + (SELECT count(*) FROM screening_unidentified_sample u WHERE u.tube_id = t.id AND u.person_id IS NULL)
FROM screening_tube t WHERE t.pass_id = %s
"""


def differences(pass_id: int) -> list[Difference]:
    """Which counters of this pass differ from its facts? None, unless something is broken."""
    return [
        *_ledger(pass_id),
        *_turnaround(pass_id),
        *_coverage(pass_id),
        *_due(pass_id),
        *_people(pass_id),
        *_outcomes(pass_id),
        *_queues(pass_id),
    ]


def state_of(tube: Tube) -> TubeState:
    """The state of a tube as the rules see it."""
    return TubeState(
        stage=Stage(tube.stage),
        condition=Condition(tube.condition),
        condition_at=tube.condition_at,
        outcome=None if tube.outcome is None else Outcome(tube.outcome),
        disputed=tube.disputed,
        people=tube.people,
        announced=tube.screening_pass_id is not None,
        custodian=tube.custodian_id,
        custody_at=tube.custody_at,
        times=tuple(getattr(tube, ARRIVED_AT[stage]) for stage in Stage),
    )


def _ledger(pass_id: int) -> list[Difference]:
    cells: dict[tuple[int | None, Stage], Cell] = defaultdict(Cell)
    for tube in Tube.objects.filter(screening_pass_id=pass_id).iterator():
        for stage, cell in ledger.share(state_of(tube)).items():
            cells[tube.site_id, stage] += cell
    rows = Ledger.objects.filter(screening_pass_id=pass_id)
    counted = {
        (site, Stage(stage)): Cell(*cell)
        for site, stage, *cell in rows.values_list("site_id", "stage", "tubes", "people", "ended_tubes", "ended_people")
    }
    return _compare("ledger", counted, cells, Cell())


def _turnaround(pass_id: int) -> list[Difference]:
    cells: Counter[tuple[Stage, int]] = Counter()
    for tube in Tube.objects.filter(screening_pass_id=pass_id).iterator():
        cells.update(turnaround.spans(state_of(tube)))
    rows = Turnaround.objects.filter(screening_pass_id=pass_id).values_list("stage", "bucket", "tubes")
    return _compare("turnaround", {(Stage(stage), bucket): tubes for stage, bucket, tubes in rows}, cells, 0)


def _coverage(pass_id: int) -> list[Difference]:
    rows = Coverage.objects.filter(screening_pass_id=pass_id).values_list("grid_id", "done", "extra")
    counted = {grid: (done, extra) for grid, done, extra in rows}
    inside = {grid: cell for grid, cell in covered_by_grid(pass_id).items() if grid in counted}
    return _compare("coverage", counted, inside, (0, 0))


def _due(pass_id: int) -> list[Difference]:
    """A pass over named people keeps their list; one over everyone present follows the registry's own counts instead."""
    if facts_of(pass_id).target is Target.EVERYONE:
        return []
    named = DuePerson.objects.filter(screening_pass_id=pass_id).values("grid_id").annotate(people=Count("person_id"))
    counted = dict(Coverage.objects.filter(screening_pass_id=pass_id).values_list("grid_id", "due"))
    return _compare("due", counted, dict(named.values_list("grid_id", "people")), 0)


def _outcomes(pass_id: int) -> list[Difference]:
    cells: dict[tuple[int | None, Outcome], tuple[int, int]] = {}
    for tube in Tube.objects.filter(screening_pass_id=pass_id).iterator():
        for outcome, (tubes, people) in outcomes.share(state_of(tube)).items():
            known = cells.get((tube.site_id, outcome), (0, 0))
            cells[tube.site_id, outcome] = (known[0] + tubes, known[1] + people)
    rows = OutcomeCount.objects.filter(screening_pass_id=pass_id).values_list("site_id", "outcome", "tubes", "people")
    return _compare("outcomes", {(site, Outcome(outcome)): (tubes, people) for site, outcome, tubes, people in rows}, cells, (0, 0))


def _queues(pass_id: int) -> list[Difference]:
    cells: dict[int, tuple[int, int]] = {}
    for tube in Tube.objects.filter(screening_pass_id=pass_id).iterator():
        station = queues.queue_of(state_of(tube))
        if station is not None:
            tubes, people = cells.get(station, (0, 0))
            cells[station] = (tubes + 1, people + tube.people)
    rows = LabQueue.objects.filter(screening_pass_id=pass_id).values_list("station_id", "tubes", "people")
    return _compare("laboratory queues", {station: (tubes, people) for station, tubes, people in rows}, cells, (0, 0))


def _people(pass_id: int) -> list[Difference]:
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE_IN_TUBES, [pass_id])
        return [Difference("people in tube", code, people, found) for code, people, found in cursor.fetchall() if people != found]


def _compare(name: str, counted: Mapping[Any, object], facts: Mapping[Any, object], nothing: object) -> list[Difference]:
    return compare(name, counted, facts, nothing=nothing)
