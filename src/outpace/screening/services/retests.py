"""The re-test pass of a round: single tubes for the members of its positive pools."""

from collections.abc import Mapping
from datetime import datetime

from outpace.screening.choices import Denominator, PassState, Target
from outpace.screening.models import DuePerson, Pass
from outpace.screening.rules.pools import HOLD_FOR
from outpace.screening.services.denominators import add_due


def retest_pass_for(pass_id: int, *, now: datetime) -> Pass:
    """Which pass takes the single re-tests of this pass's positive pools? Opened when the first one is needed."""
    source = Pass.objects.get(pk=pass_id)
    if source.is_retest:
        return source
    retest, _ = Pass.objects.get_or_create(
        round_id=source.round_id,
        number=source.number,
        is_retest=True,
        defaults={
            "area_id": source.area_id,
            "area_path": source.area_path,
            "target": Target.NAMED,
            "pool_size": 1,
            "state": PassState.OPEN,
            "opened_at": now,
            "due_by": now + HOLD_FOR,
        },
    )
    return retest


def add_due_for_retest(pass_id: int, grids: Mapping[int, int], *, now: datetime) -> None:
    """Make these people (person to grid) due in the re-test pass, once each."""
    if not grids:
        return
    retest = retest_pass_for(pass_id, now=now)
    rows = [DuePerson(screening_pass_id=retest.pk, person_id=person, grid_id=grid) for person, grid in sorted(grids.items())]
    known = set(DuePerson.objects.filter(screening_pass_id=retest.pk, person_id__in=list(grids)).values_list("person_id", flat=True))
    DuePerson.objects.bulk_create(rows, ignore_conflicts=True)
    per_grid: dict[int, int] = {}
    for person, grid in grids.items():
        if person not in known:
            per_grid[grid] = per_grid.get(grid, 0) + 1
    add_due(retest.pk, per_grid, reason=Denominator.OPENING, at=now)
