"""How likely is a pair of windows far out in the tails of a law, where differences of areas are lost in rounding?

The second event comes u days after the first with density f(u); of the first's window a part w(u) leaves the second in its own, a trapezoid
between c - b and d - a for windows [a, b] and [c, d]. The chance is the integral of w f, here over each straight piece of w by the double
exponential rule, whose points crowd at both ends, where the tail of a law has its mass; all in logarithms. Source: Takahasi and Mori, Publ
RIMS Kyoto Univ 9 (1974) 721-741.
"""

from itertools import pairwise
from math import pi

import numpy as np

from epiworks.epi.families import Family, Law
from epiworks.epi.special import Floats, floats

_STEP, _FARTHEST = 0.1, 3.2
_REACH = 40.0
_TIME = np.arange(-_FARTHEST, _FARTHEST + _STEP / 2, _STEP)
_PLACE = floats(1 / (1 + np.exp(-pi * np.sinh(_TIME))))
_WEIGHT = floats(_STEP * pi * np.cosh(_TIME) * _PLACE * (1 - _PLACE))


def log_chance(law: Law, first: tuple[Floats, Floats], second: tuple[Floats, Floats]) -> Floats:
    """How likely is each pair of windows, as logarithms? Windows of no length are known times; not both of a pair may be.

    >>> law = Law(Family.NORMAL, 0.0, 1.0)
    >>> log_chance(law, (floats([0.0]), floats([0.0])), (floats([12.0]), floats([13.0]))).round(4).tolist()
    [-75.4107]
    """
    (a, b), (c, d) = first, second
    ends = np.sort(np.array([c - b, c - a, d - b, d - a]), axis=0)
    if law.family is not Family.NORMAL:
        ends = np.maximum(ends, 0.0)
    both, each = ((b > a) & (d > c))[:, None], 1 / np.where(b > a, b - a, 1.0)[:, None]
    pieces = []
    for low, high in pairwise(ends):
        length = (high - low)[:, None]
        days = low[:, None] + length * _PLACE
        share = np.where(both, _overlap(days, first, second), 1.0) * each
        with np.errstate(divide="ignore"):
            pieces.append(law.log_density(days) + np.log(share) + np.log(length * _WEIGHT))
    return _log_sum(np.concatenate(pieces, axis=1))


def log_seen(law: Law, first: tuple[Floats, Floats], until: Floats) -> Floats:
    """How likely has the second event happened by then, the first somewhere in its window, as logarithms?"""
    reach = min(0.0, law.mean - _REACH * law.sd) if law.family is Family.NORMAL else 0.0
    return log_chance(law, first, (np.minimum(first[0], until) + reach, until))


def _overlap(days: Floats, first: tuple[Floats, Floats], second: tuple[Floats, Floats]) -> Floats:
    """How long a part of the first window leaves the second event, so many days later, in its window?"""
    (a, b), (c, d) = ([edge[:, None] for edge in window] for window in (first, second))
    return floats(np.maximum(np.minimum(b, d - days) - np.maximum(a, c - days), 0.0))


def _log_sum(values: Floats) -> Floats:
    highest: Floats = values.max(axis=1, keepdims=True)
    top = np.where(np.isfinite(highest), highest, 0.0)
    with np.errstate(divide="ignore"):
        return floats(np.log(np.exp(values - top).sum(axis=1)) + top[:, 0])
