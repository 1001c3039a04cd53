"""Which cases an actor may meet: those who live, or were reported, inside an area where they hold the permission."""

from django.db.models import Q

from outpace.casework.models import Case
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.kernel.subtrees import within


def visible(actor: Actor, *, prefix: str = "") -> Q:
    """Which cases may this actor read? `prefix` names the way from another table to the case (`case__`)."""
    paths = actor.paths(Permission.CASE_READ)
    return within(paths, f"{prefix}area_path") | within(paths, f"{prefix}report_path")


def may(actor: Actor, case: Case, permission: Permission) -> bool:
    """Does the actor hold this permission where the case lives, or where it was reported?"""
    return actor.may(permission, AreaPath(case.area_path)) or actor.may(permission, AreaPath(case.report_path))


def seen(actor: Actor, case_id: int) -> Case:
    """Which case is this? Raises NotFound outside the actor's scope."""
    found = Case.objects.filter(visible(actor), pk=case_id).first()
    if found is None:
        raise NotFound(f"case {case_id}")
    return found
