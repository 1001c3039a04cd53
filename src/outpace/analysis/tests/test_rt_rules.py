"""R from counts alone: which windows there are, which are too thin, where a break or a missing interval silences it."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from outpace.analysis.data import Break, BreakWhy, CaseInputs, Lack, RtFound, RtInputs, Spread
from outpace.analysis.rules.rt import LENGTH, reproduction
from outpace.analysis.tests.test_rules import TODAY, cell, flat, inputs


def rt(cases: CaseInputs) -> RtFound:
    return reproduction(RtInputs(cases), np.random.default_rng(1))


def test_windows_are_seven_days_long_follow_each_other_and_end_with_the_last_complete_day() -> None:
    found = rt(inputs(*flat(5)))
    assert {(row.last - row.first).days for row in found.windows} == {LENGTH - 1}
    assert {(after.last - row.last).days for row, after in zip(found.windows, found.windows[1:], strict=False)} == {1}
    assert found.windows[-1].last == found.complete_until
    assert found.complete_until < TODAY


def test_an_even_outbreak_has_an_r_of_one_between_its_bounds() -> None:
    latest = rt(inputs(*flat(5))).latest
    assert latest is not None
    assert (latest.low or 0) < 1 < (latest.high or 0)
    assert (latest.low or 0) < (latest.quarter or 0) < (latest.mean or 0) < (latest.three_quarters or 0) < (latest.high or 0)


def test_ten_cases_in_seven_days_are_thin_and_say_nothing() -> None:
    few = rt(inputs(*(cell(TODAY - timedelta(days=ago)) for ago in range(2, 12))))
    assert all(row.thin and row.mean is None and row.high is None for row in few.windows)
    assert (few.latest, few.spread, few.no_rt) == (None, Spread.UNKNOWN, Lack.FEW_CASES)


def test_local_and_imported_cases_of_a_window_are_told_apart() -> None:
    cells = [*flat(5), cell(TODAY - timedelta(days=12), cases=3, imported=True)]
    found = rt(inputs(*cells))
    row = next(row for row in found.windows if row.first <= TODAY - timedelta(days=12) <= row.last)
    assert (row.local, row.imported, found.imported) == (35, 3, 3)


def test_imported_cases_lower_r() -> None:
    many = rt(inputs(*flat(5), *(cell(TODAY - timedelta(days=ago), cases=10, imported=True) for ago in range(3, 25)))).latest
    assert many is not None
    assert (many.high or 9) < 1


def test_without_an_interval_or_without_a_week_nothing_is_said() -> None:
    assert rt(replace(inputs(*flat(5)), interval=None)).no_rt is Lack.NO_INTERVAL
    assert rt(inputs(*flat(5, days=6))).no_rt is Lack.FEW_DAYS
    assert rt(inputs()).no_rt is Lack.FEW_DAYS


def test_no_window_lies_across_a_break() -> None:
    day = TODAY - timedelta(days=12)
    found = rt(inputs(*flat(5), breaks=(Break(day, BreakWhy.PACKS),)))
    assert [row for row in found.windows if row.first < day <= row.last] == []
    assert any(row.last < day for row in found.windows)
    assert any(row.first == day for row in found.windows)


def test_a_break_of_a_few_days_ago_silences_a_short_window() -> None:
    day = TODAY - timedelta(days=3)
    assert rt(inputs(*flat(5), breaks=(Break(day, BreakWhy.MASS_SCREENING),), days=3)).no_rt is Lack.BREAK


def test_only_breaks_inside_the_window_are_shown() -> None:
    before, inside = (Break(TODAY - timedelta(days=days), BreakWhy.PACKS) for days in (39, 10))
    assert rt(inputs(*flat(5), breaks=(before, inside))).breaks == (inside,)


def test_cases_without_an_onset_stand_on_another_day_and_are_counted() -> None:
    silent = replace(cell(TODAY - timedelta(days=9), cases=4), onset=None)
    assert rt(inputs(*flat(5), silent)).stand_ins == 4


def test_spread_follows_the_bounds_of_the_latest_window() -> None:
    grows = rt(inputs(*(cell(TODAY - timedelta(days=ago), cases=2 ** (8 - ago // 3)) for ago in range(2, 22))))
    shrinks = rt(inputs(*(cell(TODAY - timedelta(days=ago), cases=2 ** (ago // 3)) for ago in range(2, 22))))
    assert (grows.spread, shrinks.spread, rt(inputs(*flat(5))).spread) == (Spread.MORE, Spread.FEWER, Spread.EITHER)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_both_ends_of_the_window_belong_to_the_count_of_cases() -> None:
    cells = [cell(ago(39), cases=2), cell(TODAY, wait=0, cases=3), cell(ago(40)), cell(TODAY, wait=0, imported=True)]
    assert (rt(inputs(*cells)).local, rt(inputs(*cells)).imported) == (5, 1)


@pytest.mark.parametrize(("cases", "complete"), [(9, 1), (10, 2)])
def test_with_fewer_than_ten_delays_every_day_until_yesterday_counts_as_complete(cases: int, complete: int) -> None:
    made = rt(inputs(cell(ago(20), wait=5, cases=cases // 2), cell(ago(20), wait=1, cases=cases - cases // 2)))
    assert (made.complete_until == ago(1)) is (complete == 1)


@pytest.mark.parametrize(("days", "lack"), [(7, Lack.FEW_DAYS), (8, Lack.NOTHING)])
def test_a_week_after_the_first_case_there_is_a_first_window(days: int, lack: Lack) -> None:
    first = ago(days)
    made = rt(inputs(*(cell(first + timedelta(days=number), cases=20) for number in range(days))))
    assert made.no_rt is lack
    assert [row.first for row in made.windows] == ([first + timedelta(days=1)] if lack is Lack.NOTHING else [])


def test_a_window_that_ends_on_the_first_day_shown_is_shown() -> None:
    made = rt(inputs(*flat(5, days=40), days=15))
    assert made.windows[0].last == inputs(days=15).first


def test_the_spread_is_that_of_the_latest_window_that_says_anything() -> None:
    turns = [cell(ago(number), cases=2 ** (3 + min(number, 20 - number) // 2)) for number in range(2, 21)]
    made = rt(inputs(*turns))
    assert made.windows[0].low is not None
    assert (made.windows[0].low > 1, made.spread) == (True, Spread.FEWER)


def test_a_break_on_the_last_day_of_the_window_is_shown_and_the_interval_is_named() -> None:
    asked = inputs(*flat(5), breaks=(Break(TODAY, BreakWhy.PACKS),))
    made = rt(asked)
    assert ([one.day for one in made.breaks], made.interval) == ([TODAY], asked.interval)
