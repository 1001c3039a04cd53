"""How long from onset to sample, to report, to isolation, when the newest long delays cannot have been seen yet?

A case that fell ill two days ago and is reported today can only have a delay of two days or less: the cases with long delays are still
missing. The plain mean is therefore too short while an outbreak grows (right truncation). The chance of each delay is estimated backwards
in time: among cases that could have shown d days, which part showed exactly d of those that showed d or less?
Source: Lagakos, Barraj, De Gruttola, Biometrika 75 (1988) 515-523; Kalbfleisch and Lawless, J Am Stat Assoc 84 (1989) 360-372.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from epiworks.epi.interval import DayDistribution
from epiworks.epi.special import Counts, Floats
from epiworks.units import Days, PersonCount


@dataclass(frozen=True, slots=True, eq=False)
class ObservedDelays:
    """Delays in whole days, with how long each could have been at most; and the cases that give none, by reason."""

    delays: Counts
    longest: Counts
    incomplete: PersonCount
    backwards: PersonCount
    later: PersonCount


@dataclass(frozen=True, slots=True, eq=False)
class DelayEstimate:
    """The delay with truncation taken into account. It speaks of delays up to `reach` days: longer ones could not have been seen."""

    distribution: DayDistribution
    naive_mean: Days
    reach: int
    cases: PersonCount

    def quantile(self, level: float) -> Days:
        """Within how many days do this part of the cases come? The first day that reaches it."""
        cumulated = np.cumsum(self.distribution.weights)
        return Days(float(np.searchsorted(cumulated, level * cumulated[-1] - 1e-12)))


def observed_delays(pairs: Iterable[tuple[date | None, date | None]], *, as_of: date) -> ObservedDelays:
    """Which delays do these (start, end) days show, seen on the day `as_of`?

    A pair with a day missing is counted as incomplete, one that ends before it begins as backwards, one that ends after `as_of` as later:
    none of them is used, none is dropped in silence.

    >>> days = [(date(2022, 8, 1), date(2022, 8, 3)), (date(2022, 8, 5), date(2022, 8, 4)), (date(2022, 8, 5), None)]
    >>> found = observed_delays(days, as_of=date(2022, 8, 9))
    >>> found.delays.tolist(), found.longest.tolist(), found.incomplete, found.backwards
    ([2], [8], 1, 1)
    """
    listed = list(pairs)
    whole = [(start, end) for start, end in listed if start is not None and end is not None]
    forward = [(start, end) for start, end in whole if end >= start]
    used = [(start, end) for start, end in forward if end <= as_of]
    return ObservedDelays(
        np.array([(end - start).days for start, end in used], dtype=np.int64),
        np.array([(as_of - start).days for start, _ in used], dtype=np.int64),
        incomplete=PersonCount(len(listed) - len(whole)),
        backwards=PersonCount(len(whole) - len(forward)),
        later=PersonCount(len(forward) - len(used)),
    )


def delay_estimate(seen: ObservedDelays, *, reach: int | None = None) -> DelayEstimate:
    """How long is the delay, with truncation taken into account?

    F(d - 1) / F(d) = 1 - (cases with delay d) / (cases with delay <= d that could have shown at least d), from the longest delay down;
    F = 1 at `reach`. The result is conditional on a delay of at most `reach` days: by default the longest time any case has been watched;
    a shorter reach leaves out the far tail, for which few witnesses speak. Raises `ValueError` without a usable case. Source: the module.

    >>> early = [(date(2022, 8, 1), date(2022, 8, end)) for end in (2, 3, 5, 6)]
    >>> late = [(date(2022, 8, 6), date(2022, 8, 7))] * 4
    >>> found = delay_estimate(observed_delays(early + late, as_of=date(2022, 8, 8)))
    >>> round(found.naive_mean, 2), round(found.distribution.mean, 2)
    (2.0, 2.83)
    """
    within = np.ones_like(seen.delays, dtype=np.bool_) if reach is None else seen.delays <= reach
    delays, longest = seen.delays[within], seen.longest[within]
    if delays.size == 0:
        message = "no delay was observed"
        raise ValueError(message)
    farthest = int(longest.max()) if reach is None else min(reach, int(longest.max()))
    weights = np.diff(_cumulated(delays, np.minimum(longest, farthest), farthest), prepend=0.0)
    weights.flags.writeable = False
    return DelayEstimate(DayDistribution(weights), Days(float(delays.mean())), farthest, PersonCount(int(delays.size)))


def reported_share(estimate: DelayEstimate, *, ago: int) -> float:
    """Which part of the cases of the day `ago` days back has been seen by now? 1 beyond the reach; 0 for a day not yet begun.

    >>> found = delay_estimate(observed_delays([(date(2022, 8, 1), date(2022, 8, d)) for d in (1, 2, 3, 4)], as_of=date(2022, 8, 9)))
    >>> [reported_share(found, ago=ago) for ago in (-1, 0, 1, 9)]
    [0.0, 0.25, 0.5, 1.0]
    """
    if ago < 0:
        return 0.0
    weights = estimate.distribution.weights
    return float(min(weights[: ago + 1].sum(), 1.0))


def _cumulated(delays: Counts, longest: Counts, reach: int) -> Floats:
    """F(d) for d = 0 ... reach, by the product of reverse-time survival."""
    exactly = np.bincount(delays, minlength=reach + 1)
    at_most = np.cumsum(exactly)
    # Those who were watched for less than d days cannot show a delay of d: they are no witnesses for day d.
    watched_less = np.cumsum(np.bincount(longest, minlength=reach + 1))
    witnesses = at_most - np.concatenate([[0], watched_less[:-1]])
    hazard = np.where(witnesses > 0, exactly / np.maximum(witnesses, 1), 0.0)
    kept = np.cumprod((1 - hazard)[::-1])[::-1]
    return np.append(kept[1:], 1.0)
