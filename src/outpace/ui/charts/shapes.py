"""What all charts share: rectangles, tones, and how wide a text will be."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Rect", "Tone", "text_width"]


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
