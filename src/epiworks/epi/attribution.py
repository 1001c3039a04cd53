"""Whose infection was it, when several cases may be the source and the newest infections are still to come?

Two things stand between judged links and R and k. Some cases have several possible sources: `doubtful` draws readings of who infected whom,
as likely as R and k make them, and the likelihood here is a mean over readings, so that the intervals hold the doubt about links. And
recent cases have not infected everybody they will: of the infections of a case only the share `seen` can have been known by now. Thinning a
negative binomial law by a share s leaves a negative binomial law of mean s R and the same k (a gamma mixture of Poisson laws stays one), so
recent cases count with what they can have shown instead of as if they had ended.

Source: law and likelihood: `epiworks.epi.offspring` (Lloyd-Smith et al. 2005); truncation by thinning follows from its gamma mixture.
"""

from dataclasses import dataclass
from math import exp, inf, log

import numpy as np
from numpy.typing import ArrayLike

from epiworks.epi.interval import DayDistribution
from epiworks.epi.likelihood import fit, logarithm, positive
from epiworks.epi.offspring import OffspringFit, log_chances, open_ended
from epiworks.epi.special import Counts, Floats, floats
from epiworks.units import PersonCount, Probability

_SMALL, _FARTHEST, _LARGEST_LOG_K = 30, 12.0, 14.0


@dataclass(frozen=True, slots=True, eq=False)
class Likelihoods:
    """Readings as counts: pairs of a number of infections and a share that can be known, and how often each pair is in each reading."""

    numbers: Floats
    shares: Floats
    times: Floats

    def of(self, reproduction: float, dispersion: float) -> Floats:
        """How likely is each reading under this law, as logarithms?"""
        found: Floats = self.times @ log_chances(self.numbers, reproduction * self.shares, dispersion)
        return found


def likelihoods(values: Counts, shares: Floats) -> Likelihoods:
    """Which pairs are in these readings (a row for each, a column for each case)? Equal pairs are worked out once."""
    kinds, which = np.unique(shares, return_inverse=True)
    codes = values * kinds.size + which.reshape(-1)[None, :]
    distinct, places = np.unique(codes, return_inverse=True)
    flat = places.reshape(codes.shape) + distinct.size * np.arange(values.shape[0])[:, None]
    times = np.bincount(flat.reshape(-1), minlength=values.shape[0] * distinct.size).reshape(values.shape[0], distinct.size)
    return Likelihoods(floats(distinct // kinds.size), kinds[distinct % kinds.size], floats(times))


def share_seen(interval: DayDistribution, delay: DayDistribution, ago: ArrayLike) -> Floats:
    """Which share of a case's infections can be known, so many days after it fell ill? The chance that interval and delay have passed.

    `delay`: from falling ill to being known. Days that are not over count as none: 0 before day 0.

    >>> from epiworks.epi.interval import from_weights
    >>> share_seen(from_weights([0, 0.5, 0.5]), DayDistribution(np.array([0.5, 0.5])), [0, 1, 2, 3, 9]).tolist()
    [0.0, 0.25, 0.75, 1.0, 1.0]
    """
    both = np.cumsum(np.convolve(interval.weights / interval.weights.sum(), delay.weights / delay.weights.sum()))
    days = np.asarray(ago, dtype=np.int64)
    return np.where(days < 0, 0.0, np.minimum(both[np.clip(days, 0, both.size - 1)], 1.0))


def fit_readings(
    table: ArrayLike, *, seen: ArrayLike | None = None, log_weights: ArrayLike | None = None, level: float = 0.95
) -> OffspringFit:
    """Which R and k fit these readings of who infected whom, zeros included?

    `table`: a row for each reading, a column for each case. `seen`: the share of each case's infections that can be known by now, above 0
    to 1; all where not given. `log_weights`: how much each reading counts, up to a constant (the log-likelihood of the fit then has one
    too); equal where not given. Readings that were drawn at one R and k need weights (`doubtful`). Raises `ValueError` with fewer than two
    cases, when nobody infected anybody, for numbers that are not whole or are negative, or for shares outside. One reading without `seen`
    gives what `fit_offspring` gives. Source: see the module.

    >>> found = fit_readings([[0, 0, 0, 1, 0, 8, 0, 0, 3, 0, 0, 0]])
    >>> round(found.reproduction.best, 2), round(found.dispersion.best, 2)
    (1.0, 0.14)
    >>> round(fit_readings([[2, 0, 1, 3, 0, 0]], seen=[1, 1, 1, 1, 0.5, 0.5]).reproduction.best, 1)
    1.2
    """
    values, shares = _checked(table, seen)
    weights = np.zeros(values.shape[0]) if log_weights is None else floats(log_weights)
    readings = likelihoods(values, shares)

    def target(log_r: float, log_k: float) -> float:
        if abs(log_r) > _FARTHEST or log_k < -_LARGEST_LOG_K:
            return -inf
        each = readings.of(exp(log_r), exp(min(log_k, _LARGEST_LOG_K))) + weights
        highest = float(each.max())
        return highest + log(float(np.exp(each - highest).mean()))

    mean = float(values.mean() / shares.mean())
    variance = float((values / shares).var())
    start = mean**2 / (variance - mean) if variance > mean else 50.0
    found = fit(target, (log(mean), logarithm(start)), level=level)
    cases = int(shares.size)
    return OffspringFit(positive(found.first), open_ended(found.second), found.log_likelihood, PersonCount(cases), cases < _SMALL)


def how_many(chances: ArrayLike) -> Floats:
    """How likely is each number of infections, 0, 1, 2 ..., when each happened here with its own chance (Poisson's binomial law)?

    Raises `ValueError` for a chance outside 0 to 1.

    >>> how_many([1.0, 0.5, 0.5]).tolist()
    [0.0, 0.25, 0.5, 0.25]
    """
    law, each = np.ones(1), floats(chances)
    if not np.all((each >= 0) & (each <= 1)):
        message = "the chances of infections lie between 0 and 1"
        raise ValueError(message)
    for chance in each:
        law = np.convolve(law, [1 - chance, chance])
    return law


def at_least(number: int, reproduction: float, dispersion: float, *, infectors: int = 1) -> Probability:
    """How likely do `infectors` cases together infect at least `number`? Their sum has mean m R and dispersion m k.

    Raises `ValueError` for an R below 0, a k that is not above 0, and without an infector.

    >>> round(at_least(5, 1.0, 0.2), 3), round(at_least(5, 1.0, inf), 3), at_least(0, 1.0, 0.2)
    (0.067, 0.004, 1.0)
    """
    if not 0 <= reproduction < inf or not dispersion > 0 or infectors < 1:
        message = f"R is not below 0, k above 0, and somebody infects, not {reproduction}, {dispersion} and {infectors}"
        raise ValueError(message)
    if number <= 0 or reproduction == 0:
        return Probability(float(number <= 0))
    below = np.exp(log_chances(np.arange(number), infectors * reproduction, infectors * dispersion)).sum()
    return Probability(float(np.clip(1 - below, 0.0, 1.0)))


def as_many_as(chances: ArrayLike, reproduction: float, dispersion: float, *, infectors: int = 1) -> Probability:
    """How likely do so many cases infect as many as here, or more, when each infection here has its own chance of being theirs?

    The mean of `at_least` over `how_many`: several possible sources weigh by their chance.

    >>> round(as_many_as([1.0] * 5, 1.0, 0.2), 3), round(as_many_as([1.0] * 4 + [0.5], 1.0, 0.2), 3)
    (0.067, 0.079)
    """
    law = how_many(chances)
    tails = [at_least(number, reproduction, dispersion, infectors=infectors) for number in range(law.size)]
    return Probability(float(np.clip(law @ np.array(tails), 0.0, 1.0)))


def _checked(table: ArrayLike, seen: ArrayLike | None) -> tuple[Counts, Floats]:
    given = floats(table)
    if given.ndim != 2 or not np.all(np.isfinite(given)) or np.any(given < 0) or np.any(given != np.floor(given)):
        message = "secondary cases are whole numbers, none negative, in rows of readings"
        raise ValueError(message)
    shares = np.ones(given.shape[1]) if seen is None else floats(seen)
    if shares.shape != (given.shape[1],) or not np.all((shares > 0) & (shares <= 1)):
        message = "each case has a share of its infections that can be known, above 0 and at most 1"
        raise ValueError(message)
    if given.shape[1] < 2 or given.sum() == 0:
        message = "R and k need at least two cases of which one infected somebody"
        raise ValueError(message)
    return given.astype(np.int64), shares
