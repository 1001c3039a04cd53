"""Areas: where they are, what lies below and above them, how many people live there."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection
from django.db.models import Q

from outpace.kernel.paging import Page, keyset
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound, subtree_bounds
from outpace.kernel.subtrees import within
from outpace.registry.data import AreaHistory, AreaNode, AreaRow, Counts, KeyGroupName, KindName
from outpace.registry.models import Area, AreaAlias, AreaChange, AreaKind, KeyGroup
from outpace.registry.rules.areas import normal_name, plausible_code

MAX_FOUND = 50
NO_COUNTS = Counts(residents=0, present=0, away=0, households=0, grids=0, version=0)

_ROWS = """
SELECT c.id, coalesce(s.residents, 0), coalesce(s.present, 0), coalesce(s.away, 0), coalesce(s.households, 0), coalesce(s.grids, 0),
       coalesce(s.version, 0), (SELECT count(*) FROM registry_area b WHERE b.parent_id = c.id AND b.active)
  FROM registry_area c
  LEFT JOIN LATERAL (
       SELECT sum(k.residents) AS residents, sum(k.present) AS present, sum(k.away) AS away, sum(k.households) AS households,
              count(*) AS grids, sum(k.version) AS version
         FROM registry_area a JOIN registry_areacount k ON k.area_id = a.id
        WHERE a.path >= c.path AND a.path < left(c.path, -1) || '0') s ON true
 WHERE c.id = ANY(%s)
"""
_UNDER = """
SELECT coalesce(sum(k.residents), 0), coalesce(sum(k.present), 0), coalesce(sum(k.away), 0), coalesce(sum(k.households), 0), count(*),
       coalesce(sum(k.version), 0)
  FROM registry_area a JOIN registry_areacount k ON k.area_id = a.id
 WHERE a.path >= %s AND a.path < %s
"""

_UNDER_EACH = """
SELECT given.path, counted.*
FROM unnest(%s::text[], %s::text[], %s::text[]) AS given (path, low, high) CROSS JOIN LATERAL (
  SELECT coalesce(sum(k.residents), 0), coalesce(sum(k.present), 0), coalesce(sum(k.away), 0), coalesce(sum(k.households), 0), count(*),
         coalesce(sum(k.version), 0)
  FROM registry_area a JOIN registry_areacount k ON k.area_id = a.id
  WHERE a.path >= given.low COLLATE "C" AND a.path < given.high COLLATE "C"
) AS counted
"""


def node_of(area: Area) -> AreaNode:
    """Which data object is this row? Its kind must have been fetched with it."""
    return AreaNode(
        id=area.pk,
        code=area.code,
        path=AreaPath(area.path),
        kind=area.kind.code,
        kind_zh=area.kind.name_zh,
        kind_en=area.kind.name_en,
        name=area.name,
        name_en=area.name_en,
        depth=area.depth,
        parent_id=area.parent_id,
        active=area.active,
    )


def require_area(actor: Actor, permission: Permission, area_id: int) -> Area:
    """Which area is this? Raises NotFound outside what the actor may see of areas, NotAllowed when it may be seen but not this done."""
    area = Area.objects.select_related("kind").filter(pk=area_id).first()
    if area is None or not (actor.may(Permission.AREA_READ, AreaPath(area.path)) or actor.may(permission, AreaPath(area.path))):
        raise NotFound("area")
    actor.require(permission, AreaPath(area.path))
    return area


def area(actor: Actor, area_id: int) -> AreaNode:
    """Which area has this id? Raises NotFound outside the actor's scope."""
    return node_of(require_area(actor, Permission.AREA_READ, area_id))


def area_by_code(actor: Actor, code: str) -> AreaNode:
    """Which area has this code? Raises NotFound outside the actor's scope."""
    found = Area.objects.select_related("kind").filter(code=code).first()
    if found is None or not actor.may(Permission.AREA_READ, AreaPath(found.path)):
        raise NotFound("area")
    return node_of(found)


def areas_for_ids(actor: Actor, area_ids: Sequence[int]) -> dict[int, AreaNode]:
    """Which areas have these ids, as far as the actor may see? One query; those out of sight are absent."""
    rows = Area.objects.select_related("kind").filter(pk__in=list(area_ids))
    return {row.pk: node_of(row) for row in rows if actor.may(Permission.AREA_READ, AreaPath(row.path))}


def ancestors(actor: Actor, area_id: int) -> list[AreaNode]:
    """Which areas lead down to this one, from the root, without itself? Names above one's own scope are public and shown."""
    below = require_area(actor, Permission.AREA_READ, area_id)
    codes = below.path.strip("/").split("/")[:-1]
    rows = Area.objects.select_related("kind").filter(code__in=codes).order_by("depth")
    return [node_of(row) for row in rows]


def roots(actor: Actor) -> list[AreaRow]:
    """Where does the tree begin for this actor? The topmost areas of the scope, or the tree's own roots."""
    paths = [path for path in actor.paths(Permission.AREA_READ) if path != "/"]
    everything = actor.may(Permission.AREA_READ, AreaPath("/"))
    query = Q(parent__isnull=True) if everything else Q(path__in=paths)
    return _with_counts(list(Area.objects.select_related("kind").filter(query, active=True).order_by("path")))


def children(actor: Actor, area_id: int, *, cursor: str | None = None, size: int = 200) -> Page[AreaRow]:
    """What lies directly below an area, with counts, in the order of codes? Three queries whatever lies below."""
    require_area(actor, Permission.AREA_READ, area_id)
    rows = Area.objects.select_related("kind").filter(parent_id=area_id, active=True)
    page = keyset(rows, ["code"], cursor, size=size)
    return Page(items=tuple(_with_counts(page.items)), next_cursor=page.next_cursor)


def subtree(actor: Actor, path: AreaPath, *, kind: str = "", cursor: str | None = None, size: int = 500) -> Page[AreaNode]:
    """Which areas lie at or below a path, parents first, perhaps of one kind only? Raises NotFound outside the actor's scope."""
    if not actor.may(Permission.AREA_READ, path):
        raise NotFound("area")
    rows = Area.objects.select_related("kind").filter(within([path], "path"), active=True)
    return keyset(rows.filter(kind_id=kind) if kind else rows, ["path"], cursor, size=size).map(node_of)


def search_areas(actor: Actor, typed: str, *, size: int = 20) -> list[AreaNode]:
    """Which areas have a code or a name (old and variant names too) that begins so? At most MAX_FOUND, nearest the root first."""
    name = normal_name(typed)
    if not name:
        return []
    match = Q(name__startswith=name) | Q(pk__in=AreaAlias.objects.filter(name__startswith=name).values("area_id"))
    if plausible_code(name):
        match |= Q(code__startswith=name)
    scope = within(actor.paths(Permission.AREA_READ), "path")
    rows = Area.objects.select_related("kind").filter(match, scope, active=True).order_by("depth", "path")
    return [node_of(row) for row in rows[: min(size, MAX_FOUND)]]


def counts_under(path: AreaPath) -> Counts:
    """How many people and households live at or below a path? For other apps, which guard their own pages; no person is named."""
    with connection.cursor() as cursor:
        cursor.execute(_UNDER, subtree_bounds(path))
        return _counts(cursor.fetchone())


def counts_under_each(paths: Collection[AreaPath]) -> dict[AreaPath, Counts]:
    """How many people and households live at or below each of these paths? One statement; for other apps, which guard their own pages."""
    bounds = [subtree_bounds(path) for path in paths]
    with connection.cursor() as cursor:
        cursor.execute(_UNDER_EACH, [list(paths), [low for low, _high in bounds], [high for _low, high in bounds]])
        return {AreaPath(path): _counts(row) for path, *row in cursor.fetchall()}


def count_of_kind(path: AreaPath, kind: str) -> int:
    """How many active areas of a kind lie at or below a path?"""
    return Area.objects.filter(within([path], "path"), kind_id=kind, active=True).count()


def area_row(actor: Actor, area_id: int) -> AreaRow:
    """What is one area, with its counts and how many lie directly below?"""
    return _with_counts([require_area(actor, Permission.AREA_READ, area_id)])[0]


def history(actor: Actor, area_id: int) -> list[AreaHistory]:
    """What became of an area, newest first? At most 100 changes."""
    require_area(actor, Permission.AREA_READ, area_id)
    rows = AreaChange.objects.select_related("merged_into").filter(area_id=area_id)[:100]
    return [
        AreaHistory(
            action=row.action,
            old_name=row.old_name,
            new_name=row.new_name,
            old_path=row.old_path,
            new_path=row.new_path,
            merged_into=row.merged_into.name if row.merged_into else "",
            by_name=row.by_name,
            at=row.at,
        )
        for row in rows
    ]


def aliases(actor: Actor, area_id: int) -> list[str]:
    """Which other names has an area?"""
    require_area(actor, Permission.AREA_READ, area_id)
    return list(AreaAlias.objects.filter(area_id=area_id).order_by("name").values_list("name", flat=True))


def kinds() -> list[KindName]:
    """Which kinds of area does this installation know, from the top down?"""
    return [KindName(code=row.code, name_zh=row.name_zh, name_en=row.name_en, rank=row.rank) for row in AreaKind.objects.all()]


def key_groups() -> list[KeyGroupName]:
    """Which key groups does this installation know, by bit?"""
    rows = KeyGroup.objects.filter(active=True)
    return [KeyGroupName(bit=row.bit, code=row.code, name_zh=row.name_zh, name_en=row.name_en, priority=row.priority) for row in rows]


def _with_counts(areas: Sequence[Area]) -> list[AreaRow]:
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [[row.pk for row in areas]])
        found = {row[0]: (_counts(row[1:7]), int(row[7])) for row in cursor.fetchall()}
    return [AreaRow(node_of(row), *found.get(row.pk, (NO_COUNTS, 0))) for row in areas]


def _counts(row: Sequence[Any]) -> Counts:
    residents, present, away, households, grids, version = (int(value) for value in row)
    return Counts(residents=residents, present=present, away=away, households=households, grids=grids, version=version)
