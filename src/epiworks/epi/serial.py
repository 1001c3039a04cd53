"""How long is the serial interval (or any delay) between two events of which only the days are known?

Both events are somewhere within their windows, the first uniformly: the likelihood of a pair with windows [a, b] and [c, d] is
[A(d-a) - A(c-a) - A(d-b) + A(c-b)] / (b - a), A the integral of the distribution function (doubly interval-censored). Source: Reich,
Lessler, Cummings, Brookmeyer, Stat Med 28 (2009) 2769-2784; R coarseDataTools `dic.fit`. Where pairs are seen until a time T only, each
term is divided by the chance of the second event by then, [A(T-a) - A(T-b)] / (b - a) (right truncation).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, log

import numpy as np
from numpy.typing import ArrayLike

from epiworks.epi.families import Family, Law
from epiworks.epi.likelihood import Estimate, LogLikelihood, fit, logarithm, positive
from epiworks.epi.special import Counts, Floats, floats
from epiworks.epi.tails import log_chance, log_seen
from epiworks.units import PersonCount

_FEWEST = 2
_SMALL = 30
_ROUNDING = 1e-9
_HARDLY = 1e-4
_FARTHEST, _WIDEST = 11.9, 40.0


@dataclass(frozen=True, slots=True, eq=False)
class Observed:
    """Windows of the first and the second event in days, by pair, and until when each second event could be seen at all, if only so long.

    `rejected` are the rows that end before they begin, or after they could be seen, or are not finite.
    """

    first: tuple[Floats, Floats]
    second: tuple[Floats, Floats]
    rejected: Counts
    seen_until: Floats | None = None


@dataclass(frozen=True, slots=True)
class IntervalFit:
    """Mean and standard deviation in days with their intervals.

    `unused`: rows rejected, or that this family cannot have (negative intervals). `small`: fewer than 30 pairs; the intervals are then
    rougher than their level says.
    """

    family: Family
    mean: Estimate
    sd: Estimate
    aic: float
    pairs: PersonCount
    unused: PersonCount
    small: bool

    @property
    def law(self) -> Law:
        """Which law is the best fit?"""
        return Law(self.family, self.mean.best, self.sd.best)


def to_the_day(days: ArrayLike, *, longest: ArrayLike | None = None) -> Observed:
    """What do intervals in whole days say, when each event was at some time of its day? `longest`: days it could have shown at most.

    A row with a missing number, or longer than its longest, is rejected by its place. Raises `ValueError` unless both are lists of the same
    length.

    >>> seen = to_the_day([3])
    >>> [window.tolist() for window in (*seen.first, *seen.second)]
    [[0.0], [1.0], [3.0], [4.0]]
    """
    values = floats(days)
    most = None if longest is None else floats(longest)
    if most is not None and most.shape != values.shape:
        message = f"each interval has a longest it could have had: {values.size} intervals, but {most.size} of these"
        raise ValueError(message)
    zeros = np.zeros_like(values)
    until = None if most is None else most + 1
    return from_windows(zeros, zeros + 1, second_low=values, second_high=values + 1, seen_until=until)


def exactly(days: ArrayLike, *, longest: ArrayLike | None = None) -> Observed:
    """What do intervals say that are known exactly, in days? `longest`: days that each could have shown at most, or one number for all."""
    values = floats(days)
    zeros = np.zeros_like(values)
    return from_windows(zeros, zeros, second_low=values, second_high=values, seen_until=longest)


def from_windows(
    first_low: ArrayLike, first_high: ArrayLike, *, second_low: ArrayLike, second_high: ArrayLike, seen_until: ArrayLike | None = None
) -> Observed:
    """What do these windows say: the first event within [first_low, first_high], the second within [second_low, second_high], in days?

    The columns of R's coarseDataTools in its order: EL, ER, SL, SR. `seen_until`: the time, as the windows have it, until which second
    events could be seen, one for all pairs or one for each; in an outbreak that goes on, now. A row whose window ends before it begins or
    later than it could be seen, or holds a missing number, is rejected by its place, never used, never an error. Raises `ValueError` unless
    all are lists of the same length.

    >>> seen = from_windows([0, 2], [1, 2], second_low=[3, 9], second_high=[4, 10], seen_until=9)
    >>> seen.second[0].tolist(), seen.rejected.tolist()
    ([3.0], [1])
    """
    edges = [floats(values) for values in (first_low, first_high, second_low, second_high)]
    given = floats(np.finfo(np.float64).max if seen_until is None else seen_until)
    until = np.full_like(edges[0], float(given)) if given.ndim == 0 else given
    if any(values.ndim != 1 or values.shape != edges[0].shape for values in (*edges, until)):
        message = "windows of pairs are four lists of the same length, a number for each pair"
        raise ValueError(message)
    finite = np.all(np.isfinite([*edges, until]), axis=0)
    good = finite & (edges[0] <= edges[1]) & (edges[2] <= edges[3]) & (edges[3] <= until)
    kept = [values[good] for values in edges]
    rejected = np.flatnonzero(~good).astype(np.int64)
    return Observed((kept[0], kept[1]), (kept[2], kept[3]), rejected, None if seen_until is None else until[good])


def fit_interval(seen: Observed, family: Family = Family.GAMMA, *, level: float = 0.95) -> IntervalFit:
    """Which mean and standard deviation fit best, with profile-likelihood intervals of this level?

    Rows that the family cannot have are left out and counted. The law's own parameters (shape and scale, meanlog and sdlog) and quantiles:
    `law.parameters`, `law.quantile`. Raises `ValueError` with fewer than two usable pairs or no spread at all in exactly known ones, where
    a positive law finds every pair possible without any time between, where truncation leaves the length unknown, for a family that is
    none and for a level that is not between 0 and 1. Source: see the module.

    >>> found = fit_interval(to_the_day([2, 3, 3, 4, 5, 3, 7, 4, 2, 6]))
    >>> round(found.mean.best, 2), found.mean.low < found.mean.best < found.mean.high, found.small
    (3.9, True, True)
    """
    family = Family(family)
    used = usable(seen, family)
    middle = (used.second[0] + used.second[1] - used.first[0] - used.first[1]) / 2
    exact = np.all(used.first[0] == used.first[1]) and np.all(used.second[0] == used.second[1])
    if middle.size < _FEWEST or (exact and np.ptp(middle) == 0):
        message = "an interval needs at least two usable pairs that are not all exactly the same"
        raise ValueError(message)
    if family is not Family.NORMAL and np.all((used.second[0] <= used.first[0]) & (used.second[1] >= used.first[1])):
        message = f"every pair may have been without any time between: how long a {family} interval is cannot be known, a normal one can"
        raise ValueError(message)
    if family is Family.NORMAL:
        found = fit(_target(used, family), (float(middle.mean()), logarithm(max(float(middle.std()), 0.5))), level=level)
        mean = found.first
    else:
        found = fit(_target(used, family), (logarithm(max(middle.mean(), 0.5)), logarithm(max(float(middle.std()), 0.5))), level=level)
        mean = positive(found.first)
    sd, unused = positive(found.second), seen.rejected.size + seen.first[0].size - middle.size
    if used.seen_until is not None:
        _refuse_unseen(used, Law(family, mean.best, sd.best))
    return IntervalFit(family, mean, sd, found.aic, PersonCount(int(middle.size)), PersonCount(unused), bool(middle.size < _SMALL))


def compare_families(seen: Observed, *, families: Sequence[Family] = tuple(Family), level: float = 0.95) -> list[IntervalFit]:
    """Which law fits best, best first by the Akaike criterion? Only families that use every row are compared fairly: others come last.

    A family that these pairs cannot have is left out. Raises `ValueError` as `fit_interval` does where all are, or for a name that is none.

    >>> [found.family.value for found in compare_families(to_the_day([-1, 2, 3, 3, 4]))][0]
    'normal'
    """
    fits, refused = [], None
    for family in map(Family, families):
        try:
            fits.append(fit_interval(seen, family, level=level))
        except ValueError as problem:
            refused = problem
    if refused is not None and not fits:
        raise refused
    return sorted(fits, key=lambda found: (found.unused, found.aic))


def usable(seen: Observed, family: Family) -> Observed:
    """Which rows could a law of this family give? A positive law needs some chance of the second event after the first."""
    latest = seen.second[1] - seen.first[0]
    return _only(seen, np.asarray((latest > 0) | (family is Family.NORMAL), dtype=np.bool_))


def log_likelihoods(seen: Observed, law: Law) -> Floats:
    """How likely is each pair under this law, as logarithms? Minus infinity where the law cannot have it. Source: see the module."""
    (a, b), (c, d) = seen.first, seen.second
    double, exact = (a < b) & (c < d), (a == b) & (c == d)
    width = np.where(b > a, b - a, 1.0)
    chance = (law.area(d - a) - law.area(c - a) - law.area(d - b) + law.area(c - b)) / width
    if not double.all():
        single = np.where(c < d, law.cdf(d - a) - law.cdf(c - a), (law.cdf(c - a) - law.cdf(c - b)) / width)
        chance = np.where(double, chance, single)
    found = np.log(np.maximum(chance, _ROUNDING))
    rare = (chance <= _ROUNDING) & ~exact
    if rare.any():
        found[rare] = log_chance(law, (a[rare], b[rare]), (c[rare], d[rare]))
    if exact.any():
        found = np.where(exact, law.log_density(c - a), found)
    if seen.seen_until is not None:
        found = found - _log_seen(law, seen.first, seen.seen_until)
    return np.asarray(found, dtype=np.float64)


def _refuse_unseen(used: Observed, law: Law) -> None:
    """Where the best law is one of which next to nothing could have been seen, any longer one fits as well. Raises `ValueError`."""
    far = max(abs(log(law.sd)), 0.0 if law.family is Family.NORMAL else abs(log(law.mean))) > _FARTHEST
    if used.seen_until is not None and (far or _log_seen(law, used.first, used.seen_until).max() < log(_HARDLY)):
        message = "so little of the interval could have been seen that its length is not known"
        raise ValueError(message)


def _log_seen(law: Law, first: tuple[Floats, Floats], until: Floats) -> Floats:
    """How likely has the second event happened by then, the first somewhere in its window?"""
    low, high = first
    wide = high > low
    chance = np.where(wide, (law.area(until - low) - law.area(until - high)) / np.where(wide, high - low, 1.0), law.cdf(until - low))
    found = np.log(np.maximum(chance, _ROUNDING))
    rare = chance <= _ROUNDING
    if rare.any():
        found[rare] = log_seen(law, (low[rare], high[rare]), until[rare])
    return np.asarray(found, dtype=np.float64)


def _target(used: Observed, family: Family) -> LogLikelihood:
    """The log-likelihood by mean and log of the spread (log of the mean in a positive law). Equal rows are worked out once."""
    columns = [*used.first, *used.second, *([] if used.seen_until is None else [used.seen_until])]
    table, times = np.unique(np.array(columns), axis=1, return_counts=True)
    rows = Observed((table[0], table[1]), (table[2], table[3]), used.rejected, None if used.seen_until is None else table[4])

    def value(first: float, second: float) -> float:
        if not -12 <= second <= _WIDEST or (family is not Family.NORMAL and abs(first) > 12):
            return -inf
        law = Law(family, first if family is Family.NORMAL else exp(first), exp(second))
        return float(log_likelihoods(rows, law) @ times)

    return value


def _only(seen: Observed, chosen: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Observed:
    until = None if seen.seen_until is None else seen.seen_until[chosen]
    low, high = seen.first
    return Observed((low[chosen], high[chosen]), (seen.second[0][chosen], seen.second[1][chosen]), seen.rejected, until)
