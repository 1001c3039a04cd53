"""Tubes that hold more people than they should: accepted, because a sample taken is never thrown away, and noted for somebody to look."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from outpace.screening.data import FillRecord
from outpace.screening.models import CrowdedTube
from outpace.screening.rules.pools import HOUSEHOLD_TUBE, PoolPlan
from outpace.screening.selectors.crowding import Doubtful, Inside, doubts, inside_of


def any_doubt(plan: PoolPlan, records: Sequence[FillRecord]) -> bool:
    """Would any of these tubes, each whole in its record, be noted?"""
    if not _may_be(plan, [len(record.swabs) for record in records]):
        return False
    tubes = {
        place: Inside(len(record.swabs), {swab.person: swab.taken_at for swab in record.swabs}) for place, record in enumerate(records)
    }
    return bool(doubts(plan, tubes))


def note_crowded(plan: PoolPlan, pass_id: int, tubes: Mapping[int, int], *, site_id: int, now: datetime) -> dict[int, Doubtful]:
    """Look at these tubes of a pass again, after people came or left; gives those that are to be looked at by somebody.

    `tubes`: how many people each holds, by its id; the caller has locked them. What was noted before and holds no more is forgotten.
    """
    found = doubts(plan, inside_of(tubes)) if _may_be(plan, tubes.values()) else {}
    CrowdedTube.objects.filter(pk__in=[tube for tube in tubes if tube not in found]).delete()
    rows = [
        CrowdedTube(tube_id=tube, screening_pass_id=pass_id, site_id=site_id, doubt=about.doubt, allowed=about.allowed, noted_at=now)
        for tube, about in sorted(found.items())
    ]
    CrowdedTube.objects.bulk_create(rows, update_conflicts=True, unique_fields=["tube"], update_fields=["doubt", "allowed"])
    return found


def _may_be(plan: PoolPlan, sizes: Iterable[int]) -> bool:
    """Is it worth looking: does the plan pool by zone or household, or is a tube too full whatever its place?"""
    return bool(plan.apart) or plan.default == HOUSEHOLD_TUBE or any(people > plan.default for people in sizes)
