"""Seats that wait for people whom nobody has to bring any more."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from outpace.isolation.choices import TripState
from outpace.isolation.models import Passenger, Placement, Trip
from outpace.kernel import audit
from outpace.kernel.scope import Actor, AreaPath


def free_seats(actor: Actor, placements: Sequence[Placement], *, now: datetime) -> None:
    """Take the people of these placements off the manifests they wait on; a planned trip that nobody is left on is cancelled.

    Whoever has boarded stays on the manifest: the crew has them and signs where it leaves them. Never waits: crews lock the trip before the
    placement, and whoever is being boarded at this moment is refused there, because the placement is withdrawn. The caller holds them.
    """
    numbers = [placement.pk for placement in placements]
    waiting = Passenger.objects.filter(placement_id__any=numbers, boarded_at=None, dropped_at=None, trip__state=TripState.PLANNED)
    dropped: dict[int, list[Passenger]] = defaultdict(list)
    for passenger in waiting.select_related("trip").order_by("pk").select_for_update(of=("self",), skip_locked=True):
        dropped[passenger.trip_id].append(passenger)
    if not dropped:
        return
    Passenger.objects.filter(pk__any=[one.pk for found in dropped.values() for one in found]).update(dropped_at=now)
    for found in dropped.values():
        _note(actor, "isolation.passenger_dropped", found[0].trip, found)
    _cancel_empty(actor, dropped)


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
