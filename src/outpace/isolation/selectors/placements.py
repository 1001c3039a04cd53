"""Requests by deadline, who is expected or inside a facility, and one placement with everything about it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from epiworks.protocol import Place
from outpace.isolation.choices import EndReason, PlacementState
from outpace.isolation.models import BedUse, Passenger, Placement
from outpace.isolation.rules.allocation import Ground
from outpace.isolation.rules.evening import Wanted, leftover, overdue
from outpace.isolation.selectors.answers import PlacementRow
from outpace.isolation.selectors.facilities import get_facility
from outpace.isolation.selectors.scope import require_any, require_seen, within
from outpace.kernel import clock
from outpace.kernel.paging import Page, keyset
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.registry import api as registry
from outpace.registry.data import RosterEntry

READ = (Permission.ROOM_READ,)
WANTED = (PlacementState.REQUESTED, PlacementState.SIGNED, PlacementState.UNDER_WAY)
EXPECTED = (PlacementState.SIGNED, PlacementState.UNDER_WAY)


def wanted(actor: Actor, *, states: Sequence[PlacementState] = WANTED, cursor: str | None = None, size: int = 50) -> Page[PlacementRow]:
    """Who needs a place, by deadline? People are masked as the reader's role asks; the read is logged."""
    rows = _rows().filter(within(actor, *READ), state__in=list(states))
    page = keyset(rows, ["sort_due", "id"], cursor, size=size)
    return Page(tuple(rows_of(actor, page.items, purpose="isolation.desk")), page.next_cursor)


def expected_at(actor: Actor, facility_id: int, *, size: int = 100) -> list[PlacementRow]:
    """Who is on the way to this facility or signed for it, the most urgent first? Raises NotFound, NotAllowed."""
    get_facility(actor, facility_id)
    found = _rows().filter(facility_id=facility_id, state__in=EXPECTED).order_by("sort_due", "id")[:size]
    return rows_of(actor, list(found), purpose="isolation.expected")


def inside(actor: Actor, facility_id: int, *, leaving: bool | None = None, cursor: str | None = None, size: int = 50) -> Page[PlacementRow]:
    """Who is in this facility, or only those who are to leave? Raises NotFound, NotAllowed."""
    get_facility(actor, facility_id)
    rows = _rows().filter(facility_id=facility_id, state=PlacementState.ARRIVED)
    if leaving is not None:
        rows = rows.exclude(end_reason="") if leaving else rows.filter(end_reason="")
    page = keyset(rows, ["id"], cursor, size=size)
    return Page(tuple(rows_of(actor, page.items, purpose="isolation.inside")), page.next_cursor)


def stayed(actor: Actor, facility_id: int, *, cursor: str | None = None, size: int = 50) -> Page[PlacementRow]:
    """Who was in this facility and has left it, the last first? Raises NotFound, NotAllowed. The read of the people is logged."""
    get_facility(actor, facility_id)
    page = keyset(_rows().filter(facility_id=facility_id, state=PlacementState.ENDED), ["-ended_at", "-id"], cursor, size=size)
    return Page(tuple(rows_of(actor, page.items, purpose="isolation.stayed", past=True)), page.next_cursor)


def get_placement(actor: Actor, placement_id: int) -> PlacementRow:
    """Which placement is this? Raises NotFound, NotAllowed. The read of the person is logged."""
    require_any(actor, *READ)
    found = _rows().filter(pk=placement_id).first()
    if found is None:
        raise NotFound(f"placement {placement_id}")
    require_seen(actor, found.area_path, *READ)
    return rows_of(actor, [found], purpose="isolation.placement")[0]


def to_drive(actor: Actor, facility_id: int) -> list[PlacementRow]:
    """Who is signed for this facility and on no manifest yet, the most urgent first?"""
    riding = Passenger.objects.filter(received_at=None, dropped_at=None).values("placement_id")
    found = _rows().filter(facility_id=facility_id, state=PlacementState.SIGNED).exclude(pk__in=riding)
    return rows_of(actor, list(found.order_by("sort_due", "id")[:100]), purpose="isolation.to_drive")


def places_of_people(person_ids: Iterable[int]) -> Mapping[int, tuple[Place, int]]:
    """Where is each of these people now: the place and the facility's id? The caller decides whether its actor may know."""
    rows = Placement.objects.filter(person_id__in=list(person_ids), state=PlacementState.ARRIVED)
    found = rows.values_list("person_id", "place", "facility_id")
    return {person: (Place(place), facility) for person, place, facility in found if facility is not None}


def rows_of(actor: Actor, placements: Sequence[Placement], *, purpose: str, past: bool = False) -> list[PlacementRow]:
    """What may the actor see of these placements and their people? Three questions, however many there are. `past`: of stays that ended."""
    keys, now = [placement.pk for placement in placements], clock.now()
    people = (
        {entry.id: entry for entry in registry.persons_for_ids(actor, [p.person_id for p in placements], purpose=purpose)} if keys else {}
    )
    rides = dict(Passenger.objects.filter(placement_id__in=keys, received_at=None, dropped_at=None).values_list("placement_id", "trip_id"))
    beds = beds_of(keys, past=past)
    return [_row(placement, people=people, rides=rides, beds=beds, now=now) for placement in placements]


def beds_of(placement_ids: Sequence[int], *, past: bool = False) -> Mapping[int, str]:
    """Which bed does each of these placements have, or `past`: the last it had: the room's code and the bed's number?"""
    uses = BedUse.objects.filter(placement_id__in=list(placement_ids), ended_at__isnull=not past)
    rows = uses.order_by("id").values_list("placement_id", "bed__room__code", "bed__number")
    return {placement: f"{room}-{number}" for placement, room, number in rows}


def _rows() -> QuerySet[Placement]:
    return Placement.objects.select_related("facility")


def _row(
    found: Placement, *, people: Mapping[int, RosterEntry], rides: Mapping[int, int], beds: Mapping[int, str], now: datetime
) -> PlacementRow:
    state = PlacementState(found.state)
    standing = Wanted(state, found.due_at, found.pk in rides, state is PlacementState.UNDER_WAY)
    return PlacementRow(
        id=found.pk,
        person_id=found.person_id,
        person=people.get(found.person_id),
        path=AreaPath(found.area_path),
        place=Place(found.place),
        group=found.group,
        is_case=found.is_case,
        state=state,
        due_at=found.due_at,
        overdue=overdue(standing, now),
        until=found.until,
        leftover=leftover(standing),
        facility_id=found.facility_id,
        facility_name=found.facility.name if found.facility else "",
        facility_name_en=found.facility.name_en if found.facility else "",
        bed=beds.get(found.pk, ""),
        trip_id=rides.get(found.pk),
        because=tuple(found.because),
        grounds=tuple(Ground(code) for code in found.grounds),
        note=found.note,
        signed_by=found.signed_by,
        signed_at=found.signed_at,
        arrived_at=found.arrived_at,
        leaving=bool(found.end_reason) and state is PlacementState.ARRIVED,
        ended_at=found.ended_at,
        end_reason=EndReason(found.end_reason) if found.end_reason else None,
    )


def overdue_condition(now: datetime) -> Q:
    """Which open requests are past their deadline?"""
    return Q(state__in=WANTED, due_at__lt=now)


def facility_of_placement(actor: Actor, placement_id: int) -> int | None:
    """To which facility does this placement lead, for those who run rooms there? Raises NotFound, NotAllowed."""
    require_any(actor, Permission.ROOM_MANAGE)
    found = _rows().filter(pk=placement_id).first()
    if found is None:
        raise NotFound(f"placement {placement_id}")
    if found.facility is None or not actor.may(Permission.ROOM_MANAGE, AreaPath(found.facility.area_path)):
        require_seen(actor, found.area_path, Permission.ROOM_MANAGE)
    return found.facility_id


def requests_for(actor: Actor, placement_ids: Sequence[int]) -> list[PlacementRow]:
    """Which of these are open requests that the actor sees, by deadline?"""
    rows = _rows().filter(within(actor, *READ), pk__in=list(placement_ids), state=PlacementState.REQUESTED)
    return rows_of(actor, list(rows.order_by("sort_due", "id")), purpose="isolation.sign")


def is_settled(person_id: int) -> bool:
    """Is this person where they should be: in a place, and wanted in no other? Asked by services of other apps."""
    states = set(Placement.objects.filter(person_id=person_id, state__in=(*WANTED, PlacementState.ARRIVED)).values_list("state", flat=True))
    return states == {PlacementState.ARRIVED.value}
