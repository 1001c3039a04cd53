"""How many cases in the coming days, if nothing changes, and how good have such forecasts been so far?

Paths are drawn forward: R from its posterior of the last window, then wandering by `drift` a day on the logarithmic scale; each day's cases
are negative binomial around R Lambda_t (`incidence.infectivity`). A forecast is worth what its past ones were: the same method is asked
again on each earlier day, knowing only what was known, and scored against what came, beside the plain "as last week". Source: Nouvellet et
al., Epidemics 22 (2018) 29-35; weighted interval score: Bracher, Ray, Gneiting, Reich, PLoS Comput Biol 17 (2021) e1008618.
"""

from dataclasses import dataclass

import numpy as np

from epiworks.epi.incidence import Incidence, incidence
from epiworks.epi.interval import DayDistribution
from epiworks.epi.rt import DEFAULT_PRIOR, rt, windows_between
from epiworks.epi.special import Floats
from epiworks.units import Share

LEVELS = (0.025, 0.25, 0.5, 0.75, 0.975)
"""The quantiles of a forecast: median, the middle half and the middle 95 %."""

LONGEST = 14
"""Days ahead beyond which nothing is said: measures change within two incubation periods."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How is it forecast: days of the window that R is taken from, wandering of ln R a day, unevenness of daily counts, number of paths?"""

    window: int = 7
    drift: float = 0.08
    evenness: float = 10.0
    paths: int = 2_000


DEFAULT_MANNER = Manner()


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """New cases by day ahead: a row for each of `LEVELS`, a column for each day."""

    quantiles: Floats

    def quantile(self, level: float) -> Floats:
        """Which numbers lie at this level? Raises `ValueError` for a level that is not among `LEVELS`."""
        return np.asarray(self.quantiles[LEVELS.index(level)], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class PastScores:
    """How were the earlier forecasts of this series? Mean weighted interval scores (smaller is better) and shares that fell within.

    `plain`: the score of "as last week". `worth`: smaller than the plain score. None in a share where nothing could be scored.
    """

    scored: int
    score: float
    plain: float
    within_half: Share
    within_95: Share

    @property
    def worth(self) -> bool:
        """Were the forecasts better than saying "as last week"? If not, say so and show none."""
        return self.score < self.plain


def forecast(
    cases: Incidence, interval: DayDistribution, generator: np.random.Generator, *, days: int = 7, manner: Manner = DEFAULT_MANNER
) -> Forecast:
    """How many local cases in each of the coming days, if nothing changes and nobody new is imported?

    Raises `ValueError` for more than 14 days ahead, none, or a series shorter than the window. Source: see the module.

    >>> from epiworks.epi.interval import from_weights
    >>> found = forecast(incidence([2, 3, 4, 6, 8, 11, 14, 19, 25]), from_weights([0, 0.3, 0.4, 0.3]), np.random.default_rng(1), days=3)
    >>> bool(25 < found.quantile(0.5)[0] < 45), found.quantiles.shape
    (True, (5, 3))
    """
    if not 1 <= days <= LONGEST:
        message = f"a short forecast is for 1 to {LONGEST} days, not {days}"
        raise ValueError(message)
    last = windows_between([max(cases.days - manner.window, 1)], [cases.days - 1], days=cases.days)
    now = rt(cases, interval, windows=last)
    shape = DEFAULT_PRIOR.shape + now.cases[0]
    scale = float(now.mean[0]) / shape if np.isfinite(now.mean[0]) else DEFAULT_PRIOR.scale
    ratio = generator.standard_gamma(shape, manner.paths) * scale
    paths = np.tile(cases.total, (manner.paths, 1))
    weights = interval.weights[1:]
    for _ in range(days):
        ratio = ratio * np.exp(generator.normal(0, manner.drift, manner.paths))
        reach = min(weights.size, paths.shape[1])
        mean = ratio * (paths[:, -reach:] @ weights[:reach][::-1])
        drawn = generator.poisson(np.minimum(mean * generator.standard_gamma(manner.evenness, manner.paths) / manner.evenness, 1e9))
        paths = np.column_stack([paths, drawn])
    return Forecast(np.quantile(paths[:, -days:], LEVELS, axis=0))


def plain_forecast(cases: Incidence, generator: np.random.Generator, *, days: int = 7, manner: Manner = DEFAULT_MANNER) -> Forecast:
    """What would "as last week" say: every day the mean of the last seven, negative binomial around it?

    >>> plain_forecast(incidence([7] * 9), np.random.default_rng(1), days=2).quantile(0.5).tolist()
    [6.0, 7.0]
    """
    mean = float(cases.total[-7:].mean())
    drawn = generator.poisson(mean * generator.standard_gamma(manner.evenness, (manner.paths, days)) / manner.evenness)
    return Forecast(np.quantile(drawn, LEVELS, axis=0))


def past_scores(
    cases: Incidence,
    interval: DayDistribution,
    generator: np.random.Generator,
    *,
    ahead: int = 7,
    first: int = 14,
    manner: Manner = DEFAULT_MANNER,
) -> PastScores:
    """How good were the forecasts of `ahead` days made on each day from the `first` on, by what came?

    Raises `ValueError` when no day has a whole `ahead` after it.

    >>> from epiworks.epi.interval import from_weights
    >>> grown = incidence(np.round(3 * np.exp(0.12 * np.arange(35))))
    >>> found = past_scores(grown, from_weights([0, 0.3, 0.4, 0.3]), np.random.default_rng(1))
    >>> found.scored, found.worth
    (15, True)
    """
    origins = range(first, cases.days - ahead + 1)
    if not origins:
        message = f"a series of {cases.days} days has no forecast of {ahead} days to score"
        raise ValueError(message)
    ours, plain, half, most = [], [], [], []
    for origin in origins:
        known = incidence(cases.local[:origin], imported=cases.imported[:origin])
        came = cases.local[origin : origin + ahead]
        made = forecast(known, interval, generator, days=ahead, manner=manner)
        ours.append(interval_score(made, came))
        plain.append(interval_score(plain_forecast(known, generator, days=ahead, manner=manner), came))
        half.append((made.quantile(0.25) <= came) & (came <= made.quantile(0.75)))
        most.append((made.quantile(0.025) <= came) & (came <= made.quantile(0.975)))
    inside = (Share(float(np.mean(half))), Share(float(np.mean(most))))
    return PastScores(len(ours), float(np.mean(ours)), float(np.mean(plain)), *inside)


def interval_score(made: Forecast, came: Floats) -> float:
    """How far off was this forecast, in cases a day (weighted interval score)? 0: sure and right; a sharp miss costs most.

    (|came - median| / 2 + sum over intervals of a/2 x [width + 2/a x distance outside]) / (intervals + 1/2), a = 0.5 and 0.05, mean over
    the days. Source: Bracher et al. 2021.

    >>> sure = Forecast(np.full((5, 1), 8.0))
    >>> interval_score(sure, np.array([8.0])), interval_score(sure, np.array([10.0]))
    (0.0, 2.0)
    """
    total = np.abs(came - made.quantile(0.5)) / 2
    for outer, low, high in ((0.5, 0.25, 0.75), (0.05, 0.025, 0.975)):
        below, above = made.quantile(low), made.quantile(high)
        outside = np.maximum(below - came, 0) + np.maximum(came - above, 0)
        total = total + outer / 2 * (above - below) + outside
    return float(total.mean() / 2.5)
