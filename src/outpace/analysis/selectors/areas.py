"""Which areas may be looked at: those over which the reader holds ANALYSIS_READ, and everything below them."""

from dataclasses import dataclass

from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, NotFound
from outpace.registry import api as registry
from outpace.registry.data import AreaNode

MOST_CHILDREN = 200


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
    first = next((nodes[path] for path in paths if path in nodes), None)
    if first is None:
        raise NotFound("area")
    return first


def area_for(actor: Actor, area_id: int, permission: Permission = Permission.ANALYSIS_READ) -> AreaNode:
    """Which area is this? Raises NotAllowed for a role that may not look anywhere, NotFound outside the reader's areas."""
    actor.require_anywhere(permission)
    node = registry.area(actor, area_id)
    if not actor.may(permission, node.path):
        raise NotFound(f"area {area_id}")
    return node


def area_choice(actor: Actor, area_id: int) -> AreaChoice:
    """Where may the reader go from this area? Raises as `area_for`."""
    node = area_for(actor, area_id)
    below = registry.children(actor, area_id, size=MOST_CHILDREN).items
    above = (found for found in registry.ancestors(actor, area_id) if actor.may(Permission.ANALYSIS_READ, found.path))
    return AreaChoice(node, tuple(above), tuple(row.node for row in below))
