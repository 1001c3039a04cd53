"""Trips: the list, one trip with its manifest, and who is between two custodians."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet

from outpace.isolation.choices import FacilityKind, PlacementState, TripState, VehicleKind
from outpace.isolation.models import Passenger, Placement, Trip
from outpace.isolation.rules.custody import GAP_LIMIT, Leg, open_gap
from outpace.isolation.selectors.answers import PassengerRow, ToBring, TripRow, TripView
from outpace.isolation.selectors.placements import beds_of
from outpace.isolation.selectors.scope import require_any, require_seen, within
from outpace.kernel import clock
from outpace.kernel.paging import Page, keyset
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.registry import api as registry
from outpace.registry.data import RosterEntry

READ = (Permission.ROOM_READ, Permission.TRIP_RUN)


OVER = (TripState.CLOSED, TripState.CANCELLED)


def list_trips(actor: Actor, *, cursor: str | None = None, size: int = 50) -> Page[TripRow]:
    """Which trips are there, the latest first? Units: persons."""
    return keyset(_rows().filter(within(actor, *READ)), ["-planned_for", "-id"], cursor, size=size).map(_row)


def open_trips(actor: Actor, *, cursor: str | None = None, size: int = 50) -> Page[TripRow]:
    """Which trips are still to be driven or closed, the one that leaves first on top? Units: persons."""
    return keyset(_rows().filter(within(actor, *READ)).exclude(state__in=OVER), ["planned_for", "id"], cursor, size=size).map(_row)


def past_trips(actor: Actor, *, cursor: str | None = None, size: int = 50) -> Page[TripRow]:
    """Which trips are closed or cancelled, the latest first? Units: persons."""
    return keyset(_rows().filter(within(actor, *READ), state__in=OVER), ["-planned_for", "-id"], cursor, size=size).map(_row)


def to_bring(actor: Actor) -> list[ToBring]:
    """Into which facilities are people still to be brought for whom no trip is planned, the most urgent first? Raises NotAllowed.

    Only where the actor may plan trips to; nobody is brought to a team that looks after people at home.
    """
    riding = Passenger.objects.filter(received_at=None, dropped_at=None).values("placement_id")
    rows = Placement.objects.filter(within(actor, Permission.TRIP_RUN, field="facility__area_path"), state=PlacementState.SIGNED)
    rows = rows.exclude(facility__kind=FacilityKind.HOME).exclude(pk__in=riding)
    found = rows.values("facility_id", "facility__name", "facility__name_en").annotate(
        people=Count("pk"), due=Min("due_at"), first=Min("sort_due")
    )
    now = clock.now()
    return [
        ToBring(row["facility_id"], row["facility__name"], row["facility__name_en"], row["people"], row["due"], _is_past(row["due"], now))
        for row in found.order_by("first", "facility_id")
    ]


def _is_past(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment < now


def get_trip(actor: Actor, trip_id: int) -> TripView:
    """Which trip is this, and who is on it? Raises NotFound, NotAllowed. The read of its people is logged."""
    require_any(actor, *READ)
    found = _rows().filter(pk=trip_id).first()
    if found is None:
        raise NotFound(f"trip {trip_id}")
    require_seen(actor, found.area_path, *READ)
    aboard = found.passengers.filter(dropped_at=None).select_related("placement", "from_facility").order_by("id")
    return TripView(
        row=_row(found),
        path=AreaPath(found.area_path),
        to_path=AreaPath(found.to_facility.area_path),
        seats=found.seats,
        driver=found.driver,
        crew=found.crew,
        seal=found.seal,
        seal_intact=found.seal_intact,
        arrived_at=found.arrived_at,
        disinfected_at=found.disinfected_at,
        disinfected_by=found.disinfected_by,
        passengers=tuple(passenger_rows(actor, list(aboard), purpose="isolation.trip")),
    )


def custody_gaps(actor: Actor, *, size: int = 100) -> list[PassengerRow]:
    """Who has been between two custodians for longer than the limit, the longest first? Raises NotAllowed."""
    now = clock.now()
    late = now - GAP_LIMIT
    rows = Passenger.objects.filter(within(actor, *READ, field="placement__area_path"), received_at=None, dropped_at=None)
    rows = rows.filter(Q(released_at__lt=late, boarded_at=None) | Q(delivered_at__lt=late))
    found = list(rows.select_related("placement", "from_facility").order_by("id")[:size])
    return sorted(passenger_rows(actor, found, purpose="isolation.gaps"), key=lambda row: (row.gap_since or now, row.id))


def passenger_rows(actor: Actor, found: Sequence[Passenger], *, purpose: str) -> list[PassengerRow]:
    """What may the actor see of these passengers?"""
    people = (
        {entry.id: entry for entry in registry.persons_for_ids(actor, [row.person_id for row in found], purpose=purpose)} if found else {}
    )
    beds, now = beds_of([row.placement_id for row in found]), clock.now()
    return [_passenger(row, people.get(row.person_id), bed=beds.get(row.placement_id, ""), now=now) for row in found]


def _rows() -> QuerySet[Trip]:
    aboard = Q(passengers__dropped_at=None, passengers__isnull=False)
    return Trip.objects.select_related("to_facility").annotate(
        people=Count("passengers", filter=aboard), received=Count("passengers", filter=aboard & Q(passengers__received_at__isnull=False))
    )


def _row(trip: Trip) -> TripRow:
    return TripRow(
        id=trip.pk,
        plate=trip.plate,
        vehicle=VehicleKind(trip.vehicle),
        facility_id=trip.to_facility_id,
        facility_name=trip.to_facility.name,
        facility_name_en=trip.to_facility.name_en,
        outside=trip.to_facility.outside,
        state=TripState(trip.state),
        planned_for=trip.planned_for,
        departed_at=trip.departed_at,
        people=int(getattr(trip, "people", 0)),
        received=int(getattr(trip, "received", 0)),
    )


def _passenger(row: Passenger, person: RosterEntry | None, *, bed: str, now: datetime) -> PassengerRow:
    out = open_gap(Leg(row.pk, row.released_at, row.boarded_at), now)
    return PassengerRow(
        id=row.pk,
        placement_id=row.placement_id,
        person_id=row.person_id,
        person=person,
        is_case=row.is_case,
        fever=row.fever,
        withdrawn=row.placement.state == PlacementState.WITHDRAWN,
        from_name=row.from_facility.name if row.from_facility else "",
        from_path=AreaPath(row.from_facility.area_path) if row.from_facility else None,
        bed=bed,
        released_at=row.released_at,
        released_by=row.released_by,
        boarded_at=row.boarded_at,
        boarded_by=row.boarded_by,
        delivered_at=row.delivered_at,
        delivered_by=row.delivered_by,
        received_at=row.received_at,
        received_by=row.received_by,
        receipt=row.receipt,
        gap_since=out or open_gap(Leg(row.pk, row.delivered_at, row.received_at), now),
    )
