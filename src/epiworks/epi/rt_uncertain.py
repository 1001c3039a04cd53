"""How many people does one case infect, when the serial interval itself is not sure?

The mean and the standard deviation of the interval are each drawn `intervals` times from a normal law cut to a range; for each pair R is
drawn `each` times from its posterior (`rt`); published are the moments and quantiles of all draws together. Source: Cori et al. 2013, web
appendix 5; R EpiEstim `estimate_R(method = "uncertain_si")` and, for given intervals, `"si_from_sample"`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from epiworks.epi.incidence import Incidence, infectivity
from epiworks.epi.interval import from_weights, gamma_weights
from epiworks.epi.rt import DEFAULT_PRIOR, LEVELS, Prior, RtEstimate, Windows, sliding_windows, thin, window_sums, within
from epiworks.epi.special import Floats, floats, normal_cdf, normal_quantile


@dataclass(frozen=True, slots=True)
class CutNormal:
    """A normal law of this mean and standard deviation, kept between two bounds: what is believed of one number, in days."""

    mean: float
    sd: float
    lowest: float
    highest: float

    def draw(self, generator: np.random.Generator, number: int) -> Floats:
        """Which values come out, so many of them? By inversion. Raises `ValueError` when the mean is outside the bounds."""
        if self.sd < 0 or not self.lowest <= self.mean <= self.highest:
            message = f"the mean {self.mean} must lie between {self.lowest} and {self.highest}, with a spread of at least 0"
            raise ValueError(message)
        if self.sd == 0:
            return np.full(number, self.mean)
        low, high = normal_cdf([(bound - self.mean) / self.sd for bound in (self.lowest, self.highest)])
        drawn = self.mean + self.sd * normal_quantile(generator.uniform(low, high, number))
        return np.clip(drawn, self.lowest, self.highest)


@dataclass(frozen=True, slots=True)
class UncertainInterval:
    """What is believed of the serial interval's mean and of its standard deviation, in days?"""

    mean: CutNormal
    sd: CutNormal


def rt_uncertain(
    cases: Incidence,
    interval: UncertainInterval,
    generator: np.random.Generator,
    *,
    intervals: int = 500,
    each: int = 50,
    windows: Windows | None = None,
    prior: Prior = DEFAULT_PRIOR,
) -> RtEstimate:
    """How many did one case infect in each window, the interval's own uncertainty included? EpiEstim's n1 is `intervals`, its n2 `each`.

    Raises `ValueError` for windows outside the series, a lowest mean below 1 day, a lowest spread that is not above 0, or a number of draws
    below 1. Source: see the module.

    >>> from epiworks.epi.incidence import incidence
    >>> belief = UncertainInterval(CutNormal(2.6, 1.0, 1.1, 4.2), CutNormal(1.5, 0.5, 0.5, 2.5))
    >>> found = rt_uncertain(incidence([1, 1, 0, 2, 5, 3, 3, 3, 6, 2]), belief, np.random.default_rng(1))
    >>> found.mean.shape, bool(found.quantile(0.025)[0] < found.mean[0] < found.quantile(0.975)[0])
    ((3,), True)
    """
    if interval.mean.lowest < 1 or interval.sd.lowest <= 0 or intervals < 1:
        message = "an uncertain interval has a lowest mean of at least 1 day, a lowest spread above 0, and is drawn at least once"
        raise ValueError(message)
    means, sds = interval.mean.draw(generator, intervals), interval.sd.draw(generator, intervals)
    drawn = _Drawn(gamma_weights(means, sds, length=cases.days), means)
    return _estimate(cases, drawn, generator, each=each, windows=windows, prior=prior)


def rt_from_intervals(
    cases: Incidence,
    weights: ArrayLike,
    generator: np.random.Generator,
    *,
    each: int = 50,
    windows: Windows | None = None,
    prior: Prior = DEFAULT_PRIOR,
) -> RtEstimate:
    """How many did one case infect in each window, when the interval is one of these, all equally likely?

    `weights`: a row for each interval, as `interval.from_weights` takes it (EpiEstim's `si_sample` has a column for each: give its
    transpose); `each`: draws of R from each. Raises `ValueError` for windows outside the series, for rows that are no serial interval, or
    for a number of draws below 1. Source: see the module.

    >>> from epiworks.epi.incidence import incidence
    >>> either = [[0, 0.2, 0.5, 0.3, 0], [0, 0.1, 0.4, 0.3, 0.2]]
    >>> found = rt_from_intervals(incidence([1, 1, 0, 2, 5, 3, 3, 3, 6, 2]), either, np.random.default_rng(1), each=1000)
    >>> found.mean.round(1).tolist()
    [1.7, 1.6, 1.5]
    """
    table = floats(weights)
    if table.ndim != 2:
        message = "serial intervals are given as a table, a row of weights for each"
        raise ValueError(message)
    means = floats([from_weights(row).mean for row in table])
    return _estimate(cases, _Drawn(table, means), generator, each=each, windows=windows, prior=prior)


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    """Serial intervals as rows of weights, cut at the end of the series or not, and the mean that each has uncut."""

    weights: Floats
    means: Floats


def _estimate(
    cases: Incidence, drawn: _Drawn, generator: np.random.Generator, *, each: int, windows: Windows | None, prior: Prior
) -> RtEstimate:
    if each < 1 or not drawn.means.size:
        message = "R is drawn at least once from at least one interval"
        raise ValueError(message)
    chosen = sliding_windows(cases.days) if windows is None else within(windows, cases.days)
    shape = prior.shape + window_sums(cases.local, chosen)
    scale = 1 / (1 / prior.scale + window_sums(infectivity(cases, drawn.weights), chosen))
    # Drawn in single precision: its error is a hundred thousand times smaller than that of the sample, and sorting takes a third.
    narrow = scale.astype(np.float32)
    columns = [
        _described(generator.standard_gamma(shape[number], (usable.sum(), each), dtype=np.float32) * narrow[usable, number, None])
        for number, usable in enumerate(last + 1 > drawn.means for last in chosen.last)
    ]
    found = np.array(columns).T
    return RtEstimate(chosen, found[0], found[1], found[2:], shape - prior.shape, thin(cases, chosen, prior))


def _described(draws: NDArray[np.float32]) -> Floats:
    """Which mean, standard deviation and quantiles have these draws? R's type 7 quantiles; NaN without a draw."""
    ordered = np.sort(draws, axis=None)
    if ordered.size == 0:
        return np.full(2 + len(LEVELS), np.nan)
    place = np.array(LEVELS) * (ordered.size - 1)
    low = place.astype(np.int64)
    below, above = floats(ordered[low]), floats(ordered[np.minimum(low + 1, ordered.size - 1)])
    spread = ordered.std(ddof=1, dtype=np.float64) if ordered.size > 1 else np.nan
    return np.concatenate([[ordered.mean(dtype=np.float64), spread], below + (place - low) * (above - below)])
