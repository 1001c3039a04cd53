"""Which areas are behind, and how many people is that? A squarified treemap: tile area is people due, colour is coverage.

Layout after Bruls, Huizing and van Wijk, "Squarified treemaps" (2000).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from outpace.ui.charts.shapes import PAD, Label, Rect, fitted, own_names

__all__ = ["STEPS", "Board", "Cell", "Tile", "Treemap", "ramp_step", "squarify", "treemap"]

STEPS = (0.5, 0.8, 0.95, 1.0)
"""Lower ends of ramp steps 2 to 5; step 1 is below 50 %, step 0 is nobody at all (drawn with a pattern)."""

WIDE = Rect(0, 0, 960, 380)
NARROW = Rect(0, 0, 360, 440)


@dataclass(frozen=True, slots=True)
class Cell:
    """One child area: `due` people (area of the tile), `done` of them (its colour), and the page behind it."""

    label: str
    due: int
    done: int
    url: str = ""

    @property
    def share(self) -> float | None:
        """What share is done (0 to 1)? None where nobody is due."""
        return self.done / self.due if self.due else None

    @property
    def missing(self) -> int:
        """How many people are still missing?"""
        return max(0, self.due - self.done)


@dataclass(frozen=True, slots=True)
class Tile:
    """One drawn cell: where, in which ramp step, and what of its texts fits."""

    cell: Cell
    rect: Rect
    step: int
    label: Label
    shows_value: bool

    @property
    def text_x(self) -> float:
        """Where do its texts begin?"""
        return self.rect.x + PAD

    @property
    def value_y(self) -> float:
        """On which line does its share stand?"""
        return self.label.rows[-1][0] + self.label.font * 1.35


@dataclass(frozen=True, slots=True)
class Board:
    """One drawing: the same tiles laid out for one width of screen."""

    width: float
    height: float
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class Treemap:
    """The chart: one board for desks, one for phones, and the cells (largest first) for the table."""

    name: str
    caption: str | Promise
    wide: Board
    narrow: Board
    cells: tuple[Cell, ...]


def treemap(cells: Sequence[Cell], *, name: str, caption: str | Promise) -> Treemap:
    """How is coverage of these areas drawn? Areas where nobody is due are in the table only."""
    ordered = tuple(sorted(cells, key=lambda cell: (-cell.due, cell.label)))
    return Treemap(name, caption, _board(ordered, WIDE), _board(ordered, NARROW), ordered)


def ramp_step(cell: Cell) -> int:
    """Which of the six ramp steps shows this coverage? 5 only when nobody is missing, 0 only when nobody is done."""
    share = cell.share or 0.0
    if share <= 0:
        return 0
    return 1 + sum(share >= low for low in STEPS)


def squarify(weights: Sequence[float], frame: Rect) -> tuple[Rect, ...]:
    """Which rectangles fill `frame` with areas proportional to `weights` (positive, largest first), as square as can be?

    Raises ValueError for a weight that is not positive.
    """
    if any(weight <= 0 for weight in weights):
        raise ValueError("treemap weights must be positive")
    total = sum(weights)
    areas = [weight / total * frame.area for weight in weights]
    placed: list[Rect] = []
    rest, start = frame, 0
    while start < len(areas):
        end = _row_end(areas, start, min(rest.width, rest.height))
        row, rest = _place_row(areas[start:end], rest)
        placed.extend(row)
        start = end
    return tuple(placed)


def _row_end(areas: Sequence[float], start: int, side: float) -> int:
    """How many more areas join this row before its worst shape gets worse?"""
    end, total = start + 1, areas[start]
    worst = _worst(areas[start], areas[start], total, side)
    while end < len(areas):
        grown = total + areas[end]
        candidate = _worst(areas[start], areas[end], grown, side)
        if candidate > worst:
            break
        end, total, worst = end + 1, grown, candidate
    return end


def _worst(largest: float, smallest: float, total: float, side: float) -> float:
    """What is the worst ratio of sides in a row of this total area along this side?"""
    if side <= 0:
        return float("inf")
    return max(side * side * largest / (total * total), total * total / (side * side * smallest))


def _place_row(areas: Sequence[float], rest: Rect) -> tuple[list[Rect], Rect]:
    """Where do these areas stand along the shorter side, and what is left?"""
    upright = rest.width >= rest.height
    side = rest.height if upright else rest.width
    total = sum(areas)
    depth = total / side if side > 0 else 0.0
    row: list[Rect] = []
    offset = 0.0
    for area in areas:
        length = side * area / total
        row.append(Rect(rest.x, rest.y + offset, depth, length) if upright else Rect(rest.x + offset, rest.y, length, depth))
        offset += length
    if upright:
        return row, Rect(rest.x + depth, rest.y, max(0.0, rest.width - depth), rest.height)
    return row, Rect(rest.x, rest.y + depth, rest.width, max(0.0, rest.height - depth))


def _board(cells: Sequence[Cell], frame: Rect) -> Board:
    shown = [cell for cell in cells if cell.due > 0]
    rects = squarify([float(cell.due) for cell in shown], frame) if shown else ()
    short = own_names([cell.label for cell in shown])
    tiles = (_tile(cell, rect.shrunk(1.0), short[cell.label]) for cell, rect in zip(shown, rects, strict=True))
    return Board(frame.width, frame.height, tuple(tiles))


def _tile(cell: Cell, rect: Rect, short: str) -> Tile:
    """At which size do the texts of this tile fit, if at all?"""
    label = fitted(cell.label, rect, short=short)
    below = len(label.rows) and label.rows[-1][0] + label.font * 1.5 - rect.y
    shows_value = 0 < below <= rect.height - PAD and rect.width >= label.font * 3.6 + 2 * PAD
    return Tile(cell, rect, ramp_step(cell), label, shows_value)
