"""Epidemic curves: every case is somewhere, and no mean is taken across a break."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.epi.curve import Basis, CaseDates, Curve, SeriesBreak, epidemic_curve, moving_mean, segments
from epiworks.epi.tests import real

FIRST, LAST = date(2022, 8, 1), date(2022, 8, 20)
DAYS = st.none() | st.dates(date(2022, 7, 20), date(2022, 9, 1))


def curve(days: list[date | None], *breaks: SeriesBreak) -> Curve:
    return epidemic_curve([CaseDates(onset=day) for day in days], Basis.ONSET, first=FIRST, last=LAST, breaks=breaks)


def test_sierra_leone_has_its_11903_cases_with_a_sample_later_than_the_onset() -> None:
    table = real.rows("outbreaks/ebola_sierraleone_2014.csv.gz")
    cases = [CaseDates(onset=real.day(row["date_of_onset"]), sample=real.day(row["date_of_sample"])) for row in table]
    by_onset, by_sample = (
        epidemic_curve(cases, basis, first=date(2014, 5, 18), last=date(2015, 9, 12)) for basis in (Basis.ONSET, Basis.SAMPLE)
    )
    assert by_onset.total + by_onset.undated + by_onset.outside == len(table) == 11_903
    assert np.average(np.arange(by_sample.counts.size), weights=by_sample.counts) > np.average(
        np.arange(by_onset.counts.size), weights=by_onset.counts
    )


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        epidemic_curve([], Basis.REPORT, first=LAST, last=FIRST)


def test_a_break_outside_the_window_is_not_marked() -> None:
    assert curve([], SeriesBreak(FIRST, "the first day breaks nothing"), SeriesBreak(LAST + timedelta(days=1), "later")).breaks == ()


def test_no_mean_is_taken_across_a_break() -> None:
    found = moving_mean(curve([FIRST] * 7, SeriesBreak(date(2022, 8, 4), "definition")), days=3)
    assert np.isnan(found[[0, 1, 3, 4]]).all()
    assert found[2] == pytest.approx(7 / 3)
    assert found[5] == 0


def test_a_stretch_shorter_than_the_mean_has_none() -> None:
    breaks = [SeriesBreak(date(2022, 8, 10), "a"), SeriesBreak(date(2022, 8, 12), "b")]
    found = moving_mean(curve([FIRST], *breaks), days=3)
    assert np.isnan(found[9:11]).all()
    assert np.isnan(found[11:13]).all()


def test_a_mean_over_no_day_is_refused() -> None:
    with pytest.raises(ValueError, match="no meaning"):
        moving_mean(curve([]), days=0)


@given(st.lists(DAYS, max_size=60))
def test_every_case_is_counted_once_and_nobody_is_lost(days: list[date | None]) -> None:
    found = curve(days)
    assert found.total + found.undated + found.outside == len(days)
    assert [int(count) for count in found.counts] == [days.count(day) for day in found.days]


@given(st.lists(DAYS, max_size=60), st.lists(st.dates(FIRST, LAST), max_size=4))
def test_stretches_cover_the_window_without_overlap(days: list[date | None], broken: list[date]) -> None:
    found = curve(days, *(SeriesBreak(day, "") for day in broken))
    assert [place for start, end in segments(found) for place in range(start, end)] == list(range(found.counts.size))
