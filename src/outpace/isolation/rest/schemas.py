"""What goes in and out of isolation's JSON API. Units: rooms, beds, persons."""

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field

from outpace.isolation.choices import BedState, FacilityKind, PlacementState, TripState, VehicleKind
from outpace.kernel.restforms import Number, Printable

Short = Annotated[str, Field(max_length=80), Printable]


class OccupancyOut(Schema):
    """How full: `taken` of `usable` now, `listed` on paper."""

    taken: int
    usable: int
    listed: int


class FacilityOut(Schema):
    """One facility. `people` are inside, `expected` are signed for it or under way."""

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
