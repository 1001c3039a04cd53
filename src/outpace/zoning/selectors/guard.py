"""The scope guard of zones: whoever reads zones in an area also reads those that reach into it from above."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, ActorKind, AreaPath, NotAllowed, NotFound
from outpace.kernel.subtrees import within
from outpace.zoning.models import Proposal, Zone
from outpace.zoning.rules.cover import upwards


def visible(actor: Actor) -> Q:
    """Which rows, by their `area_path`, may this actor read? None without ZONE_READ."""
    return over_or_under("area_path", actor.paths(Permission.ZONE_READ))


def over_or_under(field: str, paths: Iterable[AreaPath]) -> Q:
    """Rows whose area lies within, or contains, one of these subtrees; no subtree, no rows."""
    found = tuple(paths)
    return within(found, field) | Q(**{f"{field}__in": [above for path in found for above in upwards(path)]})


def require_zone(actor: Actor, zone_id: int) -> Zone:
    """Which zone is this? Raises NotFound outside what the actor may read."""
    found = Zone.objects.select_related("ahead").prefetch_related("areas").filter(visible(actor), pk=zone_id).first()
    if found is None:
        raise NotFound(f"zone {zone_id}")
    return found


def require_proposal(actor: Actor, proposal_id: int) -> Proposal:
    """Which proposal is this? Raises NotFound outside what the actor may read."""
    found = Proposal.objects.filter(visible(actor), pk=proposal_id).first()
    if found is None:
        raise NotFound(f"proposal {proposal_id}")
    return found


def require_standing(zone: Zone) -> None:
    """Let pass a zone that stands; raises Refusal `zone_gone` for one that ended, or that holds only from an hour to come."""
    if zone.in_force:
        return
    if zone.ahead_id is not None:
        raise Refusal("zone_gone", _("This zone does not hold yet."))
    raise Refusal("zone_gone", _("This zone does not stand any more."))


def require_sign(actor: Actor, areas: Iterable[AreaPath]) -> None:
    """Let pass a named human who may sign over all of these areas, or raise NotAllowed."""
    if actor.kind is not ActorKind.USER:
        raise NotAllowed(str(Permission.ZONE_SIGN))
    for area in areas:
        actor.require(Permission.ZONE_SIGN, area)


def require_propose(actor: Actor, areas: Iterable[AreaPath]) -> None:
    """Let pass who may ask for zones over all of these areas, or raise NotAllowed."""
    for area in areas:
        actor.require(Permission.ZONE_PROPOSE, area)
