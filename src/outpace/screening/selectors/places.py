"""What there is to screen with: sampling sites, their tables and grids, laboratories and their capacity, grids that no site serves."""

from dataclasses import dataclass
from datetime import time

from django.db import connection
from django.db.models import Count

from epiworks.units import TubesPerHour
from outpace.kernel import clock
from outpace.kernel.paging import Page
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound, subtree_bounds
from outpace.registry import api as registry
from outpace.registry.choices import StationKind
from outpace.registry.data import StationRow
from outpace.screening.choices import Equipment, SiteKind
from outpace.screening.models import Laboratory, SamplingSite, SiteGrid
from outpace.screening.rules.equipment import Pieces
from outpace.screening.rules.outlook import LabCapacity
from outpace.screening.selectors.coverage import covers, require_read

STATIONS_UNDER = """
SELECT count(s.station_id), COALESCE(sum(s.tables), 0), count(*) FILTER (WHERE st.head_id IS NULL),
       COALESCE(min(st.name) FILTER (WHERE st.head_id IS NULL), ''), COALESCE(min(st.name_en) FILTER (WHERE st.head_id IS NULL), '')
FROM registry_station st JOIN registry_area a ON a.id = st.area_id LEFT JOIN screening_site s ON s.station_id = st.id
WHERE st.active AND st.kind = ANY(%s) AND a.path >= %s AND a.path < %s
"""
"""Sites with their tables, and sites and laboratories without a head (点长制), in one look at the stations of an area."""

LABORATORIES_UNDER = """
SELECT l.station_id, st.name, l.nominal_tubes_per_hour, l.effective_tubes_per_hour, st.name_en
FROM screening_laboratory l JOIN registry_station st ON st.id = l.station_id JOIN registry_area a ON a.id = st.area_id
WHERE st.active AND a.path >= %s AND a.path < %s AND (l.available_from IS NULL OR l.available_from <= %s)
ORDER BY st.code
"""

UNSERVED = """
SELECT grid.id, grid.code, grid.name, c.due, grid.name_en FROM screening_coverage c JOIN registry_area grid ON grid.id = c.grid_id
WHERE c.pass_id = %s AND c.due > 0 AND grid.path >= %s AND grid.path < %s AND grid.path > %s
  AND NOT EXISTS (SELECT 1 FROM screening_site_grid s WHERE s.grid_id = c.grid_id
                  AND s.site_id <> ALL (ARRAY(SELECT st.id FROM registry_station st WHERE NOT st.active)))
ORDER BY grid.path LIMIT %s
"""

COUNT_UNSERVED = """
SELECT count(*) FROM screening_coverage c
WHERE c.pass_id = %s AND c.due > 0 AND (%s OR c.grid_id IN (SELECT id FROM registry_area WHERE path >= %s AND path < %s))
  AND c.grid_id NOT IN (SELECT s.grid_id FROM screening_site_grid s JOIN registry_station st ON st.id = s.site_id AND st.active)
"""
"""Grids without an active site; where the whole pass is asked for, the area tree is not looked at."""


@dataclass(frozen=True, slots=True)
class SitePlan:
    """One sampling site as it is planned; ``kind`` is ``None`` while nobody has described it."""

    station: StationRow
    kind: SiteKind | None
    tables: int
    opens: time | None
    closes: time | None
    grids: int


@dataclass(frozen=True, slots=True)
class LabPlan:
    """One laboratory as it is planned, in tubes an hour; zero while nobody has described it."""

    station: StationRow
    nominal: TubesPerHour
    effective: TubesPerHour
    cutoffs: dict[str, float]
    is_described: bool
    pieces: Pieces | None = None


@dataclass(frozen=True, slots=True)
class UnservedGrid:
    """A grid with people due that no site serves."""

    id: int
    code: str
    name: str
    due: int
    name_en: str


@dataclass(frozen=True, slots=True)
class Headless:
    """How many sites and laboratories have nobody who answers for them, and the name of one."""

    count: int
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Capacity:
    """What an area has to screen with."""

    sites: int
    tables: int
    laboratories: tuple[LabCapacity, ...]
    headless: Headless


def capacity_under(actor: Actor, path: AreaPath) -> Capacity:
    """How many sites and tables, and which laboratories that work now, has this area? Raises NotFound outside the actor's scope."""
    require_read(actor, path)
    bounds = subtree_bounds(path)
    with connection.cursor() as cursor:
        cursor.execute(STATIONS_UNDER, [[StationKind.SAMPLING_SITE.value, StationKind.LABORATORY.value], *bounds])
        sites, tables, *headless = cursor.fetchone()
        cursor.execute(LABORATORIES_UNDER, [*bounds, clock.now()])
        labs = [LabCapacity(row[0], row[1], TubesPerHour(row[2]), TubesPerHour(row[3]), row[4]) for row in cursor]
    return Capacity(int(sites), int(tables), tuple(labs), Headless(*headless))


def site_plans(actor: Actor, *, cursor: str | None = None, size: int = 100) -> Page[SitePlan]:
    """Which sampling sites does the actor see, and how are they planned?"""
    _require_reader(actor)
    page = registry.stations(actor, kind=StationKind.SAMPLING_SITE, cursor=cursor, size=size)
    numbers = [station.id for station in page.items]
    known = {row.station_id: row for row in SamplingSite.objects.filter(station_id__in=numbers)}
    grids = dict(SiteGrid.objects.filter(site_id__in=numbers).values_list("site_id").annotate(Count("grid_id")))
    return page.map(lambda station: _site(station, known.get(station.id), grids.get(station.id, 0)))


def site_plan(actor: Actor, station_id: int) -> SitePlan:
    """How is this sampling site planned? Raises NotFound outside the actor's scope or for a station of another kind."""
    _require_reader(actor)
    station = _station(actor, station_id, StationKind.SAMPLING_SITE)
    grids = SiteGrid.objects.filter(site_id=station_id).count()
    return _site(station, SamplingSite.objects.filter(station_id=station_id).first(), grids)


def lab_plans(actor: Actor, *, cursor: str | None = None, size: int = 100) -> Page[LabPlan]:
    """Which laboratories does the actor see, and what can they do?"""
    _require_reader(actor)
    page = registry.stations(actor, kind=StationKind.LABORATORY, cursor=cursor, size=size)
    known = {row.station_id: row for row in Laboratory.objects.filter(station_id__in=[station.id for station in page.items])}
    return page.map(lambda station: _lab(station, known.get(station.id)))


def lab_plan(actor: Actor, station_id: int) -> LabPlan:
    """What can this laboratory do? Raises NotFound outside the actor's scope or for a station of another kind."""
    _require_reader(actor)
    return _lab(_station(actor, station_id, StationKind.LABORATORY), Laboratory.objects.filter(station_id=station_id).first())


def unserved_grids(actor: Actor, pass_id: int, path: AreaPath, *, cursor: str | None = None, size: int = 100) -> Page[UnservedGrid]:
    """Which grids with people due in this pass does no site serve, in the order of codes?"""
    require_read(actor, path)
    after = _path_of(cursor) if cursor else ""
    with connection.cursor() as handle:
        handle.execute(UNSERVED, [pass_id, *subtree_bounds(path), after, size + 1])
        rows = [UnservedGrid(*row) for row in handle.fetchall()]
    return Page(tuple(rows[:size]), str(rows[size - 1].id) if len(rows) > size else None)


def count_unserved(actor: Actor, pass_id: int, path: AreaPath) -> int:
    """How many grids with people due in this pass does no site serve?"""
    require_read(actor, path)
    with connection.cursor() as cursor:
        cursor.execute(COUNT_UNSERVED, [pass_id, covers(path, pass_id), *subtree_bounds(path)])
        return int(cursor.fetchone()[0])


def _path_of(cursor: str) -> AreaPath:
    number = int(cursor) if cursor.isascii() and cursor.isdigit() else 0
    path = registry.paths_of([number]).get(number)
    if path is None:
        raise NotFound("area")
    return path


def _require_reader(actor: Actor) -> None:
    if not actor.holds(Permission.SCREENING_READ):
        raise NotFound("places")


def _station(actor: Actor, station_id: int, kind: str) -> StationRow:
    station = registry.station(actor, station_id)
    if station.kind != kind:
        raise NotFound("station")
    return station


def _site(station: StationRow, row: SamplingSite | None, grids: int) -> SitePlan:
    if row is None:
        return SitePlan(station, None, 0, None, None, grids)
    return SitePlan(station, SiteKind(row.kind), row.tables, row.opens, row.closes, grids)


def _lab(station: StationRow, row: Laboratory | None) -> LabPlan:
    if row is None:
        return LabPlan(station, TubesPerHour(0), TubesPerHour(0), {}, is_described=False)
    return LabPlan(
        station,
        TubesPerHour(row.nominal_tubes_per_hour),
        TubesPerHour(row.effective_tubes_per_hour),
        row.cutoffs,
        is_described=True,
        pieces=Pieces(Equipment(row.equipment), row.units) if row.equipment else None,
    )
