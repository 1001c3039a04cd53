"""What the epidemic curve says."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from epiworks.epi.curve import Basis
from epiworks.units import PersonCount
from outpace.analysis.data.inputs import Borrowed, Break


class Course(StrEnum):
    """What is the outbreak doing, as far as the numbers can say?"""

    NONE = "none"
    QUIET = "quiet"
    FEW = "few"
    BROKEN = "broken"
    GROWS = "grows"
    SHRINKS = "shrinks"
    UNCLEAR = "unclear"


class Lack(StrEnum):
    """Why is a figure not given?"""

    NOTHING = ""
    FEW_CASES = "few_cases"
    FEW_DAYS = "few_days"
    FEW_DELAYS = "few_delays"
    FEW_LINKS = "few_links"
    NO_INTERVAL = "no_interval"
    BREAK = "break"
    NOT_BETTER = "not_better"
    PAST_WINDOW = "past_window"


@dataclass(frozen=True, slots=True)
class DayCount:
    """One day of the curve. Units: persons with a case; `kinds` and `controlled` + `community` each add up to `total`.

    `low`, `middle`, `high`: how many the day will have had in the end (95 %), None where nothing can be said; equal to `total` once the
    day is complete.
    """

    day: date
    total: PersonCount
    kinds: dict[str, PersonCount]
    controlled: PersonCount
    community: PersonCount
    imported: PersonCount
    low: float | None
    middle: float | None
    high: float | None
    complete: bool


@dataclass(frozen=True, slots=True)
class GrowthFound:
    """Growth a day on the logarithmic scale (0.1: ten per cent more each day) with its 95 % interval, and the days it rests on.

    `doubling`, `halving`: between how many days; None where that is not known. `small`: fewer than 30 cases.
    """

    best: float
    low: float
    high: float
    doubling: tuple[float, float] | None
    halving: tuple[float, float] | None
    first: date
    last: date
    cases: PersonCount
    small: bool


@dataclass(frozen=True, slots=True)
class ForecastDay:
    """New local cases of a day to come: the median, the middle half and the middle 95 % of what may be."""

    day: date
    low: float
    quarter: float
    median: float
    three_quarters: float
    high: float


@dataclass(frozen=True, slots=True)
class PastForecasts:
    """How did such forecasts do until now? Scores in cases a day (smaller is better), shares of days that fell within, 0 to 1."""

    scored: int
    score: float
    plain: float
    within_half: float
    within_95: float


@dataclass(frozen=True, slots=True)
class CurveFound:
    """The curve of one area and window, and what it means.

    `undated`: cases without this day; `outside`: cases of other days. `delays`: pairs of days behind the nowcast. `quiet`: complete days
    since the last case, None without a case.
    """

    basis: Basis
    days: tuple[DayCount, ...]
    total: PersonCount
    undated: PersonCount
    outside: PersonCount
    complete_until: date
    delays: PersonCount
    no_nowcast: Lack
    breaks: tuple[Break, ...]
    course: Course
    last_case: date | None
    quiet: int | None
    growth: GrowthFound | None
    no_growth: Lack
    forecast: tuple[ForecastDay, ...]
    past: PastForecasts | None
    no_forecast: Lack
    interval: Borrowed | None
