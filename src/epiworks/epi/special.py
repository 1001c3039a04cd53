"""Which values do the gamma, normal and log-normal laws take? The one place where SciPy's untyped functions get types.

All work on arrays, element by element, and broadcast. Shapes and scales are positive; cumulative functions are 0 below the support.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]


def floats(values: ArrayLike) -> Floats:
    """Which 64-bit floating-point array is this?"""
    return np.asarray(values, dtype=np.float64)


def gamma_cdf(values: ArrayLike, *, shape: ArrayLike, scale: ArrayLike) -> Floats:
    """How likely is a gamma variable at or below these values? Like R's `pgamma(values, shape, scale=scale)`.

    >>> gamma_cdf([1.0], shape=1.0, scale=1.0).round(4).tolist()
    [0.6321]
    """
    return floats(special.gammainc(shape, np.maximum(floats(values) / floats(scale), 0.0)))


def gamma_quantile(levels: ArrayLike, *, shape: ArrayLike, scale: ArrayLike) -> Floats:
    """Below which value lies this part of a gamma variable? Like R's `qgamma(levels, shape, scale=scale)`.

    >>> gamma_quantile([0.5], shape=1.0, scale=1.0).round(4).tolist()
    [0.6931]
    """
    return floats(special.gammaincinv(shape, levels) * floats(scale))


def normal_cdf(values: ArrayLike) -> Floats:
    """How likely is a standard normal variable at or below these values?

    >>> normal_cdf([0.0]).tolist()
    [0.5]
    """
    return floats(special.ndtr(floats(values)))


def normal_quantile(levels: ArrayLike) -> Floats:
    """Below which value lies this part of a standard normal variable?

    >>> normal_quantile([0.975]).round(3).tolist()
    [1.96]
    """
    return floats(special.ndtri(floats(levels)))


def log_gamma(values: ArrayLike) -> Floats:
    """What is the logarithm of the gamma function, ln (x - 1)! for whole x?

    >>> log_gamma([5.0]).round(4).tolist()
    [3.1781]
    """
    return floats(special.gammaln(floats(values)))


def chi_squared_quantile(level: float) -> float:
    """Below which value lies this part of a chi-squared variable with one degree of freedom?

    Raises `ValueError` for a level that is not between 0 and 1: 95 % is 0.95.

    >>> round(chi_squared_quantile(0.95), 4)
    3.8415
    """
    if not 0 < level < 1:
        message = f"a level lies between 0 and 1 (95 % is 0.95), not at {level}"
        raise ValueError(message)
    return float(normal_quantile((1 + level) / 2)) ** 2
