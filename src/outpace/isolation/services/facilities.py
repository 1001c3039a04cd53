"""Facilities, their rooms, and what staff do to rooms by hand."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from operator import itemgetter
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from outpace.isolation.choices import BedAct, BedState, Unit
from outpace.isolation.data import NewFacility, NewRoom
from outpace.isolation.models import Bed, BedUse, Facility, Room, StateCount
from outpace.isolation.rules.rooms import BY_STAFF, TO_COME, after
from outpace.isolation.services.beds import WrongState, count, empty_counts, move
from outpace.isolation.services.guards import admit, beds_of_rooms, facility_for
from outpace.kernel import audit, clock, inbox, locks
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.registry import api as registry

MOST_BEDS = 200
"""Beds one room (a hall of a Fangcang) may have."""


@transaction.atomic
def open_facility(actor: Actor, new: NewFacility, rooms: Sequence[NewRoom] = ()) -> int:
    """Which id has the new facility, opened with these rooms? The same sent again by the same sender has the same.

    Raises NotFound, NotAllowed, Refusal for a blank code or name, a room named twice, or a code already used.
    """
    place = registry.areas_of([new.area_id]).get(new.area_id)
    if place is None:
        raise NotFound(f"area {new.area_id}")
    admit(actor, place.path, Permission.ROOM_MANAGE)
    new = _as_written(new, rooms)
    locks.advisory(f"isolation-facility:{new.code}")
    record = _fingerprint(actor, new, rooms)
    claim = inbox.claim(source=f"{actor.kind}:{actor.id}", batch_id=record, record_ids=[record])
    if record in claim.subjects and Facility.objects.filter(pk=claim.subjects[record], closed_at=None).exists():
        return claim.subjects[record]
    if Facility.objects.filter(code=new.code).exists():
        raise Refusal("code_taken", _("There is a facility with this code already."), field="code")
    made = Facility.objects.create(
        code=new.code,
        kind=new.kind,
        name=new.name,
        name_en=new.name_en,
        area_id=place.id,
        area_path=place.path,
        station_id=new.station_id,
        address=new.address,
        phone=new.phone,
        head=new.head,
        outside=new.outside,
        cohort=new.cohort,
        care=sorted(new.care),
        opened_at=clock.now(),
    )
    StateCount.objects.bulk_create(empty_counts(made.pk))
    audit.record(actor, "isolation.facility_opened", subject=f"facility:{made.pk}", path=place.path, details={"code": new.code})
    if rooms:
        add_rooms(actor, made.pk, rooms)
    inbox.settle({record: inbox.Outcome.ACCEPTED}, subjects={record: int(made.pk)})
    return int(made.pk)


def _as_written(new: NewFacility, rooms: Sequence[NewRoom]) -> NewFacility:
    """What is to be opened, without spaces around its words? Raises Refusal."""
    new = replace(new, code=new.code.strip(), name=new.name.strip(), head=new.head.strip())
    if not new.code:
        raise Refusal("code", _("A facility needs a code."), field="code")
    if not new.name:
        raise Refusal("name", _("A facility needs a name."), field="name")
    _require_once(rooms)
    return new


def _require_once(rooms: Sequence[NewRoom]) -> None:
    """A code given twice in one request is two rooms by mistake, or one said in two ways; which, the sender knows. Raises Refusal."""
    seen: dict[str, int] = {}
    for row, room in enumerate(rooms, start=1):
        if seen.setdefault(room.code, row) != row:
            where = {"code": room.code, "first": seen[room.code], "again": row}
            message = _("Room %(code)s is named twice, in rows %(first)d and %(again)d.") % where
            raise Refusal("room_twice", message, field="rooms", row=row)


def _fingerprint(actor: Actor, new: NewFacility, rooms: Sequence[NewRoom]) -> UUID:
    """Which id has this request of this sender's? The same for the same content, whatever the order of rooms and care."""
    content = [asdict(new) | {"care": sorted(new.care)}, sorted((asdict(room) for room in rooms), key=itemgetter("code"))]
    return uuid5(NAMESPACE_OID, f"isolation-facility {actor.kind}:{actor.id} {json.dumps(content, default=str, sort_keys=True)}")


@transaction.atomic
def add_rooms(actor: Actor, facility_id: int, rooms: Sequence[NewRoom]) -> int:
    """How many rooms are new? Rooms whose code the facility has already are left as they are, so that a list can be sent twice.

    Raises NotFound, NotAllowed, Refusal for a code given twice at once, or a room without beds or with too many.
    """
    facility = facility_for(actor, facility_id, Permission.ROOM_MANAGE)
    locks.advisory(f"isolation-rooms:{facility.pk}")
    known = set(Room.objects.filter(facility=facility).values_list("code", flat=True))
    _require_once(rooms)
    fresh = [room for room in rooms if room.code not in known]
    if any(not 1 <= room.beds <= MOST_BEDS for room in fresh):
        raise Refusal("beds", _("A room has from 1 to 200 beds."), field="beds")
    made = _furnish(facility, fresh)
    if made:
        audit.record(
            actor,
            "isolation.rooms_added",
            subject=f"facility:{facility.pk}",
            path=AreaPath(facility.area_path),
            details={"rooms": made, "beds": sum(room.beds for room in fresh)},
        )
    return made


def _furnish(facility: Facility, fresh: Sequence[NewRoom]) -> int:
    """Make these rooms with their beds and count them; gives how many rooms."""
    now = clock.now()
    made = Room.objects.bulk_create(
        Room(
            facility=facility,
            code=room.code,
            building=room.building,
            floor=room.floor,
            accessible=room.accessible,
            state=room.state,
            state_since=now,
            ready_on=room.ready_on if room.state in TO_COME else None,
        )
        for room in fresh
    )
    Bed.objects.bulk_create(
        Bed(room=room, number=number, state=room.state, state_since=now)
        for room, new in zip(made, fresh, strict=True)
        for number in range(1, new.beds + 1)
    )
    tally: Counter[tuple[Unit, BedState]] = Counter()
    for room in fresh:
        tally[Unit.ROOM, room.state] += 1
        tally[Unit.BED, room.state] += room.beds
    count(facility.pk, tally)
    return len(made)


@locks.taken_again
@transaction.atomic
def act_on_room(actor: Actor, room_id: int, act: BedAct) -> None:
    """Staff open, clean, close or bring back a room: every bed of it for which that is possible, and at least one.

    Raises NotFound, NotAllowed, WrongState; a room in which somebody is, or that is kept for somebody, cannot be closed.
    """
    room = Room.objects.select_related("facility").filter(pk=room_id).first()
    if room is None:
        raise NotFound(f"room {room_id}")
    admit(actor, room.facility.area_path, Permission.ROOM_MANAGE)
    beds = beds_of_rooms([room_id])
    if not Facility.objects.filter(pk=room.facility_id, closed_at=None).exists():
        raise NotFound(f"room {room_id}")  # closing locks the beds, too
    ready = [bed for bed in beds if after(BedState(bed.state), act)]
    held = BedUse.objects.filter(bed__room=room, ended_at=None).exists()
    if act not in BY_STAFF or not ready or (act is BedAct.CLOSE and held):
        raise WrongState
    move(actor, ready, act, now=clock.now())
    details = {"room": room.code, "act": str(act), "beds": len(ready)}
    path = AreaPath(room.facility.area_path)
    audit.record(actor, "isolation.room_changed", subject=f"room:{room.pk}", path=path, details=details)
