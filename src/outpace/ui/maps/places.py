"""What a map shows: borders, places at points, and drawn shapes. Longitudes and latitudes in degrees, all in one datum."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import get_language

from outpace.ui.charts.shapes import Tone
from outpace.ui.text import colon_text, comma_text

Point = tuple[float, float]


class Form(StrEnum):
    """How a place is marked, so that kinds are told apart without colour."""

    AREA = "area"
    SITE = "site"
    BUILDING = "building"


class Fill(StrEnum):
    """How much of a place its colour speaks of: all of it, a part (a ring with a filled middle), or nothing (an empty ring)."""

    WHOLE = "whole"
    PART = "part"
    NONE = "none"


class Border(Protocol):
    """A border with a name in two languages: polygons of rings of (longitude, latitude)."""

    @property
    def name(self) -> str:
        """What does it enclose?"""

    @property
    def name_en(self) -> str:
        """What is that called in English? Empty where nobody has said."""

    @property
    def parts(self) -> Sequence[Sequence[Sequence[Point]]]:
        """Which polygons is it made of?"""


def name_of(border: Border) -> str:
    """What is it called in the reader's language?"""
    return border.name_en if border.name_en and not (get_language() or "").startswith("zh") else border.name


class Ground(Protocol):
    """What a map is drawn on, as `outpace.registry.data.Ground` gives it."""

    @property
    def own(self) -> Sequence[Border]:
        """Within which borders do the places lie?"""

    @property
    def neighbours(self) -> Sequence[Border]:
        """Which borders lie around them?"""

    @property
    def fills(self) -> bool:
        """Is all within the border shown? Else the map shows the part in which the places lie."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place at a point: `size` (people, rooms) makes its mark larger, `tone` or `step` (coverage, 0 to 5) gives its colour.

    `status` and `figure` are its words in the list below the map and when it is pointed at. `order` above 0: drawn last, labelled first.
    """

    label: str
    lon: float
    lat: float
    status: str = ""
    figure: str | Promise = ""
    url: str = ""
    size: float = 0.0
    tone: Tone = Tone.NEUTRAL
    step: int | None = None
    fill: Fill = Fill.WHOLE
    form: Form = Form.AREA
    order: int = 0

    @property
    def words(self) -> str:
        """What is said of it when it is pointed at or read aloud?"""
        said = comma_text().join(str(word) for word in (self.status, self.figure) if word)
        return colon_text().join(str(part) for part in (self.label, said) if part)


@dataclass(frozen=True, slots=True)
class Shape:
    """A drawn polygon: a ring of (longitude, latitude), what it is, and the page behind it."""

    label: str
    ring: Sequence[Point]
    tone: Tone = Tone.NEUTRAL
    url: str = ""
