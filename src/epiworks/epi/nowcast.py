"""How many have fallen ill on each of the last days, counting those who are not reported yet?

Of the cases of the day a days ago a share p_a has been reported (`delays`). With n reported, those still missing are negative binomial:
drawn as Poisson(g (1 - p) / p) with g ~ Gamma(n + 1/2) and p ~ Beta around its estimate, as sure as the cases behind it make it. Source:
Lawless, Can J Stat 22 (1994) 15-31; Hoehle and an der Heiden, Biometrics 70 (2014) 993-1002, in its simplest form.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from epiworks.epi.delays import DelayEstimate, reported_share
from epiworks.epi.special import Floats, floats
from epiworks.units import Share

TOO_EARLY = Share(0.1)
"""Below this share reported nothing is said of a day."""

COMPLETE = Share(0.95)
"""From this share on a day counts as complete."""

_DRAWS = 4_000


@dataclass(frozen=True, slots=True, eq=False)
class Nowcast:
    """Cases by day as they will have been: median, 95 % interval; NaN where it is too early to say. `reported`: the share seen."""

    median: Floats
    low: Floats
    high: Floats
    reported: Floats

    @property
    def complete_days(self) -> int:
        """How many days from the start of the series are complete, so that a curve, a growth rate or R may use them?"""
        short = np.flatnonzero(self.reported < COMPLETE)
        return int(short[0]) if short.size else int(self.reported.size)


def nowcast(counts: ArrayLike, delay: DelayEstimate, generator: np.random.Generator, *, draws: int = _DRAWS) -> Nowcast:
    """How many cases will these days, the last one being today, have had in the end?

    Raises `ValueError` for negative or missing counts. Source: see the module.

    >>> from datetime import date, timedelta
    >>> from epiworks.epi.delays import delay_estimate, observed_delays
    >>> begun = date(2022, 8, 1)
    >>> seen = [(begun, begun + timedelta(days=wait)) for wait in (0, 1, 1, 2, 2, 2, 3, 3)]
    >>> found = nowcast([40, 38, 22, 4], delay_estimate(observed_delays(seen, as_of=date(2022, 9, 1))), np.random.default_rng(1))
    >>> found.reported.round(2).tolist(), found.complete_days, bool(found.low[2] < 35 < found.high[2])
    ([1.0, 0.75, 0.38, 0.12], 1, True)
    """
    cases = floats(counts)
    if cases.ndim != 1 or not np.all(np.isfinite(cases)) or np.any(cases < 0):
        message = "counts are not negative and none is missing"
        raise ValueError(message)
    shares = np.array([reported_share(delay, ago=cases.size - 1 - place) for place in range(cases.size)])
    found = np.array([_day(number, share, delay, generator=generator, draws=draws) for number, share in zip(cases, shares, strict=True)])
    table = found.reshape(cases.size, 3)
    return Nowcast(table[:, 1], table[:, 0], table[:, 2], shares)


def _day(number: float, share: float, delay: DelayEstimate, *, generator: np.random.Generator, draws: int) -> Floats:
    if share >= 1:
        return np.full(3, number)
    if share < TOO_EARLY:
        return np.full(3, np.nan)
    seen = np.clip(generator.beta(share * delay.cases + 0.5, (1 - share) * delay.cases + 0.5, draws), 1e-3, 1.0)
    missing = generator.poisson(generator.standard_gamma(number + 0.5, draws) * (1 - seen) / seen)
    return np.asarray(number + np.quantile(missing, (0.025, 0.5, 0.975)), dtype=np.float64)
