"""Both sides of every hand-over of a person: the site lets go, the crew takes; the crew delivers, the destination takes."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from epiworks.protocol import Place
from outpace.isolation.choices import CustodianKind, PlacementState, TripState
from outpace.isolation.data import CustodyGapFound
from outpace.isolation.models import Passenger, Placement, Trip
from outpace.isolation.rules.custody import GAP_LIMIT, Custodian, Leg, open_gap
from outpace.isolation.services.custody import hand_to, let_go
from outpace.isolation.services.guards import trip_for
from outpace.isolation.services.manifests import close_gap
from outpace.isolation.services.placements import WANTED, hold_people
from outpace.isolation.services.stays import arrive, leave_current
from outpace.isolation.services.trips import TripRefused, passenger_of, require_site
from outpace.kernel import audit, clock, events, locks
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath


@locks.taken_again
@transaction.atomic
def release_passenger(actor: Actor, trip_id: int, passenger_id: int) -> None:
    """The site where the person is hands them to the crew. Custody stays with the site until the crew has signed."""
    trip = trip_for(actor, trip_id, Permission.ROOM_MANAGE)
    passenger = passenger_of(trip, passenger_id)
    if passenger.from_facility is None or passenger.released_at is not None:
        raise TripRefused("no_site", _("No facility has to hand this person over now."))
    require_site(actor, passenger.from_facility.area_path)
    passenger.released_at, passenger.released_by = clock.now(), actor.name
    passenger.save(update_fields=["released_at", "released_by"])
    _note(actor, "isolation.passenger_released", trip, passenger)


@locks.taken_again
@transaction.atomic
def board_passenger(actor: Actor, trip_id: int, passenger_id: int) -> None:
    """The crew takes the person over: from here on the vehicle has them, and a bed they had is to be cleaned.

    Raises TripRefused: `not_released` while their site has not signed, `same_hand` when one hand signs for both sides.
    """
    trip = trip_for(actor, trip_id, Permission.TRIP_RUN)
    passenger = passenger_of(trip, passenger_id)
    if trip.state != TripState.PLANNED or passenger.boarded_at is not None:
        raise TripRefused("trip_state", _("The trip has moved on meanwhile; this cannot be done now."))
    if passenger.from_facility_id is not None and passenger.released_at is None:
        raise TripRefused("not_released", _("The site where this person is has not handed them over yet."))
    _require_other_hand(actor, passenger.released_by)
    placement = _held_placement(passenger)
    if placement.state != PlacementState.SIGNED:
        raise TripRefused("withdrawn", _("This placement was withdrawn or changed. Take the person off the manifest."))
    now = clock.now()
    leave_current(actor, placement.person_id, now=now)
    hand_to(actor, placement, Custodian(CustodianKind.TRIP, trip.pk), now=now)
    placement.state = PlacementState.UNDER_WAY
    placement.save(update_fields=["state"])
    passenger.boarded_at, passenger.boarded_by = now, actor.name
    passenger.save(update_fields=["boarded_at", "boarded_by"])
    close_gap(passenger, taken_over=True)
    _note(actor, "isolation.passenger_boarded", trip, passenger)


@locks.taken_again
@transaction.atomic
def receive_passenger(actor: Actor, trip_id: int, passenger_id: int, *, receiver: str = "", receipt: str = "") -> None:
    """The destination takes the person over: custody, bed and placement follow.

    At a facility of another jurisdiction nobody has an account: the crew writes down who signed there (`receiver`) and the receipt.
    Raises TripRefused: `not_delivered`, `same_hand`, `receiver`, `withdrawn` (then they are taken home instead), or `wanted_elsewhere`.
    """
    trip = trip_for(actor, trip_id, Permission.ROOM_MANAGE, Permission.TRIP_RUN)
    passenger, outside = passenger_of(trip, passenger_id), trip.to_facility.outside
    if trip.state != TripState.ARRIVED or passenger.delivered_at is None or passenger.received_at is not None:
        raise TripRefused("not_delivered", _("The crew has not handed this person over."))
    if outside and not (receiver.strip() and receipt.strip()):
        raise TripRefused("receiver", _("Write down who signed there, and the number of the receipt."))
    if not outside:
        require_site(actor, trip.to_facility.area_path)
        _require_other_hand(actor, passenger.delivered_by)
    placement = _held_placement(passenger)
    if placement.state != PlacementState.UNDER_WAY:
        _require_free(passenger.person_id)
        raise TripRefused("withdrawn", _("This placement was withdrawn on the way. The crew takes the person home."))
    now = clock.now()
    passenger.received_at, passenger.received_by = now, receiver.strip() if outside else actor.name
    passenger.receipt = receipt.strip()
    passenger.save(update_fields=["received_at", "received_by", "receipt"])
    close_gap(passenger, taken_over=True)
    arrive(actor, placement, now=now)
    _note(actor, "isolation.passenger_received", trip, passenger)


@locks.taken_again
@transaction.atomic
def drop_passenger(actor: Actor, trip_id: int, passenger_id: int) -> None:
    """Take somebody off the manifest before boarding, or home when their placement was withdrawn on the way.

    Raises TripRefused for somebody on board who must still be brought to their place (`still_wanted`), or to another one than they set out
    for (`wanted_elsewhere`): a contact found positive on the way stays in the crew's care until the hospital takes them in.
    """
    trip = trip_for(actor, trip_id, Permission.TRIP_RUN)
    passenger, now = passenger_of(trip, passenger_id), clock.now()
    if passenger.received_at is not None:
        raise TripRefused("trip_state", _("The trip has moved on meanwhile; this cannot be done now."))
    if passenger.boarded_at is not None:
        if passenger.placement.state == PlacementState.UNDER_WAY:
            raise TripRefused("still_wanted", _("This person is on board and is still to be brought to their place."))
        hold_people([passenger.person_id])  # as a request for another place does
        _require_free(passenger.person_id)
        let_go(passenger.person_id, now=now)
    passenger.dropped_at = now
    passenger.save(update_fields=["dropped_at"])
    close_gap(passenger, taken_over=False)
    _note(actor, "isolation.passenger_dropped", trip, passenger)


@transaction.atomic
def find_gaps(actor: Actor) -> int:
    """How many people are newly found between two custodians for longer than the limit? Each is told once, with CustodyGapFound."""
    now, found = clock.now(), 0
    waiting = Passenger.objects.filter(received_at=None, dropped_at=None, gap_found_at=None).order_by("pk").values_list("pk", flat=True)
    for passenger in locks.lock_rows(Passenger.objects.select_related("trip", "placement"), list(waiting)):
        since = gap_since(passenger, now)
        if since is None:
            continue
        passenger.gap_found_at = now
        passenger.save(update_fields=["gap_found_at"])
        path = AreaPath(passenger.placement.area_path)
        _note(actor, "isolation.custody_gap", passenger.trip, passenger)
        events.publish(CustodyGapFound(passenger.trip_id, passenger.person_id, path, since, passenger.delivered_at is not None))
        found += 1
    return found


def gap_since(passenger: Passenger, now: datetime) -> datetime | None:
    """Since when has nobody signed for this person? None: no side has waited longer than the limit."""
    out = open_gap(Leg(passenger.pk, passenger.released_at, passenger.boarded_at), now, GAP_LIMIT)
    return out or open_gap(Leg(passenger.pk, passenger.delivered_at, passenger.received_at), now, GAP_LIMIT)


def _held_placement(passenger: Passenger) -> Placement:
    """Read again under its lock: the request may have lost its ground while somebody was signing."""
    return locks.lock_rows(Placement.objects.select_related("facility"), [passenger.placement_id])[0]


def _require_free(person_id: int) -> None:
    """Let pass whom no facility waits for any more; who is to isolate at home may be taken there."""
    if Placement.objects.filter(person_id=person_id, state__in=WANTED).exclude(place=Place.HOME_ISOLATION).exists():
        said = _("This person is wanted in another place now, and stays in the crew's care until that place has taken them in.")
        raise TripRefused("wanted_elsewhere", said)


def _require_other_hand(actor: Actor, first: str) -> None:
    if first and first == actor.name:
        raise TripRefused("same_hand", _("The other side signs: one person cannot hand over and take over."))


def _note(actor: Actor, name: str, trip: Trip, passenger: Passenger) -> None:
    details = {"placement": passenger.placement_id, "passenger": passenger.pk}
    audit.record(actor, name, subject=f"trip:{trip.pk}", path=AreaPath(trip.area_path), details=details)
