"""What does the epidemic curve say: counts, what is still missing of the last days, growth, what may come, and how sure all that is?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import isfinite

import numpy as np

from epiworks.epi.curve import Basis
from epiworks.epi.delays import DelayEstimate, delay_estimate, observed_delays
from epiworks.epi.forecast import LEVELS, Forecast, Manner, forecast, past_scores
from epiworks.epi.growth import Growth, growth
from epiworks.epi.incidence import incidence
from epiworks.epi.nowcast import Nowcast, nowcast
from epiworks.epi.special import Floats
from epiworks.units import PersonCount
from outpace.analysis.data.curve import Course, CurveFound, DayCount, ForecastDay, GrowthFound, Lack, PastForecasts
from outpace.analysis.data.inputs import CaseInputs, CurveInputs
from outpace.analysis.rules.papers import figure, maybe
from outpace.analysis.rules.series import ONE_DAY, by_day, cases_in, days_between, interval_of, is_controlled, on
from outpace.casework.data.daily import CaseCell

REACH, WITNESSES = 14, timedelta(days=30)
"""Delays up to 14 days, from the onsets of the last 30: docs/science/curve.md says why."""

FEWEST_DELAYS, FEWEST_CASES, QUIET_DAYS, GROWTH_DAYS = 10, 5, 14, 14
FORECAST_DAYS, FORECAST_CASES, SCORED_DAYS, FIRST_SCORED = 7, 11, 42, 14
SCORING = Manner(paths=600)
"""Fewer paths for the scores of the past than for the forecast itself: they are means over weeks."""


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """The series up to `as_of`, with the nowcast where there is one; `complete` days from the start are complete."""

    counts: Floats
    now: Nowcast | None
    delays: int
    complete: int


def curve(inputs: CurveInputs, generator: np.random.Generator) -> CurveFound:
    """What does the curve of these cases say? Uses chance only through `generator`."""
    cases, basis = inputs.cases, inputs.basis
    seen = _seen(cases, basis, generator)
    through = cases.since + timedelta(days=seen.complete - 1)
    complete_until = min(through, cases.last)
    inside = [cell for cell in cases.cells if (day := on(cell, basis)) is not None and cases.first <= day <= cases.last]
    local, usable = _usable(inputs, complete_until)
    found, no_growth = _growth(local, usable, known=cases_in(inside))
    ahead, past, no_forecast = _ahead(inputs, complete_until, generator)
    undated = cases_in([cell for cell in cases.cells if on(cell, basis) is None])
    last = max((day for cell in cases.cells if (day := on(cell, basis)) is not None and day <= cases.last), default=None)
    quiet = None if last is None else max((complete_until - last).days, 0)
    return CurveFound(
        basis=basis,
        days=tuple(_days(cases, basis, seen)),
        total=cases_in(inside),
        undated=undated,
        outside=PersonCount(cases_in(cases.cells) - cases_in(inside) - undated),
        complete_until=complete_until,
        delays=PersonCount(seen.delays),
        no_nowcast=Lack.NOTHING if seen.now is not None or basis is Basis.REPORT else Lack.FEW_DELAYS,
        breaks=tuple(found for found in cases.breaks if cases.first < found.day <= cases.last),
        course=_course(local, usable, (found, no_growth), quiet=quiet),
        last_case=last,
        quiet=quiet,
        growth=found,
        no_growth=no_growth,
        forecast=ahead,
        past=past,
        no_forecast=no_forecast,
        interval=cases.interval,
    )


def _seen(cases: CaseInputs, basis: Basis, generator: np.random.Generator) -> _Seen:
    counts = by_day(cases.cells, lambda cell: on(cell, basis), first=cases.since, last=cases.as_of)
    # The day that runs is not over: whatever the basis, it is not complete.
    whole = counts.size - 1
    delay, delays = (None, 0) if basis is Basis.REPORT else _delay(cases, basis)
    if delay is None:
        return _Seen(counts, None, delays, whole)
    now = nowcast(counts, delay, generator)
    return _Seen(counts, now, delays, min(now.complete_days, whole))


def _delay(cases: CaseInputs, basis: Basis) -> tuple[DelayEstimate | None, int]:
    """How long from this day to being found? None with too few witnesses."""
    witnesses = [cell for cell in cases.cells if (day := on(cell, basis)) is not None and day >= cases.as_of - WITNESSES]
    pairs = [(on(cell, basis), cell.found) for cell in witnesses for _ in range(cell.cases)]
    seen = observed_delays(pairs, as_of=cases.as_of)
    if seen.delays.size < FEWEST_DELAYS:
        return None, int(seen.delays.size)
    return delay_estimate(seen, reach=REACH), int(seen.delays.size)


def _days(cases: CaseInputs, basis: Basis, seen: _Seen) -> list[DayCount]:
    groups: dict[date, list[CaseCell]] = {}
    for cell in cases.cells:
        day = on(cell, basis)
        if day is not None:
            groups.setdefault(day, []).append(cell)
    return [_day(cases, seen, day, groups.get(day, [])) for day in days_between(cases.first, cases.last)]


def _day(cases: CaseInputs, seen: _Seen, day: date, cells: Sequence[CaseCell]) -> DayCount:
    place = (day - cases.since).days
    kinds = Counter(dict.fromkeys(sorted({cell.case_class for cell in cells}), 0))
    for cell in cells:
        kinds[cell.case_class] += cell.cases
    controlled = cases_in([cell for cell in cells if is_controlled(cases, cell)])
    total = cases_in(cells)
    low, middle, high = _in_the_end(seen, place)
    return DayCount(
        day=day,
        total=total,
        kinds={name: PersonCount(count) for name, count in kinds.items()},
        controlled=controlled,
        community=PersonCount(total - controlled),
        imported=cases_in([cell for cell in cells if cell.imported]),
        low=low,
        middle=middle,
        high=high,
        complete=place < seen.complete,
    )


def _in_the_end(seen: _Seen, place: int) -> tuple[float | None, float | None, float | None]:
    if place < seen.complete:
        count = figure(float(seen.counts[place]))
        return count, count, count
    if seen.now is None:
        return None, None, None
    return maybe(seen.now.low[place]), maybe(seen.now.median[place]), maybe(seen.now.high[place])


def _usable(inputs: CurveInputs, until: date) -> tuple[Floats, tuple[date, date]]:
    """The last complete days since the last break, at most GROWTH_DAYS, local cases only: those infected here."""
    cases = inputs.cases
    broken = [found.day for found in cases.breaks if found.day <= until]
    first = max([cases.since, until - timedelta(days=GROWTH_DAYS - 1), *broken[-1:]])
    local = [cell for cell in cases.cells if not cell.imported]
    return by_day(local, lambda cell: on(cell, inputs.basis), first=first, last=until), (first, until)


def _growth(local: Floats, days: tuple[date, date], *, known: int) -> tuple[GrowthFound | None, Lack]:
    if known < FEWEST_CASES:
        return None, Lack.FEW_CASES
    if local.size < 4:
        return None, Lack.BREAK
    if local.sum() < FEWEST_CASES or (local > 0).sum() < 2:
        return None, Lack.FEW_CASES
    return _told(growth(local), days), Lack.NOTHING


def _told(found: Growth, days: tuple[date, date]) -> GrowthFound:
    rate = found.rate
    return GrowthFound(
        best=figure(rate.best),
        low=figure(rate.low),
        high=figure(rate.high),
        doubling=_pair(found.doubling),
        halving=_pair(found.halving),
        first=days[0],
        last=days[1],
        cases=found.cases,
        small=found.small,
    )


def _pair(days: tuple[float, float] | None) -> tuple[float, float] | None:
    return None if days is None or not all(isfinite(day) for day in days) else (figure(days[0]), figure(days[1]))


def _course(local: Floats, days: tuple[date, date], found: tuple[GrowthFound | None, Lack], *, quiet: int | None) -> Course:
    rate, lack = found
    if quiet is None:
        return Course.NONE
    if quiet >= QUIET_DAYS or (local.sum() == 0 and (days[1] - days[0]).days + 1 >= QUIET_DAYS):
        return Course.QUIET
    if lack is Lack.BREAK:
        return Course.BROKEN
    if rate is None:
        return Course.FEW
    if rate.low > 0:
        return Course.GROWS
    return Course.SHRINKS if rate.high < 0 else Course.UNCLEAR


def _ahead(inputs: CurveInputs, until: date, generator: np.random.Generator) -> tuple[tuple[ForecastDay, ...], PastForecasts | None, Lack]:
    """The days after the last complete one, how such forecasts did until now, and why there is none."""
    cases = inputs.cases
    if cases.interval is None:
        return (), None, Lack.NO_INTERVAL
    if until < cases.last - timedelta(days=FORECAST_DAYS) or cases.last < cases.as_of - timedelta(days=FORECAST_DAYS):
        return (), None, Lack.PAST_WINDOW
    broken = [found.day for found in cases.breaks if found.day <= until]
    first = max([cases.since, until - timedelta(days=SCORED_DAYS - 1), *broken[-1:]])
    length = (until - first).days + 1
    local, brought = (
        by_day([cell for cell in cases.cells if cell.imported is kind], lambda cell: on(cell, inputs.basis), first=first, last=until)
        for kind in (False, True)
    )
    if (length > SCORING.window and local[-SCORING.window :].sum() < FORECAST_CASES) or cases_in(cases.cells) < FORECAST_CASES:
        return (), None, Lack.FEW_CASES
    if length < SCORING.window + 1:
        return (), None, Lack.BREAK
    series, interval = incidence(local, imported=brought), interval_of(cases.interval)
    past = None
    if length >= FIRST_SCORED + FORECAST_DAYS:
        scored = past_scores(series, interval, generator, ahead=FORECAST_DAYS, first=FIRST_SCORED, manner=SCORING)
        shares = (figure(scored.within_half), figure(scored.within_95))
        past = PastForecasts(scored.scored, figure(scored.score), figure(scored.plain), *shares)
        if not scored.worth:
            return (), past, Lack.NOT_BETTER
    return _days_ahead(forecast(series, interval, generator, days=FORECAST_DAYS), until), past, Lack.NOTHING


def _days_ahead(made: Forecast, until: date) -> tuple[ForecastDay, ...]:
    """Each of the days to come with its levels."""
    rows = [made.quantile(level) for level in LEVELS]
    days = [until + (number + 1) * ONE_DAY for number in range(FORECAST_DAYS)]
    return tuple(ForecastDay(day, *(figure(row[number]) for row in rows)) for number, day in enumerate(days))
