"""How many people does one case infect, now? The method of Cori: a gamma posterior of R for each window of days.

Within a window R is taken as constant; the local cases of its days are Poisson with mean R x Lambda_t (`incidence.infectivity`). With a
gamma prior of shape a and scale b the posterior is gamma with shape a + local cases and scale 1 / (1/b + sum Lambda). Imported cases
infect but are not counted as infected here. Source: Cori, Ferguson, Fraser, Cauchemez, Am J Epidemiol 178 (2013) 1505-1512; imported
cases: Thompson et al., Epidemics 29 (2019) 100356. Equal to R EpiEstim `estimate_R`.
"""

from dataclasses import dataclass
from math import ceil, inf

import numpy as np
from numpy.typing import ArrayLike

from epiworks.epi.incidence import Incidence, infectivity
from epiworks.epi.interval import DayDistribution, discretised_gamma
from epiworks.epi.special import Counts, Flags, Floats, floats, gamma_quantile
from epiworks.units import Days

LEVELS = (0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975)
"""The quantiles of R that every estimate carries, those that EpiEstim prints."""

_KEPT = 0.95


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed of R before any case, and how sure should an estimate be? A large mean keeps control from being claimed early.

    Raises `ValueError` for a number that is not above 0.
    """

    mean: float = 5.0
    sd: float = 5.0
    wanted_cv: float = 0.3

    def __post_init__(self) -> None:
        if not all(0 < value < inf for value in (self.mean, self.sd, self.wanted_cv)):
            message = f"a prior of R has a mean, a standard deviation and a wanted variation above 0, not {self}"
            raise ValueError(message)

    @property
    def shape(self) -> float:
        """Which shape has the gamma prior?"""
        return (self.mean / self.sd) ** 2

    @property
    def scale(self) -> float:
        """Which scale has the gamma prior?"""
        return self.sd**2 / self.mean

    @property
    def fewest_cases(self) -> int:
        """How many cases must a window hold for a posterior coefficient of variation of at most `wanted_cv`? ceil(1 / cv**2 - shape)."""
        return ceil(1 / self.wanted_cv**2 - self.shape)


DEFAULT_PRIOR = Prior()


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """Which days belong to each estimate? Positions in the series from 0, both ends within (EpiEstim's t_start and t_end, less one)."""

    first: Counts
    last: Counts


@dataclass(frozen=True, slots=True, eq=False)
class RtEstimate:
    """R by window. NaN where the window ends before one mean interval has passed. `thin`: fewer cases than the prior asks for."""

    windows: Windows
    mean: Floats
    sd: Floats
    quantiles: Floats
    cases: Floats
    thin: Flags

    def quantile(self, level: float) -> Floats:
        """Which R lies at this level in each window? Raises `ValueError` for a level that is not among `LEVELS`."""
        return np.asarray(self.quantiles[level_of(level)], dtype=np.float64)


def level_of(level: float) -> int:
    """At which place of `LEVELS` is this level? Raises `ValueError` for one that is not among them.

    >>> level_of(0.025)
    0
    """
    if level not in LEVELS:
        message = f"no quantile at {level}: R is given at {', '.join(map(str, LEVELS))}"
        raise ValueError(message)
    return LEVELS.index(level)


def sliding_windows(days: int, *, length: int = 7) -> Windows:
    """Which windows of this many days fit, each a day later than the one before? The first day of a series begins none.

    Raises `ValueError` when none fits.

    >>> sliding_windows(9).last.tolist()
    [7, 8]
    """
    first = np.arange(1, days - length + 1, dtype=np.int64)
    return within(Windows(first, first + length - 1), days)


def windows_between(first: ArrayLike, last: ArrayLike, *, days: int) -> Windows:
    """Which windows are these? Positions from 0, ends included: EpiEstim's t_start and t_end, each less one.

    Raises `ValueError` for a window that is empty, begins on day 0 or leaves the series, and for positions that are not whole.
    """
    ends = [floats(values) for values in (first, last)]
    if any(values.ndim != 1 or not np.all(values == np.floor(values)) for values in ends):
        message = "windows are two lists of whole numbers, their first and their last days"
        raise ValueError(message)
    return within(Windows(ends[0].astype(np.int64), ends[1].astype(np.int64)), days)


def rt(
    cases: Incidence, interval: DayDistribution, *, windows: Windows | None = None, prior: Prior = DEFAULT_PRIOR, length: int = 7
) -> RtEstimate:
    """How many did one case infect in each window, given the serial interval? Windows of `length` days unless others are given.

    Raises `ValueError` for windows outside the series, and for an interval cut off so early that more than one infection in twenty would
    fall on days that it no longer has although the series does: give it the length of the series. Source: see the module.

    >>> from epiworks.epi.incidence import incidence
    >>> from epiworks.epi.interval import from_weights
    >>> found = rt(incidence([1, 2, 4, 8, 16, 32, 64, 128]), from_weights([0, 1]))
    >>> round(float(found.mean[0]), 3), [round(float(found.quantile(level)[0]), 2) for level in (0.025, 0.975)]
    (2.005, [1.77, 2.26])
    """
    refuse_cut_off(cases, interval)
    chosen = sliding_windows(cases.days, length=length) if windows is None else within(windows, cases.days)
    felt, local, both = window_sums(np.array([infectivity(cases, interval.weights), cases.local, cases.total]), chosen)
    shape = prior.shape + local
    scale = 1 / (1 / prior.scale + felt)
    scale[chosen.last + 1 <= interval.mean] = np.nan
    quantiles = gamma_quantile(np.array(LEVELS)[:, None], shape=shape, scale=scale)
    return RtEstimate(chosen, shape * scale, np.sqrt(shape) * scale, quantiles, local, both < prior.fewest_cases)


def rt_parametric(
    cases: Incidence, *, mean: Days, sd: Days, windows: Windows | None = None, prior: Prior = DEFAULT_PRIOR, length: int = 7
) -> RtEstimate:
    """How many did one case infect in each window, with a serial interval given by its mean and standard deviation in days?

    As `rt` with `discretised_gamma` cut at the length of the series. Raises `ValueError` as they do.
    """
    return rt(cases, discretised_gamma(mean, sd, length=cases.days), windows=windows, prior=prior, length=length)


def window_sums(series: Floats, windows: Windows) -> Floats:
    """What is the sum over each window, along the last axis? Each on its own: a small one after large ones keeps all its digits."""
    ends = np.column_stack([windows.first, windows.last + 1]).ravel()
    closed = np.concatenate([series, np.zeros((*series.shape[:-1], 1))], axis=-1)
    return np.asarray(np.add.reduceat(closed, ends, axis=-1)[..., ::2], dtype=np.float64)


def thin(cases: Incidence, windows: Windows, prior: Prior) -> Flags:
    """Which windows hold too few cases, of both kinds, for an estimate as sure as the prior asks for?"""
    return np.asarray(window_sums(cases.total, windows) < prior.fewest_cases, dtype=np.bool_)


def refuse_cut_off(cases: Incidence, interval: DayDistribution) -> None:
    """Raises `ValueError` for an interval that ends too early: what is cut off presses on no day, and R comes out wrong by as much."""
    kept = float(interval.weights.sum())
    if interval.weights.size < cases.days and kept < _KEPT:
        message = f"the interval is cut off after {interval.weights.size - 1} days, with {kept:.0%} of it: make it with length={cases.days}"
        raise ValueError(message)


def within(windows: Windows, days: int) -> Windows:
    """The same windows. Raises `ValueError` where they are none, or not all within a series of so many days after its first."""
    if windows.first.size == 0 or windows.first.shape != windows.last.shape:
        message = f"no window fits into a series of {days} days"
        raise ValueError(message)
    if windows.first.min() < 1 or windows.last.max() >= days or np.any(windows.last < windows.first):
        message = f"windows must lie between day 1 and day {days - 1} and end no earlier than they begin"
        raise ValueError(message)
    return windows
