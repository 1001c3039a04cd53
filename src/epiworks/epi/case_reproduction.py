"""How many did the cases infect who fell ill on these days? The case reproduction number of Wallinga and Teunis.

A case of day i was infected by a given case of day j with probability p_ij = w_(i-j) / sum over k of I_k w_(i-k), w the serial interval,
I all cases. A case of day j so infected R_j = sum over i of L_i p_ij, L the local cases; a window's R is the mean over its cases. Given
the series, infections by the cases of a window are a sum of independent binomial numbers, one for each later day, of which the standard
deviation and the quantiles are worked out instead of being simulated. They tell how unsure it is who infected whom, nothing else.
Source: Wallinga, Teunis, Am J Epidemiol 160 (2004) 509-516. The mean is that of R EpiEstim `wallinga_teunis`; its simulated standard
deviation and quantiles come near those here as `n_sim` grows.
"""

from dataclasses import dataclass
from math import ceil, pi, sqrt

import numpy as np

from epiworks.epi.incidence import Incidence, infectivity
from epiworks.epi.interval import DayDistribution
from epiworks.epi.rt import LEVELS, Windows, level_of, refuse_cut_off, sliding_windows, window_sums, within
from epiworks.epi.special import Floats

_REACH, _EDGE = 12.0, 16
_VANISHED = 14.0
_FINE = 2048
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class CaseReproduction:
    """R by window of the infectors' days; NaN in a window without a case.

    `by_day`: R of the cases of each day of the series, its first too; NaN on a day without a case. `cases`: how many each window has.
    `seen`: which share of the infections by these cases can have fallen ill before the series ends; where it is well below 1, R is too
    small. `sourceless`: local cases that no earlier case can have infected by this interval; they count for nobody.
    """

    windows: Windows
    mean: Floats
    sd: Floats
    quantiles: Floats
    cases: Floats
    seen: Floats
    by_day: Floats
    sourceless: float

    def quantile(self, level: float) -> Floats:
        """Which R lies at this level in each window? Raises `ValueError` for a level that is not among `rt.LEVELS`."""
        return np.asarray(self.quantiles[level_of(level)], dtype=np.float64)


def case_reproduction(cases: Incidence, interval: DayDistribution, *, windows: Windows | None = None, length: int = 7) -> CaseReproduction:
    """How many did each case infect who fell ill in these windows, of `length` days unless others are given?

    Imported cases infect and were infected by nobody here; to let every case have a source, as EpiEstim does, give all as local. Raises
    `ValueError` as `rt.rt` does, and for case numbers that are not whole: infections are counted one by one. Source: see the module.

    >>> from epiworks.epi.incidence import incidence
    >>> from epiworks.epi.interval import from_weights
    >>> found = case_reproduction(incidence([1, 2, 4, 2, 0, 0]), from_weights([0, 0.5, 0.5]), length=3)
    >>> found.by_day.round(2).tolist()[:4], found.mean.round(2).tolist()
    ([3.33, 1.67, 0.33, 0.0], [0.58, 0.22, 0.0])
    >>> found.quantile(0.025).round(2).tolist(), found.seen.tolist()
    ([0.38, 0.0, 0.0], [1.0, 1.0, 1.0])
    """
    refuse_cut_off(cases, interval)
    if np.any(cases.total != np.floor(cases.total)):
        message = "the numbers of cases must be whole: who infected whom is counted one by one"
        raise ValueError(message)
    chosen = sliding_windows(cases.days, length=length) if windows is None else within(windows, cases.days)
    sources = _sources(cases, interval)
    infected = cases.local @ sources
    shown = np.cumsum(_padded(interval, cases.days))[::-1]
    own, caused, could = window_sums(np.array([cases.total, infected, cases.total * shown]), chosen)
    chances = np.minimum(window_sums(sources, chosen), 1.0)
    count = np.where(own > 0, own, np.nan)
    spread = np.sqrt(cases.local @ (chances * (1 - chances)))
    quantiles = np.array([_quantiles(cases.local, chance) for chance in chances.T]).T / count
    by_day = infected / np.where(cases.total > 0, cases.total, np.nan)
    sourceless = float(cases.local[sources.sum(axis=1) == 0].sum())
    return CaseReproduction(
        chosen, caused / count, spread / count, quantiles, own, could / count / interval.weights.sum(), by_day, sourceless
    )


def _padded(interval: DayDistribution, days: int) -> Floats:
    """The weights of 0, 1, ... days, as many as the series has."""
    kept = interval.weights[:days]
    return np.concatenate([kept, np.zeros(days - kept.size)])


def _sources(cases: Incidence, interval: DayDistribution) -> Floats:
    """How likely was a case of this day (row) infected by those of that day (column)? A row of zeros where nobody can have."""
    weights, day = _padded(interval, cases.days), np.arange(cases.days)
    lag = day[:, None] - day
    felt = np.nan_to_num(infectivity(cases, weights))
    pressed = np.where(lag > 0, weights[np.maximum(lag, 0)], 0.0) * cases.total
    possible = felt > 0
    return np.where(possible[:, None], pressed / np.where(possible, felt, 1.0)[:, None], 0.0)


def _quantiles(numbers: Floats, chances: Floats) -> Floats:
    """How large is the sum of binomial numbers, of so many cases each with its chance, at every level? The smallest that reaches it.

    The law comes from its characteristic function, on a circle of 24 standard deviations around the mean; what lies farther out is below
    1e-30. Frequencies at which the function has vanished are left out; above a standard deviation of some thousand cases only every n-th
    number is looked at, so that large numbers take no longer. Source: Davies, Biometrika 60 (1973) 415-417.
    """
    drawn = (numbers > 0) & (chances > 0)
    number, chance = numbers[drawn], chances[drawn]
    both = chance * (1 - chance)
    mean, spread = float(number @ chance), sqrt(float(number @ both))
    step = max(int(spread / _FINE), 1)
    first = max(ceil(mean - _REACH * spread) - _EDGE * step, 0)
    size = int(2 ** ceil(np.log2(2 * _REACH * spread / step + 4 * _EDGE)))
    told = size // 2 if spread == 0 else min(size // 2, ceil(_VANISHED * size * step / (2 * pi * spread)))
    half = pi * np.arange(told + 1)[:, None] / (size * step)
    with np.errstate(divide="ignore"):
        height = np.log1p(np.maximum(-4 * both * np.sin(half) ** 2, -1.0)) @ number / 2
    turn = np.arctan2(chance * np.sin(2 * half), 1 - 2 * chance * np.sin(half) ** 2) @ number - 2 * half[:, 0] * first
    below = np.cumsum(np.fft.irfft(np.exp(height - 1j * turn), n=size))
    return np.asarray(first + step * np.searchsorted(below, np.array(LEVELS) - _ROUNDING), dtype=np.float64)
