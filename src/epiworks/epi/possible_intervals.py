"""Which serial intervals do pairs leave possible, and how long is each by day? From pairs to R with the doubt of the pairs in it.

Laws are drawn as likely as the pairs make them, the logarithms of mean and standard deviation being equally likely before: drawn from a
bivariate t law around the best fit, weighted by likelihood over density, and drawn again by these weights. Source: Rubin, in Bernardo et
al. (eds), Bayesian Statistics 3 (1988) 395-402; the use of it for R: Thompson et al., Epidemics 29 (2019) 100356, there by a Markov chain
(R EpiEstim `estimate_R(method = "si_from_data")`, coarseDataTools `dic.fit.mcmc`, whose prior is another).
"""

from collections.abc import Sequence
from math import ceil, exp, inf, log

import numpy as np

from epiworks.epi.families import Family, Law
from epiworks.epi.interval import DayDistribution, from_weights
from epiworks.epi.likelihood import LogLikelihood
from epiworks.epi.serial import Observed, fit_interval, log_likelihoods, usable
from epiworks.epi.special import Floats, floats

_TAIL = 0.999
_LONGEST = 2_000
_STEP = 0.02
_FREEDOM = 2
_EACH = 8
_FARTHEST = 11.0


def by_day(law: Law) -> DayDistribution:
    """How likely is a serial interval of 1, 2, ... days under this law? F(s + 1/2) - F(s - 1/2), the day 0 left out, made to add up to 1.

    As long as 99.9 % of it. Raises `ValueError` for a law that allows negative intervals, and where that takes more than 2,000 days.
    Source: R EpiEstim `coarse2estim`.

    >>> by_day(Law(Family.GAMMA, 2.6, 0.9)).weights.round(2).tolist()
    [0.0, 0.09, 0.41, 0.34, 0.12, 0.03, 0.0, 0.0]
    """
    return from_weights(_weights([law])[0])


def possible_laws(seen: Observed, generator: np.random.Generator, family: Family = Family.GAMMA, *, number: int = 500) -> Sequence[Law]:
    """Which laws of this family do the pairs leave possible, so many of them, each as likely as the others?

    Raises `ValueError` as `fit_interval` does, for fewer than one, for the normal law, and where the pairs do not bound the law on every
    side (an end of an interval of `fit_interval` is 0 or infinite). Source: see the module.

    >>> from epiworks.epi.serial import to_the_day
    >>> laws = possible_laws(to_the_day([2, 3, 3, 4, 5, 3, 7, 4, 2, 6]), np.random.default_rng(1))
    >>> np.quantile([law.quantile(0.95) for law in laws], [0.025, 0.5, 0.975]).round(0).tolist()
    [5.0, 7.0, 11.0]
    """
    best = fit_interval(seen, family)
    ends = (best.mean.low, best.sd.low, 1 / best.mean.high, 1 / best.sd.high)
    if number < 1 or best.family is Family.NORMAL or min(ends) <= 0:
        message = f"{best.pairs} pairs do not bound a {best.family} interval on every side, or it may be negative, or no law is asked for"
        raise ValueError(message)
    used = usable(seen, best.family)

    def height(mean: float, sd: float) -> float:
        if max(abs(mean), abs(sd)) > _FARTHEST:
            return -inf
        return float(log_likelihoods(used, Law(best.family, exp(mean), exp(sd))).sum())

    centre = floats([log(best.mean.best), log(best.sd.best)])
    root = np.linalg.cholesky(_spread(height, centre))
    drawn = generator.standard_normal((_EACH * number, 2))
    drawn /= np.sqrt(generator.chisquare(_FREEDOM, _EACH * number) / _FREEDOM)[:, None]
    places = centre + drawn @ root.T
    density = -(_FREEDOM + 2) / 2 * np.log1p((drawn**2).sum(axis=1) / _FREEDOM)
    weights = floats([height(float(mean), float(sd)) for mean, sd in places]) - density
    chances = np.exp(weights - weights.max())
    chosen = places[generator.choice(weights.size, size=number, p=chances / chances.sum())]
    return [Law(best.family, exp(mean), exp(sd)) for mean, sd in chosen]


def possible_intervals(seen: Observed, generator: np.random.Generator, family: Family = Family.GAMMA, *, number: int = 500) -> Floats:
    """Which serial intervals by day do the pairs leave possible? A row of weights for each, as `rt_uncertain.rt_from_intervals` takes them.

    Raises `ValueError` as `possible_laws` and `by_day` do. Source: see the module.

    >>> from epiworks.epi.incidence import incidence
    >>> from epiworks.epi.rt_uncertain import rt_from_intervals
    >>> from epiworks.epi.serial import to_the_day
    >>> generator = np.random.default_rng(1)
    >>> rows = possible_intervals(to_the_day([2, 3, 3, 4, 5, 3, 7, 4, 2, 6]), generator)
    >>> rt_from_intervals(incidence([1, 1, 0, 2, 5, 3, 3, 3, 6, 2]), rows, generator).mean.round().tolist()
    [3.0, 3.0, 2.0]
    """
    laws = possible_laws(seen, generator, family, number=number)
    return _weights(laws)


def _spread(height: LogLikelihood, centre: Floats) -> Floats:
    """How far do both logarithms spread around the best fit? The inverse of the curvature there."""
    mean, sd = map(float, centre)
    first = (2 * height(mean, sd) - height(mean + _STEP, sd) - height(mean - _STEP, sd)) / _STEP**2
    second = (2 * height(mean, sd) - height(mean, sd + _STEP) - height(mean, sd - _STEP)) / _STEP**2
    corners = [height(mean + one * _STEP, sd + other * _STEP) * one * other for one in (-1, 1) for other in (-1, 1)]
    return floats(np.linalg.inv([[first, -sum(corners) / (2 * _STEP) ** 2], [-sum(corners) / (2 * _STEP) ** 2, second]]))


def _days_of(law: Law) -> int:
    days = float(law.quantile(_TAIL))
    if not days <= _LONGEST:
        message = f"{_TAIL:.1%} of this interval take {days:,.0f} days; at most {_LONGEST:,} can be told apart"
        raise ValueError(message)
    return max(ceil(days), 1)


def _weights(laws: Sequence[Law]) -> Floats:
    """The weights of 0, 1, ... days, a row for each law, all as long as the longest."""
    if any(law.family is Family.NORMAL for law in laws):
        message = "a normal law has negative intervals, which are no serial interval by day"
        raise ValueError(message)
    ends = np.arange(0.5, max(map(_days_of, laws)) + 1)
    rows = np.diff([law.cdf(ends) for law in laws], axis=1)
    return floats(np.pad(rows / rows.sum(axis=1, keepdims=True), ((0, 0), (1, 0))))
