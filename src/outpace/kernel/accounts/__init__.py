"""Accounts: who may sign in, which roles they hold over which areas, and which devices act with a token."""

from outpace.kernel.accounts.actors import actor_for_token, actor_for_user, actor_for_username, digest_of
from outpace.kernel.accounts.data import GrantView, IssuedToken, NewToken, NewUser, TokenView, UserView
from outpace.kernel.accounts.moves import follow_area
from outpace.kernel.accounts.selectors import devices_at, grantable_roles, has_administrator, tokens, user, users
from outpace.kernel.accounts.services import (
    create_user,
    grant_role,
    issue_token,
    password_chosen,
    revoke_grant,
    revoke_token,
    set_active,
    set_password,
)

__all__ = [
    "GrantView",
    "IssuedToken",
    "NewToken",
    "NewUser",
    "TokenView",
    "UserView",
    "actor_for_token",
    "actor_for_user",
    "actor_for_username",
    "create_user",
    "devices_at",
    "digest_of",
    "follow_area",
    "grant_role",
    "grantable_roles",
    "has_administrator",
    "issue_token",
    "password_chosen",
    "revoke_grant",
    "revoke_token",
    "set_active",
    "set_password",
    "tokens",
    "user",
    "users",
]
