"""What R says."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from epiworks.units import PersonCount
from outpace.analysis.data.curve import Lack
from outpace.analysis.data.inputs import Borrowed, Break


class Spread(StrEnum):
    """Does each case infect more or fewer than one other?"""

    UNKNOWN = "unknown"
    MORE = "more"
    FEWER = "fewer"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class RtWindow:
    """R of the seven days that end on `last`: the mean, the middle half, 95 %; the local and imported cases of those days.

    `thin`: too few cases for an estimate that says anything; its figures are then None.
    """

    first: date
    last: date
    mean: float | None
    low: float | None
    quarter: float | None
    three_quarters: float | None
    high: float | None
    local: PersonCount
    imported: PersonCount
    thin: bool


@dataclass(frozen=True, slots=True)
class RtFound:
    """R by window of days. `stand_ins`: cases without a day of onset, counted on the day of their sample."""

    windows: tuple[RtWindow, ...]
    spread: Spread
    complete_until: date
    local: PersonCount
    imported: PersonCount
    stand_ins: PersonCount
    breaks: tuple[Break, ...]
    no_rt: Lack
    interval: Borrowed | None

    @property
    def latest(self) -> RtWindow | None:
        """Which is the last window that says anything?"""
        return next((found for found in reversed(self.windows) if not found.thin), None)
