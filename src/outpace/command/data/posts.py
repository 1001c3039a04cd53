"""Posts and who holds them."""

from dataclasses import dataclass
from datetime import datetime

from outpace.kernel.scope import AreaPath


@dataclass(frozen=True, slots=True)
class HolderRow:
    """A person who holds a post, from when."""

    user_id: int
    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post with its holders and what it owes: tasks not yet done, and how many of them are late."""

    id: int
    owner: str
    title: str
    path: AreaPath
    area_name: str
    holders: tuple[HolderRow, ...]
    open: int
    late: int
    may_manage: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """A hole in the organisation: a post that nobody holds (`post_id`), or tasks that found no post at all (None)."""

    post_id: int | None
    owner: str
    path: AreaPath
    area_name: str
    open: int
    late: int


@dataclass(frozen=True, slots=True)
class MyPost:
    """A post that the reader holds."""

    id: int
    owner: str
    title: str
    path: AreaPath


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post to be made: what it is called in packs (or locally), and over which area. `title` may say more, never a person's name."""

    owner: str
    path: AreaPath
    title: str = ""
