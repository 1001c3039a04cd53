"""A station's desk: what it holds, what comes, what leaves, and every tube that only one side has named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from outpace.kernel import clock
from outpace.kernel.paging import Page, keyset
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, NotFound
from outpace.registry import api as registry
from outpace.registry.choices import StationKind
from outpace.registry.data import StationRow
from outpace.screening.choices import Condition, Stage
from outpace.screening.data import WaitingTube
from outpace.screening.models import Handover, HandoverTube, LabQueue, Tube
from outpace.screening.selectors.tubes import waiting_tube

WORKING: Mapping[str, Permission] = {
    StationKind.SAMPLING_SITE: Permission.SCREENING_SAMPLE,
    StationKind.COURIER_TEAM: Permission.TUBE_TRANSPORT,
    StationKind.LABORATORY: Permission.LAB_RECEIVE,
}
"""Which permission lets somebody work the desk of each kind of station."""

KEPT = timedelta(days=14)
"""How far back a desk lists hand-overs and differences; older ones are on the tube's own page."""

MAX_OPEN = 20
"""Open hand-overs a desk lists on each side."""

MAX_SHOWN = 2_000
"""Tubes one hand-over shows by name."""


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """One hand-over as a desk lists it. Units: tubes; ``other`` is the station on the other side, empty when nobody has named it."""

    id: UUID
    other_id: int | None
    other: str
    offered_at: datetime | None
    accepted_at: datetime | None
    recorded_at: datetime
    offered: int
    accepted: int
    both: int

    @property
    def missing(self) -> int:
        """How many tubes were sent and not received?"""
        return self.offered - self.both

    @property
    def extra(self) -> int:
        """How many tubes were received that nobody announced?"""
        return self.accepted - self.both


@dataclass(frozen=True, slots=True)
class SideTube:
    """One tube of a hand-over: which sides have named it, and who has it now."""

    code: str
    people: int
    offered: bool
    accepted: bool
    custodian: str
    box: str


@dataclass(frozen=True, slots=True)
class HandoverSheet:
    """One hand-over, tube by tube, for one of its stations."""

    row: HandoverRow
    tubes: tuple[SideTube, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One tube that only one side of a hand-over has named: sent and not received, or received and not sent; since when."""

    handover: UUID
    code: str
    people: int
    was_sent: bool
    giver: str
    taker: str
    custodian: str
    since: datetime


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One desk in a list of them, and what waits there for its test. Units: tubes and person-times; None where nothing is tested."""

    station: StationRow
    tubes: int | None
    people: int | None


@dataclass(frozen=True, slots=True)
class Desk:
    """What a desk shows first. Units: tubes and person-times."""

    station: StationRow
    held_tubes: int
    held_people: int
    incoming: tuple[HandoverRow, ...]
    outgoing: tuple[HandoverRow, ...]
    differences: int


def desks(actor: Actor) -> list[DeskRow]:
    """At which stations may this actor give and take tubes, and what waits in each laboratory? Their own post first."""
    found = _stations_worked(actor)
    labs = {station.id: (0, 0) for station in found if station.kind == StationKind.LABORATORY}
    queues = LabQueue.objects.filter(station_id__in=list(labs)).values_list("station_id").annotate(Sum("tubes"), Sum("people"))
    if labs:
        labs |= {station: (tubes, people) for station, tubes, people in queues}
    return [DeskRow(station, *labs.get(station.id, (None, None))) for station in found]


def _stations_worked(actor: Actor) -> list[StationRow]:
    found = [
        station
        for kind, right in WORKING.items()
        if actor.holds(right)
        for station in registry.stations(actor, kind=kind, size=1_000).items
        if actor.may(right, station.path)
    ]
    return sorted(found, key=lambda station: (station.id != actor.station_id, station.kind == StationKind.SAMPLING_SITE, station.code))


def desk_station(actor: Actor, station_id: int) -> StationRow:
    """Which station is this, if the actor may work its desk? Raises NotFound otherwise."""
    station = registry.station_for_work(station_id)
    if station is None or station.kind not in WORKING or not actor.may(WORKING[station.kind], station.path):
        raise NotFound(f"desk {station_id}")
    return station


def stations_to_receive(actor: Actor, giver: StationRow, kinds: Sequence[str]) -> list[StationRow]:
    """To which stations of these kinds may this one send: those that serve its area, then others in the actor's areas? Kinds in order."""
    found = {
        station.id: station
        for kind in kinds
        for station in (*registry.stations_over(giver.path, kind=kind), *registry.stations(actor, kind=kind, size=200).items)
    }
    return [station for station in found.values() if station.id != giver.id]


def station_to_receive(station_id: int) -> StationRow | None:
    """Which station is this, if it can hold tubes at all?"""
    station = registry.station_for_work(station_id)
    return station if station is not None and station.kind in WORKING else None


def desk(actor: Actor, station_id: int) -> Desk:
    """What is on this desk now? Raises NotFound for somebody who does not work there."""
    station = desk_station(actor, station_id)
    held = _held(station_id).aggregate(tubes=Count("id"), people=Sum("people"))
    recent = Handover.objects.filter(recorded_at__gte=clock.now() - KEPT)
    return Desk(
        station=station,
        held_tubes=held["tubes"],
        held_people=held["people"] or 0,
        incoming=_open_ones(recent.filter(taker_id=station_id), is_taker=True),
        outgoing=_open_ones(recent.filter(giver_id=station_id), is_taker=False),
        differences=_differences(station_id).count(),
    )


def held_here(actor: Actor, station_id: int, *, cursor: str | None = None, size: int = 50) -> Page[WaitingTube]:
    """Which tubes without a result does this desk hold now, in the order they were opened?"""
    station = desk_station(actor, station_id)
    return keyset(_held(station_id), ["id"], cursor, size=size).map(lambda tube: waiting_tube(tube, station.name))


def handover_sheet(actor: Actor, station_id: int, handover_id: UUID) -> HandoverSheet:
    """What has each side of this hand-over named, tube by tube? One that nobody has begun is empty.

    Raises NotFound for somebody who works at neither side.
    """
    desk_station(actor, station_id)
    found = _counted(Handover.objects.filter(pk=handover_id)).first()
    if found is None:
        return HandoverSheet(HandoverRow(handover_id, None, "", None, None, clock.now(), 0, 0, 0), ())
    if station_id not in {found.giver_id, found.taker_id}:
        raise NotFound(f"hand-over {handover_id}")
    items = list(HandoverTube.objects.filter(handover_id=handover_id).select_related("tube__box").order_by("tube__code")[:MAX_SHOWN])
    names = _names({found.giver_id, found.taker_id, *(item.tube.custodian_id for item in items)})
    tubes = tuple(
        SideTube(
            code=item.tube.code,
            people=item.tube.people,
            offered=item.offered,
            accepted=item.accepted,
            custodian=names.get(item.tube.custodian_id, ""),
            box=item.tube.box.code if item.tube.box else "",
        )
        for item in items
    )
    return HandoverSheet(_row(found, names, is_taker=found.taker_id == station_id), tubes)


def differences(actor: Actor, station_id: int, *, cursor: str | None = None, size: int = 50) -> Page[Difference]:
    """Which tubes has only one side of this station's hand-overs named, newest first, and since when?"""
    desk_station(actor, station_id)
    rows = _differences(station_id).select_related("handover", "tube")
    found = keyset(rows, ["-handover__recorded_at", "handover_id", "tube_id"], cursor, size=size)
    stations = {number for item in found.items for number in (item.handover.giver_id, item.handover.taker_id, item.tube.custodian_id)}
    names = _names(stations)
    return found.map(lambda item: _difference(item, names))


def _difference(item: HandoverTube, names: Mapping[int, str]) -> Difference:
    given = item.handover
    return Difference(
        handover=given.pk,
        code=item.tube.code,
        people=item.tube.people,
        was_sent=item.offered,
        giver=names.get(given.giver_id or 0, ""),
        taker=names.get(given.taker_id or 0, ""),
        custodian=names.get(item.tube.custodian_id, ""),
        since=(given.offered_at if item.offered else given.accepted_at) or given.recorded_at,
    )


def _differences(station_id: int) -> QuerySet[HandoverTube]:
    """Tubes named by one side that nothing has explained since: still on the way to the taker, or never announced to it at all."""
    announced = HandoverTube.objects.filter(tube_id=OuterRef("tube_id"), handover__taker_id=OuterRef("handover__taker_id"), offered=True)
    on_the_way = Q(offered=True, accepted=False, tube__offered_to_id=F("handover__taker_id"))
    never_sent = Q(offered=False, accepted=True) & ~Exists(announced)
    mine = Q(handover__taker_id=station_id) | Q(handover__giver_id=station_id)
    return HandoverTube.objects.filter(mine, on_the_way | never_sent, handover__recorded_at__gte=clock.now() - KEPT)


def _held(station_id: int) -> QuerySet[Tube]:
    return Tube.objects.filter(custodian_id=station_id, stage__lt=Stage.UPLOADED, condition=Condition.SOUND)


def _counted(query: QuerySet[Handover]) -> QuerySet[Handover]:
    offered = Q(items__offered=True)
    return query.annotate(
        offered_tubes=Count("items", filter=offered),
        accepted_tubes=Count("items", filter=Q(items__accepted=True)),
        both_tubes=Count("items", filter=offered & Q(items__accepted=True)),
    )


def _open_ones(query: QuerySet[Handover], *, is_taker: bool) -> tuple[HandoverRow, ...]:
    """The latest hand-overs with tubes on their way, newest first."""
    waiting = HandoverTube.objects.filter(
        handover_id=OuterRef("pk"), offered=True, accepted=False, tube__offered_to_id=OuterRef("taker_id")
    )
    found = list(_counted(query.filter(Exists(waiting))).order_by("-recorded_at", "id")[:MAX_OPEN])
    names = _names({number for row in found for number in (row.giver_id, row.taker_id)})
    return tuple(_row(row, names, is_taker=is_taker) for row in found)


def _row(found: Handover, names: Mapping[int, str], *, is_taker: bool) -> HandoverRow:
    other = found.giver_id if is_taker else found.taker_id
    counts = [int(getattr(found, name)) for name in ("offered_tubes", "accepted_tubes", "both_tubes")]
    return HandoverRow(found.pk, other, names.get(other or 0, ""), found.offered_at, found.accepted_at, found.recorded_at, *counts)


def _names(station_ids: set[int | None]) -> Mapping[int, str]:
    return registry.station_names([number for number in station_ids if number])
