"""Facilities and rooms: the board, one facility's tile plan, and how full everything honestly is."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Count, Max, Prefetch, Q, Sum

from outpace.isolation.choices import BedState, Care, Cohort, FacilityKind, PlacementState, Unit
from outpace.isolation.models import Bed, BedUse, Facility, Placement, Room, StateCount
from outpace.isolation.rules.rooms import HELD, TO_COME, Occupancy, acts_from, occupancy
from outpace.isolation.selectors.answers import FacilityRow, RoomTile
from outpace.isolation.selectors.scope import require_any, require_seen, within
from outpace.kernel import subtrees
from outpace.kernel.paging import Page, keyset
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound

READ = (Permission.ROOM_READ,)
Counts = Mapping[int, Mapping[Unit, Mapping[BedState, int]]]


def list_facilities(
    actor: Actor,
    *,
    kind: FacilityKind | None = None,
    path: AreaPath | None = None,
    closed: bool = False,
    cursor: str | None = None,
    size: int = 50,
) -> Page[FacilityRow]:
    """Which facilities are open, or were closed, and how full is each? By area. Units: rooms, beds, persons."""
    rows = Facility.objects.filter(within(actor, *READ), closed_at__isnull=not closed)
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(subtrees.within([path])) if path else rows
    page = keyset(rows, ["area_path", "id"], cursor, size=size)
    counts, people = _counts(facility.pk for facility in page.items), _people(facility.pk for facility in page.items)
    return page.map(lambda facility: facility_row(facility, counts, people))


def get_facility(actor: Actor, facility_id: int) -> FacilityRow:
    """Which facility is this, open or closed, and how full is it? Raises NotFound, NotAllowed."""
    require_any(actor, *READ)
    found = Facility.objects.filter(pk=facility_id).first()
    if found is None:
        raise NotFound(f"facility {facility_id}")
    require_seen(actor, found.area_path, *READ)
    return facility_row(found, _counts([found.pk]), _people([found.pk]))


def rooms_of(
    actor: Actor, facility_id: int, *, state: BedState | None = None, cursor: str | None = None, size: int = 100
) -> Page[RoomTile]:
    """Which rooms has the facility, by number? Raises NotFound, NotAllowed."""
    get_facility(actor, facility_id)
    rows = Room.objects.filter(facility_id=facility_id).prefetch_related(Prefetch("beds", Bed.objects.order_by("number")))
    page = keyset(rows.filter(state=state) if state else rows, ["code", "id"], cursor, size=size)
    return page.map(_tile)


def capacity_under(actor: Actor, path: AreaPath, kinds: Iterable[FacilityKind] = ()) -> Occupancy:
    """How full are all facilities of an area together, as far as the actor sees them? Units: rooms, in wards beds; not those of others."""
    facilities = Facility.objects.filter(within(actor, *READ), subtrees.within([path]), closed_at=None, outside=False)
    wanted = list(kinds)
    facilities = facilities.filter(kind__in=wanted) if wanted else facilities.exclude(kind=FacilityKind.HOME)
    counted = Q(unit=Unit.BED, facility__cohort=Cohort.WARD) | Q(unit=Unit.ROOM, facility__cohort=Cohort.ONE_PARTY)
    rows = StateCount.objects.filter(counted, facility__in=facilities).values("state").annotate(total=Sum("number"))
    return occupancy({BedState(row["state"]): row["total"] for row in rows})


def ready_by_day(actor: Actor, path: AreaPath, kind: FacilityKind, *, after: date) -> Counter[date]:
    """How many rooms (in wards beds) of this kind of facility are to be ready on each day after this one? What is late counts nowhere."""
    facilities = Facility.objects.filter(within(actor, *READ), subtrees.within([path]), closed_at=None, outside=False)
    rooms = Room.objects.filter(facility__in=facilities, facility__kind=kind, state__in=TO_COME, ready_on__gt=after)
    counted = rooms.values_list("ready_on", "facility__cohort").annotate(Count("pk", distinct=True), Count("beds"))
    found: Counter[date] = Counter()
    for day, cohort, number, beds in counted.order_by("ready_on"):
        found[day] += beds if cohort == Cohort.WARD else number
    return found


def freed_by_day(actor: Actor, path: AreaPath, kind: FacilityKind) -> Counter[date]:
    """How many rooms (in wards beds) of this kind of facility does the last person leave on each day, as things stand?

    Whoever is in it or signed for it counts; a room with somebody whose last day nobody knows is left out.
    """
    facilities = Facility.objects.filter(within(actor, *READ), subtrees.within([path]), closed_at=None, outside=False, kind=kind)
    found: Counter[date] = Counter()
    for cohort, place in ((Cohort.ONE_PARTY, "bed__room_id"), (Cohort.WARD, "bed_id")):
        held = BedUse.objects.filter(bed__room__facility__in=facilities.filter(cohort=cohort), ended_at=None).values(place)
        held = held.annotate(last=Max("placement__until"), unknown=Count("pk", filter=Q(placement__until=None)))
        found.update(held.filter(unknown=0).order_by(place).values_list("last", flat=True))
    return found


def facility_row(facility: Facility, counts: Counts, people: Mapping[int, tuple[int, int]]) -> FacilityRow:
    """One row from a stored facility, its counters and its people."""
    own = counts.get(facility.pk, {})
    inside, expected = people.get(facility.pk, (0, 0))
    return FacilityRow(
        id=facility.pk,
        code=facility.code,
        kind=FacilityKind(facility.kind),
        name=facility.name,
        name_en=facility.name_en,
        path=AreaPath(facility.area_path),
        address=facility.address,
        phone=facility.phone,
        outside=facility.outside,
        cohort=Cohort(facility.cohort),
        care=tuple(Care(code) for code in facility.care),
        states=own.get(Unit.BED if facility.cohort == Cohort.WARD else Unit.ROOM, {}),
        rooms=occupancy(own.get(Unit.ROOM, {})),
        beds=occupancy(own.get(Unit.BED, {})),
        people=inside,
        expected=expected,
        head=facility.head,
        opened_at=facility.opened_at,
        closed_at=facility.closed_at,
    )


def _counts(facility_ids: Iterable[int]) -> Counts:
    found: dict[int, dict[Unit, dict[BedState, int]]] = defaultdict(lambda: defaultdict(dict))
    rows = StateCount.objects.filter(facility_id__in=list(facility_ids), number__gt=0)
    for facility, unit, state, number in rows.values_list("facility_id", "unit", "state", "number"):
        found[facility][Unit(unit)][BedState(state)] = number
    return found


def _people(facility_ids: Iterable[int]) -> Mapping[int, tuple[int, int]]:
    """How many people are inside, and how many are expected?"""
    coming = Q(state__in=[PlacementState.SIGNED, PlacementState.UNDER_WAY])
    rows = Placement.objects.filter(facility_id__in=list(facility_ids)).values("facility_id")
    totals = rows.annotate(inside=Count("id", filter=Q(state=PlacementState.ARRIVED)), coming=Count("id", filter=coming))
    return {row["facility_id"]: (row["inside"], row["coming"]) for row in totals}


def _tile(room: Room) -> RoomTile:
    states = [BedState(bed.state) for bed in room.beds.all()]
    acts = dict.fromkeys(act for state in states for act in acts_from(state))
    return RoomTile(
        id=room.pk,
        code=room.code,
        building=room.building,
        floor=room.floor,
        accessible=room.accessible,
        state=BedState(room.state),
        beds=len(states),
        taken=sum(state in HELD for state in states),
        acts=() if any(state in HELD for state in states) else tuple(acts),
    )


def facility_to_manage(actor: Actor, facility_id: int) -> FacilityRow:
    """Which open facility is this, for those who run it? Raises NotFound, NotAllowed."""
    require_any(actor, Permission.ROOM_MANAGE)
    found = get_facility(actor, facility_id)
    require_seen(actor, found.path, Permission.ROOM_MANAGE)
    if found.closed_at is not None:
        raise NotFound(f"facility {facility_id}")
    return found


def facility_of_room(actor: Actor, room_id: int) -> int:
    """In which facility is this room, for those who run it? Raises NotFound, NotAllowed."""
    require_any(actor, Permission.ROOM_MANAGE)
    found = Room.objects.select_related("facility").filter(pk=room_id).first()
    if found is None:
        raise NotFound(f"room {room_id}")
    require_seen(actor, found.facility.area_path, Permission.ROOM_MANAGE)
    return found.facility_id


def destinations(actor: Actor) -> list[FacilityRow]:
    """To which facilities may this actor plan a trip? At most 500, by area. Raises NotAllowed."""
    rows = Facility.objects.filter(within(actor, Permission.TRIP_RUN), closed_at=None).exclude(kind=FacilityKind.HOME)
    return [facility_row(facility, {}, {}) for facility in rows.order_by("area_path", "id")[:500]]
