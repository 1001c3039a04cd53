"""What other apps need to do their work: places, paths, counts and station names, with nothing in them that identifies a person."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from django.db.models.functions import Length
from django.utils.translation import get_language

from outpace.kernel import prepared
from outpace.kernel.scope import AreaPath, minimal
from outpace.kernel.subtrees import within
from outpace.registry.data import AreaNode, Counts, PersonPlace, StationRow
from outpace.registry.models import Area, AreaCount, KeyGroup, Person, StaffPost, Station
from outpace.registry.selectors.areas import counts_under_each, kinds, node_of
from outpace.registry.selectors.stations import station_row

STATION = """
SELECT s.id, s.code, s.kind, s.mobility, s.name, s.name_en, s.area_id, a.path, a.name, s.address, s.nominal_per_day, s.head_id,
       coalesce(u.display_name, ''), s.active, a.name_en
FROM registry_station s JOIN registry_area a ON a.id = s.area_id LEFT JOIN outpace_kernel_user u ON u.id = s.head_id
WHERE s.id = %s::bigint
"""


def station_for_work(station_id: int) -> StationRow | None:
    """Which station is this? The caller decides whether its actor may act there. Asked by every batch of a device."""
    rows = prepared.fetch(STATION, [str(station_id)])
    return StationRow(*rows[0]) if rows else None


def stations_over(path: AreaPath, *, kind: str) -> list[StationRow]:
    """Which active stations of a kind serve this area: those in it and in every area above it, the nearest first? At most 200.

    A township's courier team carries to the county's laboratory although it may look at its township only. The caller decides who may ask.
    """
    over = [path[: place + 1] for place, letter in enumerate(path) if letter == "/"]
    rows = Station.objects.select_related("area", "head").filter(area__path__in=over, kind=kind, active=True)
    return [station_row(row) for row in rows.order_by(Length("area__path").desc(), "code")[:200]]


def stations_of(station_ids: Collection[int]) -> Mapping[int, StationRow]:
    """Which stations have these ids? Unknown ids are left out."""
    rows = Station.objects.select_related("area", "head").filter(pk__in=list(station_ids))
    return {row.pk: station_row(row) for row in rows}


def station_names(station_ids: Collection[int]) -> Mapping[int, str]:
    """What are these stations called, in the reader's language? Unknown ids are left out."""
    rows = Station.objects.filter(pk__in=list(station_ids)).values_list("id", "name", "name_en")
    is_chinese = (get_language() or "").startswith("zh")
    return {number: name if is_chinese or not name_en else name_en for number, name, name_en in rows}


def paths_of(area_ids: Collection[int]) -> Mapping[int, AreaPath]:
    """Which path does each of these areas have?"""
    return {number: AreaPath(path) for number, path in Area.objects.filter(pk__in=list(area_ids)).values_list("id", "path")}


def areas_of(area_ids: Collection[int]) -> Mapping[int, AreaNode]:
    """Which areas have these ids? The caller decides whether its actor may see them."""
    return {row.pk: node_of(row) for row in Area.objects.select_related("kind").filter(pk__in=list(area_ids))}


def areas_at(paths: Collection[AreaPath]) -> Mapping[AreaPath, AreaNode]:
    """Which areas lie at these paths? The caller decides whether its actor may see them."""
    return {AreaPath(row.path): node_of(row) for row in Area.objects.select_related("kind").filter(path__in=list(paths))}


def as_large_as(kind: str, groups: Mapping[int, Collection[AreaPath]]) -> frozenset[int]:
    """Which of these groups of areas are together as large as an area of this kind, in this installation's own order of kinds?

    Whoever knows the count over every area of this kind knows what is left of the group without those in it whole, and what is left of
    those around it without the group. So a group is as large when it consists of such areas and those above them; or when its other areas
    lie in several of this kind and have together no fewer residents than the least inhabited of these, and so has what these hold beside
    them, if anybody lives there. Two groups that differ by a little are not compared. At most three queries.
    """
    ranks = {found.code: found.rank for found in kinds()}
    nodes = areas_at({above for paths in groups.values() for path in paths for above in _upwards(path)})
    large = {path for path, node in nodes.items() if ranks[node.kind] <= ranks[kind]}
    small = {number: [path for path in minimal(paths) if path not in large] for number, paths in groups.items()}
    of_kind = {path for path in large if nodes[path].kind == kind}
    around = {number: {above for path in paths for above in _upwards(path)} & of_kind for number, paths in small.items()}
    asked = {path for number, paths in small.items() for path in (*paths, *around[number])}
    people = {path: counts.residents for path, counts in (counts_under_each(asked) if asked else {}).items()}
    whole = {number for number, paths in small.items() if groups[number] and not paths}
    return frozenset(whole | {number for number, paths in small.items() if _as_many(paths, sorted(around[number]), residents=people)})


def _as_many(paths: Collection[AreaPath], around: Sequence[AreaPath], *, residents: Mapping[AreaPath, int]) -> bool:
    """Do no fewer live in these areas than in the least inhabited of several around them, and in the rest of those, if anybody does?"""
    inhabited = [residents[path] for path in around if residents[path]]
    inside = sum(residents[path] for path in paths)
    rest = sum(inhabited) - inside
    return len(inhabited) > 1 and inside >= min(inhabited) and (rest == 0 or rest >= min(inhabited))


def _upwards(path: AreaPath) -> list[AreaPath]:
    """This area and every one above it."""
    return [AreaPath(path[: place + 1]) for place, letter in enumerate(path) if letter == "/" and place]


def counts_by_grid_under(path: AreaPath) -> Mapping[int, Counts]:
    """How many people does each grid below this path have? One row per grid that has ever had a resident."""
    rows = AreaCount.objects.filter(within([path], "area__path")).values_list(
        "area_id", "residents", "present", "away", "households", "version"
    )
    return {
        area: Counts(residents=residents, present=present, away=away, households=households, grids=1, version=version)
        for area, residents, present, away, households, version in rows
    }


def places_under(path: AreaPath, *, size: int) -> Iterator[list[PersonPlace]]:
    """Which people live below this path, in batches of at most `size`, in order of id? Memory is bounded by the batch."""
    last = 0
    while True:
        rows = Person.objects.filter(within([path], "grid__path"), pk__gt=last).order_by("pk")
        batch = [PersonPlace(*row) for row in rows.values_list("id", "grid_id", "presence", "groups")[:size]]
        if not batch:
            return
        yield batch
        last = batch[-1].id


def priority_mask() -> int:
    """Which bits of a person's key groups give them the priority lane?"""
    return sum(1 << bit for bit in KeyGroup.objects.filter(priority=True).values_list("bit", flat=True))


def workers_of(area_ids: Collection[int]) -> Mapping[int, str]:
    """Who is posted to each of these grids now: the names a recall list shows as the person who reaches its members."""
    rows = StaffPost.objects.filter(area_id__in=list(area_ids), ends_at=None).select_related("user").order_by("area_id", "-starts_at")
    return {row.area_id: row.user.display_name for row in rows if row.area_id is not None}
