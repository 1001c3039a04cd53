"""Who may open what: every page and every API operation, by the permissions that open it. A new address must be declared here.

`every` and `any_of` together say which roles get in inside their own area; everybody else is refused, and outside the area everything
looks absent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from outpace.kernel.permissions import Permission
from outpace.kernel.roles import rights_of


@dataclass(frozen=True, slots=True)
class Access:
    """Which permissions open an address; none of either: everybody who is signed in.

    `exists`: the world has such an object. `is_list`: it answers everybody alike, with as much as they may see, although it names an
    object. `barred`: roles that hold the permission but stand at another station in this world.
    """

    every: frozenset[Permission] = frozenset()
    any_of: frozenset[Permission] = frozenset()
    exists: bool = True
    is_public: bool = False
    is_list: bool = False
    barred: frozenset[str] = frozenset()

    def admits(self, role: str) -> bool:
        """Does this role get in, in its own area?"""
        rights = rights_of(role)
        return self.exists and role not in self.barred and self.every <= rights and (not self.any_of or bool(self.any_of & rights))


def takes(*permissions: Permission, exists: bool = True) -> Access:
    """It takes all of these permissions."""
    return Access(every=frozenset(permissions), exists=exists)


PUBLIC = Access(is_public=True)
SIGNED_IN = Access()
CARRIES = Access(any_of=frozenset({Permission.SCREENING_READ, Permission.TUBE_TRANSPORT}))
PRINTS = Access(
    any_of=frozenset({Permission.SCREENING_SAMPLE, Permission.SCREENING_PLAN, Permission.TUBE_TRANSPORT, Permission.LAB_RECEIVE})
)

DRIVES = Access(any_of=frozenset({Permission.ROOM_READ, Permission.TRIP_RUN}))

_PAGES: Mapping[Access, str] = {
    PUBLIC: "healthz readyz set_language ui:theme",
    SIGNED_IN: "first registry:load_template screening:tubes screening:desks",
    takes(Permission.ACCOUNT_MANAGE): """ui:guide ui:guide_job ui:guide_labels kernel:users kernel:user_new kernel:user kernel:grant
        kernel:revoke kernel:active kernel:password""",
    takes(Permission.DEVICE_MANAGE): "kernel:tokens kernel:token_new kernel:token_revoke",
    takes(Permission.AUDIT_READ): "kernel:log kernel:log_verify",
    Access(every=frozenset({Permission.AUDIT_READ}), is_list=True): "kernel:readers",
    takes(Permission.AREA_READ): "registry:areas registry:area registry:stations registry:station registry:station_post",
    takes(Permission.AREA_MANAGE): "registry:area_new registry:area_rename registry:area_move registry:area_points",
    takes(Permission.STATION_MANAGE): "registry:station_new",
    takes(Permission.STATION_MANAGE, exists=False): "registry:station_post_end",
    takes(Permission.PERSON_READ): """registry:roster registry:find registry:person registry:person_labels
        screening:labels_people""",
    takes(Permission.ROSTER_SEARCH): "registry:roster_search",
    takes(Permission.ZONE_READ): "zoning:board zoning:replay zoning:zones zoning:zone zoning:proposals zoning:proposal zoning:map",
