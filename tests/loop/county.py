"""A small county with every app in it, and one history that happens there: people by office, a clock, and who is around to act on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import TypeVar

from outpace.casework.models import Case, FollowUp
from outpace.command import api as command
from outpace.isolation.choices import PlacementState
from outpace.isolation.models import Passenger, Placement, Trip
from outpace.isolation.tests.world import Isolation, furnish
from outpace.kernel import clock
from outpace.kernel.scope import Actor, ActorKind, AreaPath, Grant, system_actor
from outpace.registry.models import AreaCount
from outpace.screening.tests.world import MORNING, World, build

COUNTY = AreaPath("/62/6212/621227/")
OFFICES = {
    "sampler": ("sampler", "screening_lead"),
    "laboratory": ("lab_staff", "screening_lead"),
    "investigator": ("investigator",),
    "reviewer": ("investigator",),
    "worker": ("grid_worker", "duty_officer"),
    "commander": ("commander",),
    "head": ("isolation_head",),
    "crew": ("transfer_crew",),
    "registrar": ("screening_lead", "system_admin"),
}
"""Who does what in the county: one named person for each office, because hand-overs need two hands."""

Found = TypeVar("Found")


class Nothing(Exception):
    """There is nobody and nothing on which this could be done now."""


@dataclass(slots=True)
class County:
    """The world of one history. Choices are numbers, so that a history that fails shrinks to a short one with small numbers."""

    isolation: Isolation
    offices: dict[str, Actor]
    now: datetime = MORNING + timedelta(hours=8)
    numbers: "count[int]" = field(default_factory=lambda: count(1))
    tubes: list[str] = field(default_factory=list)

    @property
    def world(self) -> World:
        """Screening's county."""
        return self.isolation.world

    @property
    def people(self) -> list[int]:
        """Nine people of two townships: few, so that histories cross."""
        return [person for grid in self.world.grids[:3] for person in self.world.people[grid.pk][:3]]

    def person(self, number: int) -> int:
        """One of them."""
        return pick(self.people, number)

    def tube(self) -> str:
        """A tube that nobody has used."""
        self.tubes.append(f"T{next(self.numbers)}")
        return self.tubes[-1]

    def cases(self, *, is_open: bool = True) -> list[Case]:
        """Cases in order: the open ones, or all."""
        rows = Case.objects.order_by("pk")
        return list(rows.filter(closed_at=None) if is_open else rows)

    def follow_ups(self, *states: str) -> list[FollowUp]:
        """Follow-ups in these states, in order."""
        return list(FollowUp.objects.filter(state__in=states or ("active",)).order_by("pk"))

    def placements(self, *states: PlacementState) -> list[Placement]:
        """Placements in these states, in order."""
        return list(Placement.objects.filter(state__in=states).order_by("pk"))

    def trips(self, *states: str) -> list[Trip]:
        """Trips in these states, in order."""
        return list(Trip.objects.filter(state__in=states).order_by("pk"))

    def riders(self) -> list[Passenger]:
        """Whoever is on a manifest and not there yet."""
        return list(Passenger.objects.filter(received_at=None, dropped_at=None).select_related("trip").order_by("pk"))


def pick(found: Sequence[Found], number: int) -> Found:
    """One of these. Raises Nothing when there is none."""
    if not found:
        raise Nothing
    return found[number % len(found)]


def county() -> County:
    """Build it."""
    with clock.at(MORNING):
        world = build(people_per_grid=4)
        AreaCount.objects.update(households=0)
        made = furnish(world)
        command.furnish_demo(system_actor("test"), COUNTY)
    return County(made, {office: _holder(office, number) for number, office in enumerate(OFFICES, start=9_001)})


def _holder(office: str, number: int) -> Actor:
    return Actor(ActorKind.USER, number, office, tuple(Grant(role, COUNTY) for role in OFFICES[office]))
