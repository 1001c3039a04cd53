"""Roles: which permissions each role carries. A table, not code; docs/guide/roles.md is checked against it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outpace.kernel.permissions import SIGNED, Permission

P = Permission


class RoleKind(StrEnum):
    """Who may be given a role: a person, a device token, or only the program itself."""

    HUMAN = "human"
    DEVICE = "device"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Role:
    """One row of the rights table: a code, its label in the reader's language, who may hold it, and what it permits."""

    code: str
    label: str | Promise
    kind: RoleKind
    permissions: frozenset[P]


SYSTEM_ROLE = "system"

_HUMAN, _DEVICE = RoleKind.HUMAN, RoleKind.DEVICE

_TABLE: tuple[Role, ...] = (
    # Runs the installation and gives out roles, but meets no personal data.
    Role(
        "system_admin",
        _("System administrator"),
        _HUMAN,
        frozenset({P.AREA_READ, P.AREA_MANAGE, P.STATION_MANAGE, P.DEVICE_MANAGE, P.ACCOUNT_MANAGE, P.API_READ}),
    ),
    # Decides and signs: masked people are enough for that.
    Role(
        "commander",
        _("Commander"),
        _HUMAN,
        frozenset(
            {
                P.ANALYSIS_READ,
                P.CASE_READ,
                P.RELEASE_SIGN,
                P.PACK_DECIDE,
                P.ROOM_READ,
                P.PLACEMENT_SIGN,
                P.ZONE_READ,
                P.ZONE_PROPOSE,
                P.ZONE_SIGN,
                P.TASK_READ,
                P.TASK_DO,
                P.TASK_DISPATCH,
                P.AREA_READ,
                P.PERSON_READ,
                P.SCREENING_READ,
                P.SCREENING_PLAN,
                P.POSITIVE_READ,
                P.POSITIVE_ACT,
                P.HOLD_SIGN,
                P.API_READ,
            }
        ),
    ),
    # Rings people up, so sees them in full.
    Role(
        "duty_officer",
        _("Duty officer"),
        _HUMAN,
        frozenset(
            {
                P.ANALYSIS_READ,
                P.CASE_READ,
                P.CASE_INVESTIGATE,
                P.FOLLOW_UP_RECORD,
                P.ROOM_READ,
                P.ZONE_READ,
                P.ZONE_PROPOSE,
                P.TASK_READ,
                P.TASK_DO,
                P.TASK_DISPATCH,
                P.AREA_READ,
                P.PERSON_READ,
                P.PERSON_IDENTITY,
                P.ROSTER_SEARCH,
                P.SCREENING_READ,
                P.POSITIVE_READ,
                P.POSITIVE_ACT,
                P.API_READ,
            }
        ),
    ),
    Role(
        "screening_lead",
        _("Screening lead"),
        _HUMAN,
        frozenset(
            {
                P.ANALYSIS_READ,
                P.TASK_READ,
                P.TASK_DO,
                P.ZONE_READ,
                P.AREA_READ,
                P.PERSON_READ,
                P.PERSON_MANAGE,
                P.ROSTER_SEARCH,
                P.SCREENING_READ,
                P.SCREENING_PLAN,
                P.SCREENING_CORRECT,
                P.RESULT_CORRECT,
                P.POSITIVE_READ,
                P.STATION_MANAGE,
                P.DEVICE_MANAGE,
                P.API_READ,
            }
        ),
    ),
    Role(
        "site_head",
        _("Site head"),
        _HUMAN,
        frozenset(
            {
                P.TASK_READ,
                P.TASK_DO,
                P.AREA_READ,
                P.PERSON_READ,
                P.ROSTER_SEARCH,
                P.SCREENING_READ,
                P.SCREENING_SAMPLE,
                P.SCREENING_CORRECT,
                P.TUBE_TRANSPORT,
            }
        ),
    ),
    Role(
        "sampler",
        _("Sampler"),
        _HUMAN,
        frozenset({P.TASK_READ, P.TASK_DO, P.AREA_READ, P.PERSON_READ, P.ROSTER_SEARCH, P.SCREENING_READ, P.SCREENING_SAMPLE}),
    ),
    Role("courier", _("Courier"), _HUMAN, frozenset({P.TASK_READ, P.TASK_DO, P.AREA_READ, P.TUBE_TRANSPORT})),
    # Laboratories meet tubes, never people.
    Role(
        "lab_staff",
        _("Laboratory staff"),
        _HUMAN,
        frozenset({P.TASK_READ, P.TASK_DO, P.AREA_READ, P.SCREENING_READ, P.LAB_RECEIVE, P.RESULT_UPLOAD, P.RESULT_CORRECT, P.API_READ}),
    ),
    Role(
        "grid_worker",
        _("Grid worker"),
        _HUMAN,
        frozenset(
            {
                P.FOLLOW_UP_RECORD,
                P.ZONE_READ,
                P.TASK_READ,
                P.TASK_DO,
                P.AREA_READ,
                P.PERSON_READ,
                P.PERSON_IDENTITY,
                P.PERSON_MANAGE,
                P.ROSTER_SEARCH,
                P.SCREENING_READ,
                P.POSITIVE_READ,
            }
        ),
    ),
    # Rings cases and contacts up and writes down where they were; judges who is a contact, class by class.
    Role(
        "investigator",
        _("Investigator"),
        _HUMAN,
        frozenset(
            {
                P.ANALYSIS_READ,
                P.AREA_READ,
                P.PERSON_READ,
                P.PERSON_IDENTITY,
                P.ROSTER_SEARCH,
                P.SCREENING_READ,
                P.POSITIVE_READ,
                P.CASE_READ,
                P.CASE_INVESTIGATE,
                P.CASE_JUDGE,
                P.FOLLOW_UP_RECORD,
                P.ROOM_READ,
                P.ZONE_READ,
                P.ZONE_PROPOSE,
                P.TASK_READ,
                P.TASK_DO,
            }
        ),
    ),
    # Runs one or more isolation sites: rooms, arrivals, daily checks, departures.
    Role(
        "isolation_head",
        _("Isolation site head"),
        _HUMAN,
        frozenset(
            {
                P.AREA_READ,
                P.PERSON_READ,
                P.PERSON_IDENTITY,
                P.FOLLOW_UP_RECORD,
                P.ROOM_READ,
                P.ROOM_MANAGE,
                P.TRIP_RUN,
                P.TASK_READ,
                P.TASK_DO,
            }
        ),
    ),
    # Drives people in a closed loop: sees who is on board, nothing else.
    Role("transfer_crew", _("Transfer crew"), _HUMAN, frozenset({P.AREA_READ, P.PERSON_READ, P.TRIP_RUN, P.TASK_READ, P.TASK_DO})),
    # Reads the log, not the people in it.
    Role("auditor", _("Auditor"), _HUMAN, frozenset({P.AREA_READ, P.AUDIT_READ, P.API_READ})),
    # Aggregates only.
    Role("observer", _("Observer"), _HUMAN, frozenset({P.ANALYSIS_READ, P.ZONE_READ, P.AREA_READ, P.SCREENING_READ})),
    Role(
        "site_device",
        _("Sampling site device"),
        _DEVICE,
        frozenset(
            {
                P.AREA_READ,
                P.PERSON_READ,
                P.ROSTER_SEARCH,
                P.SCREENING_READ,
                P.SCREENING_SAMPLE,
                P.SCREENING_CORRECT,
                P.TUBE_TRANSPORT,
                P.API_READ,
            }
        ),
    ),
    Role("courier_device", _("Courier device"), _DEVICE, frozenset({P.AREA_READ, P.TUBE_TRANSPORT, P.API_READ})),
    Role(
        "lab_device",
        _("Laboratory device"),
        _DEVICE,
        frozenset({P.AREA_READ, P.LAB_RECEIVE, P.RESULT_UPLOAD, P.RESULT_CORRECT, P.API_READ}),
    ),
    # The program acting by itself may do anything but sign for a human.
    Role(SYSTEM_ROLE, _("The system itself"), RoleKind.SYSTEM, frozenset(P) - SIGNED),
)

ROLES: Mapping[str, Role] = MappingProxyType({role.code: role for role in _TABLE})
"""Every role by its code, in the order the guide prints them."""


def rights_of(code: str) -> frozenset[P]:
    """Say what a role permits; a role that no longer exists permits nothing."""
    role = ROLES.get(code)
    return role.permissions if role else frozenset()
