"""Who may see whom in follow-up: the one place where reads are cut to the actor's areas."""

from django.db.models import QuerySet

from outpace.casework.models import FollowUp
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound, minimal
from outpace.kernel.subtrees import within

READERS = (Permission.CASE_READ, Permission.FOLLOW_UP_RECORD)


def paths_seen(actor: Actor) -> tuple[AreaPath, ...]:
    """Below which areas may the actor see people in follow-up? Raises NotAllowed when nowhere."""
    found = minimal(path for right in READERS for path in actor.paths(right))
    if not found:
        actor.require_anywhere(Permission.CASE_READ)
    return found


def seen(actor: Actor) -> QuerySet[FollowUp]:
    """Which follow-ups may the actor see?"""
    return FollowUp.objects.filter(within(paths_seen(actor)))


def one_seen(actor: Actor, follow_up_id: int) -> FollowUp:
    """This follow-up, if the actor may see it. Raises NotFound otherwise, NotAllowed for who sees none at all."""
    row = seen(actor).filter(pk=follow_up_id).first()
    if row is None:
        raise NotFound(f"follow-up {follow_up_id}")
    return row


def may_see(actor: Actor, path: AreaPath) -> bool:
    """May the actor see somebody of this area?"""
    return any(actor.may(right, path) for right in READERS)
