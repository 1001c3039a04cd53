"""Moving beds from state to state: the change, the fact, the room's own state and the counters, together or not at all."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from outpace.isolation.choices import BedAct, BedState, Unit
from outpace.isolation.models import Bed, Room, RoomChange, StateCount
from outpace.isolation.rules.rooms import after, room_state
from outpace.isolation.services.guards import beds_of_room
from outpace.kernel.errors import Refusal
from outpace.kernel.scope import Actor


class WrongState(Refusal):
    """The bed is not in a state from which this can be done: somebody else was faster, or it is not ready."""

    def __init__(self) -> None:
        super().__init__("wrong_state", _("The room has changed meanwhile; this cannot be done from its state now. Look again."))


def move(actor: Actor, beds: Sequence[Bed], act: BedAct, *, now: datetime) -> None:
    """Do one act to these beds of one room (locked by the caller). Raises WrongState, and then nothing has changed."""
    changes: Counter[tuple[Unit, BedState]] = Counter()
    for bed in beds:
        before, state = BedState(bed.state), after(BedState(bed.state), act)
        if state is None:
            raise WrongState
        RoomChange.objects.create(bed=bed, act=act, before=before, after=state, at=now, by_name=actor.name)
        bed.state, bed.state_since = state, now
        bed.save(update_fields=["state", "state_since"])
        changes[Unit.BED, before] -= 1
        changes[Unit.BED, state] += 1
    room = beds[0].room
    before, state = BedState(room.state), _state_of(room)
    if before is not state:
        Room.objects.filter(pk=room.pk).update(state=state, state_since=now)
        room.state = state
        changes[Unit.ROOM, before] -= 1
        changes[Unit.ROOM, state] += 1
    count(room.facility_id, changes)


def move_bed(actor: Actor, bed_id: int, act: BedAct, *, now: datetime) -> Bed:
    """Do one act to one bed; the whole room is locked first, so that two beds of it never move past each other."""
    room_id = Bed.objects.values_list("room_id", flat=True).get(pk=bed_id)
    bed = next(found for found in beds_of_room(room_id) if found.pk == bed_id)
    move(actor, [bed], act, now=now)
    return bed


def count(facility_id: int, changes: Counter[tuple[Unit, BedState]]) -> None:
    """Add these differences to the facility's counters, always in the same order so that nobody waits in a ring."""
    for (unit, state), difference in sorted(changes.items()):
        if difference:
            StateCount.objects.filter(facility_id=facility_id, unit=unit, state=state).update(number=F("number") + difference)


def empty_counts(facility_id: int) -> Iterable[StateCount]:
    """Which counters does a new facility begin with? One at zero for each unit and state, so that counting is always an update."""
    return (StateCount(facility_id=facility_id, unit=unit, state=state) for unit in Unit for state in BedState)


def _state_of(room: Room) -> BedState:
    return room_state(BedState(state) for state in Bed.objects.filter(room=room).values_list("state", flat=True))
