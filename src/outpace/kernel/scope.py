"""The scope guard: who is acting, over which part of the area tree, and whether they may."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile
from typing import NewType

from outpace.kernel.permissions import Permission
from outpace.kernel.roles import SYSTEM_ROLE, rights_of

AreaPath = NewType("AreaPath", str)
"""Codes from the root, slash at both ends, as "/62/6212/621227/"; a subtree is a prefix. The root of all is "/"."""

ROOT = AreaPath("/")
MAX_PATH = 200
_PATH = re.compile(r"/(?:[0-9A-Za-z_-]+/)*")


class NotAllowed(Exception):
    """403: the actor may know that this exists, but may not do this."""


class NotFound(Exception):
    """404: absent, or outside the actor's scope; the two look exactly alike."""


def area_path(text: str) -> AreaPath:
    """Read an area path typed or sent by somebody; raises ValueError when it is not one."""
    if len(text) > MAX_PATH or not _PATH.fullmatch(text):
        raise ValueError("not an area path")
    return AreaPath(text)


def subtree_bounds(path: AreaPath) -> tuple[str, str]:
    """Give (low, high) so that low <= p < high selects exactly the subtree of `path` on a "C"-collated column.

    "0" is the character right after "/", so the range holds every string that begins with `path` and no other,
    and an ordinary B-tree answers it.
    """
    return path, path[:-1] + "0"


def minimal(paths: Iterable[AreaPath]) -> tuple[AreaPath, ...]:
    """Drop every path that lies inside another one: the fewest subtrees covering the same areas, sorted."""
    kept: list[AreaPath] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return tuple(kept)


def shared_path(paths: Iterable[AreaPath]) -> AreaPath:
    """Give the smallest area that holds all of them; the root for none."""
    found = sorted(paths)
    if not found:
        return ROOT
    pairs = zip(found[0].split("/")[1:-1], found[-1].split("/")[1:-1], strict=False)
    shared = [first for first, _ in takewhile(lambda pair: pair[0] == pair[1], pairs)]
    return AreaPath("/" + "".join(f"{code}/" for code in shared))


class ActorKind(StrEnum):
    """What kind of thing acts: a signed-in person, a device with a token, or the program itself."""

    USER = "user"
    DEVICE = "device"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held over one subtree of areas."""

    role: str
    path: AreaPath


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts, with everything the guard needs to decide; built once per request, never looked up again."""

    kind: ActorKind
    id: int
    name: str
    grants: tuple[Grant, ...]
    station_id: int | None = None

    def may(self, permission: Permission, path: AreaPath) -> bool:
        """Say whether the permission is held over the area at `path`."""
        return any(path.startswith(grant.path) and permission in rights_of(grant.role) for grant in self.grants)

    def require(self, permission: Permission, path: AreaPath) -> None:
        """Let pass, or raise NotAllowed."""
        if not self.may(permission, path):
            raise NotAllowed(permission)

    def paths(self, permission: Permission) -> tuple[AreaPath, ...]:
        """Give the minimal set of subtrees over which the permission is held, sorted; empty when it is not held."""
        return minimal(grant.path for grant in self.grants if permission in rights_of(grant.role))

    def holds(self, permission: Permission) -> bool:
        """Say whether the permission is held anywhere at all."""
        return any(permission in rights_of(grant.role) for grant in self.grants)

    def require_anywhere(self, permission: Permission) -> None:
        """Let pass when the permission is held over at least one area, or raise NotAllowed."""
        if not self.holds(permission):
            raise NotAllowed(permission)


def system_actor(name: str) -> Actor:
    """Give the actor that stands for the program itself (a job, a rule), named so that the log can say which."""
    return Actor(kind=ActorKind.SYSTEM, id=0, name=name, grants=(Grant(role=SYSTEM_ROLE, path=ROOT),))
