"""What goes in and out of isolation's JSON API. Units: rooms, beds, persons."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from outpace.isolation.choices import BedState, Care, Cohort, FacilityKind, PlacementState, TripState, VehicleKind
from outpace.isolation.data import NewFacility, NewRoom
from outpace.kernel.restforms import Number, Printable

Day = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2100, 1, 1))]
Short = Annotated[str, Field(max_length=80), Printable]


class OccupancyOut(Schema):
    """How full: `taken` of `usable` now, `listed` on paper."""

    taken: int
    usable: int
    listed: int


class FacilityOut(Schema):
    """One facility. `people` are inside, `expected` are signed for it or under way; `closed_at`: it takes nobody any more."""

    id: int
    code: str
    kind: FacilityKind
    name: str
    name_en: str
    path: str
    outside: bool
    rooms: OccupancyOut
    beds: OccupancyOut
    people: int
    expected: int
    closed_at: datetime | None


class FacilitiesOut(Schema):
    """One page of facilities, by area."""

    items: list[FacilityOut]
    next_cursor: str | None


class RoomOut(Schema):
    """One room and its beds."""

    id: int
    code: str
    building: str
    floor: str
    accessible: bool
    state: BedState
    beds: int
    taken: int


class RoomsOut(Schema):
    """One page of rooms, by number."""

    items: list[RoomOut]
    next_cursor: str | None


class PlacementOut(Schema):
    """One placement without anything that identifies; who it is, the registry tells those who may know."""

    id: int
    person_id: int
    path: str
    place: str
    is_case: bool
    state: PlacementState
    due_at: datetime | None
    overdue: bool
    until: date | None
    facility_id: int | None
    bed: str
    arrived_at: datetime | None


class PlacementsOut(Schema):
    """One page of requests, by deadline."""

    items: list[PlacementOut]
    next_cursor: str | None


class TripOut(Schema):
    """One trip."""

    id: int
    plate: str
    vehicle: VehicleKind
    facility_id: int
    state: TripState
    planned_for: datetime
    departed_at: datetime | None
    people: int
    received: int


class TripsOut(Schema):
    """One page of trips, the latest first."""

    items: list[TripOut]
    next_cursor: str | None


class PassengerOut(Schema):
    """One person of a manifest, with the moments at which each side signed."""

    id: int
    placement_id: int
    person_id: int
    is_case: bool
    fever: bool
    bed: str
    released_at: datetime | None
    boarded_at: datetime | None
    delivered_at: datetime | None
    received_at: datetime | None
    gap_since: datetime | None


class ManifestOut(Schema):
    """One trip with its seal and its people."""

    row: TripOut
    seats: int
    seal: str
    seal_intact: bool | None
    arrived_at: datetime | None
    disinfected_at: datetime | None
    passengers: list[PassengerOut]


class RoomIn(Schema):
    """One room to add. `ready_on`: when one that is planned or converting is to be ready."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, Field(min_length=1, max_length=20), Printable]
    beds: Annotated[int, Field(ge=1, le=200)] = 1
    building: Annotated[str, Field(max_length=40), Printable] = ""
    floor: Annotated[str, Field(max_length=10), Printable] = ""
    accessible: bool = False
    state: Literal[BedState.PLANNED, BedState.CONVERTING, BedState.READY, BedState.OUT_OF_USE] = BedState.PLANNED
    ready_on: Day | None = None


class FacilityIn(Schema):
    """A facility to open, with its first rooms if they are known. `code` is short and for good; `head` answers for it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"code": "ISO-07", "kind": "isolation_site", "name": "Hotel", "area_id": 3}},
    )

    code: Annotated[str, Field(min_length=1, max_length=40), Printable]
    kind: FacilityKind
    name: Annotated[str, Field(min_length=1, max_length=120), Printable]
    area_id: Number
    name_en: Annotated[str, Field(max_length=120), Printable] = ""
    address: Annotated[str, Field(max_length=200), Printable] = ""
    phone: Annotated[str, Field(max_length=40), Printable] = ""
    head: Short = ""
    outside: bool = False
    cohort: Cohort = Cohort.ONE_PARTY
    care: list[Care] = Field(default_factory=list, max_length=len(Care))
    rooms: list[RoomIn] = Field(default_factory=list, max_length=1_000)

    def facility(self) -> NewFacility:
        """What is to be opened?"""
        given = self.dict(exclude={"rooms", "care"})
        return NewFacility(**given, care=frozenset(self.care))

    def new_rooms(self) -> list[NewRoom]:
        """With which rooms?"""
        return [NewRoom(**room.dict()) for room in self.rooms]


class OpenedOut(Schema):
    """The facility that was opened."""

    id: int


class ArrivalIn(Schema):
    """Somebody came without a trip of ours, or begins to isolate at home."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"placement_id": 17}})

    placement_id: Number


class SignatureIn(Schema):
    """The taker's signature for one person; at a place of another jurisdiction who signed there, and the receipt."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"passenger_id": 5, "receiver": "", "receipt": ""}})

    passenger_id: Number
    receiver: Short = ""
    receipt: Short = ""


class DoneOut(Schema):
    """It was done."""

    done: bool = True
