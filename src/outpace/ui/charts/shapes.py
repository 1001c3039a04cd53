"""What all charts share: rectangles, tones, and how wide a text will be."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

__all__ = ["PAD", "Label", "Rect", "Tone", "fitted", "own_names", "text_width"]

PAD = 6.0
"""What is kept free between the edge of a tile and its texts."""
_LARGE, _SMALL, _LINE = 14.0, 11.5, 1.15


class Tone(StrEnum):
    """What a mark means; templates show the matching icon and words beside the colour."""

    NEUTRAL = "neutral"
    INFO = "info"
    OK = "ok"
    WARN = "warn"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Rect:
    """An upright rectangle in the units of its drawing; y grows downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def area(self) -> float:
        """How much of the drawing does it cover?"""
        return self.width * self.height

    def shrunk(self, margin: float) -> "Rect":
        """What is left inside a margin on every side (never negative)?"""
        width, height = max(0.0, self.width - 2 * margin), max(0.0, self.height - 2 * margin)
        return Rect(self.x + (self.width - width) / 2, self.y + (self.height - height) / 2, width, height)


def text_width(text: str, size: float) -> float:
    """About how wide is this text at this font size? Chinese characters take one em, others 0.58."""
    return sum(size if unicodedata.east_asian_width(sign) in "WF" else size * 0.58 for sign in text)


@dataclass(frozen=True, slots=True)
class Label:
    """A name as it fits into its tile: the size of its font, and each line with the height it stands at (none: nothing fits)."""

    font: float
    rows: tuple[tuple[float, str], ...]


def own_names(names: Sequence[str]) -> dict[str, str]:
    """What is each name without what all of them begin with: 第4网格 of 北街社区第4网格, Grid 4 of Beijie Community Grid 4?

    >>> own_names(["Beijie Grid 4", "Beijie Grid 11"])
    {'Beijie Grid 4': 'Grid 4', 'Beijie Grid 11': 'Grid 11'}
    """
    shared = "".join(signs[0] for signs in takewhile(lambda signs: len(set(signs)) == 1, zip(*names, strict=False)))
    if " " in shared:
        shared = shared[: shared.rstrip().rfind(" ") + 1]
    shared = shared.removesuffix("第") if len(set(names)) > 1 and (not shared.isascii() or " " in shared) else ""
    return {name: name.removeprefix(shared) or name for name in names}


def fitted(text: str, tile: Rect, *, short: str = "") -> Label:
    """How does this name fit: whole or broken once at a space, in large letters where the tile is large, else in small ones?

    `short` is what stands there where the whole name does not fit.
    """
    first = _LARGE if min(tile.width / 6, tile.height / 2.6) >= _LARGE else _SMALL
    tries = [(size, name) for name in (text, short) if name for size in (first, _SMALL)]
    font, lines = next(((size, lines) for size, name in tries if (lines := _lines(name, size, tile))), (first, ()))
    return Label(font, tuple((tile.y + PAD + font * (1 + _LINE * row), line) for row, line in enumerate(lines)))


def _lines(text: str, font: float, tile: Rect) -> tuple[str, ...]:
    words = text.split(" ")
    broken = [(text,), *((" ".join(words[:end]), " ".join(words[end:])) for end in range(len(words) - 1, 0, -1))]
    return next((lines for lines in broken if _fits(lines, font, tile)), ())


def _fits(lines: Sequence[str], font: float, tile: Rect) -> bool:
    high = tile.height >= font * (1 + _LINE * (len(lines) - 1)) + 2 * PAD
    return high and all(text_width(line, font) <= tile.width - 2 * PAD for line in lines)
