"""The JSON API of zoning, mounted by config at /api/v1/zoning/: zones now, at any hour, and what waits for a signature."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from outpace.kernel.paging import Page
from outpace.kernel.permissions import Permission
from outpace.kernel.restauth import Problem, caller
from outpace.kernel.restforms import REFUSED, Id, Moment, Paging
from outpace.kernel.scope import Actor
from outpace.zoning import api
from outpace.zoning.choices import Change, Layer, ProposalKind, ProposalState
from outpace.zoning.data import ProposalRow, ZoneRow

router = Router(tags=["zoning"])


class StateOut(Schema):
    """What a zone was at one moment; `people` were present inside when it was signed, `measures` are those of its type.

    `taken_back_at`: it was before its hour.
    """

    zone_id: int
    number: int
    change: Change
    zone_type: str
    regime: str
    area_paths: list[str]
    measures: list[str]
    people: int
    case_ids: list[int]
    valid_from: datetime
    recorded_at: datetime
    signed_by: str
    reason: str
    taken_back_at: datetime | None
    taken_back_by: str
    taken_back_why: str


class ZoneOut(Schema):
    """One zone as it stands; `people` are persons present inside, `ready_on` the earliest day it may step down, `unmet` what lacks.

    `ahead`: what is signed and holds from its `valid_from` on. `version` 0: nothing has held yet.
    """

    id: int
    layer: Layer
    name: str
    area_paths: list[str]
    zone_type: str
    regime: str
    people: int
    in_force: bool
    version: int
    drawn_at: datetime
    changed_at: datetime
    review_on: date | None
    ready_on: date | None
    unmet: list[str]
    ahead: StateOut | None


class ZonesOut(Schema):
    """A page of zones."""

    items: list[ZoneOut]
    next_cursor: str | None


class StatesOut(Schema):
    """The zones that stood at one moment."""

    at: datetime
    items: list[StateOut]


class HistoryOut(Schema):
    """Every version of a zone, the first one first."""

    items: list[StateOut]


class OptionOut(Schema):
    """One way to draw a proposed zone and how many persons present it would restrict; `chosen` is the least the rules allow."""

    path: str
    unit: str
    people: int
    allowed: bool
    chosen: bool
    finer: bool


class GroundOut(Schema):
    """One line of a protocol pack."""

    pack: str
    version: str
    address: str
    text: str
    unconfirmed: str


class ProposalOut(Schema):
    """One proposal; nothing of it holds before a named human has signed."""

    id: int
    kind: ProposalKind
    layer: Layer
    state: ProposalState
    zone_id: int | None
    area_paths: list[str]
    zone_type: str
    unit: str
    measures: list[str]
    people: int
    options: list[OptionOut]
    because: list[GroundOut]
    case_ids: list[int]
    relieves: bool
    proposed_by: str
    proposed_at: datetime
    decided_at: datetime | None
    decided_by: str
    decision_reason: str


class ProposalsOut(Schema):
    """A page of proposals."""

    items: list[ProposalOut]
    next_cursor: str | None


class ZonesIn(Paging):
    """Which layer of the map, and whether those in force or those that ended. What never held is in neither."""

    layer: Layer = Layer.CONTROL
    in_force: bool = True


class AtIn(Schema):
    """At which moment, with its zone offset, and of which layer of the map?"""

    at: Moment
    layer: Layer = Layer.CONTROL


class ProposalsIn(Paging):
    """Which state of proposals."""

    state: ProposalState = ProposalState.OPEN


def reader(request: HttpRequest) -> Actor:
    """Who asks? Raises NotAllowed for a role that does not read zones, or not through the API."""
    actor = caller(request)
    actor.require_anywhere(Permission.API_READ)
    actor.require_anywhere(Permission.ZONE_READ)
    return actor


@router.get("/zones", response={200: ZonesOut, REFUSED: Problem}, summary="Zones, the latest changed first")
def zones(request: HttpRequest, wanted: Query[ZonesIn]) -> Page[ZoneRow]:
    """Zones of the caller's areas, and those that reach into them."""
    return api.list_zones(reader(request), layer=wanted.layer, in_force=wanted.in_force, cursor=wanted.cursor or None, size=wanted.size)


@router.get("/zones/at", response={200: StatesOut, REFUSED: Problem}, summary="Zones as they stood at a moment")
def zones_at(request: HttpRequest, wanted: Query[AtIn]) -> dict[str, Any]:
    """Read from the signed facts; later corrections are included."""
    return {"at": wanted.at, "items": api.replay(reader(request), wanted.at, layer=wanted.layer)[0]}


@router.get("/zones/ahead", response={200: ZonesOut, REFUSED: Problem}, summary="Zones signed for an hour to come, the next first")
def ahead(request: HttpRequest, wanted: Query[Paging]) -> Page[ZoneRow]:
    """Of every layer: zones that do not hold yet, and zones in force about which a change or a lift waits (`ahead`)."""
    return api.list_ahead(reader(request), cursor=wanted.cursor or None, size=wanted.size)


@router.get("/zones/taken-back", response={200: ZonesOut, REFUSED: Problem}, summary="Zones taken back before their hour, the latest first")
def taken_back(request: HttpRequest, wanted: Query[Paging]) -> Page[ZoneRow]:
    """Of every layer: zones that were signed for an hour to come and never held; who took them back, and why, is in their history."""
    return api.list_taken_back(reader(request), cursor=wanted.cursor or None, size=wanted.size)


@router.get("/zones/{zone_id}", response={200: ZoneOut, REFUSED: Problem}, summary="One zone")
def one_zone(request: HttpRequest, zone_id: Id) -> ZoneRow:
    """404 outside the caller's scope."""
    return api.get_zone(reader(request), zone_id)


@router.get("/zones/{zone_id}/history", response={200: HistoryOut, REFUSED: Problem}, summary="Every version of a zone")
def history(request: HttpRequest, zone_id: Id) -> dict[str, Any]:
    """Facts are added, never changed."""
    return {"items": api.zone_history(reader(request), zone_id)}


@router.get("/proposals", response={200: ProposalsOut, REFUSED: Problem}, summary="Proposals, what frees people first")
def proposals(request: HttpRequest, wanted: Query[ProposalsIn]) -> Page[ProposalRow]:
    """Proposals that concern the caller's areas."""
    return api.list_proposals(reader(request), state=wanted.state, cursor=wanted.cursor or None, size=wanted.size)


@router.get("/proposals/{proposal_id}", response={200: ProposalOut, REFUSED: Problem}, summary="One proposal")
def one_proposal(request: HttpRequest, proposal_id: Id) -> ProposalRow:
    """404 outside the caller's scope."""
    return api.get_proposal(reader(request), proposal_id)
