"""What isolation answers: facilities and rooms, requests and proposals, trips, the end of the day, treatments due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from epiworks.protocol import Place
from outpace.isolation.choices import (
    BedAct,
    BedState,
    Care,
    Cohort,
    EndReason,
    FacilityKind,
    PlacementState,
    TreatmentState,
    TripState,
    VehicleKind,
)
from outpace.isolation.rules.allocation import Choice, Ground
from outpace.isolation.rules.care import Standing
from outpace.isolation.rules.evening import Leftover
from outpace.isolation.rules.forecast import DayNeed
from outpace.isolation.rules.rooms import Occupancy
from outpace.isolation.rules.staffing import clinical_teams
from outpace.kernel.scope import AreaPath
from outpace.registry.data import RosterEntry


@dataclass(frozen=True, slots=True)
class FacilityRow:
    """One facility with its rooms by state (a ward: its beds). Units: rooms, beds, persons. `expected`: signed or under way to it.

    `closed_at`: it takes nobody any more, and its page says what was.
    """

    id: int
    code: str
    kind: FacilityKind
    name: str
    name_en: str
    path: AreaPath
    address: str
    phone: str
    outside: bool
    cohort: Cohort
    care: tuple[Care, ...]
    states: Mapping[BedState, int]
    rooms: Occupancy
    beds: Occupancy
    people: int
    expected: int
    head: str = ""
    opened_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def is_ward(self) -> bool:
        """Is it beds rather than rooms that count here?"""
        return self.cohort is Cohort.WARD

    @property
    def places(self) -> Occupancy:
        """How full is it, in what counts here: rooms, or in a ward beds?"""
        return self.beds if self.is_ward else self.rooms

    @property
    def teams(self) -> int:
        """How many doctors, and as many nurses, does it need when every usable bed is taken?"""
        return clinical_teams(self.beds.usable)


@dataclass(frozen=True, slots=True)
class RoomTile:
    """One room as a tile: its state and beds. Units: beds. `acts`: what staff may do by hand now."""

    id: int
    code: str
    building: str
    floor: str
    accessible: bool
    state: BedState
    beds: int
    taken: int
    acts: tuple[BedAct, ...]


@dataclass(frozen=True, slots=True)
class PlacementRow:
    """One placement as it stands. `person` None: outside what the reader may see. `bed` is the room's code and the bed's number."""

    id: int
    person_id: int
    person: RosterEntry | None
    path: AreaPath
    place: Place
    group: str
    is_case: bool
    state: PlacementState
    due_at: datetime | None
    overdue: bool
    until: date | None
    leftover: Leftover | None
    facility_id: int | None
    facility_name: str
    facility_name_en: str
    bed: str
    trip_id: int | None
    because: tuple[Mapping[str, object], ...]
    grounds: tuple[Ground, ...]
    note: str
    signed_by: str
    signed_at: datetime | None
    arrived_at: datetime | None
    leaving: bool
    ended_at: datetime | None = None
    end_reason: EndReason | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """The proposal for one request, named: which facility and bed, and why."""

    choice: Choice
    facility_name: str
    facility_name_en: str
    bed: str


@dataclass(frozen=True, slots=True)
class BedOption:
    """A free bed that a human may choose instead."""

    facility_id: int
    facility_name: str
    facility_name_en: str
    kind: FacilityKind
    bed_id: int | None
    bed: str


@dataclass(frozen=True, slots=True)
class TripRow:
    """One trip in a list. Units: persons."""

    id: int
    plate: str
    vehicle: VehicleKind
    facility_id: int
    facility_name: str
    facility_name_en: str
    outside: bool
    state: TripState
    planned_for: datetime
    departed_at: datetime | None
    people: int
    received: int


@dataclass(frozen=True, slots=True)
class ToBring:
    """How many people with a signed place in a facility are on no manifest yet, and by when is the first due there? Units: persons."""

    facility_id: int
    facility_name: str
    facility_name_en: str
    people: int
    due_at: datetime | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class PassengerRow:
    """One person on a manifest, with both signatures of both hand-overs. `gap_since`: between two custodians for too long."""

    id: int
    placement_id: int
    person_id: int
    person: RosterEntry | None
    is_case: bool
    fever: bool
    withdrawn: bool
    from_name: str
    from_path: AreaPath | None
    bed: str
    released_at: datetime | None
    released_by: str
    boarded_at: datetime | None
    boarded_by: str
    delivered_at: datetime | None
    delivered_by: str
    received_at: datetime | None
    received_by: str
    receipt: str
    gap_since: datetime | None


@dataclass(frozen=True, slots=True)
class TripView:
    """One trip with its manifest, seal and loop."""

    row: TripRow
    path: AreaPath
    to_path: AreaPath
    seats: int
    driver: str
    crew: str
    seal: str
    seal_intact: bool | None
    arrived_at: datetime | None
    disinfected_at: datetime | None
    disinfected_by: str
    passengers: tuple[PassengerRow, ...]


@dataclass(frozen=True, slots=True)
class EndOfDay:
    """The evening's account. Units: persons. should = inside + the leftovers, who are named. `gaps`: between two custodians now."""

    inside: int
    leftovers: Mapping[Leftover, int]
    overdue: int
    gaps: int

    @property
    def should(self) -> int:
        """How many people should be isolated or admitted?"""
        return self.inside + self.missing

    @property
    def missing(self) -> int:
        """How many people should be in and are not?"""
        return sum(self.leftovers.values())

    @property
    def is_clear(self) -> bool:
        """Is everybody in who should be?"""
        return not self.missing and not self.gaps


@dataclass(frozen=True, slots=True)
class TreatmentRow:
    """One treatment that is due."""

    id: int
    person_id: int
    person: RosterEntry | None
    path: AreaPath
    care: Care
    provider: str
    due_at: datetime
    state: TreatmentState
    standing: Standing
    transport: str
    escalated_at: datetime | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """Rooms needed day by day; `short` is the first day without enough. Units: rooms, rooms per 10,000 people."""

    days: tuple[DayNeed, ...]
    short: DayNeed | None
    rooms: int
    per_10_000: float | None
