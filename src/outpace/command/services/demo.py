"""The organisation of the demonstration county: a post of every name, held by the demo users; three are left empty, to show as gaps."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.db import transaction

from outpace.command.choices import OwnerCode
from outpace.command.data import NewPost
from outpace.command.models import Post
from outpace.command.services.posts import appoint, open_post
from outpace.kernel.accounts import actor_for_username
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath

HOLDERS: Final[Mapping[OwnerCode, tuple[str, ...]]] = MappingProxyType(
    {
        OwnerCode.LAB_LEAD: ("lab",),
        OwnerCode.SAMPLING_TEAM: ("planner", "sitehead"),
        OwnerCode.COMMUNITY_LEAD: ("duty", "grid"),
        OwnerCode.POLICE_POST: (),
        OwnerCode.INVESTIGATION_TEAM: ("investigator",),
        OwnerCode.ISOLATION_TEAM: ("isolation",),
        OwnerCode.TRANSFER_TEAM: ("transfer",),
        OwnerCode.DISINFECTION_TEAM: ("isolation",),
        OwnerCode.ZONE_TEAM: ("duty",),
        OwnerCode.CDC_REVIEWER: ("reviewer",),
        OwnerCode.TREATMENT_TEAM: (),
        OwnerCode.WATER_TEAM: (),
        OwnerCode.HOSPITAL_LEAD: ("duty",),
        OwnerCode.COMMANDER: ("commander",),
        OwnerCode.DUTY_OFFICER: ("duty",),
    }
)
"""Which demo user holds which post: over the county if the user works there, otherwise over the smaller area they work in."""


@transaction.atomic
def furnish_demo(actor: Actor, county_path: AreaPath) -> int:
    """Open the posts of a demonstration county and appoint the demo users that are there; gives how many posts stand. Again: no change.

    Raises NotAllowed without TASK_DISPATCH over the county.
    """
    actor.require(Permission.TASK_DISPATCH, county_path)
    for owner, usernames in HOLDERS.items():
        _post(actor, owner, county_path)
        for username in usernames:
            path = _workplace(username, county_path)
            if path is not None:
                appoint(actor, _post(actor, owner, path), username=username)
    return Post.objects.filter(area_path__startswith=county_path, closed_at=None).count()


def _post(actor: Actor, owner: OwnerCode, path: AreaPath) -> int:
    known = Post.objects.filter(owner=owner, area_path=path, closed_at=None).values_list("pk", flat=True).first()
    return open_post(actor, NewPost(owner.value, path)) if known is None else int(known)


def _workplace(username: str, county_path: AreaPath) -> AreaPath | None:
    """Over which area does this user carry tasks? The county itself where they may; None for a user who is not there."""
    user = actor_for_username(username)
    if user is None:
        return None
    inside = [path for path in user.paths(Permission.TASK_DO) if path.startswith(county_path)]
    return county_path if user.may(Permission.TASK_DO, county_path) else next(iter(inside), None)
