"""How did a figure move? A line through its points, straight or in steps, small enough for a table cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.utils.functional import Promise

__all__ = ["Line", "Point", "line"]

_MARGIN = 3.0


@dataclass(frozen=True, slots=True)
class Point:
    """One reading: when, and how much."""

    at: datetime
    value: float


@dataclass(frozen=True, slots=True)
class Line:
    """The chart: an SVG path, the area below it, where it ends, and its points for the table."""

    caption: str | Promise
    width: float
    height: float
    path: str
    area: str
    end_x: float
    end_y: float
    points: tuple[Point, ...]
    target_y: float | None = None


def line(
    points: Sequence[Point],
    *,
    caption: str | Promise,
    size: tuple[float, float] = (120, 28),
    stepped: bool = False,
    target: float | None = None,
) -> Line:
    """How are these readings drawn? `stepped` holds each value until the next one (for counts); `target` adds a line to reach.

    The scale starts at zero, so that a small wobble does not look like a wave. Points are put in the order of time.
    """
    ordered = tuple(sorted(points, key=lambda point: point.at))
    width, height = size
    top = max([point.value for point in ordered] + ([target] if target is not None else []), default=0.0) or 1.0
    spots = [(_across(point, ordered, width), _up(point.value, top, height)) for point in ordered]
    corners = _stairs(spots) if stepped else spots
    ground = height - _MARGIN
    path = _path(corners)
    area = f"{path} L{corners[-1][0]:.1f} {ground:.1f} L{corners[0][0]:.1f} {ground:.1f} Z" if corners else ""
    end_x, end_y = corners[-1] if corners else (0.0, ground)
    target_y = None if target is None else _up(target, top, height)
    return Line(caption, width, height, path, area, end_x, end_y, ordered, target_y)


def _across(point: Point, ordered: Sequence[Point], width: float) -> float:
    span = (ordered[-1].at - ordered[0].at).total_seconds()
    share = (point.at - ordered[0].at).total_seconds() / span if span else 1.0
    return _MARGIN + share * (width - 2 * _MARGIN)


def _up(value: float, top: float, height: float) -> float:
    return height - _MARGIN - max(0.0, value) / top * (height - 2 * _MARGIN)


def _stairs(spots: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Which corners hold each value until the next?"""
    corners = list(spots[:1])
    for (_x, y), (next_x, next_y) in pairwise(spots):
        corners += [(next_x, y), (next_x, next_y)]
    return corners


def _path(corners: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{'M' if place == 0 else 'L'}{x:.1f} {y:.1f}" for place, (x, y) in enumerate(corners))
