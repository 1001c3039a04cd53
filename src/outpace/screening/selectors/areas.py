"""One area's page: where it stands in the tree, its own coverage, and what lies directly below."""

from dataclasses import dataclass

from epiworks.units import PersonCount
from outpace.kernel.scope import Actor, NotFound
from outpace.registry import api as registry
from outpace.registry.data import AreaNode
from outpace.screening.data import AreaCoverage, PassInfo
from outpace.screening.rules.coverage import Count
from outpace.screening.selectors.coverage import coverage_below, grid_coverage, require_read
from outpace.screening.selectors.passes import get_pass


@dataclass(frozen=True, slots=True)
class AreaPage:
    """One area in one pass: ``trail`` leads down to it from the pass's own area, ``below`` is in the order of codes."""

    info: PassInfo
    area: AreaNode
    trail: tuple[AreaNode, ...]
    count: Count
    below: tuple[AreaCoverage, ...]


def area_page(actor: Actor, pass_id: int, area_id: int) -> AreaPage:
    """How far is this area, and each area directly below? Raises NotFound outside the actor's scope or outside the pass."""
    info, area, trail = _placed(actor, pass_id, area_id)
    below = coverage_below(actor, info.id, area)
    count = Count(
        due=PersonCount(sum(row.due for row in below)),
        exempt=PersonCount(sum(row.exempt for row in below)),
        done=PersonCount(sum(row.done for row in below)),
        extra=PersonCount(sum(row.extra for row in below)),
    )
    return AreaPage(info, area, trail, count, tuple(below))


def grid_page(actor: Actor, pass_id: int, grid_id: int) -> AreaPage:
    """How far is this grid? Raises NotFound outside the actor's scope or outside the pass."""
    info, area, trail = _placed(actor, pass_id, grid_id)
    row = grid_coverage(actor, info.id, area)
    return AreaPage(info, area, trail, Count(row.due, row.exempt, row.done, row.extra), ())


def _placed(actor: Actor, pass_id: int, area_id: int) -> tuple[PassInfo, AreaNode, tuple[AreaNode, ...]]:
    info, area = get_pass(actor, pass_id), registry.area(actor, area_id)
    require_read(actor, area.path)
    if not area.path.startswith(info.area_path):
        raise NotFound(f"area {area_id} in pass {pass_id}")
    trail = tuple(node for node in registry.ancestors(actor, area_id) if node.path.startswith(info.area_path))
    return info, area, trail
