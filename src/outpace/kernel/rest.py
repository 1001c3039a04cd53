"""The JSON API over accounts, device tokens and the audit log."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from outpace.kernel import accounts, audit
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.restauth import Problem, caller
from outpace.kernel.restforms import REFUSED, Id, Moment, Number, Printable
from outpace.kernel.scope import Actor, AreaPath, area_path

REFUSALS: dict[int | frozenset[int], Any] = {REFUSED: Problem}

router = Router(tags=["accounts"])


class Paging(Schema):
    """Where a list goes on: the `next_cursor` of the page before, or empty for the first page."""

    cursor: Annotated[str, Field(max_length=400), Printable] = ""


class Search(Paging):
    """The beginning of a user name, or a part of a name."""

    search: Annotated[str, Field(max_length=64), Printable] = ""


class GrantOut(Schema):
    """A role held over an area."""

    id: int
    role: str
    path: str
    valid_from: datetime
    valid_to: datetime | None
    granted_by: str


class UserOut(Schema):
    """A user with the roles they hold inside the caller's areas."""

    id: int
    username: str
    display_name: str
    language: str
    is_active: bool
    station_id: int | None
    last_login: datetime | None
    grants: list[GrantOut]


class UserPage(Schema):
    """One page of users."""

    items: list[UserOut]
    next_cursor: str | None


class UserIn(Schema):
    """A user to be made, with their first role."""

    username: Annotated[str, Field(max_length=64), Printable]
    display_name: Annotated[str, Field(max_length=64), Printable]
    password: Annotated[str, Field(max_length=128), Printable]
    role: Annotated[str, Field(max_length=40), Printable]
    path: Annotated[str, Field(max_length=200), Printable]
    language: Annotated[str, Field(max_length=8), Printable] = "zh-hans"
    phone: Annotated[str, Field(max_length=32), Printable] = ""
    station_id: Number | None = None


class GrantIn(Schema):
    """A role to be held over an area."""

    role: Annotated[str, Field(max_length=40), Printable]
    path: Annotated[str, Field(max_length=200), Printable]


class ActiveIn(Schema):
    """Whether a user may sign in."""

    active: bool


class TokenOut(Schema):
    """A device token; its text is shown only when it is issued."""

    id: int
    name: str
    role: str
    path: str
    station_id: int | None
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_seen_at: datetime | None


class TokenPage(Schema):
    """One page of device tokens."""

    items: list[TokenOut]
    next_cursor: str | None


class TokenIn(Schema):
    """A device token to be issued."""

    name: Annotated[str, Field(max_length=64), Printable]
    role: Annotated[str, Field(max_length=40), Printable]
    path: Annotated[str, Field(max_length=200), Printable]
    station_id: Number | None = None
    days: int = 180


class TokenIssued(Schema):
    """A token just issued: keep its text, it is never shown again."""

    id: int
    token: str
    expires_at: datetime


class Me(Schema):
    """Who the caller is, and which roles it holds where."""

    kind: str
    id: int
    name: str
    station_id: int | None
    grants: list[GrantIn]


class Made(Schema):
    """The number of what was made."""

    id: int


class EntryOut(Schema):
    """One entry of the audit log."""

    id: int
    strand: int
    seq: int
    at: datetime
    actor_kind: str
    actor_id: int
    actor_name: str
    action: str
    subject: str
    path: str
    people: int | None
    details: dict[str, Any]


class EntryPage(Schema):
    """One page of the audit log."""

    items: list[EntryOut]
    next_cursor: str | None


class EntryFilter(Schema):
    """What to look for in the log; `action` is the beginning of an action."""

    actor_kind: Annotated[str, Field(max_length=8), Printable] = ""
    actor_id: int | None = Field(None, ge=0, lt=2**63)
    action: Annotated[str, Field(max_length=64), Printable] = ""
    subject: Annotated[str, Field(max_length=100), Printable] = ""
    since: Moment | None = None
    until: Moment | None = None


def _reader(request: HttpRequest) -> Actor:
    actor = caller(request)
    actor.require_anywhere(Permission.API_READ)
    return actor


def _path(text: str) -> AreaPath:
    try:
        return area_path(text)
    except ValueError as error:
        raise Refusal("bad_path", _("This is not an area path; one looks like /62/6212/."), field="path") from error


@router.get("/me", response={200: Me, **REFUSALS})
def me(request: HttpRequest) -> Any:
    """Who am I, and what do I hold where?"""
    return caller(request)


@router.get("/users", response={200: UserPage, **REFUSALS})
def list_users(request: HttpRequest, wanted: Query[Search]) -> Any:
    """Which users hold roles inside my areas, by user name?"""
    return accounts.users(_reader(request), search=wanted.search, cursor=wanted.cursor or None)


@router.post("/users", response={201: Made, **REFUSALS})
def make_user(request: HttpRequest, new: UserIn) -> Any:
    """Make a user with their first role."""
    values = {**new.dict(), "path": _path(new.path)}
    return Status(201, {"id": accounts.create_user(caller(request), accounts.NewUser(**values))})


@router.get("/users/{user_id}", response={200: UserOut, **REFUSALS})
def one_user(request: HttpRequest, user_id: Id) -> Any:
    """Who is this user?"""
    return accounts.user(_reader(request), user_id)


@router.post("/users/{user_id}/active", response={204: None, **REFUSALS})
def let_sign_in(request: HttpRequest, user_id: Id, wanted: ActiveIn) -> Any:
    """Let a user sign in, or stop them at once."""
    accounts.set_active(caller(request), user_id, active=wanted.active)
    return Status(204, None)


@router.post("/users/{user_id}/grants", response={201: Made, **REFUSALS})
def grant(request: HttpRequest, user_id: Id, wanted: GrantIn) -> Any:
    """Have a user hold a role over an area."""
    return Status(201, {"id": accounts.grant_role(caller(request), user_id, role=wanted.role, path=_path(wanted.path))})


@router.post("/grants/{grant_id}/revoke", response={204: None, **REFUSALS})
def revoke(request: HttpRequest, grant_id: Id) -> Any:
    """End a grant now."""
    accounts.revoke_grant(caller(request), grant_id)
    return Status(204, None)


@router.get("/tokens", response={200: TokenPage, **REFUSALS})
def list_tokens(request: HttpRequest, paging: Query[Paging]) -> Any:
    """Which device tokens are there in my areas, newest first?"""
    return accounts.tokens(_reader(request), cursor=paging.cursor or None)


@router.post("/tokens", response={201: TokenIssued, **REFUSALS})
def issue(request: HttpRequest, new: TokenIn) -> Any:
    """Issue a device token; its text is in this answer only."""
    values = {**new.dict(), "path": _path(new.path)}
    return Status(201, accounts.issue_token(caller(request), accounts.NewToken(**values)))


@router.post("/tokens/{token_id}/revoke", response={204: None, **REFUSALS})
def stop_token(request: HttpRequest, token_id: Id) -> Any:
    """Stop a device token at once."""
    accounts.revoke_token(caller(request), token_id)
    return Status(204, None)


@router.get("/audit", response={200: EntryPage, **REFUSALS}, tags=["audit"])
def log(request: HttpRequest, wanted: Query[EntryFilter], paging: Query[Paging]) -> Any:
    """What happened in my areas, newest first?"""
    return audit.entries(_reader(request), audit.AuditFilter(**wanted.dict()), cursor=paging.cursor or None)


@router.get("/audit/people/{person_id}", response={200: EntryPage, **REFUSALS}, tags=["audit"])
def read_by(request: HttpRequest, person_id: Id, paging: Query[Paging]) -> Any:
    """Who has read this person's data, newest first?"""
    return audit.readers(_reader(request), person_id, cursor=paging.cursor or None)
