"""Which R and k fit the sizes of finished chains, when nobody knows who infected whom in them?

n cases together infect n - s others where s of them were introduced: infections by n cases are negative binomial with mean n R and
dispersion n k, and a share s / n of all orders in which that can happen is a chain that does not end before. So

    P(n) = s/n  G(n k + n - s) / (G(n k) (n - s)!)  (R / (R + k))**(n - s)  (k / (R + k))**(n k)

Source: Blumberg, Lloyd-Smith, PLoS Comput Biol 9 (2013) e1002993; several introductions: Dwass, J Appl Probab 6 (1969) 682-686.
"""

from dataclasses import replace
from functools import partial
from math import exp, inf, log

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize

from epiworks.epi.likelihood import Side
from epiworks.epi.offspring import LARGEST_LOG_K, OffspringFit, intervals_around
from epiworks.epi.special import Floats, floats, log_gamma
from epiworks.units import PersonCount

_SMALL = 30
_GRID = 57


def fit_chain_sizes(sizes: ArrayLike, *, introductions: ArrayLike | None = None, level: float = 0.95) -> OffspringFit:
    """Which R and k fit these numbers of cases by chain, introduced ones among them? Chains that may go on are none of these.

    `introductions`: how many began each chain, one where not given. The best R is the share of cases that were not introduced, whatever k.
    `small`: fewer than 30 chains. Raises `ValueError` with fewer than two chains, where nobody infected anybody, for a number that is not
    whole, a chain without an introduction or with more of them than cases, and for a level that is not between 0 and 1. Source: see the
    module.

    >>> found = fit_chain_sizes([1, 1, 1, 2, 1, 1, 7, 1, 1, 3, 1, 1, 1, 1, 4])
    >>> round(found.reproduction.best, 2), round(found.dispersion.best, 2), found.cases, found.small
    (0.44, 0.52, 27, True)
    """
    cases = floats(sizes)
    begun = np.ones_like(cases) if introductions is None else floats(introductions)
    _check(cases, begun)
    height = partial(_log_likelihood, cases, begun)
    share = float(1 - begun.sum() / cases.sum())
    best, of_r, of_k = intervals_around(height, log(share), _best_log_k(partial(height, log(share))), level=level)
    return OffspringFit(replace(of_r, best=share), of_k, best, PersonCount(int(cases.sum())), cases.size < _SMALL)


def log_size_chances(sizes: ArrayLike, reproduction: float, dispersion: float, *, introductions: ArrayLike = 1) -> Floats:
    """How likely does a chain have so many cases in the end, as logarithms? Infinite k is the law of Borel and Tanner.

    Above an R of 1 the chances of all sizes add up to that of dying out. Raises `ValueError` for an R or a k that is not above 0. Source:
    see the module.

    >>> np.exp(log_size_chances([1, 2, 3], 0.5, 0.2)).round(2).tolist()
    [0.78, 0.09, 0.04]
    """
    if not 0 < reproduction < inf or not dispersion > 0:
        message = f"R and k are above 0, not {reproduction} and {dispersion}"
        raise ValueError(message)
    cases, begun = floats(sizes), floats(introductions)
    more, mean = cases - begun, cases * reproduction
    found = np.log(begun / cases) - log_gamma(more + 1)
    if dispersion >= exp(LARGEST_LOG_K):
        return floats(found + more * np.log(mean) - mean)
    ratio = np.log1p(reproduction / dispersion)
    power = more * (log(reproduction) - log(dispersion) - ratio) - cases * dispersion * ratio
    return floats(found + log_gamma(cases * dispersion + more) - log_gamma(cases * dispersion) + power)


def _log_likelihood(cases: Floats, begun: Floats, log_r: float, log_k: float) -> float:
    if abs(log_r) > 12 or log_k < -LARGEST_LOG_K:
        return -inf
    return float(log_size_chances(cases, exp(log_r), exp(log_k) if log_k < LARGEST_LOG_K else inf, introductions=begun).sum())


def _best_log_k(height: Side) -> float:
    """The logarithm of the best k: the highest of a row of values, then between its neighbours; the last of them where k is infinite."""
    row = np.linspace(-LARGEST_LOG_K, LARGEST_LOG_K, _GRID)
    place = int(np.argmax([height(float(value)) for value in row]))
    if place == row.size - 1:
        return LARGEST_LOG_K
    ends = float(row[max(place - 1, 0)]), float(row[place + 1])
    found = optimize.minimize_scalar(lambda value: -height(float(value)), bounds=ends, method="bounded", options={"xatol": 1e-9})
    return LARGEST_LOG_K if height(LARGEST_LOG_K) >= -float(found.fun) else float(found.x)


def _check(cases: Floats, begun: Floats) -> None:
    if cases.ndim != 1 or cases.shape != begun.shape or cases.size < 2:
        message = "sizes and introductions are two lists of the same length, of at least two chains"
        raise ValueError(message)
    whole = all(np.all(np.isfinite(values)) and np.all(values == np.floor(values)) for values in (cases, begun))
    if not whole or np.any(begun < 1) or np.any(begun > cases):
        message = "a chain has a whole number of cases, of which at least one was introduced"
        raise ValueError(message)
    if cases.sum() == begun.sum():
        message = "R and k need a chain in which somebody infected somebody"
        raise ValueError(message)
