"""Rt by the method of Cori: equal to R EpiEstim on its own examples, and sane on any series."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.epi.incidence import Incidence, incidence, infectivity
from epiworks.epi.interval import discretised_gamma, from_weights
from epiworks.epi.rt import LEVELS, Prior, RtEstimate, rt, rt_parametric, sliding_windows, windows_between
from epiworks.epi.tests import real
from epiworks.units import Days

NAMES = (
    "Quantile.0.025(R)",
    "Quantile.0.05(R)",
    "Quantile.0.25(R)",
    "Median(R)",
    "Quantile.0.75(R)",
    "Quantile.0.95(R)",
    "Quantile.0.975(R)",
)
SERIES = st.lists(st.integers(0, 500), min_size=9, max_size=60)
SHORT = from_weights([0, 0.2, 0.5, 0.2, 0.1])


def flu() -> Incidence:
    return incidence(real.contents("epiestim/flu2009.json")["Flu2009"]["incidence"]["I"])


def expected(example: str) -> dict[str, Any]:
    table: dict[str, Any] = real.contents("epiestim/expected_examples_1_3.json")[example]
    return table


def assert_equal_to(found: RtEstimate, table: dict[str, list[float]]) -> None:
    assert (found.windows.first + 1).tolist() == table["t_start"]
    assert (found.windows.last + 1).tolist() == table["t_end"]
    np.testing.assert_allclose(found.mean, table["Mean(R)"], rtol=1e-9)
    np.testing.assert_allclose(found.sd, table["Std(R)"], rtol=1e-9)
    for level, name in zip(LEVELS, NAMES, strict=True):
        np.testing.assert_allclose(found.quantile(level), table[name], rtol=1e-9)


def test_an_interval_given_by_its_weights_gives_the_table_of_epiestim() -> None:
    weights = real.contents("epiestim/flu2009.json")["Flu2009"]["si_distr"]
    assert_equal_to(rt(flu(), from_weights(weights)), expected("Example1")["R"])


def test_an_interval_given_by_mean_and_spread_gives_the_table_of_epiestim() -> None:
    assert_equal_to(rt_parametric(flu(), mean=Days(2.6), sd=Days(1.5)), expected("Example3")["R"])


def test_the_discretised_interval_is_the_one_of_epiestim() -> None:
    table = expected("Example3")
    found = discretised_gamma(Days(2.6), Days(1.5), length=32)
    np.testing.assert_allclose(found.weights, table["si_distr"][:32], rtol=1e-6, atol=1e-12)
    assert found.mean == pytest.approx(table["SI.Moments"]["Mean"][0], abs=1e-9)
    assert found.sd == pytest.approx(table["SI.Moments"]["Std"][0], abs=1e-9)


def test_imported_cases_infect_but_were_not_infected_here() -> None:
    local, brought = [0, 0, 4, 4, 4, 4, 4, 4, 4], [4, 0, 0, 4, 0, 4, 0, 4, 0]
    mixed = rt(incidence(local, imported=brought), SHORT)
    blind = rt(incidence(np.add(local, brought)), SHORT)
    assert np.all(mixed.mean < blind.mean)
    assert mixed.cases.tolist() == [24.0, 28.0]


def test_a_case_on_the_first_day_is_taken_as_imported() -> None:
    found = incidence([3, 1], imported=[2, 0])
    assert (found.local.tolist(), found.imported.tolist()) == ([0.0, 1.0], [5.0, 0.0])


def test_a_window_that_ends_before_one_mean_interval_has_no_estimate() -> None:
    found = rt_parametric(incidence([5] * 40), mean=Days(9.0), sd=Days(3.0))
    assert np.isnan(found.mean[0])
    assert np.isfinite(found.mean[-1])


def test_few_cases_are_marked_as_thin() -> None:
    found = rt(incidence([1] + [0] * 6 + [1] * 4 + [9] * 9), SHORT)
    assert bool(found.thin[0])
    assert not bool(found.thin[-1])
    assert Prior().fewest_cases == 11


def test_a_chosen_window_gives_what_the_sliding_one_gives() -> None:
    cases = incidence([1, 3, 2, 5, 8, 7, 9, 12, 10, 6])
    chosen = rt(cases, SHORT, windows=windows_between([2], [8], days=10))
    assert chosen.mean[0] == pytest.approx(rt(cases, SHORT).mean[1])


@pytest.mark.parametrize(("first", "last"), [([0], [6]), ([3], [10]), ([5], [4]), ([], [])])
def test_a_window_must_lie_within_the_series(first: list[int], last: list[int]) -> None:
    with pytest.raises(ValueError, match="window"):
        windows_between(first, last, days=10)


def test_a_series_shorter_than_the_window_is_refused() -> None:
    with pytest.raises(ValueError, match="no window fits"):
        sliding_windows(7)


def test_a_level_that_was_not_computed_is_refused() -> None:
    with pytest.raises(ValueError, match=r"R is given at 0\.025, 0\.05"):
        rt(incidence([1] * 10), SHORT).quantile(0.1)


def test_windows_may_be_given_as_arrays_but_not_by_halves_of_days() -> None:
    chosen = windows_between(np.array([2, 3]), np.array([8.0, 9.0]), days=10)
    assert chosen.last.tolist() == [8, 9]
    with pytest.raises(ValueError, match="whole numbers"):
        windows_between([2.5], [8], days=10)


def test_a_window_of_few_cases_after_very_many_keeps_all_its_digits() -> None:
    series = [1e15] * 4 + [0] * 26
    found = rt(incidence(series), discretised_gamma(Days(3.0), Days(1.0), length=30), prior=Prior(5.0, 100.0))
    late = found.windows.first >= 16
    pressed = [
        infectivity(incidence(series), discretised_gamma(Days(3.0), Days(1.0), length=30).weights)[day : day + 7].sum() for day in (16, 20)
    ]
    wanted = [Prior(5.0, 100.0).shape / (1 / Prior(5.0, 100.0).scale + felt) for felt in pressed]
    np.testing.assert_allclose(found.mean[late][[0, 4]], wanted, rtol=1e-12)


@pytest.mark.parametrize("prior", [(0.0, 5.0, 0.3), (5.0, 0.0, 0.3), (5.0, 5.0, 0.0), (float("nan"), 5.0, 0.3)])
def test_a_prior_that_is_none_is_refused(prior: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="above 0"):
        Prior(*prior)


@pytest.mark.parametrize("weights", [[1.0], [0, 0.5, 0.4], [0.1, 0.9], [0, 1.2, -0.2], [0, float("nan"), 1]])
def test_weights_that_are_no_serial_interval_are_refused(weights: list[float]) -> None:
    with pytest.raises(ValueError, match=r"weight"):
        from_weights(weights)


@pytest.mark.parametrize(("mean", "sd", "length"), [(1.0, 1.0, 9), (3.0, 0.0, 9), (3.0, 1.0, 1)])
def test_an_interval_of_a_day_or_less_cannot_be_discretised(mean: float, sd: float, length: int) -> None:
    with pytest.raises(ValueError, match="above 1 day"):
        discretised_gamma(Days(mean), Days(sd), length=length)


@pytest.mark.parametrize("series", [[1.0], [1.0, -1.0], [1.0, float("nan")]])
def test_a_series_with_a_missing_day_is_refused(series: list[float]) -> None:
    with pytest.raises(ValueError, match=r"days|missing"):
        incidence(series)


@pytest.mark.parametrize("kind", [list, np.array])
def test_a_series_may_stand_beside_its_dates(kind: Any) -> None:
    days = [date(2022, 2, 27) + timedelta(days=number) for number in range(4)]
    dated, plain = incidence([1, 2, 0, 4], dates=kind(days)), incidence([1, 2, 0, 4])
    assert (dated.local.tolist(), dated.imported.tolist()) == (plain.local.tolist(), plain.imported.tolist())
    assert incidence([1, 2], dates=np.array(days[:2], dtype="datetime64[ns]")).days == 2


@pytest.mark.parametrize("days", [(1, 2, 4), (1, 1, 2), (3, 2, 1), (1, 2)])
def test_dates_that_leave_out_a_day_are_refused_instead_of_shifting_what_follows(days: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"every day once|has a date"):
        incidence([1, 2, 3], dates=[date(2022, 8, day) for day in days])


@given(SERIES)
def test_the_posterior_is_the_one_of_the_formula_written_out(series: list[int]) -> None:
    cases = incidence(series)
    found = rt(cases, SHORT)
    for number, (first, last) in enumerate(zip(found.windows.first, found.windows.last, strict=True)):
        felt = sum(cases.total[day - lag] * SHORT.weights[lag] for day in range(first, last + 1) for lag in range(min(day + 1, 5)))
        shape, scale = 1 + cases.local[first : last + 1].sum(), 1 / (1 / 5 + felt)
        assert found.mean[number] == pytest.approx(shape * scale)
        assert found.sd[number] == pytest.approx(shape**0.5 * scale)


@given(SERIES)
def test_quantiles_rise_with_their_level_and_hold_the_mean(series: list[int]) -> None:
    found = rt(incidence(series), SHORT)
    assert np.all(np.diff(found.quantiles, axis=0) > 0)
    assert np.all(found.quantile(0.025) < found.mean)
    assert np.all(found.mean < found.quantile(0.975))


@given(st.floats(3, 20), st.floats(0.5, 6))
def test_a_discretised_interval_keeps_its_mean_when_it_is_long_enough(mean: float, sd: float) -> None:
    found = discretised_gamma(Days(mean), Days(sd), length=400)
    assert found.weights.sum() == pytest.approx(1, abs=1e-6)
    assert found.mean == pytest.approx(mean, abs=1e-4)


@given(SERIES)
def test_many_intervals_at_once_feel_as_each_alone(series: list[int]) -> None:
    cases = incidence(series)
    table = np.array([[0, 0.5, 0.5], [0, 0.1, 0.9]])
    np.testing.assert_allclose(infectivity(cases, table), [infectivity(cases, row) for row in table])


def test_an_interval_cut_off_before_the_series_ends_is_refused() -> None:
    """Two thirds of the infections would press on no day: R would come out three times too large."""
    with pytest.raises(ValueError, match="length=20"):
        rt(incidence([5] * 20), discretised_gamma(Days(4.0), Days(2.0), length=3))
