"""Which areas may be looked at: those over which the reader holds ANALYSIS_READ, and what lies below them.

In a village or a grid a count may be one person. Areas below the township are for those who may read cases there anyway.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotAllowed, NotFound
from outpace.registry import api as registry
from outpace.registry.data import AreaNode

MOST_CHILDREN = 200
SMALLEST: Final = "township"
"""The lowest kind of area whose counts go to readers of aggregates only."""


@dataclass(frozen=True, slots=True)
class AreaChoice:
    """The area looked at, those above it that the reader may look at too, the nearest last, and those directly below."""

    area: AreaNode
    above: tuple[AreaNode, ...]
    below: tuple[AreaNode, ...]


def home_area(actor: Actor) -> AreaNode:
    """Where does the reader begin? Raises NotAllowed without ANALYSIS_READ anywhere, NotFound when their area has ended."""
    actor.require_anywhere(Permission.ANALYSIS_READ)
    paths = actor.paths(Permission.ANALYSIS_READ)
    nodes = registry.areas_at(paths)
    found = [nodes[path] for path in paths if path in nodes]
    if not found:
        raise NotFound("area")
    fine = _fine_kinds()
    return next((node for node in found if _may_see(actor, node, fine)), found[0])


def area_for(actor: Actor, area_id: int, permission: Permission = Permission.ANALYSIS_READ) -> AreaNode:
    """Which area is this? Raises NotFound outside the reader's areas.

    Raises NotAllowed for a role that may not look anywhere, and below the township without CASE_READ over the area.
    """
    actor.require_anywhere(permission)
    node = registry.area(actor, area_id)
    if not actor.may(permission, node.path):
        raise NotFound(f"area {area_id}")
    require_fineness(actor, node)
    return node


def require_fineness(actor: Actor, node: AreaNode) -> None:
    """Let in who may see counts of so small an area. Raises NotAllowed."""
    if not _may_see(actor, node, _fine_kinds()):
        raise NotAllowed(str(Permission.CASE_READ))


def require_fineness_over(actor: Actor, paths: Collection[AreaPath]) -> None:
    """Let in who may see counts over these areas together: as large as a township, or they may read cases in all. Raises NotAllowed."""
    if not fine_enough(actor, {0: paths}):
        raise NotAllowed(str(Permission.CASE_READ))


def fine_enough(actor: Actor, groups: Mapping[int, Collection[AreaPath]]) -> frozenset[int]:
    """Over which of these groups of areas may the actor see counts? At most three queries, none for who may read cases in all of them."""
    read = {number for number, paths in groups.items() if all(actor.may(Permission.CASE_READ, path) for path in paths)}
    others = {number: paths for number, paths in groups.items() if number not in read}
    return frozenset(read | registry.as_large_as(SMALLEST, others)) if others else frozenset(read)


def area_choice(actor: Actor, area_id: int) -> AreaChoice:
    """Where may the reader go from this area? Raises as `area_for`."""
    node = area_for(actor, area_id)
    fine = _fine_kinds()
    below = [row.node for row in registry.children(actor, area_id, size=MOST_CHILDREN).items if _may_see(actor, row.node, fine)]
    above = (found for found in registry.ancestors(actor, area_id) if actor.may(Permission.ANALYSIS_READ, found.path))
    return AreaChoice(node, tuple(above), tuple(below))


def _fine_kinds() -> frozenset[str]:
    """Which kinds of area lie below the township, in this installation's own order of kinds?"""
    ranks = {kind.code: kind.rank for kind in registry.kinds()}
    return frozenset(code for code, rank in ranks.items() if rank > ranks[SMALLEST])


def _may_see(actor: Actor, node: AreaNode, fine: frozenset[str]) -> bool:
    return node.kind not in fine or actor.may(Permission.CASE_READ, node.path)
