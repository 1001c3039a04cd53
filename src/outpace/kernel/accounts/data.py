"""What crosses the accounts door."""

from dataclasses import dataclass, field
from datetime import datetime

from outpace.kernel.scope import AreaPath


@dataclass(frozen=True, slots=True)
class GrantView:
    """A role held over an area; `valid_to` is None while it lasts."""

    id: int
    role: str
    path: AreaPath
    valid_from: datetime
    valid_to: datetime | None
    granted_by: str


@dataclass(frozen=True, slots=True)
class UserView:
    """A user as the list and the user page show them; `grants` are those open now."""

    id: int
    username: str
    display_name: str
    language: str
    is_active: bool
    station_id: int | None
    last_login: datetime | None
    grants: tuple[GrantView, ...] = ()
    has_password: bool = True


@dataclass(frozen=True, slots=True)
class NewUser:
    """A user to be made, with the first role they will hold; `phone` is their work phone and is sealed."""

    username: str
    display_name: str
    password: str = field(repr=False)
    role: str
    path: AreaPath
    language: str = "zh-hans"
    phone: str = field(default="", repr=False)
    station_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewToken:
    """A device token to be issued."""

    name: str
    role: str
    path: AreaPath
    station_id: int | None = None
    days: int = 180


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token just issued: the only moment its text is known."""

    id: int
    token: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class TokenView:
    """A device token as the list shows it."""

    id: int
    name: str
    role: str
    path: AreaPath
    station_id: int | None
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_seen_at: datetime | None
