"""Sampling sites: which ones there are, what each is doing in a pass, which grids it serves and how far those are."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import connection

from epiworks.units import PersonCount, PersonTimes, TubeCount
from outpace.kernel import crypto
from outpace.kernel.paging import Page
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.registry import api as registry
from outpace.registry.choices import StationKind
from outpace.registry.data import AreaNode, StationRow
from outpace.screening.choices import SiteKind, Stage
from outpace.screening.data import AreaCoverage
from outpace.screening.models import Coverage, Ledger, SamplingSite, SiteGrid, UnidentifiedSample
from outpace.screening.rules.coverage import Count
from outpace.screening.rules.ledger import Cell, Line, lines

HOURS_SHOWN = 12
"""Hours of throughput a site page draws."""

TUBES_BY_HOUR = """
SELECT date_trunc('hour', sampled_at), count(*), sum(people)
FROM screening_tube WHERE site_id = %s AND sampled_at >= %s AND sampled_at < %s AND pass_id = %s
GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class SiteInfo:
    """One sampling site as its page shows it; a station nobody has described yet counts as a fixed site with one table."""

    station: StationRow
    kind: SiteKind
    tables: int
    opens: time | None
    closes: time | None
    grid_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One line of the site list: the site and its tubes in the pass."""

    site: SiteInfo
    sampled: TubeCount
    people: PersonTimes
    waiting: TubeCount


@dataclass(frozen=True, slots=True)
class HourCount:
    """Tubes and person-times begun in one hour at one site."""

    hour: datetime
    tubes: TubeCount
    people: PersonTimes


def site(actor: Actor, site_id: int) -> SiteInfo:
    """Which sampling site is this? Raises NotFound outside the actor's scope and for stations of other kinds."""
    station = registry.station_for_work(site_id)
    if station is None or station.kind != StationKind.SAMPLING_SITE or not sees_site(actor, station.path):
        raise NotFound(f"site {site_id}")
    return _infos([station])[0]


def sees_site(actor: Actor, path: AreaPath) -> bool:
    """May the actor see a site here: because they read screening, sample, or carry its tubes?"""
    return actor.may(Permission.SCREENING_READ, path) or actor.may(Permission.SCREENING_SAMPLE, path)


def _require(actor: Actor, found: SiteInfo) -> None:
    """Whoever asks about a site must see it, wherever they got it from."""
    if not sees_site(actor, found.station.path):
        raise NotFound(f"site {found.station.id}")


def sites_to_sample(actor: Actor, *, size: int = 500) -> list[SiteInfo]:
    """At which sites may the actor sample? Their own post first."""
    if not actor.holds(Permission.SCREENING_SAMPLE):
        return []
    found = registry.stations(actor, kind=StationKind.SAMPLING_SITE, size=size)
    mine = [row for row in found.items if actor.may(Permission.SCREENING_SAMPLE, row.path)]
    return _infos(sorted(mine, key=lambda row: (row.id != actor.station_id, row.code)))


def list_sites(
    actor: Actor, pass_id: int | None, *, path: AreaPath | None = None, cursor: str | None = None, size: int = 50
) -> Page[SiteRow]:
    """Which sampling sites does the actor see, by code, with their tubes in the pass? Raises NotAllowed without SCREENING_READ."""
    actor.require_anywhere(Permission.SCREENING_READ)
    found = registry.stations(actor, kind=StationKind.SAMPLING_SITE, path=path, cursor=cursor, size=size)
    seen = [row for row in found.items if sees_site(actor, row.path)]
    ledger = ledger_of_sites(pass_id, [row.id for row in seen]) if pass_id is not None else {}
    rows = tuple(_row(info, ledger.get(info.station.id, ())) for info in _infos(seen))
    return Page(rows, found.next_cursor)


def _row(info: SiteInfo, found: Sequence[Line]) -> SiteRow:
    first = next((line for line in found if line.stage is Stage.SAMPLED), None)
    if first is None:
        return SiteRow(info, TubeCount(0), PersonTimes(0), TubeCount(0))
    return SiteRow(info, first.tubes, first.people, first.waiting_tubes)


def ledger_of_sites(pass_id: int, site_ids: Collection[int]) -> Mapping[int, tuple[Line, ...]]:
    """What is the ledger of each of these sites in the pass? The caller has checked that its actor may see them."""
    columns: dict[int, dict[Stage, Cell]] = defaultdict(dict)
    rows = Ledger.objects.filter(screening_pass_id=pass_id, site_id__in=list(site_ids))
    for site_id, stage, *cell in rows.values_list("site_id", "stage", "tubes", "people", "ended_tubes", "ended_people"):
        columns[site_id][Stage(stage)] = Cell(*cell)
    return {site_id: tuple(lines(column)) for site_id, column in columns.items()}


def site_ledger(actor: Actor, pass_id: int, found: SiteInfo) -> tuple[Line, ...]:
    """How far are this site's tubes in the pass?"""
    _require(actor, found)
    return ledger_of_sites(pass_id, [found.station.id]).get(found.station.id, tuple(lines({})))


def site_hours(actor: Actor, pass_id: int, found: SiteInfo, *, until: datetime) -> list[HourCount]:
    """How many tubes were begun here in each of the last hours? Hours without any are listed with zero."""
    _require(actor, found)
    last = until.replace(minute=0, second=0, microsecond=0)
    first = last - timedelta(hours=HOURS_SHOWN - 1)
    with connection.cursor() as cursor:
        cursor.execute(TUBES_BY_HOUR, [found.station.id, first, last + timedelta(hours=1), pass_id])
        counts = {row[0]: (row[1], row[2]) for row in cursor.fetchall()}
    hours = [first + timedelta(hours=step) for step in range(HOURS_SHOWN)]
    return [HourCount(hour, TubeCount(counts.get(hour, (0, 0))[0]), PersonTimes(counts.get(hour, (0, 0))[1])) for hour in hours]


def site_grids(actor: Actor, pass_id: int, found: SiteInfo) -> list[AreaCoverage]:
    """Which grids does the site serve and how far is each, those with most people missing first?"""
    _require(actor, found)
    areas = registry.areas_of(found.grid_ids)
    counts = {
        row[0]: row[1:]
        for row in Coverage.objects.filter(screening_pass_id=pass_id, grid_id__in=list(areas)).values_list(
            "grid_id", "due", "exempt", "done", "extra"
        )
    }
    rows = [_grid(area, counts.get(area.id, (0, 0, 0, 0))) for area in areas.values()]
    return sorted(rows, key=lambda row: (-row.missing, row.code))


def _grid(area: AreaNode, figures: Sequence[int]) -> AreaCoverage:
    count = Count(*(PersonCount(figure) for figure in figures))
    return AreaCoverage(
        area_id=area.id,
        code=area.code,
        name=area.name,
        path=area.path,
        is_grid=True,
        due=count.due,
        exempt=count.exempt,
        done=count.done,
        missing=count.missing,
        extra=count.extra,
        share=count.share,
        name_en=area.name_en,
    )


def _infos(stations: Sequence[StationRow]) -> list[SiteInfo]:
    ids = [station.id for station in stations]
    described = SamplingSite.objects.in_bulk(ids)
    grids: dict[int, list[int]] = defaultdict(list)
    for site_id, grid_id in SiteGrid.objects.filter(site_id__in=ids).order_by("grid_id").values_list("site_id", "grid_id"):
        grids[site_id].append(grid_id)
    return [_info(station, described.get(station.id), grids[station.id]) for station in stations]


def _info(station: StationRow, described: SamplingSite | None, grids: Sequence[int]) -> SiteInfo:
    if described is None:
        return SiteInfo(station, SiteKind.FIXED, 1, None, None, tuple(grids))
    return SiteInfo(station, SiteKind(described.kind), described.tables, described.opens, described.closes, tuple(grids))


@dataclass(frozen=True, slots=True)
class Taker:
    """A station that tubes of a site may be handed to."""

    id: int
    name: str
    kind: StationKind


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A swab at this site whose person is still unknown."""

    id: int
    tube: str
    reference: str
    taken_at: datetime


TAKERS = """
SELECT st.id, st.name, st.kind FROM registry_station st JOIN registry_area a ON a.id = st.area_id
WHERE st.active AND st.kind IN ('courier_team', 'laboratory') AND left(%(path)s, length(a.path)) = a.path
ORDER BY st.kind, length(a.path) DESC, st.code LIMIT 100
"""
"""Courier teams and laboratories of the site's own area and of every area above it, the nearest first."""


def takers_for(actor: Actor, found: SiteInfo) -> list[Taker]:
    """To which courier teams and laboratories may this site hand its tubes?"""
    _require(actor, found)
    with connection.cursor() as cursor:
        cursor.execute(TAKERS, {"path": found.station.path})
        return [Taker(number, name, StationKind(kind)) for number, name, kind in cursor.fetchall()]


def unnamed_at(actor: Actor, pass_id: int, found: SiteInfo) -> list[Unnamed]:
    """Which swabs of this pass at this site are still nobody's? For those who sample here; at most 100."""
    _require(actor, found)
    if not actor.may(Permission.SCREENING_SAMPLE, found.station.path):
        return []
    rows = UnidentifiedSample.objects.filter(tube__screening_pass_id=pass_id, tube__site_id=found.station.id, person_id=None)
    return [
        Unnamed(number, tube, crypto.unseal(bytes(sealed)), at)
        for number, tube, sealed, at in rows.order_by("id").values_list("id", "tube__code", "reference_sealed", "taken_at")[:100]
    ]
