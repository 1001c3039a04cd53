"""What happens to a person of a group: where, for how long, tested when, free on which day?

Day numbers. A regimen says which number its anchor day carries. `anchor_is_day: 0`: day 1 is the day after the anchor (last exposure on
the 1st, 7 days: the 2nd to the 8th). `anchor_is_day: 1`: the anchor day is day 1 (the 1st to the 7th). Each stage counts from 1 at its
own first day, so "home day 3" is the third day at home. `free_on: last_day` frees a person on the last day, once its test is in;
`day_after` on the day after it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from epiworks.protocol.lines import Decision, PackLine, Value, decide
from epiworks.protocol.pack import Protocol
from epiworks.protocol.rule import Rule
from epiworks.protocol.window import anchor_date
from epiworks.protocol.words import Anchor, FreeOn, Place

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Point:
    """Which day: so many days after an anchor?"""

    anchor: Anchor
    day: int


@dataclass(frozen=True, slots=True)
class Stage:
    """One stretch of a regimen in one place, as the pack states it. Either `days` or both points of a span are given."""

    place: Place
    days: int | None
    span: tuple[Point, Point] | None
    test_days: tuple[int, ...]
    tests_needed: int
    gap_hours: int
    checks_per_day: int
    outing: bool
    alternatives: tuple[Place, ...]
    specimen: str | None
    double_test_at_end: bool
    line: PackLine


@dataclass(frozen=True, slots=True)
class Regimen:
    """Everything a pack orders for a group, before any person's dates."""

    group: str
    anchor: Anchor
    anchor_is_day: int
    free_on: FreeOn
    stages: tuple[Stage, ...]
    line: PackLine

    @property
    def days(self) -> int:
        """How many days do the stages of fixed length last together?"""
        return sum(stage.days or 0 for stage in self.stages)


@dataclass(frozen=True, slots=True)
class StageDates:
    """One stretch of a person's schedule, both days inclusive."""

    place: Place
    first: date
    last: date
    test_dates: tuple[date, ...]
    tests_needed: int
    gap_hours: int
    checks_per_day: int
    outing: bool
    specimen: str | None
    double_test_at_end: bool


@dataclass(frozen=True, slots=True)
class Schedule:
    """A person's days under a regimen. `anchored_on` and `anchor` are kept, because every dispute about a release is about them."""

    group: str
    anchor: Anchor
    anchored_on: date
    stages: tuple[StageDates, ...]
    test_dates: tuple[date, ...]
    free_on: date

    def place_on(self, day: date) -> Place | None:
        """Where should the person be on this day? None: nowhere in particular."""
        return next((stage.place for stage in self.stages if stage.first <= day <= stage.last), None)


def regimen_for(protocol: Protocol, group: str) -> Decision[Regimen]:
    """What does the protocol order for this group? Raises `RuleMissing` when it orders nothing. Source: rule `regimen.<group>`.

    >>> from epiworks.protocol.library import shipped_library
    >>> regimen = regimen_for(shipped_library().protocol("cn-covid-9+20"), "close").value
    >>> [(stage.place.value, stage.days, stage.test_days) for stage in regimen.stages]
    [('centralised', 5, (1, 2, 3, 5)), ('home_isolation', 3, (1, 3))]
    """
    rule = protocol.get("regimen", group)
    stages = tuple(_stage(rule.inner(part, f"stages.{position}")) for position, part in enumerate(rule.parts("stages"), start=1))
    regimen = Regimen(
        group=group,
        anchor=Anchor(rule.text("anchor")),
        anchor_is_day=rule.whole("anchor_is_day"),
        free_on=FreeOn(rule.text("free_on")),
        stages=stages,
        line=rule.line,
    )
    return decide(regimen, rule.line, *(stage.line for stage in stages))


def schedule(regimen: Regimen, anchors: Mapping[Anchor, date]) -> Schedule:
    """Which days does the regimen give this person? Raises `AnchorMissing` when a day it counts from is not known.

    Stages of fixed length follow one another from day 1. A stage with a span stands on its own days (measles: day 5 after the first to
    day 21 after the last exposure) and the next one follows it. Units: local days.

    >>> from epiworks.protocol.library import shipped_library
    >>> close = regimen_for(shipped_library().protocol("cn-covid-9"), "close").value
    >>> plan = schedule(close, {Anchor.LAST_EXPOSURE: date(2022, 8, 1)})
    >>> plan.free_on, plan.place_on(date(2022, 8, 9)).value, [day.day for day in plan.test_dates]
    (datetime.date(2022, 8, 11), 'home_monitoring', [2, 3, 4, 6, 8, 11])
    """
    anchored_on = anchor_date(anchors.get(regimen.anchor), regimen.anchor.value)
    cursor = anchored_on + timedelta(days=1 - regimen.anchor_is_day)
    dated: list[StageDates] = []
    for stage in regimen.stages:
        first, last = _bounds(stage, cursor, anchors)
        dated.append(
            StageDates(
                place=stage.place,
                first=first,
                last=last,
                test_dates=tuple(first + timedelta(days=day - 1) for day in stage.test_days),
                tests_needed=stage.tests_needed,
                gap_hours=stage.gap_hours,
                checks_per_day=stage.checks_per_day,
                outing=stage.outing,
                specimen=stage.specimen,
                double_test_at_end=stage.double_test_at_end,
            )
        )
        cursor = last + DAY
    free_on = cursor if regimen.free_on is FreeOn.DAY_AFTER else cursor - DAY
    test_dates = tuple(sorted({day for stage in dated for day in stage.test_dates}))
    return Schedule(regimen.group, regimen.anchor, anchored_on, tuple(dated), test_dates, free_on)


class Schedules:
    """Schedules under one regimen for many people: those with the same anchors share one, because they are the same days."""

    def __init__(self, regimen: Regimen) -> None:
        self._regimen = regimen
        self._known: dict[frozenset[tuple[Anchor, date]], Schedule] = {}

    def of(self, anchors: Mapping[Anchor, date]) -> Schedule:
        """Which days does the regimen give to these anchors? Raises `AnchorMissing`."""
        key = frozenset(anchors.items())
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = schedule(self._regimen, anchors)
        return found


def follow_up(protocol: Protocol, group: str, anchors: Mapping[Anchor, date]) -> Decision[Schedule]:
    """What is this person's schedule, and which lines order it? Raises `RuleMissing` and `AnchorMissing`.

    >>> from epiworks.protocol.library import shipped_library
    >>> follow_up(shipped_library().protocol("cn-covid-8"), "close", {Anchor.LAST_EXPOSURE: date(2021, 11, 1)}).value.free_on
    datetime.date(2021, 11, 22)
    """
    found = regimen_for(protocol, group)
    return decide(schedule(found.value, anchors), *found.because)


def _stage(rule: Rule) -> Stage:
    needed = rule.part("tests_needed")
    span = rule.part("span")
    return Stage(
        place=Place(rule.text("place")),
        days=rule.whole("days") if rule.has("days") else None,
        span=(_point(span["from"]), _point(span["to"])) if span else None,
        test_days=rule.wholes("test_days"),
        tests_needed=_whole(needed.get("count")),
        gap_hours=_whole(needed.get("gap_hours")),
        checks_per_day=rule.whole_or("checks_per_day", 0),
        outing=rule.flag("outing"),
        alternatives=tuple(Place(place) for place in rule.texts("alternatives")),
        specimen=rule.text("specimen") if rule.has("specimen") else None,
        double_test_at_end=rule.flag("double_test_at_end"),
        line=rule.line,
    )


def _point(value: Value) -> Point:
    block = value if isinstance(value, Mapping) else {}
    return Point(Anchor(str(block["anchor"])), _whole(block["day"]))


def _whole(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _bounds(stage: Stage, cursor: date, anchors: Mapping[Anchor, date]) -> tuple[date, date]:
    if stage.span is None:
        return cursor, cursor + timedelta(days=(stage.days or 0) - 1)
    start, end = (anchor_date(anchors.get(point.anchor), point.anchor.value) + timedelta(days=point.day) for point in stage.span)
    return start, max(start, end)
