"""Seats that wait for people whom nobody has to bring any more."""

from datetime import datetime

from outpace.isolation.choices import TripState
from outpace.isolation.models import Passenger, Placement, Trip
from outpace.kernel import audit
from outpace.kernel.scope import Actor, AreaPath


def free_seat(actor: Actor, placement: Placement, *, now: datetime) -> None:
    """Take the person of this placement off the manifest they wait on; a planned trip that nobody is left on is cancelled.

    Whoever has boarded stays on the manifest: the crew has them and signs where it leaves them. Never waits: crews lock the trip before the
    placement, and whoever is being boarded at this moment is refused there, because the placement is withdrawn. The caller holds it.
    """
    waiting = Passenger.objects.filter(placement=placement, boarded_at=None, dropped_at=None, trip__state=TripState.PLANNED)
    for passenger in waiting.select_related("trip").select_for_update(of=("self",), skip_locked=True):
        passenger.dropped_at = now
        passenger.save(update_fields=["dropped_at"])
        _note(actor, "isolation.passenger_dropped", passenger.trip, placement)
        _cancel_empty(actor, passenger.trip_id, placement)


def _cancel_empty(actor: Actor, trip_id: int, placement: Placement) -> None:
    trip = Trip.objects.select_for_update(skip_locked=True).filter(pk=trip_id, state=TripState.PLANNED).first()
    if trip is not None and not trip.passengers.filter(dropped_at=None).exists():
        trip.state = TripState.CANCELLED
        trip.save(update_fields=["state"])
        _note(actor, "isolation.trip_cancelled", trip, placement)


def _note(actor: Actor, name: str, trip: Trip, placement: Placement) -> None:
    audit.record(actor, name, subject=f"trip:{trip.pk}", path=AreaPath(trip.area_path), details={"placement": placement.pk})
