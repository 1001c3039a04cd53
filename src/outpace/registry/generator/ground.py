"""Where the places of a synthetic county lie: towns spread over its polygon, villages round towns, grids and homes round villages.

Schematic: they lie inside the right border and nowhere in particular. The same seed and codes give the same points on any machine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from epiworks.geometry import inside_rings, metres_to_ring
from outpace.registry.generator.streams import FloatArray, IntArray, stream

SAMPLES_EACH: Final = 24
"""Points thrown into the county for each of its villages; each village stands in the middle of its share."""

EDGE_METRES: Final = 1_200.0
"""How far from the border a place stands at least, where there is room."""

ROUNDS: Final = 12


@dataclass(frozen=True, slots=True)
class Land:
    """The border of a county as rings of corners in degrees; the first ring of the largest part comes first."""

    rings: Sequence[FloatArray]


def scatter(land: Land, count: int, *, seed: int, code: str) -> FloatArray:
    """Which points (count, 2) lie evenly by chance inside the land, away from its border where there is room?

    Raises ValueError for a land so thin that hardly a point falls into it.
    """
    chance = stream(seed, "ground", code)
    corners = land.rings[0]
    low, high = corners.min(axis=0), corners.max(axis=0)
    kept: list[FloatArray] = []
    found = 0
    for attempt in range(60):
        thrown = chance.uniform(low, high, (count * 2, 2))
        inner = thrown[inside_rings(land.rings, thrown)]
        if attempt < 40:
            inner = inner[metres_to_ring(corners, inner) >= EDGE_METRES]
        kept.append(inner)
        found += len(inner)
        if found >= count:
            return np.concatenate(kept)[:count]
    raise ValueError(f"no room in {code}")


def middles(points: FloatArray, count: int, *, seed: int, code: str) -> tuple[FloatArray, IntArray]:
    """How do these points fall into so many neighbourhoods: the middle of each, and which one each point belongs to?

    k-means (Lloyd) from middles chosen far apart; with fewer points than neighbourhoods the points repeat.
    """
    if len(points) <= count:
        return points[np.arange(count) % len(points)], np.arange(len(points))
    chance = stream(seed, "middles", code)
    chosen = [int(chance.integers(len(points)))]
    nearest = _apart(points, points[chosen[0]])
    for _ in range(count - 1):
        chosen.append(int(nearest.argmax()))
        nearest = np.minimum(nearest, _apart(points, points[chosen[-1]]))
    found = points[chosen].copy()
    belongs = np.zeros(len(points), dtype=np.int64)
    for _ in range(ROUNDS):
        belongs = _squares(points, found).argmin(axis=1)
        for place in range(count):
            own = points[belongs == place]
            if len(own):
                found[place] = own.mean(axis=0)
    return found, belongs


def place_county(
    land: Land, towns: Mapping[str, Sequence[str]], grids: Mapping[str, Sequence[str]], *, seed: int
) -> Mapping[str, tuple[float, float]]:
    """Where does every township, village and grid stand, by code? `towns`: villages of each township; `grids`: grids of each village."""
    found: dict[str, tuple[float, float]] = {}
    villages = sum(len(below) for below in towns.values())
    points = scatter(land, max(SAMPLES_EACH * max(villages, len(towns)), 60), seed=seed, code="/".join(sorted(towns))[:80])
    centres, belongs = middles(points, len(towns), seed=seed, code="towns")
    for place, (town, below) in enumerate(sorted(towns.items())):
        found[town] = _pair(_nearest(points, centres[place]))
        own = points[belongs == place] if (belongs == place).any() else points[:1]
        inner, _ = middles(own, max(1, len(below)), seed=seed, code=town)
        for village, centre in zip(sorted(below), inner, strict=False):
            spot = _nearest(own, centre)
            found[village] = _pair(spot)
            codes = sorted(grids.get(village, ()))
            spread = around(land, np.repeat(spot[None, :], len(codes), axis=0), metres=450.0, seed=seed, code=village)
            found.update({code: _pair(point) for code, point in zip(codes, spread, strict=True)})
    return found


def middle(spots: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Which of these points lies nearest their middle?"""
    points = np.array(spots)
    return _pair(_nearest(points, points.mean(axis=0)))


def around(land: Land, centres: FloatArray, *, metres: float, seed: int, code: str) -> FloatArray:
    """Where do things stand that lie so many metres (standard deviation) round these points? What would lie outside stays put."""
    chance = stream(seed, "around", code)
    spread = chance.normal(0.0, 1.0, centres.shape) * metres / 111_195.0
    spread[:, 0] /= np.cos(np.radians(centres[:, 1]))
    moved = centres + spread
    held = inside_rings(land.rings, moved)
    result: FloatArray = np.where(held[:, None], moved, centres)
    return result.round(6)


def _apart(points: FloatArray, other: FloatArray) -> FloatArray:
    result: FloatArray = ((points - other) ** 2).sum(axis=1)
    return result


def _squares(points: FloatArray, centres: FloatArray) -> FloatArray:
    result: FloatArray = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
    return result


def _nearest(points: FloatArray, centre: FloatArray) -> FloatArray:
    """The thrown point next to a middle: it lies inside, which a middle of a bent area may not."""
    result: FloatArray = points[int(_apart(points, centre).argmin())]
    return result


def _pair(point: FloatArray) -> tuple[float, float]:
    return round(float(point[0]), 6), round(float(point[1]), 6)
