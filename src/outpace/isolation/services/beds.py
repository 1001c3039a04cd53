"""Moving beds from state to state: the change, the fact, the room's own state and the counters, together or not at all."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from outpace.isolation.choices import BedAct, BedState, Unit
from outpace.isolation.models import Bed, BedUse, Room, RoomChange, StateCount
from outpace.isolation.rules.rooms import after, room_state
from outpace.isolation.services.guards import beds_of_rooms
from outpace.kernel.errors import Refusal
from outpace.kernel.scope import Actor


class WrongState(Refusal):
    """The bed is not in a state from which this can be done: somebody else was faster, or it is not ready."""

    def __init__(self) -> None:
        super().__init__("wrong_state", _("The room has changed meanwhile; this cannot be done from its state now. Look again."))


def move(actor: Actor, beds: Sequence[Bed], act: BedAct, *, now: datetime) -> None:
    """Do one act to these beds (locked by the caller, with all beds of their rooms). Raises WrongState, and then nothing has changed."""
    reached: dict[BedState, list[Bed]] = defaultdict(list)
    for bed in beds:
        state = after(BedState(bed.state), act)
        if state is None:
            raise WrongState
        reached[state].append(bed)
    changes: dict[int, Counter[tuple[Unit, BedState]]] = defaultdict(Counter)
    for state, found in reached.items():
        RoomChange.objects.bulk_create(
            RoomChange(bed=bed, act=act, before=bed.state, after=state, at=now, by_name=actor.name) for bed in found
        )
        Bed.objects.filter(pk__any=[bed.pk for bed in found]).update(state=state, state_since=now)
        for bed in found:
            changes[bed.room.facility_id][Unit.BED, BedState(bed.state)] -= 1
            changes[bed.room.facility_id][Unit.BED, state] += 1
            bed.state, bed.state_since = state, now
    _follow_rooms({bed.room_id for bed in beds}, changes, now=now)
    for facility_id in sorted(changes):
        count(facility_id, changes[facility_id])


def move_bed(actor: Actor, bed_id: int, act: BedAct, *, now: datetime) -> Bed:
    """Do one act to one bed; the whole room is locked first, so that two beds of it never move past each other."""
    return move_beds(actor, [bed_id], act, now=now)[0]


def move_beds(actor: Actor, bed_ids: Collection[int], act: BedAct, *, now: datetime) -> list[Bed]:
    """Do one act to these beds; their whole rooms are locked first. Raises WrongState, and then nothing has changed."""
    wanted = set(bed_ids)
    rooms = set(Bed.objects.filter(pk__any=wanted).values_list("room_id", flat=True))
    beds = [found for found in beds_of_rooms(rooms) if found.pk in wanted]
    move(actor, beds, act, now=now)
    return beds


def move_where_possible(actor: Actor, placement_ids: Collection[int], act: BedAct, *, now: datetime) -> None:
    """Do one act to the beds of these placements, wherever a bed's state allows it."""
    uses = BedUse.objects.filter(placement_id__any=placement_ids, ended_at=None).values_list("bed_id", "bed__state")
    able = [bed_id for bed_id, state in uses if after(BedState(state), act)]
    if able:
        move_beds(actor, able, act, now=now)


def count(facility_id: int, changes: Counter[tuple[Unit, BedState]]) -> None:
    """Add these differences to the facility's counters, always in the same order so that nobody waits in a ring."""
    for (unit, state), difference in sorted(changes.items()):
        if difference:
            StateCount.objects.filter(facility_id=facility_id, unit=unit, state=state).update(number=F("number") + difference)


def empty_counts(facility_id: int) -> Iterable[StateCount]:
    """Which counters does a new facility begin with? One at zero for each unit and state, so that counting is always an update."""
    return (StateCount(facility_id=facility_id, unit=unit, state=state) for unit in Unit for state in BedState)


def _follow_rooms(room_ids: Collection[int], changes: dict[int, Counter[tuple[Unit, BedState]]], *, now: datetime) -> None:
    """Bring these rooms to the state that their beds make, and count it. Read afresh: whoever held the beds before may have moved them."""
    beds: dict[int, list[BedState]] = defaultdict(list)
    rooms: dict[int, tuple[BedState, int]] = {}
    rows = Bed.objects.filter(room_id__any=room_ids).values_list("room_id", "state", "room__state", "room__facility_id")
    for room_id, bed, room, facility_id in rows:
        beds[room_id].append(BedState(bed))
        rooms[room_id] = BedState(room), facility_id
    reached: dict[BedState, list[int]] = defaultdict(list)
    for room_id, (before, facility_id) in sorted(rooms.items()):
        state = room_state(beds[room_id])
        if before is not state:
            reached[state].append(room_id)
            changes[facility_id][Unit.ROOM, before] -= 1
            changes[facility_id][Unit.ROOM, state] += 1
    for state, changed in reached.items():
        Room.objects.filter(pk__any=changed).update(state=state, state_since=now)
