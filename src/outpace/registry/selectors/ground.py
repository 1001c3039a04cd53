"""Where areas, stations and homes lie, for maps and for counting who is inside a shape. Callers guard their own pages."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from outpace.kernel.scope import AreaPath
from outpace.kernel.subtrees import within
from outpace.registry.choices import PointBasis, Presence
from outpace.registry.data import Box, Ground, HomeSpot, Outline, Spot
from outpace.registry.models import Area, AreaOutline, AreaPoint, HomePoint, Person, StationPoint

BATCH = 5_000
"""Homes fetched at a time: what bounds the memory however large a shape is."""


def outlines_of(codes: Collection[str]) -> Mapping[str, Outline]:
    """Which borders are known of the areas with these codes?"""
    return {row.code: _outline(row) for row in AreaOutline.objects.filter(pk__in=list(codes))}


def outlines_touching(box: Box, *, most: int = 40) -> list[Outline]:
    """Whose borders reach into a part of the map, so that neighbours can be drawn? At most `most`, in order of code."""
    rows = AreaOutline.objects.filter(west__lte=box.east, east__gte=box.west, south__lte=box.north, north__gte=box.south)
    return [_outline(row) for row in rows.order_by("code")[:most]]


def ground_of(path: AreaPath) -> Ground:
    """On which borders is a map of this area drawn? Its own or the nearest one above it; where there is none, those of its counties.

    Two questions; nothing at all where no border was loaded.
    """
    codes = path.strip("/").split("/")
    known = {row.code: row for row in AreaOutline.objects.filter(Q(pk__in=codes) | Q(pk__startswith=codes[-1]) if codes[-1] else Q())}
    nearest = next((known[code] for code in reversed(codes) if code in known), None)
    own = [nearest] if nearest else sorted(known.values(), key=lambda row: row.code)
    if not own:
        return Ground((), (), fills=False)
    box = Box(min(row.west for row in own), min(row.south for row in own), max(row.east for row in own), max(row.north for row in own))
    ours = {row.code for row in own}
    around = tuple(found for found in outlines_touching(box) if found.code not in ours)
    return Ground(tuple(_outline(row) for row in own), around, fills=nearest is None or nearest.code == codes[-1])


def spots_of(area_ids: Collection[int]) -> Mapping[int, Spot]:
    """Where are these areas shown, by id? Areas without a point are left out."""
    rows = AreaPoint.objects.filter(pk__in=list(area_ids)).values_list("area_id", "lon", "lat", "basis")
    return {number: Spot(lon, lat, basis == PointBasis.SCHEMATIC) for number, lon, lat, basis in rows}


def spots_at(paths: Collection[AreaPath]) -> Mapping[AreaPath, Spot]:
    """Where are the areas at these paths shown? Areas without a point are left out."""
    rows = AreaPoint.objects.filter(area__path__in=list(paths)).values_list("area__path", "lon", "lat", "basis")
    return {AreaPath(path): Spot(lon, lat, basis == PointBasis.SCHEMATIC) for path, lon, lat, basis in rows}


def station_spots(station_ids: Collection[int]) -> Mapping[int, Spot]:
    """Where do these stations stand? Stations without a point of their own are left out."""
    rows = StationPoint.objects.filter(pk__in=list(station_ids)).values_list("station_id", "lon", "lat", "basis")
    return {number: Spot(lon, lat, basis == PointBasis.SCHEMATIC) for number, lon, lat, basis in rows}


def peopled_in(paths: Iterable[AreaPath], box: Box) -> Mapping[int, Spot]:
    """Which areas that hold people themselves (grids) have their point in a part of the map and lie below these paths, and where?"""
    rows = _in_box(AreaPoint.objects.filter(within(paths, "area__path"), area__count__isnull=False, area__active=True), box)
    found = rows.values_list("area_id", "lon", "lat", "basis").order_by("area_id")
    return {number: Spot(lon, lat, basis == PointBasis.SCHEMATIC) for number, lon, lat, basis in found}


def homes_in(paths: Iterable[AreaPath], box: Box) -> Iterator[HomeSpot]:
    """Which homes lie in a part of the map and below these paths, with the persons present in each? Read from the database in batches."""
    rows = _in_box(HomePoint.objects.filter(within(paths, "household__grid__path")), box)
    members = Person.objects.filter(household_id=OuterRef("household_id"), presence=Presence.PRESENT).order_by()
    # A count per home by the index on its members: grouping all people of the box first took several times as long.
    present = Coalesce(Subquery(members.values("household_id").annotate(number=Count("pk")).values("number")), 0)
    found = rows.annotate(present=present).values_list("household__grid_id", "lon", "lat", "present")
    for grid, lon, lat, people in found.iterator(chunk_size=BATCH):
        yield HomeSpot(grid, lon, lat, people)


def located_homes(grid_ids: Collection[int]) -> Mapping[int, int]:
    """How many persons are present in homes of which the place is known, per grid? Grids without any are left out."""
    present = Count("household__members", filter=Q(household__members__presence=Presence.PRESENT))
    rows = HomePoint.objects.filter(household__grid_id__in=list(grid_ids)).values_list("household__grid_id").annotate(people=present)
    return dict(rows.order_by())


def has_points(path: AreaPath) -> bool:
    """Is anything at or below a path placed on the map?"""
    return AreaPoint.objects.filter(within([path], "area__path")).exists()


def peopled_areas(area_ids: Collection[int]) -> Mapping[int, AreaPath]:
    """Which of these areas still stand, and where in the tree?"""
    rows = Area.objects.filter(pk__in=list(area_ids), active=True).values_list("id", "path")
    return {number: AreaPath(path) for number, path in rows}


def _in_box(rows: QuerySet[Any], box: Box) -> QuerySet[Any]:
    return rows.filter(lat__gte=box.south, lat__lte=box.north, lon__gte=box.west, lon__lte=box.east)


def _outline(row: AreaOutline) -> Outline:
    parts = tuple(tuple(tuple((float(lon), float(lat)) for lon, lat in ring) for ring in part) for part in row.parts)
    return Outline(row.code, row.name, row.name_en, parts)
