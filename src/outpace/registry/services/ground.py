"""Putting the registry on the map: borders from GeoJSON, points from lists, and schematic points for a synthetic county."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from outpace.kernel import audit
from outpace.kernel.errors import Refusal
from outpace.kernel.files import Limits, Row, read_table
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, subtree_bounds
from outpace.registry import generator
from outpace.registry.choices import POINT_FAULTS, PointBasis
from outpace.registry.data import Outline, Placed, RowMistake
from outpace.registry.models import Area, AreaOutline, AreaPoint, Household, Person, Station, StationPoint
from outpace.registry.rules.ground import (
    TOLERANCE_METRES,
    PointFault,
    PointRow,
    box_of,
    columns,
    metres_outside,
    missing,
    read_outlines,
    read_point,
    rings_of,
)
from outpace.registry.selectors.areas import require_area
from outpace.registry.selectors.ground import outlines_of
from outpace.registry.services import copying

HOMES: Final = copying.Target("registry_homepoint", (("household_id", "int8"), ("lon", "float8"), ("lat", "float8"), ("basis", "varchar")))
HOME_METRES: Final = 160.0
STATION_METRES: Final = 250.0
MOST_MISTAKES: Final = 200
MOST_POINTS: Final = 100_000
"""Rows of one list of points: more than a prefecture has areas and stations (24,411 grids in S3)."""
SLICE: Final = 20_000


class GroundRefused(Refusal):
    """Nothing can be placed: no border is known, there are real people, or a list has no such columns."""


@transaction.atomic
def load_outlines(actor: Actor, files: Iterable[Path]) -> int:
    """Load the borders of areas from GeoJSON files with the properties `code` and `name`; returns how many.

    A border known already is replaced. Raises NotAllowed without AREA_MANAGE everywhere, NoOutline for a file of something else.
    """
    actor.require(Permission.AREA_MANAGE, AreaPath("/"))
    loaded = 0
    for file in files:
        found = read_outlines(json.loads(file.read_text(encoding="utf-8")))
        AreaOutline.objects.bulk_create(
            [_outline_row(outline, source=file.name) for outline in found],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "name_en", "parts", "west", "south", "east", "north", "source"],
        )
        loaded += len(found)
    audit.record(actor, "area.outlines", subject="areas", path=AreaPath("/"), details={"outlines": loaded})
    return loaded


@transaction.atomic
def place_county(actor: Actor, county_id: int, *, seed: int) -> Placed:
    """Give what lies in a county and has no point yet a schematic one inside its border: areas, stations, and homes of synthetic people.

    Homes are placed only where nobody in the county is real: an invented address of a real household is a false fact.
    Raises GroundRefused (no_outline), NotFound, NotAllowed.
    """
    county = require_area(actor, Permission.AREA_MANAGE, county_id)
    outline = outlines_of([county.code]).get(county.code)
    if outline is None:
        raise GroundRefused("no_outline", _("No border of this county is known; load one first."))
    land = generator.Land(rings_of(outline))
    bounds = subtree_bounds(AreaPath(county.path))
    areas = _place_areas(county, land, bounds, seed=seed)
    stations = _place_stations(land, bounds, seed=seed)
    is_synthetic = not Person.objects.filter(grid__path__gte=bounds[0], grid__path__lt=bounds[1], synthetic=False).exists()
    homes = _place_homes(land, bounds, seed=seed) if is_synthetic else 0
    placed = Placed(areas, stations, homes)
    details = {"areas": areas, "stations": stations, "homes": homes, "seed": seed}
    audit.record(actor, "area.placed", subject=f"area:{county.pk}", path=AreaPath(county.path), details=details)
    return placed


@transaction.atomic
def load_points(actor: Actor, area_id: int, *, content: bytes) -> Placed:
    """Take the points of areas and stations below an area from a list (code, longitude, latitude); rows at fault come back.

    A point replaces the one before. Raises FileRefused (also past MOST_POINTS rows), GroundRefused (columns), NotFound, NotAllowed.
    """
    area = require_area(actor, Permission.AREA_MANAGE, area_id)
    table = read_table(content, limits=Limits(rows=MOST_POINTS))
    found = columns(table.headings)
    if missing(found):
        raise GroundRefused("columns", _("The list needs three columns: code, longitude and latitude."), field="file")
    reading = _Reading(found, *_known(AreaPath(area.path)))
    for row in table.rows:
        reading.take(row)
    reading.settle(_border(area))
    AreaPoint.objects.bulk_create(
        [AreaPoint(area_id=number, lon=lon, lat=lat, basis=PointBasis.LOADED) for number, (lon, lat) in reading.area_points.items()],
        update_conflicts=True,
        unique_fields=["area"],
        update_fields=["lon", "lat", "basis"],
    )
    StationPoint.objects.bulk_create(
        [
            StationPoint(station_id=number, lon=lon, lat=lat, basis=PointBasis.LOADED)
            for number, (lon, lat) in reading.station_points.items()
        ],
        update_conflicts=True,
        unique_fields=["station"],
        update_fields=["lon", "lat", "basis"],
    )
    placed = Placed(len(reading.area_points), len(reading.station_points), 0, tuple(reading.mistakes()))
    details = {"areas": placed.areas, "stations": placed.stations, "rejected": len(reading.faults)}
    audit.record(actor, "area.points", subject=f"area:{area.pk}", path=AreaPath(area.path), details=details)
    return placed


@dataclass(slots=True)
class _Reading:
    """What reading a list of points row by row needs and finds."""

    found: Mapping[str, int]
    areas: Mapping[str, int]
    stations: Mapping[str, int]
    said: dict[str, tuple[int, PointRow]] = field(default_factory=dict)
    faults: dict[int, PointFault] = field(default_factory=dict)
    area_points: dict[int, tuple[float, float]] = field(default_factory=dict)
    station_points: dict[int, tuple[float, float]] = field(default_factory=dict)

    def take(self, row: Row) -> None:
        """Keep what a row says, the first for each code, or the row's number with what is wrong."""
        said, fault = read_point(row.cells, self.found)
        if said is None:
            self.faults[row.number] = fault or PointFault.NO_CODE
        elif said.code not in self.areas and said.code not in self.stations:
            self.faults[row.number] = PointFault.NO_CODE
        elif said.code in self.said:
            self.faults[row.number] = PointFault.TWICE
        else:
            self.said[said.code] = (row.number, said)

    def settle(self, border: Outline | None) -> None:
        """Keep the points that lie within the border, all looked at together."""
        points = np.array([(said.lon, said.lat) for _number, said in self.said.values()]).reshape(-1, 2)
        far = metres_outside(border, points) if border is not None else np.zeros(len(points))
        for (number, said), metres in zip(self.said.values(), far, strict=True):
            if metres > TOLERANCE_METRES:
                self.faults[number] = PointFault.OUTSIDE
            elif said.code in self.areas:
                self.area_points[self.areas[said.code]] = (said.lon, said.lat)
            else:
                self.station_points[self.stations[said.code]] = (said.lon, said.lat)

    def mistakes(self) -> list[RowMistake]:
        """The first rows at fault, in the order of the list, each with what is wrong."""
        return [RowMistake(number, str(POINT_FAULTS[self.faults[number]])) for number in sorted(self.faults)[:MOST_MISTAKES]]


def _outline_row(outline: Outline, *, source: str) -> AreaOutline:
    box = box_of(outline)
    return AreaOutline(
        code=outline.code,
        name=outline.name,
        name_en=outline.name_en,
        parts=outline.parts,
        west=box.west,
        south=box.south,
        east=box.east,
        north=box.north,
        source=source,
    )


def _border(area: Area) -> Outline | None:
    """The border within which points may lie: of the area itself, or of whatever above it has one."""
    codes = area.path.strip("/").split("/")
    known = outlines_of(codes)
    return next((known[code] for code in reversed(codes) if code in known), None)


def _known(path: AreaPath) -> tuple[dict[str, int], dict[str, int]]:
    low, high = subtree_bounds(path)
    areas = Area.objects.filter(path__gte=low, path__lt=high, active=True).values_list("code", "id")
    stations = Station.objects.filter(area__path__gte=low, area__path__lt=high, active=True).values_list("code", "id")
    return dict(areas), dict(stations)


def _place_areas(county: Area, land: generator.Land, bounds: tuple[str, str], *, seed: int) -> int:
    rows = list(Area.objects.filter(path__gte=bounds[0], path__lt=bounds[1], active=True).values_list("id", "code", "path"))
    below: dict[str, list[str]] = defaultdict(list)
    for _number, code, path in rows:
        below[path.strip("/").split("/")[-2]].append(code)
    towns = {town: below.get(town, []) for town in below.get(county.code, [])}
    if not towns:
        return 0
    grids = {village: below.get(village, []) for villages in towns.values() for village in villages}
    spots = {**generator.place_county(land, towns, grids, seed=seed)}
    spots[county.code] = generator.middle([spots[town] for town in towns])
    made = [AreaPoint(area_id=number, lon=lon, lat=lat, basis=PointBasis.SCHEMATIC) for number, lon, lat in _spotted(rows, spots)]
    before = AreaPoint.objects.count()
    AreaPoint.objects.bulk_create(made, ignore_conflicts=True, batch_size=2_000)
    return AreaPoint.objects.count() - before


def _spotted(rows: Iterable[tuple[int, str, str]], spots: Mapping[str, tuple[float, float]]) -> Iterator[tuple[int, float, float]]:
    """Every area with its point; what lies below the lowest level placed stands at the point of what it lies in."""
    for number, _code, path in rows:
        above = (part for part in reversed(path.strip("/").split("/")) if part in spots)
        if (found := next(above, None)) is not None:
            yield number, *spots[found]


def _place_stations(land: generator.Land, bounds: tuple[str, str], *, seed: int) -> int:
    rows = Station.objects.filter(area__path__gte=bounds[0], area__path__lt=bounds[1], active=True, point=None, area__point__isnull=False)
    found = list(rows.order_by("code").values_list("id", "area__point__lon", "area__point__lat"))
    if not found:
        return 0
    centres = np.array([(lon, lat) for _number, lon, lat in found])
    spread = generator.around(land, centres, metres=STATION_METRES, seed=seed, code="stations")
    made = [
        StationPoint(station_id=row[0], lon=float(lon), lat=float(lat), basis=PointBasis.SCHEMATIC)
        for row, (lon, lat) in zip(found, spread, strict=True)
    ]
    return len(StationPoint.objects.bulk_create(made, batch_size=2_000))


def _place_homes(land: generator.Land, bounds: tuple[str, str], *, seed: int) -> int:
    rows = Household.objects.filter(grid__path__gte=bounds[0], grid__path__lt=bounds[1], point=None, grid__point__isnull=False)
    homes = rows.order_by("id").values_list("id", "grid__point__lon", "grid__point__lat").iterator(chunk_size=SLICE)
    made = 0
    while part := list(islice(homes, SLICE)):
        centres = np.array([(lon, lat) for _number, lon, lat in part])
        spread = generator.around(land, centres, metres=HOME_METRES, seed=seed, code=f"homes/{made}")
        copying.copy_rows(
            HOMES, ((row[0], float(lon), float(lat), PointBasis.SCHEMATIC.value) for row, (lon, lat) in zip(part, spread, strict=True))
        )
        made += len(part)
    return made
