"""Rt with an uncertain serial interval: it widens honestly, and becomes the sure one when nothing is uncertain."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epiworks.epi.incidence import incidence
from epiworks.epi.interval import discretised_gamma
from epiworks.epi.rt import Windows, rt, rt_parametric, windows_between
from epiworks.epi.rt_uncertain import CutNormal, UncertainInterval, rt_from_intervals, rt_uncertain
from epiworks.units import Days

CASES = incidence([1, 1, 0, 2, 5, 3, 3, 3, 6, 2, 5, 9, 13, 12, 13, 11, 12, 6, 6, 6, 3])
BELIEF = UncertainInterval(CutNormal(2.6, 1.0, 1.1, 4.2), CutNormal(1.5, 0.5, 0.5, 2.5))


def generator() -> np.random.Generator:
    return np.random.default_rng(20220811)


def test_an_interval_without_doubt_gives_the_sure_estimate() -> None:
    sure = UncertainInterval(CutNormal(2.6, 0.0, 2.6, 2.6), CutNormal(1.5, 0.0, 1.5, 1.5))
    found = rt_uncertain(CASES, sure, generator(), intervals=400, each=500)
    known = rt_parametric(CASES, mean=Days(2.6), sd=Days(1.5))
    np.testing.assert_allclose(found.mean, known.mean, rtol=0.01)
    np.testing.assert_allclose(found.sd, known.sd, rtol=0.03)
    np.testing.assert_allclose(found.quantiles, known.quantiles, rtol=0.03)


def test_doubt_about_the_interval_widens_the_estimate_while_the_outbreak_grows() -> None:
    found = rt_uncertain(CASES, BELIEF, generator())
    known = rt_parametric(CASES, mean=Days(2.6), sd=Days(1.5))
    assert found.quantile(0.975)[3] - found.quantile(0.025)[3] > known.quantile(0.975)[3] - known.quantile(0.025)[3]


def test_the_same_generator_gives_the_same_figures() -> None:
    assert rt_uncertain(CASES, BELIEF, generator()).mean.tolist() == rt_uncertain(CASES, BELIEF, generator()).mean.tolist()


def test_an_interval_too_long_for_the_window_is_left_out_of_it_alone() -> None:
    short, long = discretised_gamma(Days(2.0), Days(1.0), length=21), discretised_gamma(Days(11.0), Days(1.0), length=21)
    both = rt_from_intervals(CASES, [short.weights, long.weights], generator(), each=20_000)
    alone = rt(CASES, short)
    assert both.mean[0] == pytest.approx(alone.mean[0], rel=0.02)
    assert both.mean[-1] != pytest.approx(alone.mean[-1], rel=0.02)


def test_a_window_no_interval_fits_has_no_estimate() -> None:
    long = discretised_gamma(Days(11.0), Days(1.0), length=21)
    found = rt_from_intervals(CASES, [long.weights], generator(), windows=windows_between([1, 8], [4, 19], days=21))
    assert np.isnan(found.mean[0])
    assert np.isfinite(found.mean[1])


def test_one_draw_has_no_spread() -> None:
    found = rt_from_intervals(CASES, [discretised_gamma(Days(2.0), Days(1.0), length=21).weights], generator(), each=1)
    assert np.all(np.isnan(found.sd))
    assert np.all(found.quantile(0.5) == found.mean)


@pytest.mark.parametrize("wrong", [CutNormal(2.6, 1.0, 3.0, 4.0), CutNormal(2.6, -1.0, 1.0, 4.0)])
def test_a_mean_outside_its_bounds_is_refused(wrong: CutNormal) -> None:
    with pytest.raises(ValueError, match="must lie between"):
        wrong.draw(generator(), 1)


@given(st.floats(1.5, 9), st.floats(0, 4), st.integers(0, 2**32))
@settings(max_examples=50)
def test_draws_stay_within_their_bounds(mean: float, sd: float, seed: int) -> None:
    drawn = CutNormal(mean, sd, mean - 0.4, mean + 2).draw(np.random.default_rng(seed), 200)
    assert drawn.min() >= mean - 0.4
    assert drawn.max() <= mean + 2


def test_a_window_waits_for_the_mean_that_was_drawn_not_for_what_the_series_leaves_of_it() -> None:
    sure = UncertainInterval(CutNormal(10.4, 0.0, 10.4, 10.4), CutNormal(8.0, 0.0, 8.0, 8.0))
    cut = discretised_gamma(Days(10.4), Days(8.0), length=12)
    found = rt_uncertain(incidence([3] * 12), sure, generator(), windows=windows_between([3, 4], [9, 10], days=12))
    assert cut.mean < 10
    assert np.isnan(found.mean).tolist() == [True, False]


@pytest.mark.parametrize(("first", "last"), [(0, 6), (15, 21), (5, 4)])
def test_windows_outside_the_series_are_refused_however_they_were_made(first: int, last: int) -> None:
    chosen = Windows(np.array([first]), np.array([last]))
    with pytest.raises(ValueError, match="windows must lie"):
        rt_uncertain(CASES, BELIEF, generator(), windows=chosen)


@pytest.mark.parametrize("table", [[0, 0.5, 0.5], [[0, 0.5, 0.2]], [[0.5, 0.5, 0]], [[0, 0], [0.5, 0.4], [0.5, 0.6]], []])
def test_rows_that_are_no_serial_interval_are_refused(table: list[list[float]]) -> None:
    with pytest.raises(ValueError, match=r"weight|table"):
        rt_from_intervals(CASES, table, generator())


@pytest.mark.parametrize("lowest", [(0.9, 0.5), (1.0, 0.0)])
def test_an_interval_that_may_be_shorter_than_a_day_or_without_spread_is_refused(lowest: tuple[float, float]) -> None:
    wrong = UncertainInterval(CutNormal(2.6, 1.0, lowest[0], 4.2), CutNormal(1.5, 0.5, lowest[1], 2.5))
    with pytest.raises(ValueError, match="at least 1 day"):
        rt_uncertain(CASES, wrong, generator())


def test_the_lowest_mean_may_be_a_day_as_in_the_example_of_epiestim() -> None:
    example = UncertainInterval(CutNormal(2.6, 1.0, 1.0, 4.2), CutNormal(1.5, 0.5, 0.5, 2.5))
    assert np.all(np.isfinite(rt_uncertain(CASES, example, generator()).mean))
