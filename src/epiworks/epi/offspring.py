"""How many does one case infect in the mean (R), and how unevenly (k)? A negative binomial law of secondary cases.

P(x) = G(x + k) / (x! G(k)) (R / (R + k))**x (k / (R + k))**k, mean R, variance R + R**2 / k. Small k: few infect many, most infect none.
Source: Lloyd-Smith, Schreiber, Kopp, Getz, Nature 438 (2005) 355-359.
"""

from dataclasses import dataclass
from math import exp, inf, log

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize

from epiworks.epi.likelihood import Estimate, fit, logarithm, positive
from epiworks.epi.special import Counts, Floats, floats, log_gamma
from epiworks.units import PersonCount, Probability, Share

MOST_INFECTING = Share(0.2)
"""The part of the cases whose share is usually asked for."""

_LARGEST_LOG_K = 14.0
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

    The best R is the mean. Where the counts are no more uneven than chance, k is infinite with a finite lower bound. Cases whose own
    infecting time is not over yet bias R down: leave them out. Raises `ValueError` with fewer than two cases, when nobody infected anybody,
    or for a number that is not whole or is negative. Source: see the module.

    >>> found = fit_offspring([0, 0, 0, 1, 0, 8, 0, 0, 3, 0, 0, 0])
    >>> round(found.reproduction.best, 2), round(found.dispersion.best, 2)
    (1.0, 0.14)
    """
    values = _checked(counts)
    mean = float(values.mean())
    variance = float(values.var())
    start = mean**2 / (variance - mean) if variance > mean else 50.0
    found = fit(lambda r, k: _log_likelihood(values, r, k), (log(mean), logarithm(start)), level=level)
    dispersion = open_ended(found.second)
    return OffspringFit(positive(found.first), dispersion, found.log_likelihood, PersonCount(values.size), values.size < _SMALL)


def infects_nobody(reproduction: float, dispersion: float) -> Probability:
    """How likely does one case infect nobody? (1 + R / k)**-k, exp(-R) for infinite k.

    >>> round(infects_nobody(2.0, 0.16), 2)
    0.66
    """
    if dispersion == inf:
        return Probability(exp(-reproduction))
    return Probability((1 + reproduction / dispersion) ** -dispersion)


def dies_out(reproduction: float, dispersion: float, *, introductions: int = 1) -> Probability:
    """How likely does every chain begun by so many cases end by itself? The smallest s with s = g(s), to the power of the introductions.

    g(s) = (1 + R (1 - s) / k)**-k. 1 when R is at most 1. Source: Lloyd-Smith et al. 2005.

    >>> round(dies_out(1.5, 0.2), 2), dies_out(0.9, 1.0)
    (0.88, 1.0)
    """
    if reproduction <= 1:
        return Probability(1.0)

    def gap(s: float) -> float:
        return float(infects_nobody(reproduction * (1 - s), dispersion)) - s

    root = float(optimize.brentq(gap, 0.0, 1 - 1e-9)) if gap(1 - 1e-9) < 0 else 1.0
    return Probability(root**introductions)


def top_share(reproduction: float, dispersion: float, *, top: Share = MOST_INFECTING) -> Share:
    """Which share of all infections comes from the most infecting part of the cases (20 % unless another part is given)?

    Counts real secondary cases, so it is below 1 even for the most uneven law and above `top` even for a Poisson one. Source: Lloyd-Smith
    et al. 2005 (there by expected numbers); here by the negative binomial itself, as Endo et al., Wellcome Open Res 5 (2020) 67, do.

    >>> round(top_share(2.0, 0.1), 2)
    0.97
    """
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
    if dispersion == inf or dispersion > exp(_LARGEST_LOG_K):
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


def _log_likelihood(values: Counts, log_r: float, log_k: float) -> float:
    if abs(log_r) > 12 or log_k < -_LARGEST_LOG_K:
        return -inf
    return float(log_chances(values, exp(log_r), exp(min(log_k, _LARGEST_LOG_K))).sum())


def _checked(counts: ArrayLike) -> Counts:
    given = floats(counts)
    if given.ndim != 1 or not np.all(np.isfinite(given)) or np.any(given < 0) or np.any(given != np.floor(given)):
        message = "secondary cases are whole numbers, none negative"
        raise ValueError(message)
    if given.size < 2 or given.sum() == 0:
        message = "R and k need at least two cases of which one infected somebody"
        raise ValueError(message)
    return given.astype(np.int64)


def _longest_tail(reproduction: float, dispersion: float) -> int:
    spread = reproduction + (0.0 if dispersion == inf else reproduction**2 / dispersion)
    return int(reproduction + 60 * spread**0.5 + 60)
