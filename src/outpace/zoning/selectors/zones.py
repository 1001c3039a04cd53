"""Zones as they stand, as they stood at any hour, and what became of each."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from epiworks.units import PersonCount
from outpace.kernel import clock
from outpace.kernel.paging import Page, keyset
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound, subtree_bounds
from outpace.zoning.choices import Layer
from outpace.zoning.data import MeasureRow, ReviewDue, ZoneCount, ZoneRow, ZoneState
from outpace.zoning.models import Zone, ZoneArea, ZoneMeasure, ZoneVersion
from outpace.zoning.rules.cover import upwards
from outpace.zoning.selectors.guard import over_or_under, require_zone, visible
from outpace.zoning.selectors.packs import local_day
from outpace.zoning.selectors.rows import measure_row, state_row, zone_row

AT = """
SELECT DISTINCT ON (v.zone_id) v.id, v.zone_type FROM zoning_zone_version v
JOIN zoning_zone z ON z.id = v.zone_id AND z.layer = %s
 AND (z.area_path >= %s AND z.area_path < %s OR z.area_path = ANY(%s))
WHERE v.valid_from <= %s AND v.recorded_at <= %s AND (v.taken_back_at IS NULL OR v.taken_back_at > %s)
ORDER BY v.zone_id, v.number DESC
"""
"""The standing version of every zone of a subtree (or reaching into it) at a moment, as it was known at another: the one signed last."""


def list_zones(
    actor: Actor, *, layer: Layer = Layer.CONTROL, zone_type: str = "", in_force: bool = True, cursor: str | None = None, size: int = 50
) -> Page[ZoneRow]:
    """Which zones of a layer stand (or stood) in the actor's areas, the latest changed first? Those that never held are left out."""
    rows = zones_shown().filter(visible(actor), layer=layer, in_force=in_force, version__gt=0)
    if zone_type:
        rows = rows.filter(zone_type=zone_type)
    return keyset(rows, ["-changed_at", "-id"], cursor, size=size).map(zone_row)


def list_ahead(actor: Actor, *, cursor: str | None = None, size: int = 50) -> Page[ZoneRow]:
    """About which zones of any layer in the actor's areas does a signature wait for its hour, the next first?"""
    rows = zones_shown().filter(visible(actor), ahead__isnull=False)
    return keyset(rows, ["ahead__valid_from", "id"], cursor, size=size).map(zone_row)


def list_taken_back(actor: Actor, *, cursor: str | None = None, size: int = 50) -> Page[ZoneRow]:
    """Which zones of any layer in the actor's areas were signed for an hour to come and taken back before it, the latest signed first?"""
    rows = zones_shown().filter(visible(actor), version=0, ahead__isnull=True)
    return keyset(rows, ["-id"], cursor, size=size).map(zone_row)


def get_zone(actor: Actor, zone_id: int) -> ZoneRow:
    """Which zone is this? Raises NotFound outside the actor's scope."""
    return zone_row(require_zone(actor, zone_id))


def zone_history(actor: Actor, zone_id: int) -> list[ZoneState]:
    """What became of this zone, the first version first? Raises NotFound outside the actor's scope."""
    require_zone(actor, zone_id)
    return [state_row(found) for found in ZoneVersion.objects.select_related("zone").filter(zone_id=zone_id).order_by("number")]


def zone_measures(actor: Actor, zone_id: int) -> list[MeasureRow]:
    """Which measures hold, and which held, in this zone, the present ones first?"""
    require_zone(actor, zone_id)
    found = [measure_row(row) for row in ZoneMeasure.objects.filter(zone_id=zone_id).order_by("id")]
    return sorted(found, key=lambda row: row.ended_at is not None)


def reviews_due(actor: Actor, *, size: int = 20) -> list[ReviewDue]:
    """Which measures in the actor's areas are to be looked at again today or were to be, the longest overdue first?"""
    seen = over_or_under("zone__area_path", actor.paths(Permission.ZONE_READ))
    rows = ZoneMeasure.objects.filter(seen, ended_at=None, review_on__lte=local_day(clock.now()))
    rows = rows.select_related("zone").prefetch_related("zone__areas").order_by("review_on", "id")[:size]
    return [ReviewDue(row.zone_id, tuple(sorted(AreaPath(area.path) for area in row.zone.areas.all())), measure_row(row)) for row in rows]


def zones_at(
    actor: Actor, path: AreaPath, at: datetime, *, layer: Layer = Layer.CONTROL, known_at: datetime | None = None
) -> list[ZoneState]:
    """Which zones stood in this area at this moment? With `known_at`: as it was known then, before later corrections.

    Raises NotFound when the actor reads no zones here.
    """
    if not any(path.startswith(own) or own.startswith(path) for own in actor.paths(Permission.ZONE_READ)):
        raise NotFound(path)
    seen = Zone.objects.filter(visible(actor), layer=layer).values("id")
    found = ZoneVersion.objects.select_related("zone").filter(pk__in=versions_at(path, at, layer=layer, known_at=known_at), zone__in=seen)
    return [state_row(row) for row in found.order_by("zone_id")]


def versions_at(path: AreaPath, at: datetime, *, layer: Layer, known_at: datetime | None = None) -> list[int]:
    """Which versions, by id, stood at this moment in this area? One statement; for selectors, which guard the answer."""
    low, high = subtree_bounds(path)
    known = known_at or datetime.max.replace(tzinfo=at.tzinfo)
    with connection.cursor() as cursor:
        cursor.execute(AT, [layer, low, high, list(upwards(path)), at, known, known])
        return [number for number, zone_type in cursor.fetchall() if zone_type]


def zone_counts(states: Sequence[ZoneState] | Sequence[ZoneRow]) -> tuple[ZoneCount, ...]:
    """How many zones of each type are these, and how many persons are inside? In order of the number of zones, fewest first."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for state in states:
        sums[state.zone_type][0] += 1
        sums[state.zone_type][1] += state.people
    found = [ZoneCount(name, zones, PersonCount(people)) for name, (zones, people) in sums.items()]
    return tuple(sorted(found, key=lambda count: (count.zones, count.zone_type)))


def standing_zones(actor: Actor, *, layer: Layer = Layer.CONTROL) -> list[ZoneRow]:
    """Which zones stand in the actor's areas now? All of them: a board is one look; a county has tens, not thousands."""
    rows = zones_shown().filter(visible(actor), layer=layer, in_force=True)
    return [zone_row(row) for row in rows.order_by("zone_type", "id")]


def zones_shown() -> QuerySet[Zone]:
    """All zones, with what a row of one needs."""
    return Zone.objects.select_related("ahead").prefetch_related("areas")


def zone_types_at(paths: Collection[AreaPath], *, layer: Layer = Layer.CONTROL) -> dict[AreaPath, tuple[str, ...]]:
    """Under which types do these places lie now? For apps above, which guard their own pages; places outside every zone are left out."""
    above = {path: set(upwards(path)) for path in paths}
    wanted = {area for areas in above.values() for area in areas}
    rows = ZoneArea.objects.filter(path__in=wanted, zone__in_force=True, zone__layer=layer).values_list("path", "zone__zone_type")
    held = defaultdict(set)
    for area, zone_type in rows:
        held[AreaPath(area)].add(zone_type)
    found = {path: tuple(sorted({name for area in areas for name in held.get(area, ())})) for path, areas in above.items()}
    return {path: names for path, names in found.items() if names}


__all__ = [
    "get_zone",
    "list_ahead",
    "list_taken_back",
    "list_zones",
    "over_or_under",
    "reviews_due",
    "standing_zones",
    "versions_at",
    "zone_counts",
    "zone_history",
    "zone_measures",
    "zone_types_at",
    "zones_at",
    "zones_shown",
]
