"""Is the response ahead of the outbreak? Social face, share found under control, 7-1-7; with honest intervals for small numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from statistics import median

from epiworks.epi.special import chi_squared_quantile
from epiworks.protocol import DayFindings, Protocol, SocialFace, social_face_zero
from epiworks.units import Days, PersonCount, Share

_SMALL = 10
SEVEN_ONE_SEVEN = (7, 1, 7)
"""Days to detect, to notify, to complete the early response. Source: 7-1-7 Alliance; Frieden et al., Lancet 398 (2021) 638-640."""


@dataclass(frozen=True, slots=True)
class SharedOut:
    """A share with its 95 % interval. `small`: fewer than ten in the whole; say the numbers, not the per cent."""

    part: PersonCount
    whole: PersonCount
    share: Share | None
    low: Share
    high: Share
    small: bool


@dataclass(frozen=True, slots=True)
class Milestones:
    """When did the event begin, when was it detected, notified, and all early actions done? None: not yet, or not known."""

    emerged: date
    detected: date | None = None
    notified: date | None = None
    responded: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One of the three steps: days taken so far, done or not, within its goal or not. `met` None: not done and the goal not yet missed."""

    days: Days
    done: bool
    met: bool | None


@dataclass(frozen=True, slots=True)
class SevenOneSeven:
    """How long did detection, notification and early response take?"""

    detect: Step
    notify: Step | None
    respond: Step | None

    @property
    def met(self) -> bool | None:
        """Were all three goals met? None while that is still open."""
        steps = [self.detect, self.notify, self.respond]
        known = [None if step is None else step.met for step in steps]
        if False in known:
            return False
        return None if None in known else True


def share_of(part: PersonCount, whole: PersonCount) -> SharedOut:
    """Which share is this, and between which values may it truly lie (95 %)?

    Wilson's interval, which stays within 0 and 1 and is honest for small numbers: Wilson, J Am Stat Assoc 22 (1927) 209-212. A share of
    nobody is None with the interval 0 to 1. Raises `ValueError` for a part greater than the whole or negative.

    >>> found = share_of(PersonCount(9), PersonCount(10))
    >>> found.share, round(found.low, 2), round(found.high, 2)
    (0.9, 0.6, 0.98)
    """
    if not 0 <= part <= whole:
        message = f"{part} of {whole} is no share"
        raise ValueError(message)
    if whole == 0:
        return SharedOut(part, whole, None, Share(0.0), Share(1.0), small=True)
    square = chi_squared_quantile(0.95)
    seen = part / whole
    middle = (seen + square / (2 * whole)) / (1 + square / whole)
    half = sqrt(square * (seen * (1 - seen) / whole + square / (4 * whole**2))) / (1 + square / whole)
    low = Share(0.0) if part == 0 else Share(middle - half)
    high = Share(1.0) if part == whole else Share(middle + half)
    return SharedOut(part, whole, Share(seen), low, high, small=whole < _SMALL)


def found_under_control(protocol: Protocol, findings: Iterable[DayFindings], *, first: date, last: date, name: str = "zero") -> SharedOut:
    """Which share of the new infections from `first` to `last` was found among people already under control?

    Controlled are the settings that the pack's rule `social_face.<name>` names. Raises `RuleMissing`.

    >>> from epiworks.protocol import Setting, shipped_library
    >>> day = DayFindings(date(2022, 9, 2), {Setting.CENTRALISED_ISOLATION: 19, Setting.COMMUNITY_SCREENING: 1})
    >>> found = found_under_control(shipped_library().protocol("cn-covid-9"), [day], first=day.day, last=day.day)
    >>> found.share, found.whole
    (0.95, 20)
    """
    controlled = set(protocol.get("social_face", name).texts("controlled_settings"))
    counted = [item for finding in findings if first <= finding.day <= last for item in finding.found.items()]
    inside = sum(number for setting, number in counted if setting.value in controlled)
    return share_of(PersonCount(inside), PersonCount(sum(number for _, number in counted)))


def social_face_days(
    protocol: Protocol, findings: Sequence[DayFindings], *, name: str = "zero", people: PersonCount | None = None
) -> list[tuple[date, SocialFace]]:
    """On which of the reported days was the social face at zero, by the pack's rule, as it could be said that evening?

    Raises as `social_face_zero` does.

    >>> from epiworks.protocol import shipped_library
    >>> days = [DayFindings(date(2022, 9, day), {}) for day in (1, 2, 3)]
    >>> [found.zero for _, found in social_face_days(shipped_library().protocol("cn-covid-9"), days)]
    [False, False, True]
    """
    known = sorted({finding.day for finding in findings})
    return [(day, social_face_zero(protocol, findings, day, name=name, people=people).value) for day in known]


def seven_one_seven(event: Milestones, *, as_of: date) -> SevenOneSeven:
    """Was this event detected in 7 days, notified in 1, and met with all early actions in 7 more?

    A step that is not done counts its days until `as_of`, and has missed its goal once those exceed it. A step before its beginning is
    None. Raises `ValueError` when the dates run backwards.

    >>> event = Milestones(date(2022, 8, 1), date(2022, 8, 7), date(2022, 8, 8))
    >>> found = seven_one_seven(event, as_of=date(2022, 8, 12))
    >>> found.detect.met, found.notify.met, found.respond.met, found.met
    (True, True, None, None)
    """
    dates = [event.emerged, event.detected, event.notified, event.responded]
    known = [day for day in dates if day is not None]
    if known != sorted(known) or known[-1] > as_of:
        message = "the milestones of an event follow one another and are not in the future"
        raise ValueError(message)
    steps = [
        None if begun is None else _step(begun, done, goal=goal, as_of=as_of)
        for begun, done, goal in zip(dates, dates[1:], SEVEN_ONE_SEVEN, strict=False)
    ]
    return SevenOneSeven(_step(event.emerged, event.detected, goal=SEVEN_ONE_SEVEN[0], as_of=as_of), steps[1], steps[2])


def median_days(events: Iterable[SevenOneSeven]) -> tuple[Days | None, Days | None, Days | None]:
    """How many days did each finished step take in the median of these events? None for a step that none has finished.

    >>> event = Milestones(date(2022, 8, 1), date(2022, 8, 7))
    >>> median_days([seven_one_seven(event, as_of=date(2022, 8, 7))])
    (6.0, None, None)
    """
    listed = list(events)
    return (
        _median([event.detect for event in listed]),
        _median([event.notify for event in listed]),
        _median([event.respond for event in listed]),
    )


def _step(begun: date, done: date | None, *, goal: int, as_of: date) -> Step:
    taken = ((done or as_of) - begun).days
    if done is not None:
        return Step(Days(float(taken)), done=True, met=taken <= goal)
    return Step(Days(float(taken)), done=False, met=False if taken > goal else None)


def _median(steps: Iterable[Step | None]) -> Days | None:
    finished = [step.days for step in steps if step is not None and step.done]
    return Days(float(median(finished))) if finished else None
