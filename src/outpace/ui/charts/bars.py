"""How is a whole divided, and how old are the things that wait? Stacked bars and age histograms."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from outpace.ui.charts.shapes import Rect, Tone

__all__ = ["Bin", "Column", "Histogram", "Part", "Segment", "StackedBar", "histogram", "stacked_bar"]

WIDTH = 100.0
HEIGHT = 90.0
_GAP = 2.0
AGE = pgettext_lazy("waiting", "Age")


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a whole."""

    label: str | Promise
    value: int
    tone: Tone = Tone.NEUTRAL
    url: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One drawn segment: from where, how wide, and its share of the whole (0 to 1)."""

    segment: Segment
    x: float
    width: float
    share: float


@dataclass(frozen=True, slots=True)
class StackedBar:
    """The chart: parts from left to right, and their sum."""

    caption: str | Promise
    total: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Bin:
    """One age class: its label ("2-4 h"), how many wait that long, and whether that is still in time."""

    label: str | Promise
    count: int
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True, slots=True)
class Column:
    """One drawn bin."""

    bin: Bin
    rect: Rect

    @property
    def middle(self) -> float:
        """Where does its label stand?"""
        return self.rect.x + self.rect.width / 2


@dataclass(frozen=True, slots=True)
class Histogram:
    """The chart: columns from the youngest (or least) on, in a drawing of `width` by `height`; `key`: what the labels say."""

    caption: str | Promise
    unit: str | Promise
    width: float
    height: float
    total: int
    columns: tuple[Column, ...]
    key: str | Promise = AGE


def stacked_bar(segments: Sequence[Segment], *, caption: str | Promise) -> StackedBar:
    """How is this whole divided, over a width of 100? Raises ValueError for a negative part."""
    if any(segment.value < 0 for segment in segments):
        raise ValueError("a part of a whole cannot be negative")
    total = sum(segment.value for segment in segments)
    parts: list[Part] = []
    done = 0
    for segment in segments:
        share = segment.value / total if total else 0.0
        parts.append(Part(segment, WIDTH * done / total if total else 0.0, WIDTH * share, share))
        done += segment.value
    return StackedBar(caption, total, tuple(parts))


def histogram(bins: Sequence[Bin], *, caption: str | Promise, unit: str | Promise, key: str | Promise = AGE) -> Histogram:
    """How are these classes (of age, unless `key` says otherwise) drawn? Heights are proportional to counts; each bin is 60 wide."""
    top = max((item.count for item in bins), default=0) or 1
    slot = 60.0
    columns = tuple(
        Column(item, Rect(place * slot + _GAP, HEIGHT * (1 - item.count / top), slot - 2 * _GAP, HEIGHT * item.count / top))
        for place, item in enumerate(bins)
    )
    return Histogram(caption, unit, slot * len(bins), HEIGHT, sum(item.count for item in bins), columns, key)
