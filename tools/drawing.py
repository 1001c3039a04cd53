"""Plain line charts as SVG, for the science pages: same input, same bytes, no drawing library."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

import numpy as np
from numpy.typing import ArrayLike, NDArray

WIDTH, HEIGHT = 720, 320
LEFT, RIGHT, TOP, BOTTOM = 60, 20, 40, 50
COLOURS = ("#1a5fb4", "#c64600", "#26a269", "#813d9c", "#77767b")


@dataclass(frozen=True, slots=True)
class Line:
    """One curve: its name, its points, and perhaps a band around it; dashed or as separate dots where asked."""

    name: str
    x: ArrayLike
    y: ArrayLike
    band: tuple[ArrayLike, ArrayLike] | None = None
    style: str = "line"


@dataclass(frozen=True, slots=True)
class Picture:
    """One chart: title, axis names, curves, and level lines worth comparing with."""

    title: str
    x_name: str
    y_name: str
    lines: Sequence[Line]
    levels: Sequence[float] = ()
    y_top: float | None = None
    marks: Sequence[float] = field(default=())


def svg(picture: Picture) -> str:
    """Which SVG text draws this picture?"""
    scale = _Scale.of(picture)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-family="sans-serif" font-size="12">',
        f"<title>{escape(picture.title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="20" font-size="14" fill="#241f31">{escape(picture.title)}</text>',
        *_axes(picture, scale),
        *(_level(scale, level) for level in picture.levels),
        *(_mark(scale, place) for place in picture.marks),
    ]
    for number, line in enumerate(picture.lines):
        parts += _curve(line, scale, COLOURS[number % len(COLOURS)])
        parts.append(_legend(line, number))
    return "\n".join([*parts, "</svg>", ""])


@dataclass(frozen=True, slots=True)
class _Scale:
    x_low: float
    x_high: float
    y_high: float

    @classmethod
    def of(cls, picture: Picture) -> "_Scale":
        xs = np.concatenate([np.asarray(line.x, dtype=float) for line in picture.lines])
        ys = np.concatenate([np.asarray(line.band[1] if line.band else line.y, dtype=float) for line in picture.lines])
        high = picture.y_top if picture.y_top is not None else float(np.nanmax(ys)) * 1.05
        return cls(float(xs.min()), float(xs.max()), high or 1.0)

    def x(self, value: float) -> float:
        return round(LEFT + (value - self.x_low) / (self.x_high - self.x_low) * (WIDTH - LEFT - RIGHT), 1)

    def y(self, value: float) -> float:
        return round(HEIGHT - BOTTOM - min(value / self.y_high, 1.0) * (HEIGHT - TOP - BOTTOM), 1)


def _axes(picture: Picture, scale: _Scale) -> list[str]:
    floor, end = HEIGHT - BOTTOM, WIDTH - RIGHT
    parts = [f'<path d="M{LEFT} {TOP}V{floor}H{end}" fill="none" stroke="#5e5c64"/>']
    for value in _round_steps(0.0, scale.y_high):
        parts.append(f'<text x="{LEFT - 6}" y="{scale.y(value) + 4}" text-anchor="end" fill="#5e5c64">{value:.3g}</text>')
    for value in _round_steps(scale.x_low, scale.x_high):
        parts.append(f'<text x="{scale.x(value)}" y="{floor + 16}" text-anchor="middle" fill="#5e5c64">{value:.3g}</text>')
    parts.append(f'<text x="{(LEFT + end) / 2}" y="{HEIGHT - 14}" text-anchor="middle" fill="#241f31">{escape(picture.x_name)}</text>')
    middle = (TOP + floor) / 2
    turned = f'<text x="16" y="{middle}" text-anchor="middle" transform="rotate(-90 16 {middle})" fill="#241f31">'
    return [*parts, f"{turned}{escape(picture.y_name)}</text>"]


def _round_steps(low: float, high: float) -> NDArray[np.float64]:
    """Which round numbers between these, some five to ten, are worth writing at an axis?"""
    size = 10.0 ** np.floor(np.log10((high - low) / 5))
    step = next(size * factor for factor in (1, 2, 5, 10) if (high - low) / (size * factor) <= 8)
    return np.asarray(np.arange(np.ceil(low / step - 1e-9) + 0.0, np.floor(high / step + 1e-9) + 1) * step + 0.0, dtype=np.float64)


def _level(scale: _Scale, level: float) -> str:
    return f'<path d="M{LEFT} {scale.y(level)}H{WIDTH - RIGHT}" stroke="#5e5c64" stroke-dasharray="2 3"/>'


def _mark(scale: _Scale, place: float) -> str:
    return f'<path d="M{scale.x(place)} {TOP}V{HEIGHT - BOTTOM}" stroke="#a51d2d" stroke-dasharray="4 3"/>'


def _curve(line: Line, scale: _Scale, colour: str) -> list[str]:
    parts = []
    x, y = np.asarray(line.x, dtype=float), np.asarray(line.y, dtype=float)
    if line.band is not None:
        low, high = (np.asarray(edge, dtype=float) for edge in line.band)
        ring = _points(scale, np.concatenate([x, x[::-1]]), np.concatenate([high, low[::-1]]))
        parts.append(f'<polygon points="{ring}" fill="{colour}" fill-opacity="0.2"/>')
    if line.style == "dots":
        return [*parts, *(f'<circle cx="{scale.x(a)}" cy="{scale.y(b)}" r="3" fill="{colour}"/>' for a, b in zip(x, y, strict=True))]
    dashes = ' stroke-dasharray="6 4"' if line.style == "dashed" else ""
    return [*parts, f'<polyline points="{_points(scale, x, y)}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>']


def _points(scale: _Scale, xs: NDArray[np.float64], ys: NDArray[np.float64]) -> str:
    return " ".join(f"{scale.x(x)},{scale.y(y)}" for x, y in zip(xs, ys, strict=True) if np.isfinite(x) and np.isfinite(y))


def _legend(line: Line, number: int) -> str:
    place = f'x="{WIDTH - RIGHT}" y="{TOP + 4 + 16 * number}" text-anchor="end"'
    return f'<text {place} fill="{COLOURS[number % len(COLOURS)]}">{escape(line.name)}</text>'
