"""From a session or a token to the actor it stands for: one query each."""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import Q, QuerySet

from outpace.kernel import clock, prepared
from outpace.kernel.models import RoleGrant, User
from outpace.kernel.scope import Actor, ActorKind, AreaPath, Grant

DEVICE_PREFIX: Final = "opd_"
SEEN_EVERY: Final = timedelta(minutes=1)
_MAX_TOKEN: Final = 100

_BY_DIGEST: Final = """
SELECT id, name, station_id, role, path, last_seen_at FROM outpace_kernel_devicetoken
WHERE digest = decode(%s, 'hex') AND revoked_at IS NULL AND expires_at > %s::timestamptz
"""
_SEEN: Final = """
UPDATE outpace_kernel_devicetoken SET last_seen_at = %s WHERE id = %s AND (last_seen_at IS NULL OR last_seen_at <= %s)
"""


def open_grants(moment: datetime) -> "QuerySet[RoleGrant]":
    """Give the grants in force at a moment."""
    return RoleGrant.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=moment), valid_from__lte=moment)


def actor_for_user(user: User) -> Actor:
    """Give the actor a signed-in user is, with the roles in force now; one query. An inactive user holds nothing."""
    rows = open_grants(clock.now()).filter(user_id=user.id).values_list("role", "path") if user.is_active else ()
    grants = tuple(Grant(role, AreaPath(path)) for role, path in sorted(rows))
    return Actor(kind=ActorKind.USER, id=user.id, name=str(user), grants=grants, station_id=user.station_id)


def actor_for_username(username: str) -> Actor | None:
    """Give the actor a user would be, or None when there is no such active user; for commands and demonstrations."""
    found = User.objects.filter(username=username, is_active=True).first()
    return None if found is None else actor_for_user(found)


def digest_of(token: str) -> bytes:
    """Give what is stored instead of a token. Tokens are random 256-bit text, so a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode()).digest()


def actor_for_token(token: str) -> Actor | None:
    """Give the device a bearer token stands for, or None when it is unknown, revoked or expired.

    The hot path of every batch: one look-up by a unique index, and a write at most once a minute per token.
    """
    if not token.startswith(DEVICE_PREFIX) or len(token) > _MAX_TOKEN:
        return None
    now = clock.now()
    rows = prepared.fetch(_BY_DIGEST, [digest_of(token).hex(), now.isoformat()])
    if not rows:
        return None
    number, name, station_id, role, path, last_seen = rows[0]
    if last_seen is None or last_seen <= now - SEEN_EVERY:
        with connection.cursor() as cursor:
            cursor.execute(_SEEN, [now, number, now - SEEN_EVERY])
    return Actor(kind=ActorKind.DEVICE, id=number, name=name, grants=(Grant(role, AreaPath(path)),), station_id=station_id)
