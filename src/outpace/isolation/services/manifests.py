"""Seats that wait for people whom nobody has to bring any more, and gaps between two custodians that are closed."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from outpace.isolation.choices import TripState
from outpace.isolation.data import CustodyGapClosed
from outpace.isolation.models import Passenger, Placement, Trip
from outpace.kernel import audit, events
from outpace.kernel.scope import Actor, AreaPath


def free_seats(actor: Actor, placements: Sequence[Placement], *, now: datetime) -> None:
    """Take the people of these placements off the manifests they wait on; a planned trip that nobody is left on is cancelled.

    Whoever has boarded stays on the manifest: the crew has them and signs where it leaves them. Never waits: crews lock the trip before the
    placement, and whoever is being boarded at this moment is refused there, because the placement is withdrawn. The caller holds them.
    """
    numbers = [placement.pk for placement in placements]
    waiting = Passenger.objects.filter(placement_id__any=numbers, boarded_at=None, dropped_at=None, trip__state=TripState.PLANNED)
    dropped: dict[int, list[Passenger]] = defaultdict(list)
    for passenger in waiting.select_related("trip", "placement").order_by("pk").select_for_update(of=("self",), skip_locked=True):
        dropped[passenger.trip_id].append(passenger)
    if not dropped:
        return
    Passenger.objects.filter(pk__any=[one.pk for found in dropped.values() for one in found]).update(dropped_at=now)
    for found in dropped.values():
        _note(actor, "isolation.passenger_dropped", found[0].trip, found)
        for passenger in found:
            close_gap(passenger, taken_over=False)
    _cancel_empty(actor, dropped)


def leave_ride(actor: Actor, placement: Placement, *, now: datetime) -> None:
    """Whoever arrives in this placement without the trip that had them is off its manifest: the facility has taken them over."""
    rides = Passenger.objects.filter(person_id=placement.person_id, received_at=None, dropped_at=None).select_related("trip", "placement")
    for passenger in rides.select_for_update(of=("self",)).order_by("pk"):
        passenger.dropped_at = now
        passenger.save(update_fields=["dropped_at"])
        close_gap(passenger, taken_over=True)
        _note(actor, "isolation.passenger_dropped", passenger.trip, [passenger])


def on_board_of_any(people: Collection[int]) -> set[int]:
    """Which of these people does a crew have now, whatever has become of their requests meanwhile?"""
    aboard = Passenger.objects.filter(person_id__any=people, boarded_at__isnull=False, received_at=None, dropped_at=None)
    return set(aboard.values_list("person_id", flat=True))


def close_gap(passenger: Passenger, *, taken_over: bool) -> None:
    """A gap that was found is closed: somebody has signed, or the ride is given up. A later gap of the same ride is found anew."""
    if passenger.gap_found_at is None:
        return
    passenger.gap_found_at = None
    passenger.save(update_fields=["gap_found_at"])
    path, delivered = AreaPath(passenger.placement.area_path), passenger.delivered_at is not None
    events.publish(CustodyGapClosed(passenger.trip_id, passenger.person_id, path, delivered, taken_over))


def _cancel_empty(actor: Actor, dropped: dict[int, list[Passenger]]) -> None:
    trips = Trip.objects.select_for_update(skip_locked=True).filter(pk__any=list(dropped), state=TripState.PLANNED).order_by("pk")
    held = list(trips)
    full = set(Passenger.objects.filter(trip_id__any=[trip.pk for trip in held], dropped_at=None).values_list("trip_id", flat=True))
    empty = [trip for trip in held if trip.pk not in full]
    Trip.objects.filter(pk__any=[trip.pk for trip in empty]).update(state=TripState.CANCELLED)
    for trip in empty:
        _note(actor, "isolation.trip_cancelled", trip, dropped[trip.pk])


def _note(actor: Actor, name: str, trip: Trip, dropped: Sequence[Passenger]) -> None:
    numbers = [passenger.placement_id for passenger in dropped]
    details = {"placement": numbers[0]} if len(numbers) == 1 else {"placements": numbers}
    audit.record(actor, name, subject=f"trip:{trip.pk}", path=AreaPath(trip.area_path), details=details)
