"""Points and outlines on a map: which points lie inside, whether an outline crosses itself, how far outside a point is.

Longitudes and latitudes are degrees. Nothing here knows a datum: what is compared must have been measured in the same one.
"""

from collections.abc import Sequence
from math import cos, degrees, log, pi, radians, sin, tan
from typing import Final

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

EARTH_METRES: Final = 6_371_008.8
"""Mean radius of the Earth in metres (IUGG, R1)."""

MERCATOR_END: Final = 85.0511
"""Latitude in degrees at which the web Mercator square ends."""

_METRES_PER_DEGREE: Final = EARTH_METRES * pi / 180


def inside_ring(ring: FloatArray, points: FloatArray) -> BoolArray:
    """Which of these points (n, 2) lie inside a closed outline (m, 2; the last corner joins the first)?

    Even-odd ray crossing with half-open edges, each edge read from its lower end: of two neighbours that share a border exactly one
    holds a point on it, whichever way their corners run. An outline of fewer than three corners holds nothing.

    >>> square = np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0]])
    >>> inside_ring(square, np.array([[1.0, 1.0], [3.0, 1.0]])).tolist()
    [True, False]
    """
    found = np.zeros(len(points), dtype=np.bool_)
    xs, ys = points[:, 0], points[:, 1]
    for first, second in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        low, high = (first, second) if (first[1], first[0]) <= (second[1], second[0]) else (second, first)
        spans = (low[1] <= ys) & (ys < high[1])
        if spans.any():
            crossing = low[0] + (ys[spans] - low[1]) * ((high[0] - low[0]) / (high[1] - low[1]))
            found[spans] ^= xs[spans] < crossing
    return found


def inside_rings(rings: Sequence[FloatArray], points: FloatArray) -> BoolArray:
    """Which points lie inside an area of several outlines (parts, and holes in them)? Inside an odd number of them."""
    found = np.zeros(len(points), dtype=np.bool_)
    for ring in rings:
        found ^= inside_ring(ring, points)
    return found


def signed_area(ring: Sequence[tuple[int, int]]) -> int:
    """Twice the area of an outline in whole units, exactly: positive when its corners run anticlockwise.

    >>> signed_area([(0, 0), (2, 0), (2, 2), (0, 2)])
    8
    """
    turned = [*ring[1:], *ring[:1]]
    return sum(x * v - u * y for (x, y), (u, v) in zip(ring, turned, strict=True))


def crossing_edges(ring: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Which two edges of an outline in whole units touch or cross although they are not neighbours, or run back on each other?

    Edges are counted from 0, edge i from corner i. None for a simple outline. Exact, as the corners are whole numbers.

    >>> crossing_edges([(0, 0), (2, 2), (2, 0), (0, 2)])
    (0, 2)
    """
    count = len(ring)
    edges = [(ring[place], ring[(place + 1) % count]) for place in range(count)]
    for first in range(count):
        for second in range(first + 1, count):
            if (second - first) in {1, count - 1}:
                shared, ends = _joined(edges[first], edges[second])
                if _turns_back(shared, *ends):
                    return first, second
            elif _touch(*edges[first], *edges[second]):
                return first, second
    return None


def metres_to_ring(ring: FloatArray, points: FloatArray) -> FloatArray:
    """How many metres is each point (degrees) from the nearest edge of an outline, inside or out?

    On a plane that touches the Earth at the point's latitude: good to 1 % within some 100 km, below 80 degrees.
    """
    best = np.full(len(points), np.inf)
    east = _METRES_PER_DEGREE * np.cos(np.radians(points[:, 1]))
    for first, second in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        start = np.stack([(first[0] - points[:, 0]) * east, np.full(len(points), first[1]) * _METRES_PER_DEGREE], axis=1)
        start[:, 1] -= points[:, 1] * _METRES_PER_DEGREE
        along = np.stack([(second[0] - first[0]) * east, np.full(len(points), (second[1] - first[1]) * _METRES_PER_DEGREE)], axis=1)
        length = (along**2).sum(axis=1)
        share = np.clip(-(start * along).sum(axis=1) / np.where(length > 0, length, 1.0), 0.0, 1.0)
        best = np.minimum(best, np.hypot(*(start + along * share[:, None]).T))
    return best


def square_kilometres(ring: FloatArray) -> float:
    """How large is the area inside an outline in degrees, in square kilometres? On the sphere, edges as they run on a map.

    >>> round(square_kilometres(np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])))
    12364
    """
    total = 0.0
    for (lon, lat), (next_lon, next_lat) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        total += radians(next_lon - lon) * (sin(radians(lat)) + sin(radians(next_lat)))
    return abs(total) / 2 * (EARTH_METRES / 1000) ** 2


def mercator(lon: float, lat: float) -> tuple[float, float]:
    """Where does a point lie on the web Mercator plane, in degrees of longitude from 0, 0? y grows to the north.

    Latitudes beyond 85.0511 degrees are drawn at the edge.

    >>> mercator(105.0, 0.0)
    (105.0, 0.0)
    """
    held = max(-MERCATOR_END, min(MERCATOR_END, lat))
    return lon, degrees(log(tan(pi / 4 + radians(held) / 2)))


def degrees_east(metres: float, lat: float) -> float:
    """How many degrees of longitude are so many metres at this latitude?"""
    return metres / (_METRES_PER_DEGREE * cos(radians(lat)))


Corner = tuple[int, int]


def _joined(first: tuple[Corner, Corner], second: tuple[Corner, Corner]) -> tuple[Corner, tuple[Corner, Corner]]:
    """The corner two neighbouring edges share, and their other ends."""
    if first[1] == second[0]:
        return first[1], (first[0], second[1])
    return first[0], (first[1], second[0])


def _turns_back(shared: Corner, one: Corner, other: Corner) -> bool:
    """Do two edges that leave the same corner run over each other?"""
    ahead = (one[0] - shared[0]) * (other[0] - shared[0]) + (one[1] - shared[1]) * (other[1] - shared[1])
    return _side(shared, one, other) == 0 and ahead > 0


def _side(start: Corner, end: Corner, point: Corner) -> int:
    """On which side of a line is a point: more than 0 left, less right, 0 on it."""
    return (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])


def _between(start: Corner, end: Corner, point: Corner) -> bool:
    return min(start[0], end[0]) <= point[0] <= max(start[0], end[0]) and min(start[1], end[1]) <= point[1] <= max(start[1], end[1])


def _touch(a: Corner, b: Corner, c: Corner, d: Corner) -> bool:
    """Have two edges any point in common?"""
    sides = (_side(a, b, c), _side(a, b, d), _side(c, d, a), _side(c, d, b))
    if (sides[0] > 0) != (sides[1] > 0) and (sides[2] > 0) != (sides[3] > 0) and 0 not in sides:
        return True
    ends = ((a, b, c), (a, b, d), (c, d, a), (c, d, b))
    return any(side == 0 and _between(*end) for side, end in zip(sides, ends, strict=True))
