"""Which tubes hold more people than the place they live in allows, or several households where one belongs?"""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from epiworks.units import PersonCount
from outpace.kernel.scope import Actor
from outpace.registry import api as registry
from outpace.screening.choices import TubeDoubt
from outpace.screening.models import CrowdedTube, Sample
from outpace.screening.rules.pools import HOUSEHOLD_TUBE, Crowd, PoolPlan, count_households, doubt_of
from outpace.screening.selectors.sites import SiteInfo, sees_site
from outpace.screening.selectors.zones import any_zone, zones_held

MOST_SHOWN = 100
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Inside:
    """What is in one tube: how many people, those known by name with the time of their swab. Units: persons."""

    people: int
    taken: Mapping[int, datetime]


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Why one tube is to be looked at, and how many people it might hold (HOUSEHOLD_TUBE: one household)."""

    doubt: TubeDoubt
    allowed: int


@dataclass(frozen=True, slots=True)
class CrowdedRow:
    """One tube to look at: how many are inside and might be (HOUSEHOLD_TUBE: one household), why, since when. Units: persons."""

    code: str
    people: PersonCount
    allowed: int
    doubt: TubeDoubt
    noted_at: datetime


def doubts(plan: PoolPlan, tubes: Mapping[Key, Inside]) -> dict[Key, Doubtful]:
    """Which of these tubes are to be looked at? At most five queries, none where no zone pools otherwise and no tube is too full."""
    sizes = _sizes(plan, tubes)
    homes = registry.households_of(sorted({p for key, tube in tubes.items() if sizes[key] == HOUSEHOLD_TUBE for p in tube.taken}))
    found: dict[Key, Doubtful] = {}
    for key, tube in tubes.items():
        known = [homes[person] for person in tube.taken if person in homes]
        crowd = Crowd(tube.people, sizes[key], count_households(known, people=tube.people), plan.most)
        if (doubt := doubt_of(crowd)) is not None:
            found[key] = Doubtful(doubt, sizes[key])
    return found


def _sizes(plan: PoolPlan, tubes: Mapping[Key, Inside]) -> dict[Key, int]:
    """How many might each of these tubes hold, by the zones over its people's grids when the last of them was sampled?"""
    people = {person for tube in tubes.values() for person in tube.taken}
    grids = registry.grids_of(sorted(people)) if people and any_zone(plan) else {}
    held = zones_held(grids.values())
    sizes: dict[Key, int] = {}
    for key, tube in tubes.items():
        at = max(tube.taken.values(), default=None)
        inside = {grids[person] for person in tube.taken if person in grids}
        sizes[key] = plan.size_together(held.over(grid, at) for grid in inside) if at is not None else plan.default
    return sizes


def inside_of(tubes: Mapping[int, int]) -> dict[int, Inside]:
    """Who is in these tubes now? `tubes`: how many people each holds, by its id. One query."""
    taken: dict[int, dict[int, datetime]] = {tube: {} for tube in tubes}
    rows = Sample.objects.filter(tube_id__in=list(tubes), effective=True).values_list("tube_id", "person_id", "taken_at")
    for tube, person, at in rows:
        taken[tube][person] = at
    return {tube: Inside(people, taken[tube]) for tube, people in tubes.items()}


def is_mixed(named: Collection[int], *, people: int) -> bool:
    """Do these people live in different households? `named`: those who are known; nobody's unknown household is taken for another's."""
    return people > 1 and count_households(registry.households_of(list(named)).values(), people=people) > 1


def crowded_at(actor: Actor, pass_id: int, found: SiteInfo) -> list[CrowdedRow]:
    """Which tubes filled at this site hold too many, tested or not, the latest first? At most MOST_SHOWN."""
    if not sees_site(actor, found.station.path):
        return []
    rows = CrowdedTube.objects.filter(screening_pass_id=pass_id, site_id=found.station.id).order_by("-noted_at", "-pk")
    return [
        CrowdedRow(code, PersonCount(people), allowed, TubeDoubt(doubt), at)
        for code, people, allowed, doubt, at in rows.values_list("tube__code", "tube__people", "allowed", "doubt", "noted_at")[:MOST_SHOWN]
    ]
