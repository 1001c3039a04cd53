"""The epidemic curve at its edges: how few cases, how long a quiet, and which days count."""

from datetime import timedelta

import numpy as np
import pytest

from epiworks.epi.curve import Basis
from outpace.analysis.data import Course, CurveFound, CurveInputs, Lack
from outpace.analysis.rules.curve import curve
from outpace.analysis.tests.test_rules import TODAY, cell, flat, inputs
from outpace.casework.data.daily import CaseCell


def found(*cells: CaseCell, days: int = 40) -> CurveFound:
    return curve(CurveInputs(inputs(*cells, days=days), Basis.REPORT), np.random.default_rng(1))


@pytest.mark.parametrize(("cases", "lack"), [(4, Lack.FEW_CASES), (5, Lack.NOTHING)])
def test_a_rate_is_taken_from_five_cases_on(cases: int, lack: Lack) -> None:
    made = found(*(cell(TODAY - timedelta(days=3 + number)) for number in range(cases)))
    assert made.no_growth is lack


@pytest.mark.parametrize(("ago", "course"), [(14, Course.FEW), (15, Course.QUIET)])
def test_fourteen_days_without_a_case_are_quiet(ago: int, course: Course) -> None:
    made = found(cell(TODAY - timedelta(days=ago + 1)))
    assert (made.quiet, made.course) == (ago - 1, course)


def test_a_steady_rise_is_growth_and_a_steady_fall_is_none() -> None:
    rise = [cell(TODAY - timedelta(days=ago), cases=40 - 2 * ago) for ago in range(2, 18)]
    fall = [cell(TODAY - timedelta(days=ago), cases=2 * ago) for ago in range(2, 18)]
    assert (found(*rise).course, found(*fall).course) == (Course.GROWS, Course.SHRINKS)


def test_a_series_without_a_case_has_no_course() -> None:
    made = found()
    assert (made.course, made.last_case, made.quiet) == (Course.NONE, None, None)


def test_the_forecast_begins_on_the_day_after_the_last_complete_one() -> None:
    made = found(*flat(9), days=60)
    assert [row.day for row in made.forecast] in ([], [made.complete_until + timedelta(days=number) for number in range(1, 8)])
