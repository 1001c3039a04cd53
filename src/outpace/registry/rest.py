"""The registry's JSON API, mounted by config at /api/v1/registry/: areas, people as far as the caller may see, stations."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from outpace.kernel.paging import Page
from outpace.kernel.permissions import Permission
from outpace.kernel.restauth import Problem, caller
from outpace.kernel.restforms import REFUSED, Id, Number, Paging, Printable
from outpace.kernel.scope import Actor
from outpace.registry import api
from outpace.registry.data import AreaNode, AreaRow, NewArea, NewPerson, RosterEntry, StationRow

router = Router(tags=["registry"])

PURPOSE = "api."


class AreaOut(Schema):
    """One area; `path` holds the codes from the root."""

    id: int
    code: str
    path: str
    kind: str
    name: str
    name_en: str
    depth: int
    parent_id: int | None
    active: bool


class CountsOut(Schema):
    """People (persons) and households of an area; `version` grows with every change."""

    residents: int
    present: int
    away: int
    households: int
    grids: int
    version: int


class AreaRowOut(Schema):
    """One area with its counts and how many areas lie directly below."""

    node: AreaOut
    counts: CountsOut
    children: int


class AreaRows(Schema):
    """One page of areas with counts."""

    items: list[AreaRowOut]
    next_cursor: str | None


class AreasOut(Schema):
    """Areas found."""

    items: list[AreaOut]


class AreaIn(Schema):
    """An area to be added below another."""

    code: Annotated[str, Field(max_length=40), Printable]
    kind: Annotated[str, Field(max_length=32), Printable]
    name: Annotated[str, Field(max_length=120), Printable]
    name_en: Annotated[str, Field(max_length=120), Printable] = ""


class PersonOut(Schema):
    """A person as the caller may see them; `masked` says that names and numbers are shown in part."""

    id: int
    code: str
    name: str
    document: str
    phone: str
    address: str
    birth_year: int | None
    sex: str
    presence: int
    groups: int
    household: str
    grid_id: int
    synthetic: bool
    masked: bool


class PeopleOut(Schema):
    """One page of people."""

    items: list[PersonOut]
    next_cursor: str | None = None


class TypedIn(Schema):
    """What was scanned or typed; sent in the body, so that it stands in no address or log."""

    typed: Annotated[str, Field(min_length=2, max_length=40), Printable]


class IdsIn(Schema):
    """People asked for by id."""

    ids: list[Number] = Field(min_length=1, max_length=500)


class PersonIn(Schema):
    """A person to be enrolled."""

    name: Annotated[str, Field(max_length=60), Printable]
    document: Annotated[str, Field(max_length=40), Printable] = ""
    phone: Annotated[str, Field(max_length=20), Printable] = ""
    sex: str = Field("u", pattern="^[fmu]$")
    birth_year: int | None = Field(None, ge=1800, le=2200)
    groups: int = Field(0, ge=0, lt=2**63)


class PresenceIn(Schema):
    """Where people now are: 1 present, 2 away, 3 returning, 8 moved away, 9 deceased."""

    ids: list[Number] = Field(min_length=1, max_length=500)
    presence: Literal[1, 2, 3, 8, 9]


class Made(Schema):
    """The number of what was made."""

    id: int


class Changed(Schema):
    """How many records changed."""

    changed: int


class StationOut(Schema):
    """One station with its area and head."""

    id: int
    code: str
    kind: str
    mobility: str
    name: str
    name_en: str
    area_id: int
    area_name: str
    address: str
    nominal_per_day: int | None
    head_name: str


class StationsOut(Schema):
    """One page of stations."""

    items: list[StationOut]
    next_cursor: str | None


class StationFilter(Paging):
    """Which stations: perhaps of one kind only."""

    kind: Annotated[str, Field(max_length=20), Printable] = ""


def reader(request: HttpRequest) -> Actor:
    """Who asks? Raises NotAllowed for a role that does not read through the API."""
    actor = caller(request)
    actor.require_anywhere(Permission.API_READ)
    return actor


@router.get("/areas", response={200: AreasOut, REFUSED: Problem}, summary="Areas by the beginning of code or name")
def find_areas(request: HttpRequest, q: Annotated[str, Query(min_length=1, max_length=64), Printable]) -> dict[str, list[AreaNode]]:
    """Old and variant names are found too; at most 50."""
    return {"items": api.search_areas(reader(request), q, size=50)}


@router.get("/areas/roots", response={200: AreaRows, REFUSED: Problem}, summary="Where the tree begins for the caller")
def area_roots(request: HttpRequest) -> dict[str, Any]:
    """The topmost areas of the caller's scope, with counts."""
    return {"items": api.roots(reader(request)), "next_cursor": None}


@router.get("/areas/{area_id}", response={200: AreaRowOut, REFUSED: Problem}, summary="One area with its counts")
def one_area(request: HttpRequest, area_id: Id) -> AreaRow:
    """404 outside the caller's scope."""
    return api.area_row(reader(request), area_id)


@router.get("/areas/{area_id}/children", response={200: AreaRows, REFUSED: Problem}, summary="What lies directly below an area")
def area_children(request: HttpRequest, area_id: Id, paging: Query[Paging]) -> Page[AreaRow]:
    """In the order of codes, with counts."""
    return api.children(reader(request), area_id, cursor=paging.cursor or None, size=paging.size)


@router.post("/areas/{area_id}/children", response={201: Made, REFUSED: Problem}, summary="Add an area below another")
def add_area(request: HttpRequest, area_id: Id, new: AreaIn) -> Status[Any]:
    """The code stays with the area for life."""
    return Status(201, {"id": api.create_area(reader(request), NewArea(**new.dict()), parent_id=area_id).id})


@router.get("/areas/{area_id}/people", response={200: PeopleOut, REFUSED: Problem}, summary="The residents of a grid")
def area_people(request: HttpRequest, area_id: Id, paging: Query[Paging]) -> Page[RosterEntry]:
    """Masked or in full as the caller's role allows; each page is one logged read."""
    return api.roster(reader(request), area_id, purpose=f"{PURPOSE}roster", cursor=paging.cursor or None, size=paging.size)


@router.post("/areas/{area_id}/people/search", response={200: PeopleOut, REFUSED: Problem}, summary="Search people of an area")
def search_people(request: HttpRequest, area_id: Id, wanted: TypedIn) -> Any:
    """By a part of the name, or the last four digits of document or phone; at most 50."""
    return {"items": api.roster_search(reader(request), area_id, wanted.typed, purpose=f"{PURPOSE}search")}


@router.post("/areas/{area_id}/people", response={201: Made, REFUSED: Problem}, summary="Enrol a person in a grid")
def enrol_person(request: HttpRequest, area_id: Id, new: PersonIn) -> Status[Any]:
    """Nobody is enrolled twice under one document: 422 `already_known`."""
    return Status(201, {"id": api.enrol(reader(request), area_id, NewPerson(**new.dict()))})


@router.post("/people/by-code", response={200: PersonOut, REFUSED: Problem}, summary="Whose QR code is this?")
def by_code(request: HttpRequest, wanted: TypedIn) -> RosterEntry:
    """404 for a wrong code, an unknown one, or one outside the caller's scope."""
    return api.person_by_code(reader(request), wanted.typed, purpose=f"{PURPOSE}code")


@router.post("/people/by-document", response={200: PersonOut, REFUSED: Problem}, summary="Who has this document?")
def by_document(request: HttpRequest, wanted: TypedIn) -> RosterEntry:
    """The exact number, however it is typed; 404 when nobody in the caller's scope has it."""
    return api.person_by_document(reader(request), wanted.typed, purpose=f"{PURPOSE}document")


@router.post("/people/by-ids", response={200: PeopleOut, REFUSED: Problem}, summary="People by id")
def by_ids(request: HttpRequest, wanted: IdsIn) -> Any:
    """In the asked order; people outside the caller's scope are left out."""
    return {"items": api.persons_for_ids(reader(request), wanted.ids, purpose=f"{PURPOSE}ids")}


@router.post("/people/presence", response={200: Changed, REFUSED: Problem}, summary="Record where people now are")
def record_presence(request: HttpRequest, wanted: PresenceIn) -> Any:
    """All or none: one person outside the caller's scope refuses the list."""
    return {"changed": api.change_presence(reader(request), wanted.ids, wanted.presence)}


@router.get("/stations", response={200: StationsOut, REFUSED: Problem}, summary="Stations, by code")
def list_stations(request: HttpRequest, wanted: Query[StationFilter]) -> Page[StationRow]:
    """Those the caller may see."""
    return api.stations(reader(request), kind=wanted.kind, cursor=wanted.cursor or None, size=wanted.size)


@router.get("/stations/{station_id}", response={200: StationOut, REFUSED: Problem}, summary="One station")
def one_station(request: HttpRequest, station_id: Id) -> StationRow:
    """404 outside the caller's scope."""
    return api.station(reader(request), station_id)
