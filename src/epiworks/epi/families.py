"""Which laws can an interval between two events follow? Each by its mean and standard deviation in days.

For every law: F(x), and its integral A(x) = integral of F from 0 to x (from minus infinity for the normal law), in closed form, from which
likelihoods of intervals known only to the day follow without numerical integration.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import exp, expm1, gamma, inf, lgamma, log, log1p, pi, sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize

from epiworks.epi.special import Floats, gamma_cdf, gamma_quantile, log_gamma, normal_cdf, normal_quantile


class Family(StrEnum):
    """Which law? Only the normal one allows negative intervals. Its name will do, too, in any spelling.

    Raises `ValueError` for a name that is none of these.

    >>> Family("lognormal").value, Family("Log-normal").value
    ('log_normal', 'log_normal')
    """

    GAMMA = "gamma"
    LOG_NORMAL = "log_normal"
    WEIBULL = "weibull"
    NORMAL = "normal"

    @classmethod
    def _missing_(cls, value: object) -> "Family":
        plain = "".join(letter for letter in str(value).lower() if letter.isalpha())
        for family in cls:
            if plain == family.value.replace("_", ""):
                return family
        message = f"{value!r} is no family of laws; these are: {', '.join(cls)}"
        raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Law:
    """One member of a family, by mean and standard deviation in days, both as the interval itself has them.

    Raises `ValueError` for a family that is none, an `sd` that is not above 0, or a mean that is not where the law has to be positive.
    """

    family: Family
    mean: float
    sd: float

    def __post_init__(self) -> None:
        """A name in place of its member would pass for the normal law. Raises `ValueError` as the class says."""
        object.__setattr__(self, "family", Family(self.family))
        if not 0 < self.sd < inf or not (-inf if self.family is Family.NORMAL else 0) < self.mean < inf:
            message = f"a {self.family} law cannot have a mean of {self.mean} and a standard deviation of {self.sd} days"
            raise ValueError(message)

    @property
    def parameters(self) -> Mapping[str, float]:
        """Which parameters of its own has the law, by the names that R gives them in `dgamma`, `dlnorm`, `dweibull` and `dnorm`?

        >>> {name: round(value, 3) for name, value in Law(Family.GAMMA, 4.0, 2.0).parameters.items()}
        {'shape': 4.0, 'scale': 1.0}
        """
        names = {Family.LOG_NORMAL: ("meanlog", "sdlog"), Family.NORMAL: ("mean", "sd")}.get(self.family, ("shape", "scale"))
        return dict(zip(names, self._shape(), strict=True))

    def quantile(self, levels: ArrayLike) -> Floats:
        """Within how many days does this part of the intervals end?

        >>> Law(Family.LOG_NORMAL, 4.0, 2.0).quantile([0.05, 0.5, 0.95]).round(2).tolist()
        [1.64, 3.58, 7.78]
        """
        first, second = self._shape()
        if self.family is Family.GAMMA:
            return gamma_quantile(levels, shape=first, scale=second)
        if self.family is Family.WEIBULL:
            return np.asarray(second * (-np.log1p(-np.asarray(levels, dtype=np.float64))) ** (1 / first), dtype=np.float64)
        found = first + second * normal_quantile(levels)
        return np.asarray(np.exp(found) if self.family is Family.LOG_NORMAL else found, dtype=np.float64)

    def cdf(self, values: Floats) -> Floats:
        """How likely is an interval of at most so many days?"""
        first, second = self._shape()
        if self.family is Family.GAMMA:
            return gamma_cdf(values, shape=first, scale=second)
        if self.family is Family.LOG_NORMAL:
            return normal_cdf((_log(values) - first) / second)
        if self.family is Family.WEIBULL:
            return np.asarray(-np.expm1(-_power(values / second, first)), dtype=np.float64)
        return normal_cdf((values - first) / second)

    def area(self, values: Floats) -> Floats:
        """What is the integral of the distribution function up to here, x F(x) - E[X; X <= x]?"""
        first, second = self._shape()
        below = self.cdf(values)
        if self.family is Family.GAMMA:
            part = first * second * gamma_cdf(values, shape=first + 1, scale=second)
        elif self.family is Family.LOG_NORMAL:
            part = self.mean * normal_cdf((_log(values) - first) / second - second)
        elif self.family is Family.WEIBULL:
            part = self.mean * gamma_cdf(_power(values / second, first), shape=1 + 1 / first, scale=1.0)
        else:
            part = first * below - second * np.exp(-(((values - first) / second) ** 2) / 2) / sqrt(2 * pi)
        return np.asarray(values * below - part, dtype=np.float64)

    def log_density(self, values: Floats) -> Floats:
        """What is the logarithm of the density at these intervals? Minus infinity where the law does not allow them."""
        first, second = self._shape()
        with np.errstate(divide="ignore", invalid="ignore"):
            scaled = values / second
            if self.family is Family.GAMMA:
                found = (first - 1) * np.log(scaled) - scaled - float(log_gamma(first)) - log(second)
            elif self.family is Family.LOG_NORMAL:
                found = -(((np.log(values) - first) / second) ** 2) / 2 - np.log(values) - log(second * sqrt(2 * pi))
            elif self.family is Family.WEIBULL:
                found = log(first / second) + (first - 1) * np.log(scaled) - _power(scaled, first)
            else:
                return np.asarray(-(((values - first) / second) ** 2) / 2 - log(second * sqrt(2 * pi)), dtype=np.float64)
        return np.where(values > 0, found, -np.inf)

    def _shape(self) -> tuple[float, float]:
        """Which two parameters does the law's own formula take? Shape and scale, or mean and sd (of the logarithm for log-normal)."""
        if self.family is Family.GAMMA:
            return (self.mean / self.sd) ** 2, self.sd**2 / self.mean
        if self.family is Family.LOG_NORMAL:
            spread = log1p((self.sd / self.mean) ** 2)
            return log(self.mean) - spread / 2, sqrt(spread)
        if self.family is Family.WEIBULL:
            shape = _weibull_shape(self.sd / self.mean)
            return shape, self.mean / gamma(1 + 1 / shape)
        return self.mean, self.sd


def _power(values: Floats, exponent: float) -> Floats:
    """Positive values to a power, infinite where a double cannot hold it."""
    with np.errstate(over="ignore"):
        return np.asarray(np.maximum(values, 0) ** exponent, dtype=np.float64)


def _log(values: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(np.maximum(values, 0)), dtype=np.float64)


@lru_cache(maxsize=16)
def _weibull_shape(variation: float) -> float:
    """Which shape has a Weibull law of this coefficient of variation? G(1 + 2/k) / G(1 + 1/k)**2 = 1 + cv**2, cut to 0.05 ... 1,000."""
    wanted = log1p(variation**2)
    low, high = log(0.05), log(1_000.0)

    def excess(shape: float) -> float:
        return lgamma(1 + 2 * exp(-shape)) - 2 * lgamma(1 + exp(-shape)) - wanted

    if excess(low) <= 0:
        return exp(low)
    if excess(high) >= 0:
        return exp(high)
    return exp(float(optimize.brentq(excess, low, high, xtol=1e-12)))


def weibull_variation(shape: float) -> float:
    """Which coefficient of variation has a Weibull law of this shape?

    >>> round(weibull_variation(1.0), 9)
    1.0
    """
    return sqrt(expm1(lgamma(1 + 2 / shape) - 2 * lgamma(1 + 1 / shape)))
