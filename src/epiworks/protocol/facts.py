"""What a decision is told: facts about cases, exposures, tests and places, as frozen values without names of people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from epiworks.protocol.words import Anchor, Immunity, Outcome, Situation


@dataclass(frozen=True, slots=True)
class CaseAnchors:
    """When did the things happen that a case's infectious window hangs on?

    `presentation` names the window rule (`symptomatic`, `asymptomatic`, `deceased`); `ended` is the day the case was isolated, buried or
    declared free of infection, whichever the pack's `until` asks for.
    """

    presentation: str
    dates: Mapping[Anchor, date]
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """Between which days, both inclusive, could infection pass on? `end` None: it is still open."""

    start: date
    end: date | None = None

    def overlap(self, first: date, last: date) -> "Window | None":
        """Which part of these days lies in the window? None when none does."""
        start = max(first, self.start)
        end = last if self.end is None else min(last, self.end)
        return Window(start, end) if start <= end else None


@dataclass(frozen=True, slots=True)
class Exposure:
    """How, when and how long was a person exposed? None means not known, and what is not known never excuses anybody from a class."""

    situation: Situation
    first: date
    last: date
    generation: int = 1
    protected: bool = False
    minutes: int | None = None
    cumulative_hours: float | None = None
    metres: float | None = None
    minutes_after_case_left: int = 0
    higher_risk_link: bool = False
    immunity: Immunity = Immunity.UNKNOWN


@dataclass(frozen=True, slots=True)
class TestResult:
    """What did one sample say? `sampled_at` is aware and in the incident's zone, because protocol days are local days.

    `ct` holds one cycle-threshold value per gene target; a target that was not detected is left out, and a negative result may have none.
    """

    __test__ = False

    sampled_at: datetime
    outcome: Outcome
    ct: tuple[float, ...] = ()

    @property
    def day(self) -> date:
        """On which local day was the sample taken?"""
        return self.sampled_at.date()


@dataclass(frozen=True, slots=True)
class FollowedPerson:
    """What is known of one person in follow-up, as far as the rules ask for it. `ref` is the caller's key, never a name.

    `since`: the local day on which they were found and follow-up began; None: before the first test day, so that every test is owed.
    Whoever was found late and had been tested on all days nevertheless owes nothing more.
    """

    ref: int
    group: str
    anchors: Mapping[Anchor, date]
    results: Sequence[TestResult] = ()
    symptoms: bool = False
    linked_results: Sequence[TestResult] = field(default=())
    since: date | None = None


def anchors_from(exposures: Sequence[Window | Exposure]) -> dict[Anchor, date]:
    """Which anchors do these exposures give? First exposure is the earliest day, last exposure the latest: repeated exposure, latest wins.

    Raises `ValueError` for no exposure, and for one still open (its last day is not known yet).

    >>> anchors_from([Window(date(2022, 8, 1), date(2022, 8, 2)), Window(date(2022, 8, 5), date(2022, 8, 5))])[Anchor.LAST_EXPOSURE]
    datetime.date(2022, 8, 5)
    """
    if not exposures:
        message = "no exposure: no anchor"
        raise ValueError(message)
    firsts, lasts = [], []
    for exposure in exposures:
        first, last = (exposure.first, exposure.last) if isinstance(exposure, Exposure) else (exposure.start, exposure.end)
        if last is None:
            message = "the exposure is still open: its last day is not known"
            raise ValueError(message)
        firsts.append(first)
        lasts.append(last)
    return {Anchor.FIRST_EXPOSURE: min(firsts), Anchor.LAST_EXPOSURE: max(lasts)}
