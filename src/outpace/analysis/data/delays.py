"""How long things take, and whether the response is ahead."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from epiworks.units import PersonCount


class Step(StrEnum):
    """From what to what?"""

    ONSET_SAMPLE = "onset_sample"
    SAMPLE_REPORT = "sample_report"
    REPORT_ISOLATION = "report_isolation"
    ONSET_ISOLATION = "onset_isolation"


@dataclass(frozen=True, slots=True)
class DelayFigures:
    """Half of the cases come within `median` days, nine of ten within `p90`; truncation taken into account."""

    median: float
    p90: float
    cases: PersonCount


@dataclass(frozen=True, slots=True)
class WeekDelay:
    """The delay of the cases whose step began in the seven days from `first`; None with fewer than five."""

    first: date
    cases: PersonCount
    figures: DelayFigures | None


@dataclass(frozen=True, slots=True)
class StepFound:
    """One step. `plain_mean`: without truncation, for comparison. `missing`: a day is not known (or not come yet); `before`: the second
    day comes before the first, as when people were isolated before they were reported."""

    step: Step
    figures: DelayFigures | None
    plain_mean: float | None
    missing: PersonCount
    before: PersonCount
    weeks: tuple[WeekDelay, ...]


@dataclass(frozen=True, slots=True)
class ShareFound:
    """A part of a whole with its 95 % interval (0 to 1). `small`: fewer than ten, so that the numbers say more than the share."""

    part: PersonCount
    whole: PersonCount
    share: float | None
    low: float
    high: float
    small: bool


@dataclass(frozen=True, slots=True)
class FaceFound:
    """The social face by the packs' own rule: at zero or not, for how many days in a row, how many they ask for, which line says so.

    `whole_window`: every day that was looked at is clear, so that the row may be longer. `last_outside`: the last day with a finding
    outside control, and how many.
    """

    zero: bool
    days: int
    needed: int
    whole_window: bool
    last_outside: date | None
    outside: PersonCount
    pack: str
    line: str
    unconfirmed: bool


@dataclass(frozen=True, slots=True)
class GoalStep:
    """One step of 7-1-7: days taken (so far), done or not, within its goal; None: not done and not yet missed."""

    days: float
    goal: int
    done: bool
    met: bool | None


@dataclass(frozen=True, slots=True)
class DelaysFound:
    """Delays and progress of one area and window. `face` None: the packs have no such rule. Goals None: not begun."""

    steps: tuple[StepFound, ...]
    in_time: ShareFound
    running: PersonCount
    under_control: ShareFound | None
    unlinked: ShareFound
    face: FaceFound | None
    detect: GoalStep | None
    notify: GoalStep | None
    respond: GoalStep | None
    total: PersonCount
