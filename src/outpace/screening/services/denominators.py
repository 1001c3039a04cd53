"""Who is due, versioned: every change of a pass's denominator is counted per grid and kept with its reason (oddity 3)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from outpace.kernel import clock
from outpace.kernel.scope import AreaPath
from outpace.registry import api as registry
from outpace.registry.data import ResidentsChanged
from outpace.screening.choices import Denominator, PassState, Target
from outpace.screening.models import Coverage, DenominatorChange, Pass
from outpace.screening.selectors.covered import covered_by_grid
from outpace.screening.selectors.standing import facts_of, standings
from outpace.screening.services.coverage import hold_samples
from outpace.screening.services.passes import own_pass

COUNT_DUE = """
INSERT INTO screening_coverage AS c (pass_id, grid_id, due, exempt, done, extra)
SELECT %s, grid_id, due, exempt, 0, 0 FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS given (grid_id, due, exempt) ORDER BY grid_id
ON CONFLICT (pass_id, grid_id) DO UPDATE SET due = c.due + excluded.due, exempt = c.exempt + excluded.exempt
"""


def add_due(pass_id: int, due: Mapping[int, int], *, reason: Denominator, at: datetime) -> None:
    """Move the number of people due by grid, and keep the step with its reason."""
    real = {grid: step for grid, step in sorted(due.items()) if step or reason is Denominator.OPENING}
    if not real:
        return
    with connection.cursor() as cursor:
        cursor.execute(COUNT_DUE, [pass_id, list(real), list(real.values()), [0] * len(real)])
    DenominatorChange.objects.bulk_create(
        [DenominatorChange(screening_pass_id=pass_id, grid_id=grid, reason=reason, persons=step, at=at) for grid, step in real.items()],
        batch_size=5_000,
    )


def add_exempt(pass_id: int, exempt: Mapping[int, int], *, at: datetime) -> None:
    """Move the number of people exempt by grid, and keep the step."""
    real = {grid: step for grid, step in sorted(exempt.items()) if step}
    if not real:
        return
    with connection.cursor() as cursor:
        cursor.execute(COUNT_DUE, [pass_id, list(real), [0] * len(real), list(real.values())])
    DenominatorChange.objects.bulk_create(
        DenominatorChange(
            screening_pass_id=pass_id,
            grid_id=grid,
            persons=-step,
            at=at,
            reason=Denominator.EXEMPTED if step > 0 else Denominator.EXEMPTION_ENDED,
        )
        for grid, step in real.items()
    )


def follow_residents(event: ResidentsChanged) -> None:
    """A grid's people changed: passes that ask for everyone present follow, in the same transaction."""
    at = clock.now()
    for number in passes_over(event.path):
        own_pass(number)
        if event.present_delta:
            add_due(number, {event.grid_id: event.present_delta}, reason=_reason(event), at=at)
        recount_grid(number, event.grid_id)


def recount_grid(pass_id: int, grid_id: int) -> None:
    """Count done and extra of one grid again from its people; the caller owns the pass, so no sample arrives meanwhile."""
    places = {place.id: place for place in registry.places_in(grid_id)}
    standing = standings(facts_of(pass_id), places)
    done = extra = 0
    for person, samples in hold_samples(pass_id, list(places)).items():
        if any(sample.counts for sample in samples):
            done += standing[person].is_due
            extra += not standing[person].is_due
    Coverage.objects.filter(screening_pass_id=pass_id, grid_id=grid_id).update(done=done, extra=extra)


def count_covered_again(pass_id: int) -> None:
    """Count done and extra of every grid of a pass over named people again from its samples; the caller owns the pass."""
    cells = covered_by_grid(pass_id)
    rows = list(Coverage.objects.filter(screening_pass_id=pass_id).order_by("grid_id"))
    for row in rows:
        row.done, row.extra = cells.get(row.grid_id, (0, 0))
    Coverage.objects.bulk_update(rows, ["done", "extra"], batch_size=1_000)


def passes_over(path: AreaPath) -> list[int]:
    """Which open passes ask for everyone present in an area that contains this path?"""
    open_passes = Pass.objects.filter(state=PassState.OPEN, target=Target.EVERYONE).order_by("id").values_list("id", "area_path")
    return [number for number, area_path in open_passes if path.startswith(area_path)]


def _reason(event: ResidentsChanged) -> Denominator:
    if event.residents_delta > 0:
        return Denominator.ENROLLED
    if event.residents_delta < 0:
        return Denominator.MOVED_OUT
    return Denominator.RETURNED if event.present_delta > 0 else Denominator.LEFT
