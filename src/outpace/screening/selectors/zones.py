"""Under which zone do people and sites lie, and how many people may therefore share a tube there?"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from outpace.kernel import clock
from outpace.kernel.scope import AreaPath
from outpace.registry import api as registry
from outpace.screening.choices import ZoneType
from outpace.screening.data import PassInfo
from outpace.screening.models import Sample, ZonedArea
from outpace.screening.rules.pools import PoolPlan, Zoned, strictest


@dataclass(frozen=True, slots=True)
class ZonesHeld:
    """The zones over some grids: where each grid lies, and as what each zone holds each area from when on, the earliest first."""

    paths: Mapping[int, AreaPath]
    held: Mapping[str, Mapping[int, list[tuple[datetime, Zoned]]]]

    def over(self, grid_id: int, at: datetime) -> ZoneType | None:
        """Which zone governed tubes in this grid at that moment: the strictest over it, None outside all of them?

        Of areas that a zone in force has left, and of lifted zones, nothing is known here: a tube of before counts as outside them.
        """
        path = self.paths.get(grid_id)
        if path is None:
            return None
        zones = (zone for area in _upwards(path) for zone in self.held.get(area, {}).values())
        return strictest(zoned for zone in zones for zoned in [zoned for since, zoned in zone if since <= at][-1:])


def zones_held(grid_ids: Iterable[int]) -> ZonesHeld:
    """Which zones lie over these grids now? Two queries."""
    paths = registry.paths_of(sorted(set(grid_ids)))
    wanted = {area for path in paths.values() for area in _upwards(path)}
    held: dict[str, dict[int, list[tuple[datetime, Zoned]]]] = {}
    rows = ZonedArea.objects.filter(path__in=wanted).order_by("since").values_list("zone_id", "path", "pool_as", "rank", "since")
    for zone, path, pool_as, rank, since in rows:
        held.setdefault(path, {}).setdefault(zone, []).append((since, Zoned(ZoneType(pool_as), rank)))
    return ZonesHeld(paths, held)


def any_zone(plan: PoolPlan) -> bool:
    """Is any zone in force in which this plan fills tubes otherwise than elsewhere?"""
    return bool(plan.apart) and ZonedArea.objects.filter(pool_as__in=sorted(plan.apart)).exists()


def size_at_site(about: PassInfo, grid_ids: Collection[int]) -> int:
    """How many people may an empty tube of this pass hold at a site that serves these grids? The most that any of them allows."""
    plan = plan_of(about)
    return plan.size_at_most(_zones_now(grid_ids)) if plan.apart else plan.default


def size_together(plan: PoolPlan, *, tube_id: int | None, grid_ids: Collection[int], site_grids: Collection[int]) -> int:
    """How many may share a tube that holds these people: the least that any of their grids allows?

    `grid_ids`: grids of people who are about to go in. An empty tube, or one of strangers only, follows its site.
    """
    if not plan.apart:
        return plan.default
    inside = Sample.objects.filter(tube_id=tube_id, effective=True).values_list("person_id", flat=True) if tube_id else ()
    grids = {*grid_ids, *registry.grids_of(list(inside)).values()} if inside else set(grid_ids)
    if not grids:
        return plan.size_at_most(_zones_now(site_grids))
    return plan.size_together(_zones_now(grids))


def plan_of(about: PassInfo) -> PoolPlan:
    """How does this pass pool, by zone?"""
    return PoolPlan(about.pool_size, {ZoneType(zone): size for zone, size in about.pool_by_zone.items()})


def pooling_zones() -> dict[tuple[int, AreaPath], tuple[str, int]]:
    """Which areas follow which zone as what, and of which rank, as told last? For the check of the app above."""
    rows = ZonedArea.objects.order_by("since").values_list("zone_id", "path", "pool_as", "rank")
    return {(zone, AreaPath(path)): (pool_as, rank) for zone, path, pool_as, rank in rows}


def _zones_now(grid_ids: Collection[int]) -> list[ZoneType | None]:
    held, now = zones_held(grid_ids), clock.now()
    return [held.over(grid, now) for grid in held.paths]


def _upwards(path: AreaPath) -> tuple[str, ...]:
    codes = path.strip("/").split("/")
    return tuple("/" + "/".join(codes[:depth]) + "/" for depth in range(1, len(codes) + 1))
