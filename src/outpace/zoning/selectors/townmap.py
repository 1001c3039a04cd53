"""The map of zones as a plan of tiles: what lies below an area, with the zones that hold or touch each part, now or at an hour."""

from dataclasses import dataclass
from datetime import datetime

from epiworks.units import PersonCount
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.registry import api as registry
from outpace.registry.data import AreaNode
from outpace.zoning.data import ZoneState
from outpace.zoning.rules.cover import holds
from outpace.zoning.selectors.zones import zones_at

MOST_PARTS = 400


@dataclass(frozen=True, slots=True)
class Part:
    """One area below: persons present, the types of zones that hold all of it, and of those that lie inside it, with how many."""

    node: AreaNode
    people: PersonCount
    whole: tuple[str, ...]
    inside: tuple[str, ...]
    zones: int
    has_below: bool


@dataclass(frozen=True, slots=True)
class TownMap:
    """An area, what leads to it within the reader's scope, its parts with their zones, at this moment."""

    area: AreaNode
    above: tuple[AreaNode, ...]
    parts: tuple[Part, ...]
    zones: tuple[ZoneState, ...]
    at: datetime


def town_map(actor: Actor, area_id: int | None, at: datetime) -> TownMap | None:
    """Which zones hold or touch each part of this area at this moment? Without an area: the topmost the actor reads; None for none.

    Raises NotFound outside the actor's scope.
    """
    actor.require_anywhere(Permission.ZONE_READ)
    if area_id is None:
        roots = registry.roots(actor)
        if not roots:
            return None
        area_id = roots[0].node.id
    area = registry.area(actor, area_id)
    if not actor.may(Permission.ZONE_READ, area.path):
        raise NotFound(f"area {area_id}")
    zones = tuple(zones_at(actor, area.path, at))
    below = registry.children(actor, area_id, size=MOST_PARTS).items
    parts = tuple(
        Part(
            node=row.node,
            people=PersonCount(row.counts.present),
            whole=_types(zones, row.node.path, inside=False),
            inside=_types(zones, row.node.path, inside=True),
            zones=sum(1 for zone in zones if _touches(zone, row.node.path)),
            has_below=row.children > 0,
        )
        for row in below
    )
    above = tuple(node for node in registry.ancestors(actor, area_id) if actor.may(Permission.ZONE_READ, node.path))
    return TownMap(area, above, parts, zones, at)


def _types(zones: tuple[ZoneState, ...], path: AreaPath, *, inside: bool) -> tuple[str, ...]:
    found = (zone.zone_type for zone in zones if _touches(zone, path) and holds(zone.area_paths, path) is not inside)
    return tuple(sorted(set(found)))


def _touches(zone: ZoneState, path: AreaPath) -> bool:
    return holds(zone.area_paths, path) or any(area.startswith(path) for area in zone.area_paths)
