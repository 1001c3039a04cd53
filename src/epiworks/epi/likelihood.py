"""Which two parameters fit best, and which others fit nearly as well? Maximum likelihood with profile-likelihood intervals.

The interval of a parameter holds the values whose best likelihood, over the other parameter, is within half the chi-squared quantile of the
maximum. Unlike mean +- 2 standard errors it is not symmetric, stays within the possible values and may be open on one side.
Source: Venzon and Moolgavkar, Applied Statistics 37 (1988) 87-94.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, inf, isfinite, log

import numpy as np
from scipy import optimize

from epiworks.epi.special import chi_squared_quantile

LogLikelihood = Callable[[float, float], float]
Side = Callable[[float], float]
_FAR = 40.0
_STEP = 0.05
_IMPOSSIBLE = -1e12


@dataclass(frozen=True, slots=True)
class Estimate:
    """The best value, and the values that the data do not exclude. `high` may be infinite, `low` may be the end of what is possible."""

    best: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Fit:
    """Both parameters, the log-likelihood at the best, and the Akaike criterion (smaller is better)."""

    first: Estimate
    second: Estimate
    log_likelihood: float

    @property
    def aic(self) -> float:
        """Which of several families fits best for its two parameters? 4 - 2 ln L."""
        return 4 - 2 * self.log_likelihood


def fit(target: LogLikelihood, start: tuple[float, float], *, level: float = 0.95) -> Fit:
    """Which pair maximises this log-likelihood, beginning at `start`, with intervals of this level? Parameters are unbounded numbers.

    Give positive parameters by their logarithm. Raises `ValueError` when the start is impossible, or for a level not between 0
    and 1. Source: see the module.

    >>> found = fit(lambda a, b: -((a - 1) ** 2) - (b - 2) ** 2, (0.0, 0.0))
    >>> round(found.first.best, 4), round(found.second.high, 2)
    (1.0, 3.39)
    """
    if not isfinite(target(*start)):
        message = f"the data are impossible at the starting values {start}"
        raise ValueError(message)
    options = {"xatol": 1e-7, "fatol": 1e-11, "maxiter": 4_000, "maxfev": 4_000}
    found = optimize.minimize(
        lambda pair: -_finite(target(*map(float, pair)), float(np.abs(pair).sum())), start, method="Nelder-Mead", options=options
    )
    first, second, best = float(found.x[0]), float(found.x[1]), -float(found.fun)
    limit = best - chi_squared_quantile(level) / 2
    over_second = profile(lambda a: lambda b: target(a, b), (second, start[1]))
    over_first = profile(lambda b: lambda a: target(a, b), (first, start[0]))
    of_first = interval(lambda a: over_second(a) - limit, first)
    of_second = interval(lambda b: over_first(b) - limit, second)
    return Fit(of_first, of_second, best)


def profile(other: Callable[[float], Side], beginnings: tuple[float, float]) -> Side:
    """How high does the likelihood rise at each value of one parameter, the `other` one free?

    Brackets grow from near the joint optimum, from where its search began, and from where the other parameter was best the last time: far
    out the best may be far from both. It may also lie on a plain without a slope (k so large that it is infinite), from which no search
    comes down to a better value. Asked twice it answers the same.
    """
    latest = beginnings[0]
    known: dict[float, float] = {}

    def height(value: float) -> float:
        nonlocal latest
        if value not in known:
            side = other(value)
            known[value], latest = max(_best_near(side, near) for near in dict.fromkeys((*beginnings, latest)))
        return known[value]

    return height


def _best_near(side: Side, near: float) -> tuple[float, float]:
    """The highest value found, and where it is."""
    found = optimize.minimize_scalar(
        lambda value: -_finite(side(float(value)), abs(float(value) - near)), bracket=(near - _STEP, near + _STEP), options={"xtol": 1e-7}
    )
    return max((-float(found.fun), float(found.x)), (side(near), near))


def _finite(value: float, far: float) -> float:
    """A search needs a slope where the data are impossible: the farther from the optimum, the worse."""
    return value if isfinite(value) else _IMPOSSIBLE * (1 + far)


def interval(above: Side, best: float) -> Estimate:
    """Around this best value, where is the function above 0? An end is infinite where it stays above for 40 and more."""
    return Estimate(best, _edge(above, best, -1), _edge(above, best, +1))


def _edge(above: Side, best: float, direction: int) -> float:
    """Where does the profile fall below the limit on this side? Infinite where it does not within a factor e**40."""
    inner, width = best, _STEP
    while width < _FAR:
        outer = best + direction * width
        if above(outer) < 0:
            return float(optimize.brentq(above, inner, outer, xtol=1e-8))
        inner, width = outer, width * 2
    return direction * inf


def positive(found: Estimate, *, farthest: float = 12.0) -> Estimate:
    """Which positive value is it, given by its logarithm? Beyond e**12, where searches end, it is infinite, below e**-12 it is 0.

    >>> positive(Estimate(0.0, -12.0, 12.0))
    Estimate(best=1.0, low=0.0, high=inf)
    """
    edge = farthest - 0.01
    return Estimate(exp(found.best), exp(found.low) if found.low > -edge else 0.0, exp(found.high) if found.high < edge else inf)


def logarithm(value: float) -> float:
    """What is ln(value), with a floor far below anything measured, so that a search can begin at zero?

    >>> logarithm(1.0)
    0.0
    """
    return log(max(value, 1e-9))
