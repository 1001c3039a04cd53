"""Reading accounts, each within the areas its reader manages."""

from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from outpace.kernel import clock
from outpace.kernel.accounts.actors import open_grants
from outpace.kernel.accounts.data import GrantView, TokenView, UserView
from outpace.kernel.models import DeviceToken, RoleGrant, User
from outpace.kernel.paging import Page, keyset
from outpace.kernel.permissions import Permission
from outpace.kernel.roles import ROLES, Role, RoleKind
from outpace.kernel.scope import ROOT, Actor, AreaPath, NotFound
from outpace.kernel.subtrees import within

PAGE_SIZE: Final = 50


def visible_users(actor: Actor) -> "QuerySet[User]":
    """Give the users who hold, or held, a role inside the actor's areas; whoever manages the root sees all."""
    paths = actor.paths(Permission.ACCOUNT_MANAGE)
    if ROOT in paths:
        return User.objects.all()
    return User.objects.filter(Exists(RoleGrant.objects.filter(within(paths, "path"), user_id=OuterRef("pk"))))


def visible_tokens(actor: Actor) -> "QuerySet[DeviceToken]":
    """Give the device tokens inside the areas whose devices the actor manages."""
    return DeviceToken.objects.filter(within(actor.paths(Permission.DEVICE_MANAGE), "path"))


def users(actor: Actor, *, search: str = "", cursor: str | None = None, size: int = PAGE_SIZE) -> Page[UserView]:
    """Which users are there, by user name? `search` is the beginning of a user name or a part of a name. Raises NotAllowed, BadCursor."""
    actor.require_anywhere(Permission.ACCOUNT_MANAGE)
    found = visible_users(actor)
    if search:
        found = found.filter(Q(username__istartswith=search) | Q(display_name__icontains=search))
    page = keyset(found, ["username"], cursor, size=size)
    grants = _grants(actor, [row.id for row in page.items])
    return page.map(lambda row: _user_view(row, grants.get(row.id, ())))


def user(actor: Actor, user_id: int) -> UserView:
    """Who is this user? Raises NotFound for one who never served inside the actor's areas."""
    row = visible_users(actor).filter(id=user_id).first()
    if row is None:
        raise NotFound(f"user:{user_id}")
    return _user_view(row, _grants(actor, [row.id]).get(row.id, ()))


def tokens(actor: Actor, *, cursor: str | None = None, size: int = PAGE_SIZE) -> Page[TokenView]:
    """Which device tokens are there, newest first? Raises NotAllowed, BadCursor."""
    actor.require_anywhere(Permission.DEVICE_MANAGE)
    return keyset(visible_tokens(actor), ["-id"], cursor, size=size).map(_token_view)


def devices_at(station_id: int) -> list[TokenView]:
    """Which devices may send for this station now, the one heard last first? For other apps' pages, which guard the station themselves."""
    live = DeviceToken.objects.filter(station_id=station_id, revoked_at=None, expires_at__gt=clock.now())
    return [_token_view(row) for row in live.order_by(F("last_seen_at").desc(nulls_last=True), "id")[:PAGE_SIZE]]


def has_administrator() -> bool:
    """Is there anybody who can sign in and manages the accounts of the whole installation?"""
    admins = [role.code for role in ROLES.values() if Permission.ACCOUNT_MANAGE in role.permissions]
    return open_grants(clock.now()).filter(role__in=admins, path=ROOT, user__is_active=True).exists()


def grantable_roles(kind: RoleKind) -> tuple[Role, ...]:
    """Which roles may be given to a person, or to a device?"""
    return tuple(role for role in ROLES.values() if role.kind is kind)


def _grants(actor: Actor, user_ids: list[int]) -> dict[int, tuple[GrantView, ...]]:
    """Give the open grants of each user that the actor manages; roles they hold elsewhere are not the actor's business."""
    found: dict[int, tuple[GrantView, ...]] = {}
    mine = within(actor.paths(Permission.ACCOUNT_MANAGE), "path")
    rows = open_grants(clock.now()).filter(mine, user_id__in=user_ids).select_related("granted_by").order_by("path", "role", "id")
    for row in rows:
        view = GrantView(
            id=row.id,
            role=row.role,
            path=AreaPath(row.path),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            granted_by=str(row.granted_by or ""),
        )
        found[row.user_id] = (*found.get(row.user_id, ()), view)
    return found


def _user_view(row: User, grants: tuple[GrantView, ...]) -> UserView:
    return UserView(
        id=row.id,
        username=row.username,
        display_name=row.display_name,
        language=row.language,
        is_active=row.is_active,
        station_id=row.station_id,
        last_login=row.last_login,
        grants=grants,
        has_password=row.has_usable_password(),
    )


def _token_view(row: DeviceToken) -> TokenView:
    return TokenView(
        id=row.id,
        name=row.name,
        role=row.role,
        path=AreaPath(row.path),
        station_id=row.station_id,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_seen_at=row.last_seen_at,
    )
