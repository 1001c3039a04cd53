"""What an actor may see of isolation, as a condition of a query."""

from django.db.models import Q

from outpace.kernel import subtrees
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotAllowed, NotFound, minimal


def within(actor: Actor, *permissions: Permission, field: str = "area_path") -> Q:
    """Which rows lie where the actor holds any of these? None of them, when they hold none. Raises NotAllowed for a role without any."""
    if not any(actor.holds(permission) for permission in permissions):
        raise NotAllowed(str(permissions[0]))
    return subtrees.within(minimal(path for permission in permissions for path in actor.paths(permission)), field)


def require_seen(actor: Actor, path: str, *permissions: Permission) -> None:
    """Let pass who may look there. Raises NotAllowed for a role that never looks, NotFound elsewhere."""
    if any(actor.may(permission, AreaPath(path)) for permission in permissions):
        return
    if not any(actor.holds(permission) for permission in permissions):
        raise NotAllowed(str(permissions[0]))
    raise NotFound("isolation")


def require_any(actor: Actor, *permissions: Permission) -> None:
    """Let pass who holds any of these anywhere, before it is looked whether the thing exists. Raises NotAllowed."""
    if not any(actor.holds(permission) for permission in permissions):
        raise NotAllowed(str(permissions[0]))
