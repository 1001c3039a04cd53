"""A small world of isolation: a county with people, an isolation site, a Fangcang, a hospital and a home team, and casework's news."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from django.db import transaction

from epiworks.protocol import Place, Setting
from outpace.casework.data import (
    CaseOpened,
    CaseReclassified,
    FollowUpChanged,
    FollowUpEnded,
    FollowUpsChanged,
    FollowUpsEnded,
    FollowUpStarted,
)
from outpace.isolation import api
from outpace.isolation.choices import Care, Cohort, FacilityKind, VehicleKind
from outpace.isolation.data import NewFacility, NewPatient, NewRoom, NewTrip
from outpace.isolation.models import Bed, Facility, Passenger, Placement, Room, Treatment
from outpace.kernel import clock
from outpace.kernel.scope import Actor, AreaPath
from outpace.screening.tests.world import World, build, staff

NOW = datetime(2022, 8, 12, 2, 0, tzinfo=UTC)
_numbers = count(1)


@dataclass(slots=True)
class Isolation:
    """Ids of what was made, and the verbs tests are written in."""

    world: World
    site: int
    fangcang: int
    hospital: int
    home: int

    @property
    def path(self) -> AreaPath:
        """The county."""
        return AreaPath(self.world.county.path)

    @property
    def people(self) -> list[int]:
        """Everybody, grid by grid."""
        return [person for grid in self.world.grids for person in self.world.people[grid.pk]]

    def started(self, person: int, place: Place = Place.CENTRALISED, **changes: Any) -> FollowUpStarted:
        """Casework's news that somebody entered follow-up."""
        event = FollowUpStarted(
            next(_numbers), person, self.grid_path(person), "close", place, date(2022, 8, 19), None, NOW + timedelta(hours=8)
        )
        return replace(event, **changes)

    def grid_path(self, person: int) -> AreaPath:
        """Where a person lives."""
        return AreaPath(next(grid.path for grid in self.world.grids if person in self.world.people[grid.pk]))

    def want(self, person: int, place: Place = Place.CENTRALISED, **changes: Any) -> Placement:
        """The request that follows from such news."""
        tell(self.started(person, place, **changes))
        return Placement.objects.get(person_id=person, state="requested")

    def case(self, person: int, **changes: Any) -> CaseOpened:
        """Casework's news that somebody is a case."""
        event = CaseOpened(next(_numbers), person, self.grid_path(person), "preliminary", NOW, Setting.COMMUNITY_SCREENING)
        return replace(event, **changes)

    def sign(self, placement: Placement, *, facility: int = 0, bed: int | None = None, note: str = "") -> Placement:
        """The commander signs, for the first free bed of the isolation site unless told otherwise."""
        where = facility or self.site
        chosen = bed if bed is not None else self.free_bed(where)
        api.sign_placement(commander(self), placement.pk, facility_id=where, bed_id=chosen, note=note)
        return Placement.objects.get(pk=placement.pk)

    def free_bed(self, facility: int) -> int | None:
        """A bed in an empty room there, if there is one."""
        bed = Bed.objects.filter(room__facility_id=facility, state="ready", room__state="ready").order_by("id").first()
        return bed.pk if bed else None

    def placed(self, person: int) -> Placement:
        """Somebody who has been brought to the isolation site."""
        signed = self.sign(self.want(person))
        api.record_arrival(head(self), signed.pk)
        return Placement.objects.get(pk=signed.pk)

    def trip(
        self, *placements: Placement, to: int = 0, vehicle: VehicleKind = VehicleKind.BUS, plate: str = "甘K-0001"
    ) -> tuple[int, list[Passenger]]:
        """A planned trip with these people on its manifest."""
        new = NewTrip("甘K-0001", vehicle, 20, "driver", to or self.site, NOW)
        trip = api.plan_trip(crew(self), new)
        ids = [api.add_passenger(crew(self), trip, placement.pk) for placement in placements]
        return trip, [Passenger.objects.get(pk=number) for number in ids]


def tell(event: FollowUpStarted | FollowUpChanged | FollowUpEnded | CaseOpened | CaseReclassified) -> None:
    """Deliver casework's news of one person to isolation as the wiring does: in one transaction."""
    with transaction.atomic():
        match event:
            case FollowUpStarted():
                api.follow_started(event)
            case FollowUpChanged():
                api.follow_changed(FollowUpsChanged((event,)))
            case FollowUpEnded():
                api.follow_ended(FollowUpsEnded((event,)))
            case CaseOpened():
                api.follow_case(event)
            case CaseReclassified():
                api.follow_reclassified(event)


def commander(made: Isolation) -> Actor:
    """Who signs."""
    return staff("commander", made.path, name="chief")


def head(made: Isolation) -> Actor:
    """Who runs the sites."""
    return staff("isolation_head", made.path, name="head")


def crew(made: Isolation) -> Actor:
    """Who drives."""
    return staff("transfer_crew", made.path, name="crew")


def make(*, rooms: int = 6, people_per_grid: int = 6) -> Isolation:
    """Make the world: a county, furnished."""
    world = build(people_per_grid=people_per_grid, is_open=False)
    with clock.at(NOW):
        return furnish(world, rooms=rooms)


def furnish(world: World, *, rooms: int = 6) -> Isolation:
    """Give a county its facilities: the site in the first township, everything else at the county's seat."""
    lead = staff("isolation_head", world.county.path, name="head")
    township, county = world.townships[0].pk, world.county.pk
    site = api.open_facility(lead, NewFacility("ISO-1", FacilityKind.ISOLATION_SITE, "Isolation site 1", township))
    fangcang = api.open_facility(lead, NewFacility("FC-1", FacilityKind.FANGCANG, "Fangcang 1", county, cohort=Cohort.WARD))
    hospital = api.open_facility(lead, NewFacility("H-1", FacilityKind.DESIGNATED_HOSPITAL, "Hospital 1", county))
    home = api.open_facility(lead, NewFacility("HOME-1", FacilityKind.HOME, "Home team 1", county))
    api.add_rooms(lead, site, [NewRoom(f"{n:03}", beds=2 if n % 3 == 0 else 1) for n in range(rooms)])
    api.add_rooms(lead, fangcang, [NewRoom("HALL-A", beds=8)])
    api.add_rooms(lead, hospital, [NewRoom(f"W{n}") for n in range(3)])
    return Isolation(world, site, fangcang, hospital, home)


def for_access(made: Isolation) -> dict[str, object]:
    """Ids of one of everything, for the access matrix: a room, somebody signed for it and on a manifest, a treatment that is due."""
    Facility.objects.filter(pk=made.site).update(name="密采样点隔离")
    with clock.at(NOW):
        signed = made.sign(made.want(made.people[0]))
        trip, (passenger,) = made.trip(signed)
        first = NOW + timedelta(hours=6)
        patient = NewPatient(made.people[1], Care.DIALYSIS, "密采样点", first)
        api.list_patient(staff("duty_officer", made.path), patient)
    return {
        "facility_id": made.site,
        "room_id": Room.objects.filter(facility_id=made.site).latest("pk").pk,
        "placement_id": signed.pk,
        "trip_id": trip,
        "passenger_id": passenger.pk,
        "treatment_id": Treatment.objects.latest("pk").pk,
    }
