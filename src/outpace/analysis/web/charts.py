"""Columns by day and bands over time, as pure layouts; SVG in templates/analysis/charts/, the same figures as a table below each.

Every chart is laid out twice, for a desk and for a phone: a drawing that is only made smaller cannot be read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor, log10

from django.utils.functional import Promise

from outpace.ui.text import day_text

Text = str | Promise
DESK, PHONE = (760.0, 250.0), (340.0, 220.0)
LEFT, RIGHT, TOP, BOTTOM = 34.0, 8.0, 16.0, 24.0
LABEL_ROOM = 54.0
"""How much room a day's label takes."""


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a column: which series (0, 1, 2: its fill), how many."""

    series: int
    count: float


@dataclass(frozen=True, slots=True)
class Reading:
    """One day: its pieces from the ground up, whether it is complete, and between which values it will end."""

    day: date
    parts: tuple[Part, ...]
    complete: bool = True
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """What may be on one day: the middle, and the bounds of an inner and an outer interval (equal where there is only one)."""

    day: date
    middle: float
    low: float
    high: float
    inner_low: float
    inner_high: float


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to know about a day: a line from top to ground with a number that the list below explains."""

    day: date
    label: str
    text: Text


@dataclass(frozen=True, slots=True)
class Box:
    """One drawn piece."""

    x: float
    y: float
    width: float
    height: float
    series: int
    faded: bool


@dataclass(frozen=True, slots=True)
class Whisker:
    """From where to where one day will end up."""

    x: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A label on an axis."""

    place: float
    text: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The axes of one drawing: its size, and how days and values become places."""

    width: float
    height: float
    first: date
    days: int
    top: float

    @property
    def slot(self) -> float:
        """How wide is a day?"""
        return (self.width - LEFT - RIGHT) / self.days

    @property
    def ground(self) -> float:
        """Where is zero?"""
        return self.height - BOTTOM

    def across(self, day: date) -> float:
        """Where is the middle of this day?"""
        return LEFT + ((day - self.first).days + 0.5) * self.slot

    def up(self, value: float) -> float:
        """Where is this value?"""
        return self.ground - min(max(value, 0.0), self.top) / self.top * (self.ground - TOP)

    def day_ticks(self, width: int) -> tuple[Tick, ...]:
        """Which days are named? As many as there is room for, the same number of columns (each `width` days) apart."""
        step = max(1, ceil(LABEL_ROOM / (self.slot * width))) * width
        days = [self.first + timedelta(days=day) for day in range(0, self.days, step)]
        return tuple(Tick(self.across(day) + (width - 1) * self.slot / 2, day_text(day, day)) for day in days)

    def value_ticks(self, *, whole: bool) -> tuple[Tick, ...]:
        """Which values are named? Two to five round ones."""
        step = _round_step(self.top / 4, whole=whole)
        count = floor(self.top / step + 1e-9)
        return tuple(Tick(self.up(step * number), f"{step * number:g}") for number in range(count + 1))


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawing of a chart. `band`, `inner`, `line`: SVG paths of the outer and inner interval and the middle; empty without them."""

    frame: Frame
    boxes: tuple[Box, ...]
    whiskers: tuple[Whisker, ...]
    bands: tuple[str, ...]
    inners: tuple[str, ...]
    lines: tuple[str, ...]
    marks: tuple[Tick, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    level: float | None = None

    @property
    def right(self) -> float:
        """Where do the axes end?"""
        return self.frame.width - RIGHT


@dataclass(frozen=True, slots=True)
class Chart:
    """The chart: caption, unit, what the fills mean, the drawings for desk and phone, and the marks in words."""

    caption: Text
    unit: Text
    keys: tuple[tuple[int, Text], ...]
    desk: Drawing
    phone: Drawing
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a chart is made of, whatever its size.

    `level`: a line to compare with (R of 1). `whole`: values are counts. `step`: days from one reading to the next, the width of a column.
    """

    readings: tuple[Reading, ...] = ()
    ranges: tuple[tuple[Range, ...], ...] = ()
    marks: tuple[Mark, ...] = ()
    level: float | None = None
    whole: bool = True
    step: int = 1
    highest: float | None = None


def chart(plan: Plan, *, caption: Text, unit: Text, keys: Sequence[tuple[int, Text]] = ()) -> Chart:
    """How is this drawn? `keys` say in words what each fill means. Raises ValueError without a single day."""
    return Chart(caption, unit, tuple(keys), _draw(plan, DESK), _draw(plan, PHONE), plan.marks)


def _draw(plan: Plan, size: tuple[float, float]) -> Drawing:
    days = [reading.day for reading in plan.readings] + [found.day for line in plan.ranges for found in line]
    if not days:
        raise ValueError("a chart needs a day")
    first = min(days)
    frame = Frame(*size, first, (max(days) - first).days + plan.step, _top(plan))
    runs = [run for line in plan.ranges for run in _runs(line)]
    return Drawing(
        frame=frame,
        boxes=tuple(box for reading in plan.readings for box in _column(frame, reading, plan.step)),
        whiskers=tuple(_whisker(frame, reading) for reading in plan.readings if _open_ended(reading)),
        bands=tuple(_band(frame, [(found.day, found.low, found.high) for found in run]) for run in runs),
        inners=tuple(_band(frame, [(found.day, found.inner_low, found.inner_high) for found in run]) for run in runs),
        lines=tuple(_line(frame, [(found.day, found.middle) for found in run]) for run in runs),
        marks=_marks(frame, plan.marks, last=max(days)),
        across=frame.day_ticks(plan.step),
        up=frame.value_ticks(whole=plan.whole),
        level=None if plan.level is None else frame.up(plan.level),
    )


def _marks(frame: Frame, marks: Sequence[Mark], *, last: date) -> tuple[Tick, ...]:
    """Where do the marks stand that lie within the days drawn? At the beginning of their day."""
    return tuple(Tick(frame.across(mark.day) - frame.slot / 2, mark.label) for mark in marks if frame.first <= mark.day <= last)


def _top(plan: Plan) -> float:
    stacked = [max(sum(part.count for part in reading.parts), reading.high or 0.0) for reading in plan.readings]
    ranged = [found.high for line in plan.ranges for found in line]
    top = max([*stacked, *ranged, (plan.level or 0.0) * 1.25, 1.0])
    return min(top, plan.highest) if plan.highest is not None else top


def _column(frame: Frame, reading: Reading, step: int) -> list[Box]:
    gap = min(1.5 * step, frame.slot * step * 0.12)
    left, ground, boxes = frame.across(reading.day) - frame.slot / 2 + gap, 0.0, []
    for part in reading.parts:
        if part.count:
            top, bottom = frame.up(ground + part.count), frame.up(ground)
            boxes.append(Box(left, top, frame.slot * step - 2 * gap, bottom - top, part.series, not reading.complete))
            ground += part.count
    return boxes


def _open_ended(reading: Reading) -> bool:
    return not reading.complete and reading.low is not None and reading.high is not None


def _whisker(frame: Frame, reading: Reading) -> Whisker:
    return Whisker(frame.across(reading.day), frame.up(reading.high or 0.0), frame.up(reading.low or 0.0))


def _runs(line: Sequence[Range]) -> list[list[Range]]:
    """Stretches without a missing day: no line is drawn across what is not known."""
    runs: list[list[Range]] = []
    for found in line:
        if runs and (found.day - runs[-1][-1].day).days == 1:
            runs[-1].append(found)
        else:
            runs.append([found])
    return runs


def _band(frame: Frame, rows: Sequence[tuple[date, float, float]]) -> str:
    half = frame.slot / 2
    edges = [(frame.across(day) + side, low, high) for day, low, high in rows for side in ((-half, half) if len(rows) == 1 else (0.0,))]
    over = " L".join(f"{x:.1f} {frame.up(high):.1f}" for x, _, high in edges)
    under = " L".join(f"{x:.1f} {frame.up(low):.1f}" for x, low, _ in reversed(edges))
    return f"M{over} L{under} Z"


def _line(frame: Frame, rows: Sequence[tuple[date, float]]) -> str:
    half = frame.slot / 2
    points = [(frame.across(day) + side, value) for day, value in rows for side in ((-half, half) if len(rows) == 1 else (0.0,))]
    return "M" + " L".join(f"{x:.1f} {frame.up(value):.1f}" for x, value in points)


def _round_step(rough: float, *, whole: bool) -> float:
    """The smallest of 1, 2 and 5 times a power of ten that is no smaller than `rough`; at least 1 for counts."""
    power = 10.0 ** floor(log10(rough)) if rough > 0 else 1.0
    step = next((factor * power for factor in (1, 2, 5) if factor * power >= rough - 1e-9), 10 * power)
    return max(step, 1.0) if whole else step
