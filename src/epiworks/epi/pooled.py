"""Does a pooled test still find the one positive in the tube, and which pool size finds the most positives with the tests there are?

Mixing one positive sample with k - 1 negative ones dilutes it k times: the cycle threshold (Ct) rises by `per_doubling` x log2(k), with
scatter. Perfect amplification doubles every cycle, so per_doubling = 1; laboratories that concentrate the pool show less. A sample of Ct c
is found in a pool of k with probability Phi((cutoff - c - per_doubling log2 k) / sd). Source: Cleary et al., Sci Transl Med 13 (2021)
eabf1568; two-stage pooling: Dorfman, Ann Math Stat 14 (1943) 436-440.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, expm1, inf, log, log1p, log2, pi

import numpy as np
from numpy.typing import ArrayLike

from epiworks.epi.likelihood import Estimate, fit, logarithm, positive
from epiworks.epi.special import Floats, floats, normal_cdf
from epiworks.units import PersonCount, PoolSize, Probability, TubeCount

LARGEST_POOL = PoolSize(20)
"""20:1 is the largest pool that the testing guides allow."""

_SMALL, _FARTHEST = 30, 8.0


@dataclass(frozen=True, slots=True)
class Dilution:
    """How many cycles does each doubling of the pool cost, with which scatter (sd, cycles)? `unused`: pairs with nothing to compare."""

    per_doubling: Estimate
    sd: Estimate
    pairs: PersonCount
    unused: PersonCount
    small: bool


@dataclass(frozen=True, slots=True)
class PoolChoice:
    """What comes of so many to a tube, with the tests there are: people sampled, positives found in the mean, tests spent on re-tests."""

    pool: PoolSize
    sensitivity: Probability
    people: PersonCount
    found: float
    retests: float


@dataclass(frozen=True, slots=True)
class Screening:
    """Who waits to be tested, with which share infected, and how many tests there are, re-tests of positive pools included?

    Raises `ValueError` for a share outside 0 to 1 (0.5 % is 0.005) and for fewer than no people or tests.
    """

    people: PersonCount
    prevalence: Probability
    tests: TubeCount

    def __post_init__(self) -> None:
        """Refuse what would be answered with more found than there are."""
        if not 0 <= self.prevalence <= 1:
            message = f"the prevalence is a share from 0 to 1, not {self.prevalence}: five in a thousand are 0.005"
            raise ValueError(message)
        if self.people < 0 or self.tests < 0:
            message = "people and tests are counts, none negative"
            raise ValueError(message)


def fit_dilution(single: ArrayLike, pooled: ArrayLike, *, pool: PoolSize, cutoff: float, level: float = 0.95) -> Dilution:
    """What does pooling cost, from Ct values of the same samples alone and in a pool of `pool`?

    NaN, or a Ct at or above `cutoff`, is "not found": a pair found alone but not in the pool counts as a shift beyond the cutoff (a
    censored value, not a missing one); a pair not found alone is unused. Raises `ValueError` for a pool of one, with fewer than three pairs
    found both ways, or for lists of different length. Source: maximum likelihood of a censored normal law (Tobin, Econometrica 26 (1958)
    24-36) with profile intervals.

    >>> found = fit_dilution([20, 22, 25, 30, 36], [22.1, 24.5, 27.2, 32.0, float("nan")], pool=PoolSize(5), cutoff=38)
    >>> round(found.per_doubling.best, 2), found.pairs
    (0.95, 5)
    """
    alone, mixed = floats(single), floats(pooled)
    if alone.ndim != 1 or alone.shape != mixed.shape:
        message = "each sample has a Ct alone and one in its pool: two lists of the same length"
        raise ValueError(message)
    usable = np.isfinite(alone) & (alone < cutoff)
    alone, mixed = alone[usable], mixed[usable]
    seen = np.isfinite(mixed) & (mixed < cutoff)
    if pool < 2 or seen.sum() < 3:
        message = "dilution needs a pool of at least two and three samples found both ways"
        raise ValueError(message)
    shift, room = (mixed - alone)[seen], (cutoff - alone)[~seen]
    found = fit(
        lambda mean, spread: _log_likelihood(shift, room, (mean, spread)),
        (float(shift.mean()), logarithm(max(float(shift.std()), 0.1))),
        level=level,
    )
    doublings = log2(pool)
    cost = Estimate(*(value / doublings for value in (found.first.best, found.first.low, found.first.high)))
    spread = positive(found.second, farthest=_FARTHEST)
    return Dilution(cost, spread, PersonCount(int(usable.sum())), PersonCount(int((~usable).sum())), bool(usable.sum() < _SMALL))


def detection(cts: ArrayLike, pool: PoolSize, dilution: Dilution, *, cutoff: float) -> Floats:
    """How likely is each of these positives, by its Ct alone, found in a pool of this size? A pool of one finds all below the cutoff.

    >>> cost = Dilution(Estimate(1.0, 1.0, 1.0), Estimate(0.5, 0.5, 0.5), PersonCount(60), PersonCount(0), False)
    >>> detection([20, 33, 36], PoolSize(10), cost, cutoff=37).round(2).tolist()
    [1.0, 0.91, 0.0]
    """
    values = floats(cts)
    if pool == 1:
        return np.where(values < cutoff, 1.0, 0.0)
    return normal_cdf((cutoff - values - dilution.per_doubling.best * log2(pool)) / dilution.sd.best) * (values < cutoff)


def pool_sensitivity(cts: ArrayLike, pool: PoolSize, dilution: Dilution, *, cutoff: float) -> Probability:
    """Which part of positives like these (by their Ct alone) does a pool of this size find? The mean of `detection`.

    The Ct values must be those of the people to be found: in a growing outbreak and with frequent rounds low, in a waning one high.
    Raises `ValueError` without a Ct below the cutoff.
    """
    values = floats(cts)
    positive = values[np.isfinite(values) & (values < cutoff)]
    if positive.size == 0:
        message = "no Ct below the cutoff: there is no positive to find"
        raise ValueError(message)
    return Probability(float(np.clip(detection(positive, pool, dilution, cutoff=cutoff).mean(), 0, 1)))


def choices(
    job: Screening, cts: ArrayLike, dilution: Dilution, *, cutoff: float, pools: Iterable[int] = range(1, LARGEST_POOL + 1)
) -> list[PoolChoice]:
    """Which pool sizes find the most positives with these tests, best first, the smaller of equals before the larger?

    With pools of k of sensitivity s, a person costs 1/k + 1 - (1 - p s)**k tests, re-tests of all members included (1 for k = 1), so
    people = min(all, tests / cost) are sampled and p s of them found. Raises `ValueError` as `pool_sensitivity` does.

    >>> cost = Dilution(Estimate(1.0, 1.0, 1.0), Estimate(0.8, 0.8, 0.8), PersonCount(60), PersonCount(0), False)
    >>> job = Screening(PersonCount(190_000), Probability(0.0005), TubeCount(25_000))
    >>> best = choices(job, [18, 22, 26, 30, 33, 35], cost, cutoff=37)[0]
    >>> best.pool, round(best.found, 1)
    (8, 79.2)
    """
    found = []
    for size in pools:
        pool = PoolSize(size)
        sensitivity = pool_sensitivity(cts, pool, dilution, cutoff=cutoff)
        positive = -expm1(pool * log1p(-min(job.prevalence * sensitivity, 1 - 1e-15))) if pool > 1 else 0.0
        people = min(job.people, int(job.tests / (1 / pool + positive)))
        found.append(PoolChoice(pool, sensitivity, PersonCount(people), people * job.prevalence * sensitivity, people * positive))
    return sorted(found, key=lambda choice: (-choice.found, choice.pool))


def repeat_sensitivity(once: Probability, rounds: int, *, correlated: float = 0.0) -> Probability:
    """How likely do so many rounds find somebody whom one round finds with probability `once`?

    `correlated`: the part of the misses that every round repeats (low virus, bad sampling), 0 to 1. Raises `ValueError` outside 0 to 1 or
    without a round.

    >>> round(repeat_sensitivity(Probability(0.8), 3), 3), round(repeat_sensitivity(Probability(0.8), 3, correlated=0.5), 3)
    (0.992, 0.896)
    """
    if rounds < 1 or not 0 <= correlated <= 1 or not 0 <= once <= 1:
        message = "repeated rounds need at least one round and shares between 0 and 1"
        raise ValueError(message)
    missed = 1 - once
    return Probability(1 - (correlated * missed + (1 - correlated) * missed**rounds))


def _log_likelihood(shift: Floats, room: Floats, parameters: tuple[float, float]) -> float:
    mean, log_sd = parameters
    if abs(log_sd) > _FARTHEST:
        return -inf
    sd = exp(log_sd)
    seen = -(((shift - mean) / sd) ** 2) / 2 - log_sd - log(2 * pi) / 2
    beyond = np.log(np.maximum(normal_cdf(-(room - mean) / sd), 1e-300))
    return float(seen.sum() + beyond.sum())
