"""Which campaigns, rounds and passes are there, for this actor?"""

from collections.abc import Iterable

from django.db.models import Case, Q, QuerySet, When

from outpace.kernel import prepared
from outpace.kernel.paging import Page, keyset
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.kernel.subtrees import within
from outpace.screening.choices import PassState, Target
from outpace.screening.data import PassInfo
from outpace.screening.models import Pass

AREA_PATH = "SELECT area_path FROM screening_pass WHERE id = %s::bigint"


def get_pass(actor: Actor, pass_id: int) -> PassInfo:
    """Which pass is this? Raises NotFound when it does not touch the actor's scope."""
    found = Pass.objects.select_related("round__campaign").filter(pk=pass_id).first()
    if found is None or not touches(actor, AreaPath(found.area_path)):
        raise NotFound(f"pass {pass_id}")
    return pass_info(found)


def pass_path(actor: Actor, pass_id: int) -> AreaPath:
    """Over which area does this pass run? Raises NotFound when it does not touch the actor's scope; cheaper than ``get_pass``."""
    path = area_path_of(pass_id)
    if path is None or not touches(actor, path):
        raise NotFound(f"pass {pass_id}")
    return path


def area_path_of(pass_id: int) -> AreaPath | None:
    """Over which area does this pass run, whoever asks? None when there is no such pass."""
    rows = prepared.fetch(AREA_PATH, [str(pass_id)])
    return AreaPath(rows[0][0]) if rows else None


def list_passes(actor: Actor, *, cursor: str | None = None, size: int = 50) -> Page[PassInfo]:
    """Which passes touch the actor's scope, the newest first?"""
    query = Pass.objects.select_related("round__campaign").filter(over_or_under("area_path", actor.paths(Permission.SCREENING_READ)))
    return keyset(query, ["-id"], cursor, size=size).map(pass_info)


def current_pass(actor: Actor) -> PassInfo | None:
    """Which pass is running now for this actor: the latest open one that asks for more than re-tests and persons named one by one?

    One for named persons is shown when no other runs: their tests of the day are ordered every night, beside a round that goes on.
    """
    named_last = Case(When(target=Target.NAMED, then=1), default=0)
    query = _visible(actor).filter(is_retest=False, state=PassState.OPEN).order_by(named_last, "-opened_at", "-id")
    found = query.first() or _visible(actor).filter(is_retest=False).order_by("-id").first()
    return pass_info(found) if found is not None else None


def sibling_passes(actor: Actor, info: PassInfo) -> list[PassInfo]:
    """Which passes belong to the same campaign, in order?"""
    found = _visible(actor).filter(round__campaign_id=info.campaign_id).order_by("round__number", "number", "is_retest")
    return [pass_info(row) for row in found]


def touches(actor: Actor, path: AreaPath) -> bool:
    """Does the actor read screening anywhere above or below this area? A township sees the county's pass, with its own share of it."""
    return any(path.startswith(own) or own.startswith(path) for own in actor.paths(Permission.SCREENING_READ))


def over_or_under(field: str, paths: Iterable[AreaPath]) -> Q:
    """Rows whose area lies within, or contains, one of these subtrees; no subtree, no rows."""
    found = tuple(paths)
    above = ["/".join(path.split("/")[:depth]) + "/" for path in found for depth in range(1, path.count("/") + 1)]
    return within(found, field) | Q(**{f"{field}__in": above})


def _visible(actor: Actor) -> QuerySet[Pass]:
    return Pass.objects.select_related("round__campaign").filter(over_or_under("area_path", actor.paths(Permission.SCREENING_READ)))


def pass_info(found: Pass) -> PassInfo:
    """Which data object is this row? Its round and campaign must have been fetched with it."""
    campaign = found.round.campaign
    return PassInfo(
        id=found.pk,
        campaign_id=campaign.pk,
        campaign=campaign.name,
        round=found.round.number,
        number=found.number,
        area_id=found.area_id,
        area_path=AreaPath(found.area_path),
        target=Target(found.target),
        is_retest=found.is_retest,
        pool_size=found.pool_size,
        pool_by_zone=found.pool_by_zone,
        state=PassState(found.state),
        opened_at=found.opened_at,
        due_by=found.due_by,
        closed_at=found.closed_at,
        pack=campaign.pack,
    )
