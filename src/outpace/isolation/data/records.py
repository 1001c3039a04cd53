"""What goes in through isolation's door."""

from dataclasses import dataclass
from datetime import date, datetime

from outpace.isolation.choices import BedState, Care, Cohort, FacilityKind, VehicleKind


@dataclass(frozen=True, slots=True)
class NewFacility:
    """What a new facility is. `care`: which regular treatments it can give; `station_id`: the registry station it runs as, if any."""

    code: str
    kind: FacilityKind
    name: str
    area_id: int
    name_en: str = ""
    station_id: int | None = None
    address: str = ""
    phone: str = ""
    outside: bool = False
    cohort: Cohort = Cohort.ONE_PARTY
    care: frozenset[Care] = frozenset()
    head: str = ""


@dataclass(frozen=True, slots=True)
class FacilityChange:
    """What of a facility may be written anew. Its kind and its area stay: signed places rest on them.

    `head`: who answers for it. `ready_on`: when its planned and converting rooms are to be ready; None leaves them as they are.
    """

    name: str
    name_en: str
    address: str
    phone: str
    care: frozenset[Care]
    head: str = ""
    ready_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewRoom:
    """What a new room is. `beds`: how many; `ready_on`: when it is to be ready, for one planned or converting."""

    code: str
    beds: int = 1
    building: str = ""
    floor: str = ""
    accessible: bool = False
    state: BedState = BedState.READY
    ready_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewTrip:
    """What a trip is planned as. `seats`: passengers, the crew not counted."""

    plate: str
    vehicle: VehicleKind
    seats: int
    driver: str
    to_facility_id: int
    planned_for: datetime
    crew: str = ""


@dataclass(frozen=True, slots=True)
class NewPatient:
    """Whose treatment must not be missed. `every_hours` None: dates are given one by one."""

    person_id: int
    care: Care
    provider: str
    first_due_at: datetime
    every_hours: int | None = None
    facility_id: int | None = None


@dataclass(frozen=True, slots=True)
class RowMistake:
    """One row of a table that could not be taken: its number in the spreadsheet, and why, in the reader's language."""

    number: int
    problem: str


@dataclass(frozen=True, slots=True)
class RoomLoad:
    """What a table of rooms did. Units: rooms, rows."""

    added: int
    rows: int
    mistakes: tuple[RowMistake, ...]
