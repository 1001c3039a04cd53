"""How many does one case infect in the mean (R), and how unevenly (k)? A negative binomial law of secondary cases.

P(x) = G(x + k) / (x! G(k)) (R / (R + k))**x (k / (R + k))**k, mean R, variance R + R**2 / k. Small k: few infect many, most infect none.
Source: Lloyd-Smith, Schreiber, Kopp, Getz, Nature 438 (2005) 355-359.
"""

from dataclasses import dataclass, replace
from functools import partial
from math import exp, inf, log, log1p

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize

from epiworks.epi.likelihood import Estimate, LogLikelihood, interval, positive, profile
from epiworks.epi.special import Counts, Floats, chi_squared_quantile, floats, log_gamma
from epiworks.units import PersonCount, Probability, Share

MOST_INFECTING = Share(0.2)
"""The part of the cases whose share is usually asked for."""

LARGEST_LOG_K = 14.0
"""From e to this on k is told apart from an infinite one by no data."""

_EVEN = 4.0
_SMALL = 30


@dataclass(frozen=True, slots=True)
class OffspringFit:
    """R and k with profile-likelihood intervals. k infinite: no more uneven than chance. `small`: fewer than 30 cases."""

    reproduction: Estimate
    dispersion: Estimate
    log_likelihood: float
    cases: PersonCount
    small: bool


def fit_offspring(counts: ArrayLike, *, level: float = 0.95) -> OffspringFit:
    """Which R and k fit these numbers of secondary cases, one for each case, zeros included?

    The best R is the mean, whatever k. Where the variance is no larger than the mean, k is infinite with a finite lower bound; else k is
    where sum over j of N_j / (k + j) = n ln(1 + R / k), N_j of the n cases having infected more than j. Cases whose own infecting time is
    not over yet bias R down: leave them out, or say so to `attribution.fit_readings`. Raises `ValueError` with fewer than two cases, when
    nobody infected anybody, for a number that is not whole or is negative, or for a level that is not between 0 and 1. Source: see the
    module; infinite k: Levin and Reeds, Ann Stat 5 (1977) 79-87.

    >>> found = fit_offspring([0, 0, 0, 1, 0, 8, 0, 0, 3, 0, 0, 0])
    >>> round(found.reproduction.best, 2), round(found.dispersion.best, 2)
    (1.0, 0.14)
    """
    values = _checked(counts)
    log_r, log_k = log(float(values.mean())), _best_log_k(values)
    height: LogLikelihood = partial(_log_likelihood, values)
    best, of_r, of_k = intervals_around(height, log_r, log_k, level=level)
    reproduction = replace(of_r, best=float(values.mean()))
    return OffspringFit(reproduction, of_k, best, PersonCount(values.size), values.size < _SMALL)


def intervals_around(height: LogLikelihood, log_r: float, log_k: float, *, level: float) -> tuple[float, Estimate, Estimate]:
    """How high is this log-likelihood, of ln R and ln k, at its best, and between which values of R and of k is it nearly as high?

    The best R has to be that whatever k. Raises `ValueError` for a level that is not between 0 and 1.
    """
    best = height(log_r, log_k)
    limit = best - chi_squared_quantile(level) / 2
    of_k = interval(lambda k: height(log_r, k) - limit, log_k)

    uneven = profile(lambda r: lambda k: height(r, k), (min(log_k, _EVEN), _EVEN))
    of_r = interval(lambda r: max(uneven(r), height(r, LARGEST_LOG_K)) - limit, log_r)
    return best, positive(of_r), open_ended(of_k)


def infects_nobody(reproduction: float, dispersion: float) -> Probability:
    """How likely does one case infect nobody? (1 + R / k)**-k, exp(-R) for infinite k.

    Raises `ValueError` for an R below 0 or a k that is not above 0.

    >>> round(infects_nobody(2.0, 0.16), 2)
    0.66
    """
    _require(reproduction, dispersion)
    if dispersion == inf:
        return Probability(exp(-reproduction))
    return Probability((1 + reproduction / dispersion) ** -dispersion)


def dies_out(reproduction: float, dispersion: float, *, introductions: int = 1) -> Probability:
    """How likely does every chain begun by so many cases end by itself? The smallest s with s = g(s), to the power of the introductions.

    g(s) = (1 + R (1 - s) / k)**-k. 1 when R is at most 1. Raises `ValueError` as `infects_nobody` does, and for fewer than
    no introductions. Source: Lloyd-Smith et al. 2005.

    >>> round(dies_out(1.5, 0.2), 2), dies_out(0.9, 1.0)
    (0.88, 1.0)
    """
    _require(reproduction, dispersion)
    if introductions < 0:
        message = f"there cannot be {introductions} introductions"
        raise ValueError(message)
    if reproduction <= 1:
        return Probability(1.0)

    def gap(s: float) -> float:
        return float(infects_nobody(reproduction * (1 - s), dispersion)) - s

    root = float(optimize.brentq(gap, 0.0, 1 - 1e-9)) if gap(1 - 1e-9) < 0 else 1.0
    return Probability(root**introductions)


def top_share(reproduction: float, dispersion: float, *, top: Share = MOST_INFECTING) -> Share:
    """Which share of all infections comes from the most infecting part of the cases (20 % unless another part is given)?

    Counts real secondary cases, so it is below 1 even for the most uneven law and above `top` even for a Poisson one. Source: Lloyd-Smith
    et al. 2005 (there by expected numbers); here by the negative binomial itself, as Endo et al., Wellcome Open Res 5 (2020) 67, do. Raises
    `ValueError` for an R or a k that is not above 0, or a part outside 0 to 1.

    >>> round(top_share(2.0, 0.1), 2)
    0.97
    """
    _require(reproduction, dispersion)
    if reproduction == 0 or not 0 <= top <= 1:
        message = "a share of infections needs an R above 0 and a part of the cases between 0 and 1"
        raise ValueError(message)
    number = np.arange(_longest_tail(reproduction, dispersion))
    chances = np.exp(log_chances(number, reproduction, dispersion))
    descending = chances[::-1]
    people = np.cumsum(descending)
    infections = np.cumsum(descending * number[::-1])
    place = min(int(np.searchsorted(people, top)), number.size - 1)
    before = infections[place] - descending[place] * number[::-1][place]
    rest = (top - (people[place] - descending[place])) * number[::-1][place]
    return Share(float(min((before + rest) / reproduction, 1.0)))


def log_chances(number: ArrayLike, reproduction: ArrayLike, dispersion: float) -> Floats:
    """How likely are these numbers of secondary cases, as logarithms? Infinite k is the Poisson law. Source: see the module.

    `reproduction`: one mean for all, or one for each number.
    """
    x, mean = floats(number), floats(reproduction)
    if dispersion == inf or dispersion >= exp(LARGEST_LOG_K):
        return np.asarray(x * np.log(mean) - mean - log_gamma(x + 1), dtype=np.float64)
    ratio = np.log1p(mean / dispersion)
    power = x * (np.log(mean) - log(dispersion) - ratio) - dispersion * ratio
    return np.asarray(log_gamma(x + dispersion) - log_gamma(x + 1) - log_gamma(dispersion) + power, dtype=np.float64)


def open_ended(found: Estimate) -> Estimate:
    """Which k is it, given by its logarithm? One that ran to the end of what is told apart from chance is infinite.

    >>> open_ended(Estimate(0.0, -inf, 11.0))
    Estimate(best=1.0, low=0.0, high=inf)
    """
    limit = 10.0
    return Estimate(
        inf if found.best > limit else exp(found.best),
        exp(found.low) if found.low > -inf else 0.0,
        inf if found.high > limit else exp(found.high),
    )


def _best_log_k(values: Counts) -> float:
    """The logarithm of the best k, the largest there is for an infinite one."""
    mean, above = float(values.mean()), np.cumsum(np.bincount(values)[:0:-1])[::-1]
    place = np.arange(above.size)

    def slope(log_k: float) -> float:
        k = exp(log_k)
        return float((above / (k + place)).sum()) - values.size * log1p(mean / k)

    if values.var() <= mean or slope(LARGEST_LOG_K) >= 0:
        return LARGEST_LOG_K
    return float(optimize.brentq(slope, -LARGEST_LOG_K, LARGEST_LOG_K, xtol=1e-12))


def _log_likelihood(values: Counts, log_r: float, log_k: float) -> float:
    if abs(log_r) > 12 or log_k < -LARGEST_LOG_K:
        return -inf
    return float(log_chances(values, exp(log_r), exp(log_k) if log_k < LARGEST_LOG_K else inf).sum())


def _checked(counts: ArrayLike) -> Counts:
    given = floats(counts)
    if given.ndim != 1 or not np.all(np.isfinite(given)) or np.any(given < 0) or np.any(given != np.floor(given)):
        message = "secondary cases are whole numbers, none negative"
        raise ValueError(message)
    if given.size < 2 or given.sum() == 0:
        message = "R and k need at least two cases of which one infected somebody"
        raise ValueError(message)
    return given.astype(np.int64)


def _require(reproduction: float, dispersion: float) -> None:
    if not 0 <= reproduction < inf or not dispersion > 0:
        message = f"R is not below 0 and k above 0 (not 1 / k), not {reproduction} and {dispersion}"
        raise ValueError(message)


def _longest_tail(reproduction: float, dispersion: float) -> int:
    spread = reproduction + (0.0 if dispersion == inf else reproduction**2 / dispersion)
    return int(reproduction + 60 * spread**0.5 + 60)
