"""What crosses casework's door about the re-look at finished investigations: cases by number, nobody by name but who worked on them."""

from dataclasses import dataclass
from datetime import date, datetime

from epiworks.units import PersonCount
from outpace.casework.choices.relooks import Gap, RelookOutcome


@dataclass(frozen=True, slots=True)
class Reading:
    """What a second person says of an investigation: agreed without gaps, or the gaps, with a note that names nobody."""

    outcome: RelookOutcome
    gaps: tuple[Gap, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class RelookRow:
    """One investigation drawn to be read again. `reading` None: nobody has. `closed_at`: when its gaps were closed, if there were any."""

    id: int
    case_id: int
    area_name: str
    finished_on: date
    percent: int
    investigator: str
    reading: Reading | None
    read_by: str
    read_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class RelookCounts:
    """How the re-look stands. Units: persons (one investigation per case). Window: all; `drawn` = `waiting` + `agreed` + `gaps`.

    `still_open`: those with gaps that are not closed yet.
    """

    drawn: PersonCount
    waiting: PersonCount
    agreed: PersonCount
    gaps: PersonCount
    still_open: PersonCount


@dataclass(frozen=True, slots=True)
class RelookSheet:
    """One of them, and whether this reader may say what they found."""

    row: RelookRow
    may_read: bool
