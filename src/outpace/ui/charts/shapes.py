"""What all charts share: rectangles, tones, and how wide a text will be."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["PAD", "Label", "Rect", "Tone", "fitted", "text_width"]

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


def fitted(text: str, tile: Rect) -> Label:
    """How does this name fit: whole or broken once at a space, in large letters where the tile is large, else in small ones?"""
    first = _LARGE if min(tile.width / 6, tile.height / 2.6) >= _LARGE else _SMALL
    font, lines = next(((size, lines) for size in (first, _SMALL) if (lines := _lines(text, size, tile))), (first, ()))
    return Label(font, tuple((tile.y + PAD + font * (1 + _LINE * row), line) for row, line in enumerate(lines)))


def _lines(text: str, font: float, tile: Rect) -> tuple[str, ...]:
    words = text.split(" ")
    broken = [(text,), *((" ".join(words[:end]), " ".join(words[end:])) for end in range(len(words) - 1, 0, -1))]
    return next((lines for lines in broken if _fits(lines, font, tile)), ())


def _fits(lines: Sequence[str], font: float, tile: Rect) -> bool:
    high = tile.height >= font * (1 + _LINE * (len(lines) - 1)) + 2 * PAD
    return high and all(text_width(line, font) <= tile.width - 2 * PAD for line in lines)
