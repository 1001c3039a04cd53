"""The epidemic curve at its edges: how few cases, how long a quiet, and which days count."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from epiworks.epi.curve import Basis
from outpace.analysis.data import Break, BreakWhy, CaseInputs, Course, CurveFound, CurveInputs, GrowthFound, Lack
from outpace.analysis.rules.curve import curve
from outpace.analysis.rules.series import on, or_sample
from outpace.analysis.tests.test_rules import TODAY, cell, flat, inputs
from outpace.casework.data.daily import CaseCell


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def told(asked: CaseInputs, basis: Basis = Basis.REPORT) -> CurveFound:
    return curve(CurveInputs(asked, basis), np.random.default_rng(1))


def found(*cells: CaseCell, days: int = 40, basis: Basis = Basis.REPORT) -> CurveFound:
    return told(inputs(*cells, days=days), basis)


LATE = replace(cell(ago(9)), sampled=ago(8), reported=ago(7), found=ago(6))


@pytest.mark.parametrize(("basis", "day"), [(Basis.ONSET, 9), (Basis.SAMPLE, 8), (Basis.REPORT, 7)])
def test_a_case_stands_on_the_day_asked_for(basis: Basis, day: int) -> None:
    assert on(LATE, basis) == ago(day)
    made = found(LATE, basis=basis)
    assert [row.day for row in made.days if row.total] == [ago(day)]
    assert (made.basis, made.last_case, made.total, made.undated, made.outside) == (basis, ago(day), 1, 0, 0)


def test_where_no_report_has_a_day_the_case_stands_on_the_day_it_was_found() -> None:
    assert on(replace(LATE, reported=None), Basis.REPORT) == ago(6)


def test_whoever_never_fell_ill_stands_on_the_day_of_the_sample_or_of_finding() -> None:
    never = replace(LATE, onset=None)
    assert [or_sample(one) for one in (LATE, never, replace(never, sampled=None))] == [ago(9), ago(8), ago(6)]


def test_cases_without_the_day_asked_for_and_cases_outside_the_window_are_counted_apart() -> None:
    cells = [replace(cell(ago(9), cases=2), onset=None), cell(ago(50), cases=3), cell(ago(9), cases=4)]
    made = found(*cells, basis=Basis.ONSET)
    assert (made.total, made.undated, made.outside) == (4, 2, 3)


def test_both_ends_of_the_window_belong_to_it() -> None:
    made = found(cell(ago(39), wait=0, cases=2), cell(TODAY, wait=0, cases=3), cell(ago(40), wait=0), basis=Basis.ONSET)
    assert (made.total, made.outside, made.last_case) == (5, 1, TODAY)
    assert (made.days[0].total, made.days[-1].total) == (2, 3)


def test_only_breaks_inside_the_window_are_shown_its_last_day_included() -> None:
    breaks = tuple(Break(ago(days), BreakWhy.PACKS) for days in (39, 38, 0))
    made = told(inputs(*flat(3), breaks=breaks))
    assert [one.day for one in made.breaks] == [ago(38), TODAY]


@pytest.mark.parametrize(("cases", "lack"), [(4, Lack.FEW_CASES), (5, Lack.NOTHING)])
def test_a_rate_is_taken_from_five_cases_on(cases: int, lack: Lack) -> None:
    made = found(*(cell(ago(3 + number)) for number in range(cases)))
    assert made.no_growth is lack


def test_no_rate_is_taken_from_a_single_day() -> None:
    assert found(cell(ago(5), cases=30)).no_growth is Lack.FEW_CASES


@pytest.mark.parametrize(("days", "lack"), [(3, Lack.BREAK), (4, Lack.NOTHING)])
def test_a_rate_needs_four_days_since_a_break(days: int, lack: Lack) -> None:
    since = Break(ago(days), BreakWhy.MASS_SCREENING)
    assert told(inputs(*flat(9), breaks=(since,))).no_growth is lack


@pytest.mark.parametrize(("last", "course"), [(14, Course.FEW), (15, Course.QUIET)])
def test_fourteen_complete_days_without_a_case_are_quiet(last: int, course: Course) -> None:
    made = found(cell(ago(last + 1)))
    assert (made.quiet, made.course) == (last - 1, course)


def test_a_case_of_the_day_that_runs_leaves_no_quiet_day() -> None:
    assert found(cell(TODAY, wait=0)).quiet == 0


def test_a_series_without_a_case_has_no_course() -> None:
    made = found()
    assert (made.course, made.last_case, made.quiet) == (Course.NONE, None, None)


def growth(made: CurveFound) -> GrowthFound:
    assert made.growth is not None
    return made.growth


def test_cases_that_double_every_third_day_are_said_to_do_so() -> None:
    rise = found(*(cell(ago(days), cases=round(200 * 2 ** (-days / 3))) for days in range(2, 16)))
    rate = growth(rise)
    assert rise.course is Course.GROWS
    assert rate.best == pytest.approx(np.log(2) / 3, rel=0.05)
    assert rate.doubling is not None
    assert rate.doubling[0] < 3 < rate.doubling[1]
    assert (rate.halving, rate.first, rate.last, rate.small) == (None, ago(14), ago(1), False)


def test_cases_that_halve_every_third_day_are_said_to_do_so() -> None:
    fall = found(*(cell(ago(days), cases=round(6 * 2 ** (days / 3))) for days in range(2, 16)))
    rate = growth(fall)
    assert fall.course is Course.SHRINKS
    assert rate.halving is not None
    assert rate.halving[0] < 3 < rate.halving[1]
    assert (rate.doubling, rate.cases) == (None, sum(round(6 * 2 ** (days / 3)) for days in range(2, 16)))


def test_a_rate_that_may_be_none_has_neither_time() -> None:
    rate = growth(found(*flat(9)))
    assert (rate.doubling, rate.halving) == (None, None)
    assert rate.low < 0 < rate.high


@pytest.mark.parametrize(("cases", "lack"), [(9, Lack.FEW_DELAYS), (10, Lack.NOTHING)])
def test_what_is_still_missing_is_reckoned_from_ten_delays_on(cases: int, lack: Lack) -> None:
    made = found(cell(ago(20), wait=2, cases=cases), basis=Basis.ONSET)
    assert (made.delays, made.no_nowcast) == (cases, lack)


@pytest.mark.parametrize(("days", "delays"), [(30, 12), (31, 0)])
def test_delays_are_learnt_from_who_fell_ill_in_the_last_thirty_days(days: int, delays: int) -> None:
    assert found(cell(ago(days), wait=2, cases=12), basis=Basis.ONSET).delays == delays


def test_of_reports_nothing_is_missing() -> None:
    made = found(*flat(9))
    assert (made.delays, made.no_nowcast, made.complete_until) == (0, Lack.NOTHING, ago(1))


def test_the_last_days_of_onset_are_reckoned_higher_than_they_are_known() -> None:
    seen = [cell(ago(days), wait=wait, cases=10) for days in range(1, 40) for wait in (1, 6) if wait <= days]
    made = found(*seen, basis=Basis.ONSET)
    late = [row for row in made.days if not row.complete]
    assert made.complete_until < ago(1)
    middles = {row.day: row.middle for row in late}
    assert [middles[ago(days)] for days in (2, 3)] == pytest.approx([20, 20], abs=6)
    assert all(row.low < row.middle < row.high for row in late if row.low is not None and row.middle and row.high)
    assert all(row.low == row.middle == row.high == row.total for row in made.days if row.complete)


def test_the_forecast_is_of_the_seven_days_after_the_last_complete_one() -> None:
    made = told(replace(inputs(*flat(9, days=34)), since=ago(34)))
    assert made.no_forecast in {Lack.NOTHING, Lack.NOT_BETTER}
    assert made.past is not None
    steady = told(replace(inputs(*flat(9, days=18)), since=ago(18), first=ago(18)))
    assert [row.day for row in steady.forecast] == [steady.complete_until + timedelta(days=number) for number in range(1, 8)]
    assert (steady.no_forecast, steady.past) == (Lack.NOTHING, None)


def test_without_an_interval_nothing_is_foreseen() -> None:
    made = told(replace(inputs(*flat(9)), interval=None))
    assert (made.no_forecast, made.forecast, made.interval) == (Lack.NO_INTERVAL, (), None)


def test_a_window_of_the_past_has_no_forecast() -> None:
    old = replace(inputs(*flat(9, days=60), days=60), last=ago(8))
    assert told(old).no_forecast is Lack.PAST_WINDOW


@pytest.mark.parametrize(("each", "lack"), [(1, Lack.FEW_CASES), (2, Lack.NOTHING)])
def test_eleven_cases_in_the_last_days_are_needed_for_a_forecast(each: int, lack: Lack) -> None:
    cells = flat(each, days=18)
    assert told(replace(inputs(*cells), since=ago(18), first=ago(18))).no_forecast is lack


def steady(*, days: int = 18, each: int = 9) -> CaseInputs:
    return replace(inputs(*flat(each, days=days)), since=ago(days), first=ago(days))


def test_a_forecast_of_an_even_outbreak_goes_on_about_as_before() -> None:
    made = told(steady())
    assert all(row.low <= row.quarter <= row.median <= row.three_quarters <= row.high for row in made.forecast)
    assert [row.low < 9 < row.high for row in made.forecast] == [True] * 7


def test_imported_cases_are_no_reason_to_foresee_more() -> None:
    brought = [cell(ago(days), cases=9, imported=True) for days in range(1, 18)]
    made = told(replace(inputs(*brought), since=ago(18), first=ago(18)))
    assert made.no_forecast is Lack.FEW_CASES


@pytest.mark.parametrize(("last", "lack"), [(7, Lack.NOTHING), (8, Lack.PAST_WINDOW)])
def test_a_window_that_ended_a_week_ago_still_has_a_forecast(last: int, lack: Lack) -> None:
    made = told(replace(steady(days=25), last=ago(last)))
    assert (made.no_forecast is Lack.PAST_WINDOW) is (lack is Lack.PAST_WINDOW)


@pytest.mark.parametrize(("days", "scored"), [(20, False), (21, True)])
def test_forecasts_of_the_past_are_scored_from_three_weeks_on(days: int, scored: bool) -> None:
    assert (told(steady(days=days)).past is not None) is scored


def test_growth_begins_anew_with_the_last_break() -> None:
    breaks = tuple(Break(ago(days), BreakWhy.PACKS) for days in (12, 6))
    assert growth(told(inputs(*flat(9), breaks=breaks))).first == ago(6)
