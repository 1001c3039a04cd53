"""How fast does it grow, and when does it double? A log-linear Poisson regression, widened where days scatter more than chance.

ln E[cases on day t] = a + r t. The spread phi = chi squared / (days - 2), at least 1, widens the interval (quasi-Poisson). Doubling time is
ln 2 / r, halving where r is negative; where the interval of r holds 0, neither is known. Source: McCullagh and Nelder, Generalized Linear
Models (1989), chapter 6; for outbreaks: Wallinga and Lipsitch, Proc R Soc B 274 (2007) 599-604.
"""

from dataclasses import dataclass
from math import inf, log, sqrt

import numpy as np
from numpy.typing import ArrayLike

from epiworks.epi.interval import DayDistribution
from epiworks.epi.likelihood import Estimate
from epiworks.epi.special import Floats, chi_squared_quantile, floats
from epiworks.units import Days, PersonCount

_FEWEST_DAYS = 4
_SMALL = 30


@dataclass(frozen=True, slots=True)
class Growth:
    """Growth a day (0.1: ten per cent more each day, on the logarithmic scale), with its interval and what it rests on."""

    rate: Estimate
    spread: float
    days: int
    cases: PersonCount
    small: bool

    @property
    def doubling(self) -> tuple[Days, Days] | None:
        """Between how many days does it double? None where it may not grow at all."""
        if self.rate.low <= 0:
            return None
        return Days(log(2) / self.rate.high), Days(log(2) / self.rate.low)

    @property
    def halving(self) -> tuple[Days, Days] | None:
        """Between how many days does it halve? None where it may not shrink at all."""
        if self.rate.high >= 0:
            return None
        return Days(log(2) / -self.rate.low), Days(log(2) / -self.rate.high)


def growth(counts: ArrayLike, *, level: float = 0.95) -> Growth:
    """How fast do these daily counts grow or shrink? Give a stretch without a series break and without incomplete last days.

    Raises `ValueError` for fewer than four days, negative or missing counts, or cases on fewer than two days. Source: see the module.

    >>> found = growth([3, 4, 4, 6, 7, 9, 10, 14, 17, 20])
    >>> round(found.rate.best, 2), [round(days, 1) for days in found.doubling]
    (0.21, [2.4, 5.1])
    """
    cases = floats(counts)
    if cases.ndim != 1 or cases.size < _FEWEST_DAYS or not np.all(np.isfinite(cases)) or np.any(cases < 0) or (cases > 0).sum() < 2:
        message = "growth needs at least four days of counts, none negative or missing, with cases on two of them"
        raise ValueError(message)
    day = floats(np.arange(cases.size) - (cases.size - 1) / 2)
    slope, fitted = _regression(cases, day)
    information = float((fitted * (day - (fitted @ day) / fitted.sum()) ** 2).sum())
    spread = max(float(((cases - fitted) ** 2 / fitted).sum()) / (cases.size - 2), 1.0)
    half = sqrt(chi_squared_quantile(level) * spread / information)
    total = PersonCount(int(cases.sum()))
    return Growth(Estimate(slope, slope - half, slope + half), spread, int(cases.size), total, total < _SMALL)


def reproduction_from_growth(rate: float, interval: DayDistribution) -> float:
    """Which R goes with this growth a day, when the growth is steady? R = 1 / sum over s of w_s exp(-r s).

    Source: Wallinga and Lipsitch 2007, equation 2.7, in whole days.

    >>> from epiworks.epi.interval import from_weights
    >>> round(reproduction_from_growth(0.1, from_weights([0, 0.2, 0.5, 0.3])), 3)
    1.231
    """
    return 1 / float(interval.weights @ np.exp(-rate * np.arange(interval.weights.size)))


def _regression(cases: Floats, day: Floats) -> tuple[float, Floats]:
    """Slope and fitted means, by Newton steps that are halved until they help; the likelihood has one peak, so they end."""
    design = np.column_stack([np.ones_like(day), day])
    beta = np.array([log(cases.mean()), 0.0])
    before, value = -inf, _value(cases, design, beta)
    while value - before > 1e-12 * (1 + abs(value)):
        fitted = np.exp(design @ beta)
        step = np.linalg.solve(design.T @ (design * fitted[:, None]), design.T @ (cases - fitted))
        while _value(cases, design, beta + step) < value - 1e-9 * (1 + abs(value)):
            step = step / 2
        beta = beta + step
        before, value = value, _value(cases, design, beta)
    return float(beta[1]), np.asarray(np.exp(design @ beta), dtype=np.float64)


def _value(cases: Floats, design: Floats, beta: Floats) -> float:
    predictor = np.minimum(design @ beta, 500.0)
    return float(cases @ predictor - np.exp(predictor).sum())
