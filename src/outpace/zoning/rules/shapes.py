"""Drawn shapes: is it one at all, and who is inside? Pure; corners are longitudes and latitudes in degrees."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import Any, Final

import numpy as np

from epiworks.geometry import crossing_edges, inside_ring, inside_rings, metres_to_ring, signed_area, square_kilometres
from epiworks.units import PersonCount

Corner = tuple[float, float]
Ring = tuple[Corner, ...]

LEAST_CORNERS: Final = 3
MOST_CORNERS: Final = 200
DIGITS: Final = 6
"""Decimals of a degree that are kept: some ten centimetres."""

MOST_SQUARE_KILOMETRES: Final = 5_000.0
"""Larger than most counties: a shape of this size is an area and is asked for by its name."""

OUTSIDE_METRES: Final = 2_000.0
"""How far a corner may lie outside the border: shipped borders are simplified."""

BATCH: Final = 5_000
MOSTLY: Final = 0.5
"""A unit of which at least so large a share of the people lives inside is proposed as part of the zone; who draws may decide otherwise."""


class Fault(StrEnum):
    """Why these corners are no shape that a zone can have."""

    NO_NUMBERS = "no_numbers"
    FEW = "few"
    MANY = "many"
    RANGE = "range"
    TWICE = "twice"
    FLAT = "flat"
    CROSSES = "crosses"
    LARGE = "large"
    OUTSIDE = "outside"


class BadShape(Exception):
    """These corners are no shape; `params` are the numbers its message names (corners counted from 1, as they were drawn)."""

    def __init__(self, fault: Fault, **params: int) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.params = params


@dataclass(frozen=True, slots=True)
class Located:
    """Somebody or something at a point: the unit it belongs to, and persons present there."""

    unit: int
    lon: float
    lat: float
    people: int


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a unit lies inside a shape. Units: persons present; `located` of them live at a known point, `inside` of those inside.

    Where nobody's point is known, the unit's own point decides for all of it.
    """

    unit: int
    people: PersonCount
    located: PersonCount
    inside: PersonCount

    @property
    def share(self) -> float:
        """Which share of its people, from 0 to 1, lives inside?"""
        return self.inside / self.located if self.located else 0.0

    @property
    def is_whole(self) -> bool:
        """Does all of it lie inside?"""
        return self.located > 0 and self.inside == self.located

    @property
    def is_mostly(self) -> bool:
        """Is so much of it inside that it is proposed as part of the zone?"""
        return self.share >= MOSTLY


def read_ring(corners: Sequence[Sequence[float]]) -> Ring:
    """Which shape do these corners draw, anticlockwise, without the last one where it repeats the first?

    Raises BadShape: no finite numbers, out of range, fewer than 3 or more than 200 corners, the same corner twice, no area, lines that
    cross or touch, or more than 5,000 square kilometres. Corners are kept to six decimals, and judged exactly as kept.
    """
    if any(len(corner) != 2 or not all(math.isfinite(value) for value in corner) for corner in corners):
        raise BadShape(Fault.NO_NUMBERS)
    found = [(round(lon, DIGITS), round(lat, DIGITS)) for lon, lat in corners]
    if len(found) > 1 and found[0] == found[-1]:
        found.pop()
    _count(found)
    whole = [(round(lon * 10**DIGITS), round(lat * 10**DIGITS)) for lon, lat in found]
    _simple(whole)
    size = square_kilometres(np.array(found))
    if size > MOST_SQUARE_KILOMETRES:
        raise BadShape(Fault.LARGE, size=round(size), most=round(MOST_SQUARE_KILOMETRES))
    return tuple(found) if signed_area(whole) > 0 else tuple(reversed(found))


def require_within(ring: Ring, borders: Sequence[Sequence[Ring]]) -> None:
    """Let pass a shape whose corners lie within one of these borders (rings each), or not far outside; raises BadShape (outside).

    With no border known, everything passes: who is inside is looked up in the jurisdiction only.
    """
    if not borders:
        return
    points = np.array(ring)
    rings = [[np.array(part) for part in border] for border in borders]
    held = np.any([inside_rings(parts, points) for parts in rings], axis=0)
    near = np.min([metres_to_ring(part, points) for parts in rings for part in parts], axis=0)
    far = np.where(held, 0.0, near)
    if far.max() > OUTSIDE_METRES:
        raise BadShape(Fault.OUTSIDE, corner=int(far.argmax()) + 1, kilometres=max(1, round(float(far.max()) / 1000)))


def box_of(ring: Ring) -> tuple[float, float, float, float]:
    """Between which west, south, east and north does it lie?"""
    lons, lats = [lon for lon, _lat in ring], [lat for _lon, lat in ring]
    return min(lons), min(lats), max(lons), max(lats)


@dataclass(slots=True)
class Tally:
    """Persons inside a shape by unit, counted from a stream in batches, so that the memory does not grow with the people."""

    ring: Ring
    inside: dict[int, int] = field(default_factory=dict)
    batches: int = 0

    def count(self, found: Iterable[Located]) -> None:
        """Count those of a stream that lie inside."""
        corners, stream = np.array(self.ring), iter(found)
        while batch := list(islice(stream, BATCH)):
            self.batches += 1
            held = inside_ring(corners, np.array([(one.lon, one.lat) for one in batch]))
            for one, is_inside in zip(batch, held.tolist(), strict=True):
                if is_inside:
                    self.inside[one.unit] = self.inside.get(one.unit, 0) + one.people


def shares(
    inside: Mapping[int, int], located: Mapping[int, int], people: Mapping[int, int], *, points: Iterable[int] = ()
) -> tuple[Share, ...]:
    """How much of each unit touched lies inside? Those with most people inside first.

    `inside`, `located`: persons at known points, by unit; `people`: persons present; `points`: units whose own point lies inside, asked
    only where nobody's is known.
    """
    found = [_share(unit, people.get(unit, 0), located.get(unit, 0), count) for unit, count in inside.items()]
    for unit in points:
        if not located.get(unit) and unit not in inside:
            found.append(_share(unit, people.get(unit, 0), people.get(unit, 0), people.get(unit, 0)))
    return tuple(sorted(found, key=lambda share: (-share.inside, share.unit)))


def _share(unit: int, people: int, *known: int) -> Share:
    located, inside = known
    return Share(unit, PersonCount(people), PersonCount(located), PersonCount(inside))


def geojson(ring: Ring) -> dict[str, Any]:
    """How is a shape kept: as a GeoJSON polygon, closed?"""
    return {"type": "Polygon", "coordinates": [[list(corner) for corner in (*ring, ring[0])]]}


def from_geojson(shape: Mapping[str, Any] | None) -> Ring:
    """Which corners were kept? None for no shape, or one that is no polygon of ours."""
    try:
        ring = [(float(lon), float(lat)) for lon, lat in (shape or {})["coordinates"][0]]
    except (KeyError, IndexError, TypeError, ValueError):
        return ()
    return tuple(ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring)


def _count(found: Sequence[Corner]) -> None:
    if len(found) < LEAST_CORNERS:
        raise BadShape(Fault.FEW, least=LEAST_CORNERS)
    if len(found) > MOST_CORNERS:
        raise BadShape(Fault.MANY, most=MOST_CORNERS)
    for number, (lon, lat) in enumerate(found, start=1):
        if abs(lon) > 180 or abs(lat) > 85:
            raise BadShape(Fault.RANGE, corner=number)
    if len(set(found)) < len(found):
        raise BadShape(Fault.TWICE, corner=next(number for number, corner in enumerate(found, start=1) if corner in found[: number - 1]))


def _simple(whole: Sequence[tuple[int, int]]) -> None:
    crossing = crossing_edges(whole)
    if crossing is not None:
        raise BadShape(Fault.CROSSES, first=crossing[0] + 1, second=crossing[1] + 1)
    if signed_area(whole) == 0:
        raise BadShape(Fault.FLAT)
