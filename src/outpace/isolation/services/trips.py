"""Closed-loop trips: planning, the manifest, departure under seal, arrival, and disinfection, which alone closes the loop."""

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outpace.isolation.choices import PlacementState, TripState, VehicleKind
from outpace.isolation.data import NewTrip
from outpace.isolation.models import Passenger, Placement, Trip
from outpace.isolation.rules.vehicles import Objection, Rider, objection
from outpace.isolation.services.guards import admit, facility_for, placement_for, trip_for
from outpace.isolation.services.manifests import close_gap
from outpace.kernel import audit, clock, locks
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.registry import api as registry

WHY_NOT: dict[Objection, str | Promise] = {
    Objection.FULL: _("Every seat is taken."),
    Objection.CASE_NEEDS_AMBULANCE: _("A case, or a contact with fever, goes by ambulance."),
    Objection.CASE_RIDES_ALONE: _("A case rides alone: one to a vehicle, only cases of one household together."),
    Objection.CASE_ON_BOARD: _("A case is on board; nobody else rides with it."),
}
"""What is said about each objection to a passenger."""


class TripRefused(Refusal):
    """The trip is not at the point where this can be done."""


def plan_trip(actor: Actor, new: NewTrip) -> int:
    """Which id has the planned trip? Raises NotFound, NotAllowed."""
    with transaction.atomic():
        facility = facility_for(actor, new.to_facility_id, Permission.TRIP_RUN)
        if new.seats < 1:
            raise Refusal("seats", _("A vehicle has at least one seat."), field="seats")
        made = Trip.objects.create(
            plate=new.plate.strip(),
            vehicle=new.vehicle,
            seats=new.seats,
            driver=new.driver,
            crew=new.crew,
            area_path=facility.area_path,
            to_facility=facility,
            planned_for=new.planned_for,
            created_by=actor.name,
            created_at=clock.now(),
        )
        _note(actor, "isolation.trip_planned", made, plate=made.plate)
        return int(made.pk)


@locks.taken_again
@transaction.atomic
def add_passenger(actor: Actor, trip_id: int, placement_id: int, *, fever: bool = False) -> int:
    """Put somebody on the manifest whose placement at the trip's destination has been signed; which id has the entry?

    Raises NotFound, NotAllowed, TripRefused, or Refusal with the objection's code when they may not ride in this vehicle.
    """
    trip = trip_for(actor, trip_id, Permission.TRIP_RUN)
    placement = placement_for(actor, placement_id, Permission.TRIP_RUN)
    _require_state(trip, TripState.PLANNED)
    if placement.state != PlacementState.SIGNED or placement.facility_id != trip.to_facility_id:
        raise Refusal("not_signed", _("Nobody has signed that this person goes to this trip's destination."))
    if Passenger.objects.filter(person_id=placement.person_id, received_at=None, dropped_at=None).exists():
        raise Refusal("on_a_trip", _("This person is on the manifest of a trip already."))
    aboard = list(trip.passengers.filter(dropped_at=None))
    riders, newcomer = _riders(actor, aboard, placement, fever=fever)
    found = objection(VehicleKind(trip.vehicle), trip.seats, on_board=riders, newcomer=newcomer)
    if found is not None:
        raise Refusal(str(found), WHY_NOT[found])
    current = Placement.objects.filter(person_id=placement.person_id, state=PlacementState.ARRIVED).first()
    values = {
        "placement": placement,
        "is_case": placement.is_case,
        "fever": fever,
        "from_facility_id": current.facility_id if current else None,
        "dropped_at": None,
        "released_at": None,
        "boarded_at": None,
    }
    made, _new = Passenger.objects.update_or_create(trip=trip, person_id=placement.person_id, defaults=values)
    _note(actor, "isolation.passenger_added", trip, placement=placement.pk)
    return int(made.pk)


@locks.taken_again
@transaction.atomic
def depart(actor: Actor, trip_id: int, *, seal: str) -> None:
    """The vehicle leaves under this seal, everybody on the manifest being on board.

    Raises NotFound, NotAllowed, TripRefused: `empty`, `not_boarded`, or `loop_open` while the vehicle's last trip is not disinfected.
    """
    trip = trip_for(actor, trip_id, Permission.TRIP_RUN)
    _require_state(trip, TripState.PLANNED)
    aboard = list(trip.passengers.filter(dropped_at=None))
    if not aboard:
        raise TripRefused("empty", _("Nobody is on the manifest."))
    if any(passenger.boarded_at is None for passenger in aboard):
        raise TripRefused("not_boarded", _("Not everybody on the manifest has boarded: board them, or take them off."))
    locks.advisory(f"isolation-vehicle:{trip.plate}")
    if Trip.objects.filter(plate=trip.plate, state__in=[TripState.DEPARTED, TripState.ARRIVED]).exists():
        raise TripRefused("loop_open", _("This vehicle has not been disinfected since its last trip."))
    trip.state, trip.seal, trip.departed_at = TripState.DEPARTED, seal.strip(), clock.now()
    trip.save(update_fields=["state", "seal", "departed_at"])
    _note(actor, "isolation.trip_departed", trip, people=len(aboard))


@locks.taken_again
@transaction.atomic
def arrive_trip(actor: Actor, trip_id: int, *, seal_intact: bool) -> None:
    """The vehicle is there: the crew hands everybody on board over, and says whether the seal held. The other side signs for each."""
    trip = trip_for(actor, trip_id, Permission.TRIP_RUN)
    _require_state(trip, TripState.DEPARTED)
    now = clock.now()
    trip.state, trip.arrived_at, trip.seal_intact = TripState.ARRIVED, now, seal_intact
    trip.save(update_fields=["state", "arrived_at", "seal_intact"])
    trip.passengers.filter(dropped_at=None, delivered_at=None).update(delivered_at=now, delivered_by=actor.name)
    _note(actor, "isolation.trip_arrived", trip, seal_intact=seal_intact)


@locks.taken_again
@transaction.atomic
def disinfect(actor: Actor, trip_id: int) -> None:
    """The vehicle has been disinfected; the loop is closed. Raises TripRefused while somebody has not been received."""
    trip = trip_for(actor, trip_id, Permission.TRIP_RUN)
    _require_state(trip, TripState.ARRIVED)
    if trip.passengers.filter(dropped_at=None, received_at=None).exists():
        raise TripRefused("not_received", _("Somebody on board has not been signed for by the other side."))
    trip.state, trip.disinfected_at, trip.disinfected_by = TripState.CLOSED, clock.now(), actor.name
    trip.save(update_fields=["state", "disinfected_at", "disinfected_by"])
    _note(actor, "isolation.trip_disinfected", trip)


@locks.taken_again
@transaction.atomic
def cancel_trip(actor: Actor, trip_id: int) -> None:
    """The trip does not take place; those on its manifest wait for another. Raises TripRefused once somebody has boarded."""
    trip = trip_for(actor, trip_id, Permission.TRIP_RUN)
    _require_state(trip, TripState.PLANNED)
    if trip.passengers.filter(dropped_at=None, boarded_at__isnull=False).exists():
        raise TripRefused("boarded", _("Somebody has boarded. Bring them to a destination, or take them home first."))
    for passenger in trip.passengers.filter(dropped_at=None).select_related("placement").order_by("pk"):
        passenger.dropped_at = clock.now()
        passenger.save(update_fields=["dropped_at"])
        close_gap(passenger, taken_over=False)
    trip.state = TripState.CANCELLED
    trip.save(update_fields=["state"])
    _note(actor, "isolation.trip_cancelled", trip)


def passenger_of(trip: Trip, passenger_id: int) -> Passenger:
    """Who is this on the manifest? Locked until the transaction ends. Raises NotFound."""
    rows = locks.lock_rows(trip.passengers.select_related("placement__facility", "from_facility").filter(dropped_at=None), [passenger_id])
    if not rows:
        raise NotFound(f"passenger {passenger_id}")
    return rows[0]


def require_site(actor: Actor, path: str) -> None:
    """Let staff of the site at that path in."""
    admit(actor, path, Permission.ROOM_MANAGE)


def _require_state(trip: Trip, state: TripState) -> None:
    if trip.state != state:
        raise TripRefused("trip_state", _("The trip has moved on meanwhile; this cannot be done now."))


def _riders(actor: Actor, aboard: list[Passenger], placement: Placement, *, fever: bool) -> tuple[list[Rider], Rider]:
    """Who rides with whom; homes matter only where cases might share, and are asked for only then."""
    home = ""
    if placement.is_case and aboard and all(other.is_case for other in aboard):
        family = {entry.id for entry in registry.household_members(actor, placement.person_id, purpose="isolation.ride")}
        home = "family" if all(other.person_id in family for other in aboard) else ""
    return [Rider(other.is_case, other.fever, home) for other in aboard], Rider(placement.is_case, fever, home)


def _note(actor: Actor, name: str, trip: Trip, **details: object) -> None:
    audit.record(actor, name, subject=f"trip:{trip.pk}", path=AreaPath(trip.area_path), details=details)
