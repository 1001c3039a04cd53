"""How many does one case infect, now? From live counts: complete days only, never across a break, silent where cases are few."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from epiworks.epi.delays import delay_estimate, observed_delays
from epiworks.epi.incidence import incidence
from epiworks.epi.nowcast import nowcast
from epiworks.epi.rt import RtEstimate, windows_between
from epiworks.epi.rt_uncertain import rt_uncertain
from epiworks.epi.special import Floats
from epiworks.units import PersonCount
from outpace.analysis.data.curve import Lack
from outpace.analysis.data.inputs import CaseInputs, RtInputs
from outpace.analysis.data.rt import RtFound, RtWindow, Spread
from outpace.analysis.rules.curve import FEWEST_DELAYS, REACH, WITNESSES
from outpace.analysis.rules.papers import maybe
from outpace.analysis.rules.series import belief_of, by_day, cases_in, or_sample

LENGTH = 7
"""Days of a window: shorter ones follow the week's rhythm, longer ones come late."""


@dataclass(frozen=True, slots=True, eq=False)
class _Series:
    """Local and imported cases by day from `first`, complete days only."""

    first: date
    local: Floats
    imported: Floats


def reproduction(inputs: RtInputs, generator: np.random.Generator) -> RtFound:
    """What is R by window of seven days, the interval's own doubt included?"""
    cases = inputs.cases
    until = min(_complete(cases, generator), cases.last)
    series = _series(cases, until)
    windows, lack = _windows(cases, series, generator)
    told = [found for found in windows if not found.thin]
    inside = [cell for cell in cases.cells if cases.first <= or_sample(cell) <= cases.last]
    return RtFound(
        windows=tuple(windows),
        spread=_spread(told[-1] if told else None),
        complete_until=until,
        local=cases_in([cell for cell in inside if not cell.imported]),
        imported=cases_in([cell for cell in inside if cell.imported]),
        stand_ins=cases_in([cell for cell in inside if cell.onset is None]),
        breaks=tuple(found for found in cases.breaks if cases.first < found.day <= cases.last),
        no_rt=lack if lack or told else Lack.FEW_CASES,
        interval=cases.interval,
    )


def _complete(cases: CaseInputs, generator: np.random.Generator) -> date:
    """Until which day are (nearly) all cases known? Until yesterday where too few delays are known to say."""
    counts = by_day(cases.cells, or_sample, first=cases.since, last=cases.as_of)
    recent = [cell for cell in cases.cells if or_sample(cell) >= cases.as_of - WITNESSES]
    seen = observed_delays([(or_sample(cell), cell.found) for cell in recent for _ in range(cell.cases)], as_of=cases.as_of)
    yesterday = cases.as_of - timedelta(days=1)
    if seen.delays.size < FEWEST_DELAYS:
        return yesterday
    days = nowcast(counts, delay_estimate(seen, reach=REACH), generator).complete_days
    return min(cases.since + timedelta(days=days - 1), yesterday)


def _series(cases: CaseInputs, until: date) -> _Series | None:
    """From the first case that is known on; None while it is shorter than a window and a day."""
    known = [or_sample(cell) for cell in cases.cells if or_sample(cell) >= cases.since]
    if not known or (until - min(known)).days < LENGTH:
        return None
    first = min(known)
    local, imported = (
        by_day([cell for cell in cases.cells if cell.imported is kind], or_sample, first=first, last=until) for kind in (False, True)
    )
    return _Series(first, local, imported)


def _windows(cases: CaseInputs, series: _Series | None, generator: np.random.Generator) -> tuple[list[RtWindow], Lack]:
    if cases.interval is None:
        return [], Lack.NO_INTERVAL
    if series is None:
        return [], Lack.FEW_DAYS
    days = series.local.size
    breaks = [(found.day - series.first).days for found in cases.breaks]
    shown = max((cases.first - series.first).days, 1)
    first = [start for start in range(1, days - LENGTH + 1) if start + LENGTH - 1 >= shown and not _crosses(start, breaks)]
    if not first:
        return [], Lack.BREAK if breaks else Lack.FEW_DAYS
    windows = windows_between(first, [start + LENGTH - 1 for start in first], days=days)
    found = rt_uncertain(incidence(series.local, imported=series.imported), belief_of(cases.interval), generator, windows=windows)
    return [_window(series, found, number) for number in range(len(first))], Lack.NOTHING


def _crosses(start: int, breaks: list[int]) -> bool:
    return any(start < day <= start + LENGTH - 1 for day in breaks)


def _window(series: _Series, found: RtEstimate, number: int) -> RtWindow:
    start, end = int(found.windows.first[number]), int(found.windows.last[number])
    figures = [float(found.mean[number]), *(float(found.quantile(level)[number]) for level in (0.025, 0.25, 0.75, 0.975))]
    thin = bool(found.thin[number]) or not all(np.isfinite(figures))
    mean, low, quarter, three_quarters, high = (None if thin else maybe(value) for value in figures)
    return RtWindow(
        first=series.first + timedelta(days=start),
        last=series.first + timedelta(days=end),
        mean=mean,
        low=low,
        quarter=quarter,
        three_quarters=three_quarters,
        high=high,
        local=PersonCount(int(series.local[start : end + 1].sum())),
        imported=PersonCount(int(series.imported[start : end + 1].sum())),
        thin=thin,
    )


def _spread(latest: RtWindow | None) -> Spread:
    if latest is None or latest.low is None or latest.high is None:
        return Spread.UNKNOWN
    if latest.low > 1:
        return Spread.MORE
    return Spread.FEWER if latest.high < 1 else Spread.EITHER
