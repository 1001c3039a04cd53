"""What `outpace check` asks isolation: beds and counters, who is in whose care, and whether every room has a person with a ground."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count

from outpace.isolation.choices import BedAct, BedState, CustodianKind, EndReason, PlacementState, Unit
from outpace.isolation.models import Bed, BedUse, Custody, Passenger, Placement, Room, RoomChange, StateCount
from outpace.isolation.rules.custody import Custodian, Held
from outpace.isolation.rules.replay import Move, Times, bed_state, has_gap, placement_state
from outpace.isolation.rules.rooms import HELD, room_state
from outpace.isolation.selectors.consistency_grounds import grounds_differ
from outpace.kernel.consistency import Difference, compare, unexpected

AT_ONCE = 5_000
BED_OF = {
    PlacementState.SIGNED: {BedState.RESERVED},
    PlacementState.UNDER_WAY: {BedState.RESERVED},
    PlacementState.ARRIVED: {BedState.OCCUPIED, BedState.LEAVING},
}
"""In which state is the bed of somebody whose placement has come this far?"""


def inconsistencies() -> list[Difference]:
    """What does isolation store that its facts do not say? Nothing, unless something is broken. Reads every bed and placement once."""
    return [*_beds(), *_rooms(), *_counters(), *_uses(), *_placements(), *_custody(), *_gaps(), *grounds_differ()]


def _beds() -> list[Difference]:
    """Every bed is where its moves, from the first on, have left it; one that never moved is as it was made."""
    moves: dict[int, list[Move]] = defaultdict(list)
    rows = RoomChange.objects.order_by("pk").values_list("bed_id", "act", "before", "after")
    for bed, act, before, after in rows.iterator(chunk_size=AT_ONCE):
        moves[bed].append(Move(BedAct(act), BedState(before), BedState(after)))
    stored = dict(Bed.objects.filter(pk__in=list(moves)).values_list("pk", "state"))
    return compare("state of bed", stored, {bed: bed_state(given) for bed, given in moves.items()})


def _rooms() -> list[Difference]:
    beds: dict[int, list[BedState]] = defaultdict(list)
    for room, state in Bed.objects.values_list("room_id", "state").iterator(chunk_size=AT_ONCE):
        beds[room].append(BedState(state))
    stored = {room: BedState(state) for room, state in Room.objects.values_list("pk", "state")}
    return compare("state of room", stored, {room: room_state(beds[room]) for room in stored})


def _counters() -> list[Difference]:
    rows = StateCount.objects.filter(number__gt=0).values_list("facility_id", "unit", "state", "number")
    stored = {(facility, unit, state): number for facility, unit, state, number in rows}
    rooms = Counter((facility, str(Unit.ROOM), state) for facility, state in Room.objects.values_list("facility_id", "state"))
    beds = Counter((facility, str(Unit.BED), state) for facility, state in Bed.objects.values_list("room__facility_id", "state"))
    return compare("rooms and beds of facility", stored, rooms + beds, nothing=0)


def _uses() -> Iterator[Difference]:
    """A bed is held exactly by the placement that has it, in the state which that placement has reached; nobody has two."""
    uses = list(BedUse.objects.filter(ended_at=None).values_list("bed_id", "person_id", "bed__state", "placement__state"))
    held = set(Bed.objects.filter(state__in=HELD).values_list("pk", flat=True))
    used = {bed for bed, _person, _bed_state, _state in uses}
    yield from unexpected("bed held", sorted(held ^ used), stored="held or used", facts="not both")
    for bed, _person, state, reached in uses:
        if BedState(state) not in BED_OF.get(PlacementState(reached), set()):
            yield Difference("bed of placement", str(bed), state, reached)
    sleeping = Counter(person for _bed, person, state, _reached in uses if state != BedState.RESERVED)
    yield from unexpected("person in two beds", [person for person, beds in sleeping.items() if beds > 1])


def _placements() -> list[Difference]:
    """Every placement is where its signatures and arrivals have brought it; nobody is wanted twice, or in two places."""
    boarded = set(Passenger.objects.filter(boarded_at__isnull=False).values_list("placement_id", flat=True))
    stored, facts = {}, {}
    rows = Placement.objects.values_list("pk", "state", "signed_at", "arrived_at", "ended_at")
    for number, state, signed_at, arrived_at, ended_at in rows.iterator(chunk_size=AT_ONCE):
        stored[number] = state
        facts[number] = str(placement_state(Times(signed_at, number in boarded, arrived_at, ended_at)))
    in_two = Placement.objects.filter(state=PlacementState.ARRIVED).values("person_id").annotate(places=Count("pk")).filter(places__gt=1)
    return [
        *compare("state of placement", stored, facts),
        *unexpected("person in two places", in_two.values_list("person_id", flat=True).order_by("person_id")),
    ]


def _custody() -> list[Difference]:
    """Whoever is in a facility or on board of a vehicle is in its care, and in nobody else's."""
    stays = Placement.objects.filter(state=PlacementState.ARRIVED).values_list("person_id", "facility_id")
    facts: dict[int, tuple[str, int]] = {person: (CustodianKind.FACILITY.value, place or 0) for person, place in stays}
    aboard = Passenger.objects.filter(boarded_at__isnull=False, received_at=None, dropped_at=None).values_list("person_id", "trip_id")
    facts |= {person: (CustodianKind.TRIP.value, trip) for person, trip in aboard}
    rows = Custody.objects.filter(until=None).values_list("person_id", "custodian_kind", "custodian_id")
    return compare("person in the care of", {person: (kind, number) for person, kind, number in rows}, facts)


def _gaps() -> Iterator[Difference]:
    """From the first take-over to the last letting go nobody is with two custodians, or with none on the way between two places."""
    stretches: dict[int, list[Held]] = defaultdict(list)
    for row in Custody.objects.order_by("since", "pk").iterator(chunk_size=AT_ONCE):
        stretches[row.person_id].append(Held(Custodian(CustodianKind(row.custodian_kind), row.custodian_id), row.since, row.until))
    moved: dict[int, list[datetime]] = defaultdict(list)
    ended = Placement.objects.filter(state=PlacementState.ENDED, end_reason=EndReason.MOVED).values_list("person_id", "ended_at")
    for person, at in ended.iterator(chunk_size=AT_ONCE):
        if at is not None:
            moved[person].append(at)
    broken = [person for person, held in sorted(stretches.items()) if has_gap(held, moved[person])]
    yield from unexpected("custody of person", broken, stored="a gap, or two custodians", facts="one custodian")
