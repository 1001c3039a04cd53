"""How long is it from one case to the next? The serial interval as probabilities by day."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from epiworks.epi.special import Floats, floats, gamma_cdf, log_gamma
from epiworks.units import Days

_SUM_TOLERANCE = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class DayDistribution:
    """How likely is each whole number of days? `weights[s]` belongs to s days; the array cannot be written to."""

    weights: Floats

    @property
    def mean(self) -> Days:
        """How many days in the mean, over the weights given?"""
        return Days(float(self.weights @ np.arange(self.weights.size)))

    @property
    def sd(self) -> Days:
        """How many days is the standard deviation?"""
        squares = float(self.weights @ np.arange(self.weights.size) ** 2)
        return Days(max(squares - self.mean**2, 0.0) ** 0.5)


def from_weights(weights: ArrayLike) -> DayDistribution:
    """Which serial interval has these probabilities for 0, 1, 2, ... days (a non-parametric interval)?

    Raises `ValueError` when a weight is negative or not finite, when the weight of day 0 is not zero (two cases of one day are not a link
    that the method of Cori can use), or when the sum is further than 0.01 from 1.

    >>> from_weights([0, 0.25, 0.5, 0.25]).mean
    2.0
    """
    values = _frozen(weights)
    if values.ndim != 1 or values.size < 2 or not np.all(np.isfinite(values)) or np.any(values < 0):
        message = "a serial interval needs at least two finite weights, none negative"
        raise ValueError(message)
    if values[0] != 0:
        message = f"the weight of day 0 must be 0, not {values[0]}"
        raise ValueError(message)
    if abs(values.sum() - 1) > _SUM_TOLERANCE:
        message = f"the weights add up to {values.sum():.4f}, not 1"
        raise ValueError(message)
    return DayDistribution(values)


def discretised_gamma(mean: Days, sd: Days, *, length: int) -> DayDistribution:
    """Which probabilities by day has a serial interval of this mean and standard deviation, in days (a parametric interval)?

    The interval is 1 + Gamma(a, b) with a = ((mean - 1) / sd)**2, b = sd**2 / (mean - 1); the day of the first case counts as uniform, so
    w_s = s F(s) + (s-2) F(s-2) - 2 (s-1) F(s-1) + a b (2 G(s-1) - G(s-2) - G(s)), F of shape a, G of shape a + 1. Weights beyond
    `length` - 1 days are cut off, not spread over the others, as EpiEstim does. Raises `ValueError` unless mean > 1, sd > 0, length >= 2.
    Source: Cori et al., Am J Epidemiol 178 (2013) 1505-1512, web appendix 11; R EpiEstim `discr_si`.

    >>> [round(float(weight), 4) for weight in discretised_gamma(Days(2.6), Days(1.5), length=5).weights]
    [0.0, 0.2332, 0.3586, 0.1981, 0.1033]
    """
    return DayDistribution(_frozen(gamma_weights([mean], [sd], length=length)[0]))


def gamma_weights(means: ArrayLike, sds: ArrayLike, *, length: int) -> Floats:
    """Which weights by day, one row for each pair of mean and standard deviation? As `discretised_gamma`, for many at once."""
    mean, sd = floats(means)[:, None], floats(sds)[:, None]
    if length < 2 or not np.all((mean > 1) & (mean < np.inf)) or not np.all((sd > 0) & (sd < np.inf)):
        message = "a discretised interval needs a mean above 1 day, a standard deviation above 0 and at least two days"
        raise ValueError(message)
    shape, scale = ((mean - 1) / sd) ** 2, sd**2 / (mean - 1)
    day = np.arange(-2.0, length)
    below = gamma_cdf(day, shape=shape, scale=scale)
    # The distribution function of shape a + 1 is that of shape a less x**a exp(-x) / G(a + 1): half the work.
    scaled = np.maximum(day, 0.0) / scale
    with np.errstate(divide="ignore"):
        less = np.exp(shape * np.log(scaled) - scaled - log_gamma(shape + 1))
    partial = shape * scale * (below - less)
    whole = day * below - partial
    return floats(np.maximum(whole[:, 2:] + whole[:, :-2] - 2 * whole[:, 1:-1], 0.0))


def _frozen(values: ArrayLike) -> Floats:
    copy = np.array(values, dtype=np.float64)
    copy.flags.writeable = False
    return copy
