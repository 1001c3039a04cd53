"""How many does one case infect, how unevenly, and how soon, by the links that people judged?"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isinf

import numpy as np

from epiworks.epi.attribution import share_seen
from epiworks.epi.delays import delay_estimate, observed_delays
from epiworks.epi.doubtful import fit_sources
from epiworks.epi.families import Family
from epiworks.epi.interval import DayDistribution
from epiworks.epi.likelihood import Estimate
from epiworks.epi.offspring import OffspringFit, infects_nobody, log_chances, top_share
from epiworks.epi.serial import IntervalFit, fit_interval, to_the_day
from epiworks.epi.special import Counts, Floats
from epiworks.units import PersonCount
from outpace.analysis.data.chains import Between, ChainsFound, IntervalFound, OffspringFound, Tally
from outpace.analysis.data.curve import Lack
from outpace.analysis.data.inputs import Borrowed, ChainInputs
from outpace.analysis.rules.links import ALL, SURE, Claim, claims, gap
from outpace.analysis.rules.papers import figure, maybe
from outpace.analysis.rules.series import interval_of
from outpace.analysis.rules.sources import timing_of

FEWEST_CASES, FEWEST_LINKS, FEWEST_PAIRS, OWN_PAIRS = 10, 5, 10, 30
"""Below these nothing is fitted; from OWN_PAIRS on an outbreak's own interval says what can be known of a case, not a borrowed one."""

ROUNDING = 1e-9
"""The chances of the sources of a case add up to 1 but for so much."""

LEAST_SEEN, REACH = 0.5, 21
"""A case of which less than half can be known is left out: what would be added to it rests on the interval, not on links."""

CLASSES: tuple[tuple[int, int | None], ...] = ((0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (5, 9), (10, 19), (20, None))
"""How numbers of secondary cases are shown."""

FARTHEST = 200
"""Beyond so many secondary cases of one case the law is cut."""

LAWS = (Family.GAMMA, Family.LOG_NORMAL, Family.NORMAL)
"""Which laws an outbreak's own interval is looked for among: a Weibull law lies between the first two and takes as long as both."""

Claims = Mapping[int, tuple[Claim, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class _Counted:
    """The cases that count, by place, and for every case the share of its infections that can be known."""

    cases: list[int]
    seen: Floats


def chains(inputs: ChainInputs, generator: np.random.Generator) -> ChainsFound:
    """What do the judged links say? Uses chance only through `generator`, and only where a case has several possible sources."""
    table = inputs.table
    shown = [number for number, case in enumerate(table.cases) if inputs.first <= case.fell_ill <= inputs.last]
    local = [number for number in shown if not table.cases[number].away]
    law = timing_of(inputs.interval)
    sure, everything = claims(table, SURE, law), claims(table, ALL, law)
    own, no_interval = _interval(inputs, sure)
    used, is_own = _used(own, inputs.interval)
    counted = _counted(inputs, shown, used)
    by_sure, no_fit = _fitted(inputs, counted, sure, generator)
    by_all, _ = _fitted(inputs, counted, everything, generator)
    return ChainsFound(
        total=PersonCount(len(shown)),
        counted=PersonCount(len(counted.cases)),
        too_recent=PersonCount(0 if used is None else len(shown) - len(counted.cases)),
        linked=PersonCount(sum(number in sure for number in local)),
        possible_only=PersonCount(sum(number in everything and number not in sure for number in local)),
        without=PersonCount(sum(number not in everything for number in local)),
        away=PersonCount(len(shown) - len(local)),
        sure=by_sure,
        all_links=by_all,
        no_fit=Lack.NO_INTERVAL if used is None else no_fit,
        interval=own,
        no_interval=no_interval,
        shared=PersonCount(sum(len(sure[number]) > 1 for number in local if number in sure)),
        borrowed=inputs.interval,
        own_timing=is_own,
    )


def _interval(inputs: ChainInputs, found: Claims) -> tuple[IntervalFound | None, Lack]:
    """Which serial interval do the pairs with one source and two days of onset show, the newest long ones allowed for?"""
    table, days, longest = inputs.table, [], []
    for claimed in found.values():
        link = table.links[claimed[0].link]
        source, case = table.cases[link.source], table.cases[link.case]
        if len(claimed) == 1 and source.has_onset and case.has_onset and inputs.first <= case.fell_ill <= inputs.as_of:
            days.append(gap(table, link))
            longest.append((inputs.as_of - source.fell_ill).days)
    if len(days) < FEWEST_PAIRS:
        return None, Lack.FEW_LINKS
    fits = [fit for family in LAWS if (fit := _fit(days, longest, family)) is not None]
    if not fits:
        return None, Lack.FEW_DAYS
    best = min(fits, key=lambda fit: (fit.unused, fit.aic))
    return _told(best, negative=sum(day < 0 for day in days)), Lack.NOTHING


def _fit(days: list[int], longest: list[int], family: Family) -> IntervalFit | None:
    """None where this law cannot be fitted: nothing usable, or so little seen that any length would do."""
    try:
        return fit_interval(to_the_day(days, longest=longest), family)
    except ValueError:
        return None


def _told(fit: IntervalFit, *, negative: int) -> IntervalFound:
    return IntervalFound(
        family=fit.family,
        mean=_between(fit.mean),
        sd=_between(fit.sd),
        pairs=fit.pairs,
        negative=PersonCount(negative),
        unused=fit.unused,
        small=fit.small,
    )


def _used(own: IntervalFound | None, borrowed: Borrowed | None) -> tuple[DayDistribution | None, bool]:
    """By which interval is it known how much of a case can be seen: its own, with pairs enough, or the borrowed one?"""
    if own is not None and (own.pairs >= OWN_PAIRS or borrowed is None) and (own.mean.best or 0.0) > 1:
        mean, sd = own.mean.best or 0.0, own.sd.best or 0.0
        return interval_of(Borrowed(mean, sd, (0.0, mean, mean), (0.0, sd, sd), "")), True
    return (None if borrowed is None else interval_of(borrowed)), False


def _counted(inputs: ChainInputs, shown: list[int], interval: DayDistribution | None) -> _Counted:
    """Of which cases can at least half of the infections be known, by the interval and by how long it takes until a case is found?"""
    cases = inputs.table.cases
    if interval is None:
        return _Counted([], np.ones(0))
    waited = observed_delays([(case.fell_ill, case.found) for case in cases], as_of=inputs.as_of)
    usable = bool((waited.delays <= REACH).any())
    delay = delay_estimate(waited, reach=REACH).distribution if usable else DayDistribution(np.ones(1))
    seen = share_seen(interval, delay, [(inputs.as_of - case.fell_ill).days for case in cases])
    kept = [number for number in shown if seen[number] >= LEAST_SEEN]
    return _Counted(kept, seen)


def _fitted(inputs: ChainInputs, counted: _Counted, found: Claims, generator: np.random.Generator) -> tuple[OffspringFound | None, Lack]:
    if len(counted.cases) < FEWEST_CASES:
        return None, Lack.FEW_CASES
    links = inputs.table.links
    sources = [[(links[claim.link].source, claim.chance) for claim in claimed] for claimed in found.values()]
    mine = frozenset(counted.cases)
    if sum(chance for choice in sources for source, chance in choice if source in mine) < FEWEST_LINKS - ROUNDING:
        return None, Lack.FEW_LINKS
    fit = fit_sources(sources, generator, seen=counted.seen, counted=counted.cases)
    return _offspring(fit.law, fit.readings, counted.seen[counted.cases], more=_more(inputs, found)), Lack.NOTHING


def _more(inputs: ChainInputs, found: Claims) -> float | None:
    """How many local cases are there for each linked one, among those who fell ill from the first day of the window until now?

    Whoever fell ill after the window may have been infected by a case in it, so R counts them, too. None when nobody is linked.
    """
    cases = inputs.table.cases
    local = [number for number, case in enumerate(cases) if not case.away and inputs.first <= case.fell_ill <= inputs.as_of]
    linked = sum(number in found for number in local)
    return len(local) / linked if linked else None


def _offspring(fit: OffspringFit, drawn: Counts, seen: Floats, *, more: float | None) -> OffspringFound:
    r, k = fit.reproduction.best, fit.dispersion.best
    return OffspringFound(
        reproduction=_between(fit.reproduction),
        dispersion=_between(fit.dispersion),
        infections=PersonCount(round(float(drawn.sum(axis=1).mean()))),
        top=figure(top_share(r, k)),
        nobody=figure(infects_nobody(r, k)),
        if_all=None if more is None else figure(r * more),
        small=fit.small,
        tallies=_tallies(drawn, seen, (r, k)),
    )


def _tallies(drawn: Counts, seen: Floats, law: tuple[float, float]) -> tuple[Tally, ...]:
    """How many cases infected so many, and how many would by the law, each with the share of it that can be known?"""
    reproduction, dispersion = law
    numbers = np.arange(FARTHEST)
    chances = sum(np.exp(log_chances(numbers, reproduction * share, dispersion)) for share in seen)
    rows = []
    for first, last in CLASSES:
        inside = (drawn >= first) & (drawn <= (FARTHEST if last is None else last))
        expected = float(np.asarray(chances)[first : None if last is None else last + 1].sum())
        rows.append(Tally(first, last, figure(float(inside.sum(axis=1).mean())), figure(expected)))
    while len(rows) > 2 and rows[-1].cases == 0 and rows[-1].expected < LEAST_SEEN:
        rows.pop()
    return tuple(rows)


def _between(found: Estimate) -> Between:
    return Between(*(None if isinf(value) else maybe(value) for value in (found.best, found.low, found.high)))
