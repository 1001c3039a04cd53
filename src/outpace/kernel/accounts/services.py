"""Changing accounts: each is permission, change and audit entry in one transaction, whoever calls it."""

import secrets
from datetime import timedelta
from typing import Final

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from outpace.kernel import audit, clock, crypto, places
from outpace.kernel.accounts.actors import DEVICE_PREFIX, digest_of, open_grants
from outpace.kernel.accounts.data import IssuedToken, NewToken, NewUser
from outpace.kernel.accounts.selectors import visible_tokens, visible_users
from outpace.kernel.errors import Refusal
from outpace.kernel.models import DeviceToken, RoleGrant, User
from outpace.kernel.permissions import Permission
from outpace.kernel.roles import ROLES, RoleKind
from outpace.kernel.scope import Actor, ActorKind, AreaPath, NotAllowed, NotFound

MAX_TOKEN_DAYS: Final = 400


def create_user(actor: Actor, new: NewUser) -> int:
    """Make a user with their first role, and give the id. Raises NotAllowed outside the actor's areas, Refusal for odd values.

    A password that another person chose lasts until its owner signs in and chooses one that nobody else knows.
    """
    actor.require(Permission.ACCOUNT_MANAGE, new.path)
    _require_role(new.role, RoleKind.HUMAN)
    _require_station(actor, new.station_id)
    user = User(
        username=new.username.strip(),
        display_name=new.display_name.strip(),
        language=new.language,
        phone=crypto.seal(new.phone.strip()),
        station_id=new.station_id,
        password_given=actor.kind is ActorKind.USER,
    )
    _give_password(user, new.password)
    _check(user)
    with transaction.atomic():
        _save_new(user)
        RoleGrant.objects.create(user=user, role=new.role, path=new.path, valid_from=clock.now(), granted_by_id=_granter(actor))
        details = {"role": new.role, "station": new.station_id}
        audit.record(actor, "account.create", subject=f"user:{user.id}", path=new.path, details=details)
    return user.id


def set_active(actor: Actor, user_id: int, *, active: bool) -> None:
    """Let a user sign in, or stop them at once. Raises NotFound for a user out of sight, NotAllowed when they also serve elsewhere."""
    with transaction.atomic():
        user = _manageable(actor, user_id)
        if user.is_active == active:
            return
        user.is_active = active
        user.save(update_fields=["is_active"])
        action = "account.activate" if active else "account.deactivate"
        audit.record(actor, action, subject=f"user:{user.id}", path=None)


def set_password(actor: Actor, user_id: int, *, password: str) -> None:
    """Give a user a new password, which ends their sessions. Raises as `set_active`, and Refusal for a weak password."""
    with transaction.atomic():
        user = _manageable(actor, user_id)
        _give_password(user, password)
        user.password_given = actor.kind is ActorKind.USER and actor.id != user_id
        user.save(update_fields=["password", "password_given"])
        audit.record(actor, "account.password", subject=f"user:{user.id}", path=None)


def password_chosen(user: User) -> None:
    """The owner of the account has chosen a password of their own."""
    User.objects.filter(pk=user.pk, password_given=True).update(password_given=False)


def grant_role(actor: Actor, user_id: int, *, role: str, path: AreaPath) -> int:
    """Have a user hold a role over an area, and give the grant's id; granting it again changes nothing.

    Nobody grants a role to themselves. Raises NotFound, NotAllowed, Refusal.
    """
    actor.require(Permission.ACCOUNT_MANAGE, path)
    _require_role(role, RoleKind.HUMAN)
    if actor.kind is ActorKind.USER and actor.id == user_id:
        raise NotAllowed("nobody grants a role to themselves")
    with transaction.atomic():
        user = _visible(actor, user_id)
        values = {"valid_from": clock.now(), "granted_by_id": _granter(actor)}
        grant, made = RoleGrant.objects.get_or_create(user=user, role=role, path=path, valid_to=None, defaults=values)
        if made:
            audit.record(actor, "account.grant", subject=f"user:{user.id}", path=path, details={"role": role, "grant": grant.id})
    return grant.id


def revoke_grant(actor: Actor, grant_id: int) -> None:
    """End a grant now; ending an ended one changes nothing. Raises NotFound outside the actor's areas."""
    with transaction.atomic():
        grant = RoleGrant.objects.select_for_update().filter(id=grant_id).first()
        if grant is None or not actor.may(Permission.ACCOUNT_MANAGE, AreaPath(grant.path)):
            raise NotFound(f"grant:{grant_id}")
        if grant.valid_to is not None:
            return
        grant.valid_to = max(clock.now(), grant.valid_from)
        grant.save(update_fields=["valid_to"])
        details = {"role": grant.role, "grant": grant.id}
        audit.record(actor, "account.revoke", subject=f"user:{grant.user_id}", path=AreaPath(grant.path), details=details)


def issue_token(actor: Actor, new: NewToken) -> IssuedToken:
    """Make a device token; its text is in the answer and nowhere else. Raises NotAllowed outside the actor's areas, Refusal."""
    actor.require(Permission.DEVICE_MANAGE, new.path)
    _require_role(new.role, RoleKind.DEVICE)
    _require_station(actor, new.station_id)
    if not 1 <= new.days <= MAX_TOKEN_DAYS:
        raise Refusal("token_days", _("A token lasts from 1 to 400 days."), field="days")
    text, now = DEVICE_PREFIX + secrets.token_urlsafe(32), clock.now()
    row = DeviceToken(
        name=new.name.strip(),
        station_id=new.station_id,
        role=new.role,
        path=new.path,
        digest=digest_of(text),
        created_at=now,
        created_by_id=_granter(actor),
        expires_at=now + timedelta(days=new.days),
    )
    _check(row)
    with transaction.atomic():
        row.save(force_insert=True)
        details = {"role": new.role, "station": new.station_id, "expires": row.expires_at}
        audit.record(actor, "token.issue", subject=f"device:{row.id}", path=new.path, details=details)
    return IssuedToken(id=row.id, token=text, expires_at=row.expires_at)


def revoke_token(actor: Actor, token_id: int) -> None:
    """Stop a token at once; stopping it again changes nothing. Raises NotFound outside the actor's areas."""
    with transaction.atomic():
        row = visible_tokens(actor).select_for_update().filter(id=token_id).first()
        if row is None:
            raise NotFound(f"device:{token_id}")
        if row.revoked_at is not None:
            return
        row.revoked_at = clock.now()
        row.save(update_fields=["revoked_at"])
        audit.record(actor, "token.revoke", subject=f"device:{row.id}", path=AreaPath(row.path))


def _granter(actor: Actor) -> int | None:
    return actor.id if actor.kind is ActorKind.USER else None


def _require_station(actor: Actor, station_id: int | None) -> None:
    """Whoever works at a station works at one that is there: one outside the actor's areas looks exactly like absent."""
    if station_id is None:
        return
    path = places.of_station(station_id)
    if path is None or not actor.may(Permission.AREA_READ, path):
        message = _("There is no station with the number %(number)s in your areas.") % {"number": station_id}
        raise Refusal("no_such_station", message, field="station_id")


def _require_role(role: str, kind: RoleKind) -> None:
    if role not in ROLES or ROLES[role].kind is not kind:
        raise Refusal("unknown_role", _("There is no such role to give."), field="role")


def _visible(actor: Actor, user_id: int) -> User:
    user = visible_users(actor).select_for_update(of=("self",)).filter(id=user_id).first()
    if user is None:
        raise NotFound(f"user:{user_id}")
    return user


def _manageable(actor: Actor, user_id: int) -> User:
    """Find a user all of whose open roles lie in the actor's areas: what affects the whole account needs the whole account."""
    user = _visible(actor, user_id)
    for path in open_grants(clock.now()).filter(user_id=user.id).values_list("path", flat=True):
        actor.require(Permission.ACCOUNT_MANAGE, AreaPath(path))
    return user


def _give_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refusal("weak_password", " ".join(error.messages), field="password") from error
    user.set_password(password)


def _check(row: User | DeviceToken) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Refusal("invalid", " ".join(messages), field="" if field == NON_FIELD_ERRORS else field) from error


def _save_new(user: User) -> None:
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise Refusal("username_taken", _("This user name is taken."), field="username") from error
