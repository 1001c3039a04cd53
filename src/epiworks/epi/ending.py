"""Is the outbreak over? How likely has no known case infected anybody who is not seen yet?

Each case infects Poisson(nu) others, nu gamma with mean R and shape k (negative binomial offspring, `offspring`), at serial intervals w.
Of a case of d days ago a part F(d) of its infections has shown by now. Given x of them shown, none is still to come with probability

    P(x, d) = ((k / R + F(d)) / (k / R + 1)) ** (k + x),      and exp(-R (1 - F(d))) for infinite k,

and the outbreak is over when that holds for every case. Where it is not known whose the later cases are, each is divided over the earlier
ones by the interval's weights (Wallinga and Teunis). Source: Nishiura, Miyamatsu, Mizumoto, Emerg Infect Dis 22 (2016) 146-148, here
conditional on what each case has shown; Wallinga and Teunis, Am J Epidemiol 160 (2004) 509-516.
"""

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import ArrayLike

from epiworks.epi.interval import DayDistribution
from epiworks.epi.special import Floats, floats
from epiworks.units import Probability


@dataclass(frozen=True, slots=True)
class Spreading:
    """How does one case infect: the mean R (as it was, without the measures), the shape k (infinite: evenly), and the serial interval?

    Raises `ValueError` for an R below 0 or a k that is not above 0.
    """

    reproduction: float
    dispersion: float
    interval: DayDistribution

    def __post_init__(self) -> None:
        """Refuse what would be answered with a number that is no chance."""
        if not 0 <= self.reproduction < inf or not self.dispersion > 0:
            message = f"R is not below 0 and k above 0, not {self.reproduction} and {self.dispersion}"
            raise ValueError(message)


def outbreak_over(days: ArrayLike, spreading: Spreading, *, today: float, shown: ArrayLike | None = None) -> Probability:
    """How likely will no further case follow from these, which fell ill on these days?

    `days` and `today` are day numbers on one scale; `shown`: how many secondary cases each is known to have, worked out from the days when
    not given. Cases in isolation count as if they were free: the answer errs to the safe side. Raises `ValueError` for a case after today
    or without a day, an R that is not positive, lists of different length, or fewer shown than none. Source: see the module.

    >>> from epiworks.epi.interval import from_weights
    >>> spreading = Spreading(2.0, 0.5, from_weights([0, 0.2, 0.5, 0.2, 0.1]))
    >>> [round(outbreak_over([0, 2, 3], spreading, today=day), 2) for day in (4, 5, 6, 7)]
    [0.46, 0.8, 0.96, 1.0]
    """
    ill = floats(days)
    if not np.all(np.isfinite([*ill, today])):
        message = "every case needs a day no later than today: one is missing"
        raise ValueError(message)
    known = _shown(ill, spreading.interval) if shown is None else floats(shown)
    if spreading.reproduction <= 0 or known.shape != ill.shape or np.any(ill > today) or not np.all((known >= 0) & np.isfinite(known)):
        message = "every case needs a day no later than today and a number of shown cases, none negative, and R must be positive"
        raise ValueError(message)
    return Probability(float(np.prod(_none_to_come(today - ill, known, spreading))))


def clear_days_needed(days: ArrayLike, spreading: Spreading, *, wanted: Probability, shown: ArrayLike | None = None) -> int:
    """How many days after the newest case, without another, is the outbreak over with the wanted probability?

    Raises `ValueError` as `outbreak_over` does, without a case, and for a wanted probability outside 0 to 1.

    >>> from epiworks.epi.interval import from_weights
    >>> spreading = Spreading(2.0, 0.5, from_weights([0, 0.2, 0.5, 0.2, 0.1]))
    >>> clear_days_needed([0, 2, 3], spreading, wanted=Probability(0.8))
    2
    """
    ill = floats(days)
    if ill.size == 0 or not 0 <= wanted <= 1:
        message = "without a case there is nothing to wait for, and a probability lies between 0 and 1"
        raise ValueError(message)
    newest = float(ill.max())
    known = _shown(ill, spreading.interval) if shown is None else floats(shown)
    clear = 0
    while outbreak_over(ill, spreading, today=newest + clear, shown=known) < wanted and clear < spreading.interval.weights.size:
        clear += 1
    return clear


def _none_to_come(ages: Floats, shown: Floats, spreading: Spreading) -> Floats:
    below = np.minimum(np.cumsum(spreading.interval.weights), 1.0)
    below[-1] = 1.0
    seen = below[np.minimum(np.floor(ages).astype(np.int64), below.size - 1)]
    if spreading.dispersion == inf:
        return np.asarray(np.exp(-spreading.reproduction * (1 - seen)), dtype=np.float64)
    ratio = spreading.dispersion / spreading.reproduction
    return np.asarray(((ratio + seen) / (ratio + 1)) ** (spreading.dispersion + shown), dtype=np.float64)


def _shown(days: Floats, interval: DayDistribution) -> Floats:
    """How many of the later cases are, in the mean, each case's own?"""
    gaps = np.floor(days[None, :] - days[:, None]).astype(np.int64)
    inside = (gaps > 0) & (gaps < interval.weights.size)
    weights = np.where(inside, interval.weights[np.where(inside, gaps, 0)], 0.0)
    total = weights.sum(axis=0)
    return np.asarray((weights / np.where(total > 0, total, 1.0)).sum(axis=1), dtype=np.float64)
