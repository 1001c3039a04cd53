"""Which rounds went over a set of areas, and did each end with everybody sampled and nobody positive? What control zones wait for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import and_

from django.db import connection
from django.db.models import Q

from epiworks.units import PersonCount
from outpace.kernel.scope import AreaPath, minimal, subtree_bounds
from outpace.screening.choices import Condition, Outcome, PassState, RecallState, Target
from outpace.screening.models import Pass
from outpace.screening.selectors.passes import over_or_under

MOST_ROUNDS = 12

GRIDS = """
SELECT grid.id FROM unnest(%s::text[], %s::text[]) AS wanted (low, high)
JOIN registry_area grid ON grid.path COLLATE "C" >= wanted.low COLLATE "C" AND grid.path COLLATE "C" < wanted.high COLLATE "C"
JOIN registry_areacount k ON k.area_id = grid.id
"""

COVERAGE = "SELECT COALESCE(sum(due - exempt), 0), COALESCE(sum(done), 0) FROM screening_coverage WHERE pass_id = %s AND grid_id = ANY(%s)"

READINGS = """
SELECT count(*) FILTER (WHERE t.outcome IS NULL AND t.condition = %s),
       count(*) FILTER (WHERE t.outcome = %s AND NOT EXISTS (
           SELECT FROM screening_positive_pool pool WHERE pool.tube_id = t.id AND pool.resolved_at IS NOT NULL AND NOT EXISTS (
               SELECT FROM screening_recall_member m WHERE m.pool_id = pool.id AND m.state = %s))),
       max(t.uploaded_at)
FROM registry_person p
JOIN screening_sample s ON s.pass_id = %s AND s.person_id = p.id AND s.effective
JOIN screening_tube t ON t.id = s.tube_id
WHERE p.grid_id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class RoundOver:
    """One pass over everyone, as far as these areas go. Units: persons, except `waiting` and `positive`: samples.

    `ended_at`: when its last result there was uploaded; None before any.
    """

    pass_id: int
    opened_at: datetime
    due: PersonCount
    done: PersonCount
    waiting: int
    positive: int
    ended_at: datetime | None

    @property
    def is_negative(self) -> bool:
        """Did everybody due give a sample, with every result in and none positive?"""
        return self.due > 0 and self.done >= self.due and not self.waiting and not self.positive and self.ended_at is not None


def rounds_over(paths: Sequence[AreaPath], *, since: datetime) -> list[RoundOver]:
    """Which passes over everyone were opened since and hold all of these areas, oldest first? At most the newest MOST_ROUNDS.

    For other apps, which guard their own pages; nobody is named. A positive pool whose members were all cleared one by one is negative.
    """
    areas = minimal(paths)
    if not areas:
        return []
    # A pass over an area below does not hold the zone; one over an area above it does.
    holding = reduce(and_, (over_or_under("area_path", [path]) & ~Q(area_path__startswith=path) | Q(area_path=path) for path in areas))
    found = Pass.objects.filter(holding, target=Target.EVERYONE, is_retest=False, opened_at__gte=since).exclude(state=PassState.PLANNED)
    newest = list(found.order_by("-opened_at", "-id").values_list("id", "opened_at")[:MOST_ROUNDS])
    grids = _grids(areas) if newest else []
    return [_round(pass_id, opened_at, grids) for pass_id, opened_at in reversed(newest) if opened_at is not None]


def _grids(areas: Sequence[AreaPath]) -> list[int]:
    bounds = [subtree_bounds(path) for path in areas]
    with connection.cursor() as cursor:
        cursor.execute(GRIDS, [[low for low, _ in bounds], [high for _, high in bounds]])
        return [number for (number,) in cursor.fetchall()]


def _round(pass_id: int, opened_at: datetime, grids: list[int]) -> RoundOver:
    with connection.cursor() as cursor:
        cursor.execute(COVERAGE, [pass_id, grids])
        due, done = cursor.fetchone()
        cursor.execute(READINGS, [Condition.SOUND, Outcome.PRELIMINARY_POSITIVE, RecallState.POSITIVE, pass_id, grids])
        waiting, positive, ended_at = cursor.fetchone()
    return RoundOver(pass_id, opened_at, PersonCount(due), PersonCount(done), waiting, positive, ended_at)
