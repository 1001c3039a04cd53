"""How many people live in each village and grid: shares that add up exactly."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from outpace.registry.generator.streams import FloatArray, IntArray, stream

COMMUNITY_WEIGHT = 2.6
"""A town community is taken to hold as many people as 2.6 villages: an assumption, from a county seat's usual share of a county."""


@dataclass(frozen=True, slots=True)
class Village:
    """A lowest official unit: its 12-digit code, its name, and whether it is a town community."""

    code: str
    name: str
    community: bool


@dataclass(frozen=True, slots=True)
class Weighing:
    """How uneven villages are: the spread of the logarithm of their sizes (0: all alike)."""

    spread: float = 0.45


def apportion(total: int, weights: FloatArray, *, least: int = 0) -> IntArray:
    """How is a whole number shared by weight so that the parts are whole, at least `least` each, and add up exactly?

    Largest remainders; ties go to the earlier part. Raises ValueError when `least` each is already too many or no weight is positive.
    """
    spare = total - least * len(weights)
    if spare < 0 or len(weights) == 0 or not np.all(weights >= 0) or weights.sum() <= 0:
        raise ValueError("cannot share this total")
    exact = spare * (weights / weights.sum())
    parts = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - parts), kind="stable")
    parts[order[: spare - int(parts.sum())]] += 1
    shares: IntArray = parts + least
    return shares


def village_sizes(villages: Sequence[Village], people: int, *, seed: int, weighing: Weighing | None = None) -> IntArray:
    """How many people live in each village? Adds up to `people`."""
    spread = (weighing or Weighing()).spread
    draws = np.array([stream(seed, "village", village.code).normal(0.0, spread) for village in villages])
    base = np.array([COMMUNITY_WEIGHT if village.community else 1.0 for village in villages])
    return apportion(people, base * np.exp(draws), least=1)


def grid_sizes(people: IntArray, grids: int, *, seed: int) -> list[IntArray]:
    """How many people live in each grid of each village? Every village has at least one grid; all add up.

    Raises ValueError when there are fewer grids than villages or a village has fewer people than grids.
    """
    per_village = apportion(grids, people.astype(np.float64), least=1)
    sizes = []
    for index, (residents, count) in enumerate(zip(people.tolist(), per_village.tolist(), strict=True)):
        weights = np.exp(stream(seed, "grid", str(index)).normal(0.0, 0.18, count))
        sizes.append(apportion(residents, weights, least=1))
    return sizes
