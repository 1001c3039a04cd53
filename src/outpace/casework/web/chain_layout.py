"""Where do the cases of a chain stand in the picture: time from left to right, a row for each case under its source? Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from outpace.casework.api import Chain, ChainLink
from outpace.casework.choices.cases import Doubt
from outpace.casework.rules.cases_chain import Link, main_source

TOP, ROW = 36.0, 30.0
ROOM = timedelta(hours=12)
"""How far after the last case may its day lie that is named at the end?"""
DASHES: Mapping[Doubt, str] = {Doubt.CERTAIN: "none", Doubt.LIKELY: "8 4", Doubt.POSSIBLE: "2 5"}


@dataclass(frozen=True, slots=True)
class Frame:
    """How wide is the drawing, how much of it is kept free beside the first and the last case, and how many days are named?"""

    width: float
    left: float
    right: float
    most_ticks: int

    def at(self, share: float) -> float:
        """Where does this share (0 to 1) of the time stand?"""
        return self.left + (self.width - self.left - self.right) * share


DESK = Frame(960.0, 48.0, 120.0, most_ticks=12)
PHONE = Frame(330.0, 26.0, 76.0, most_ticks=4)
"""Fits a screen of 390 px whole: the newest case, at its right edge, is seen without scrolling."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One case in the picture."""

    case_id: int
    x: float
    y: float
    linked: bool


@dataclass(frozen=True, slots=True)
class Bow:
    """One link in the picture; the dash says how sure it is, as the legend does in words."""

    path: str
    dash: str


@dataclass(frozen=True, slots=True)
class Tick:
    """One day on the axis, by the moment it stands for."""

    x: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole drawing, in its own units."""

    width: float
    height: float
    dots: tuple[Dot, ...]
    bows: tuple[Bow, ...]
    ticks: tuple[Tick, ...]


def picture(chain: Chain, frame: Frame = DESK) -> Picture:
    """Draw this chain. A case stands at the moment it was found, in a row below its surest source."""
    rows = {number: row for row, number in enumerate(_order(chain))}
    times = {node.case_id: node.found_at for node in chain.nodes}
    first, span = _span(list(times.values()))
    place = {number: (frame.at((times[number] - first) / span), TOP + ROW * (row + 1)) for number, row in rows.items()}
    dots = tuple(Dot(node.case_id, *place[node.case_id], linked=node.linked) for node in chain.nodes)
    bows = tuple(_bow(place[link.source_id], place[link.case_id], link) for link in chain.links)
    return Picture(frame.width, TOP + ROW * (len(rows) + 1), dots, bows, _ticks(frame, first, span))


def _order(chain: Chain) -> list[int]:
    """Every case after its surest source, the earliest first."""
    links = [Link(link.case_id, link.source_id, link.doubt) for link in chain.links]
    under: dict[int, list[int]] = {}
    for node in chain.nodes:
        main = main_source(links, node.case_id)
        under.setdefault(0 if main is None else main.source, []).append(node.case_id)
    found: list[int] = []
    waiting = list(reversed(under.get(0, [])))
    while waiting:
        number = waiting.pop()
        found.append(number)
        waiting.extend(reversed(under.get(number, [])))
    return found


def _span(moments: Sequence[datetime]) -> tuple[datetime, timedelta]:
    """From the first case, over at least one day."""
    first = min(moments)
    return first, max(max(moments) - first, timedelta(days=1))


def _bow(start: tuple[float, float], end: tuple[float, float], link: ChainLink) -> Bow:
    return Bow(f"M {start[0]:.1f} {start[1]:.1f} V {end[1]:.1f} H {end[0]:.1f}", DASHES[link.doubt])


def _ticks(frame: Frame, first: datetime, span: timedelta) -> tuple[Tick, ...]:
    """Days in even steps from the first case's; the last case's own day is named at the end where there is room for it."""
    ends = timezone.localtime(first + span).date()
    days = [timedelta(days=day) for day in range(span.days + 2) if timedelta(days=day) <= span + ROOM]
    named = [day for day in days if timezone.localtime(first + day).date() <= ends]
    step = -(-len(named) // frame.most_ticks)
    return tuple(Tick(frame.at(min(day / span, 1.0)), first + day) for day in named[::step])
