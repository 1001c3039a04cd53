"""Who was sampled and who is missing, from the county down to the grid and by name."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from epiworks.units import PersonCount
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound, subtree_bounds
from outpace.registry.data import AreaNode
from outpace.screening.data import AreaCoverage
from outpace.screening.models import Coverage
from outpace.screening.rules.coverage import Count, PassComparison, compare
from outpace.screening.selectors.passes import area_path_of

SUM_BY_CHILD = """
SELECT child.id, child.code, child.name, child.path, child.kind_id = 'grid', part.due, part.exempt, part.done, part.extra,
       child.name_en
FROM (
  SELECT left(holder.path, %(length)s + strpos(substr(holder.path, %(length)s + 1), '/')) COLLATE "C" AS path,
         sum(low.due)::bigint AS due, sum(low.exempt)::bigint AS exempt, sum(low.done)::bigint AS done, sum(low.extra)::bigint AS extra
  FROM (
    SELECT CASE WHEN grid.parent_id = %(top)s THEN grid.id ELSE grid.parent_id END AS holder_id,
           sum(c.due) AS due, sum(c.exempt) AS exempt, sum(c.done) AS done, sum(c.extra) AS extra
    FROM registry_area grid JOIN screening_coverage c ON c.grid_id = grid.id AND c.pass_id = %(pass_id)s
    WHERE grid.path > %(low)s AND grid.path < %(high)s GROUP BY 1
  ) low JOIN registry_area holder ON holder.id = low.holder_id GROUP BY 1
) part JOIN registry_area child ON child.path = part.path AND child.parent_id = %(top)s ORDER BY child.path
"""
"""Each grid is looked at once and summed to its village by number; only the villages' sums are told apart by the beginning of the path."""

SUM_SUBTREE = """
SELECT COALESCE(sum(c.due), 0), COALESCE(sum(c.exempt), 0), COALESCE(sum(c.done), 0), COALESCE(sum(c.extra), 0)
FROM registry_area grid JOIN screening_coverage c ON c.grid_id = grid.id AND c.pass_id = %s
WHERE grid.path >= %s AND grid.path < %s
"""

MOST_MISSING = """
SELECT grid.id, grid.code, grid.name, grid.path, true, c.due, c.exempt, c.done, c.extra, grid.name_en
FROM screening_coverage c JOIN registry_area grid ON grid.id = c.grid_id
WHERE c.pass_id = %s AND grid.path >= %s AND grid.path < %s AND c.due - c.exempt - c.done > 0
ORDER BY c.due - c.exempt - c.done DESC, grid.path LIMIT %s
"""

SUM_WHOLE = """
SELECT COALESCE(sum(c.due), 0), COALESCE(sum(c.exempt), 0), COALESCE(sum(c.done), 0), COALESCE(sum(c.extra), 0)
FROM screening_coverage c WHERE c.pass_id = %s
"""

MOST_MISSING_WHOLE = """
SELECT grid.id, grid.code, grid.name, grid.path, true, c.due, c.exempt, c.done, c.extra, grid.name_en
FROM (SELECT * FROM screening_coverage WHERE pass_id = %s AND due - exempt - done > 0 ORDER BY due - exempt - done DESC LIMIT %s) c
JOIN registry_area grid ON grid.id = c.grid_id ORDER BY c.due - c.exempt - c.done DESC, grid.path
"""

STEPS_WHOLE = """
SELECT reason, sum(persons) FROM screening_denominator_change WHERE pass_id = %s AND reason <> 'opening' GROUP BY reason ORDER BY reason
"""

STEPS_UNDER = """
SELECT d.reason, sum(d.persons) FROM screening_denominator_change d JOIN registry_area grid ON grid.id = d.grid_id
WHERE d.pass_id = %s AND grid.path >= %s AND grid.path < %s AND d.reason <> 'opening'
GROUP BY d.reason ORDER BY d.reason
"""


def area_count(actor: Actor, pass_id: int, path: AreaPath) -> Count:
    """How far is this area in this pass? Raises NotFound outside the actor's scope."""
    require_read(actor, path)
    with connection.cursor() as cursor:
        if covers(path, pass_id):
            cursor.execute(SUM_WHOLE, [pass_id])
        else:
            cursor.execute(SUM_SUBTREE, [pass_id, *subtree_bounds(path)])
        due, exempt, done, extra = cursor.fetchone()
    return Count(PersonCount(due), PersonCount(exempt), PersonCount(done), PersonCount(extra))


def coverage_below(actor: Actor, pass_id: int, area: AreaNode) -> list[AreaCoverage]:
    """How far is each area directly below this one? Only areas the actor may read are listed."""
    with connection.cursor() as cursor:
        low, high = subtree_bounds(area.path)
        cursor.execute(SUM_BY_CHILD, {"length": len(area.path), "top": area.id, "pass_id": pass_id, "low": low, "high": high})
        rows = cursor.fetchall()
    return [_area(row) for row in rows if actor.may(Permission.SCREENING_READ, AreaPath(row[3]))]


def _area(row: Sequence[Any]) -> AreaCoverage:
    area_id, code, name, path, is_grid, due, exempt, done, extra, name_en = row
    count = Count(PersonCount(due), PersonCount(exempt), PersonCount(done), PersonCount(extra))
    return AreaCoverage(
        area_id=area_id,
        code=code,
        name=name,
        path=AreaPath(path),
        is_grid=is_grid,
        due=count.due,
        exempt=count.exempt,
        done=count.done,
        missing=count.missing,
        extra=count.extra,
        share=count.share,
        name_en=name_en,
    )


def grid_coverage(actor: Actor, pass_id: int, grid: AreaNode) -> AreaCoverage:
    """How far is this grid? Raises NotFound outside the actor's scope."""
    require_read(actor, grid.path)
    row = Coverage.objects.filter(screening_pass_id=pass_id, grid_id=grid.id).values_list("due", "exempt", "done", "extra").first() or (
        0,
        0,
        0,
        0,
    )
    return _area((grid.id, grid.code, grid.name, grid.path, True, *row, grid.name_en))


def compare_passes(actor: Actor, before_id: int, after_id: int, *, path: AreaPath) -> PassComparison:
    """Why did the later pass sample more or fewer persons than the earlier one in this area?"""
    return compare(area_count(actor, before_id, path), area_count(actor, after_id, path))


def denominator_steps(actor: Actor, pass_id: int, path: AreaPath) -> list[tuple[str, int]]:
    """What moved the number of people due in this area, by reason, since the pass opened (its opening count left out)?"""
    require_read(actor, path)
    with connection.cursor() as cursor:
        if covers(path, pass_id):
            cursor.execute(STEPS_WHOLE, [pass_id])
        else:
            cursor.execute(STEPS_UNDER, [pass_id, *subtree_bounds(path)])
        return [(reason, int(persons)) for reason, persons in cursor.fetchall()]


def lowest_grids(actor: Actor, pass_id: int, *, path: AreaPath | None = None, most: int = 10) -> list[AreaCoverage]:
    """Which grids in the actor's scope (or below this path in it) have the most people missing?"""
    if path is not None:
        require_read(actor, path)
    rows: list[AreaCoverage] = []
    with connection.cursor() as cursor:
        for subtree in actor.paths(Permission.SCREENING_READ) if path is None else (path,):
            if covers(subtree, pass_id):
                cursor.execute(MOST_MISSING_WHOLE, [pass_id, most])
            else:
                cursor.execute(MOST_MISSING, [pass_id, *subtree_bounds(subtree), most])
            rows += [_area(row) for row in cursor.fetchall()]
    return sorted(rows, key=lambda row: row.missing, reverse=True)[:most]


def covers(path: AreaPath, pass_id: int) -> bool:
    """Does this subtree hold the pass's whole area? Then its counters need no look at the area tree."""
    area_path = area_path_of(pass_id)
    return area_path is not None and area_path.startswith(path)


def require_read(actor: Actor, path: AreaPath) -> None:
    """Raise NotFound unless the actor reads screening here."""
    if not actor.may(Permission.SCREENING_READ, path):
        raise NotFound(path)
