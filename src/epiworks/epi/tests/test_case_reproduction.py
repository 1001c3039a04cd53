"""R of those who fell ill on a day: every infection shared out among the earlier cases, its doubt worked out exactly."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.epi.case_reproduction import case_reproduction
from epiworks.epi.incidence import incidence
from epiworks.epi.interval import discretised_gamma, from_weights
from epiworks.epi.rt import LEVELS, windows_between
from epiworks.units import Days

SHORT = from_weights([0, 0.2, 0.5, 0.2, 0.1])
SERIES = st.lists(st.integers(0, 500), min_size=9, max_size=16)
WHOLE = windows_between([1], [5], days=6)


@given(SERIES)
def test_r_of_each_day_is_the_one_of_the_formula_written_out(series: list[int]) -> None:
    found = case_reproduction(incidence(series), SHORT)
    wanted = np.zeros(len(series))
    for later, cases in enumerate(series):
        pressed = [(day, series[day] * SHORT.weights[later - day]) for day in range(max(later - 4, 0), later)]
        for day, share in pressed:
            wanted[day] += cases * share / sum(each for _, each in pressed) if share else 0.0
    with_cases = np.array(series) > 0
    np.testing.assert_allclose(found.by_day[with_cases], wanted[with_cases] / np.array(series)[with_cases])
    assert np.isnan(found.by_day[~with_cases]).all()


@given(SERIES)
def test_a_window_has_the_mean_of_its_cases(series: list[int]) -> None:
    found = case_reproduction(incidence(series), SHORT)
    each = np.nan_to_num(found.by_day)
    for number, (first, last) in enumerate(zip(found.windows.first, found.windows.last, strict=True)):
        weights = np.array(series[first : last + 1])
        wanted = np.average(each[first : last + 1], weights=weights) if weights.sum() else np.nan
        assert found.mean[number] == pytest.approx(wanted, nan_ok=True)


@given(SERIES)
def test_every_local_case_is_somebodys_or_is_counted_as_nobodys(series: list[int]) -> None:
    cases = incidence(series)
    found = case_reproduction(cases, SHORT)
    assert np.nansum(found.by_day * cases.total) + found.sourceless == pytest.approx(cases.local.sum())


@given(st.lists(st.integers(0, 2), min_size=6, max_size=6))
def test_doubt_is_that_of_every_possible_tree_written_out(series: list[int]) -> None:
    """Each local case of a day chooses one earlier case; all combinations with their chances."""
    cases, chances = incidence([2, *series[1:]]), {0: 1.0}
    for later in range(1, 6):
        press = {day: cases.total[day] * SHORT.weights[later - day] for day in range(max(later - 4, 0), later)}
        total = sum(press.values())
        inside = sum(share for day, share in press.items() if day >= 1) / total if total else 0.0
        for _ in range(int(cases.local[later])):
            moves = product(chances.items(), ((1, inside), (0, 1 - inside)))
            summed: dict[int, float] = {}
            for (number, chance), (more, step) in moves:
                summed[number + more] = summed.get(number + more, 0.0) + chance * step
            chances = summed
    found, own = case_reproduction(cases, SHORT, windows=WHOLE), cases.total[1:].sum()
    numbers = sorted(chances)
    below = np.cumsum([chances[number] for number in numbers])
    wanted = [numbers[int(np.searchsorted(below, level - 1e-9))] / own if own else np.nan for level in LEVELS]
    np.testing.assert_allclose([found.quantile(level)[0] for level in LEVELS], wanted)


def test_very_many_cases_have_the_quantiles_of_a_normal_law() -> None:
    found = case_reproduction(incidence(np.array([5, 7, 9, 8, 12, 15, 11, 9, 8, 7, 6, 5]) * 10**9), SHORT)
    np.testing.assert_allclose((found.quantile(0.975) - found.mean) / found.sd, 1.96, rtol=1e-3)


def test_an_imported_case_infects_but_was_infected_by_nobody_here() -> None:
    found = case_reproduction(incidence([1, 0, 0], imported=[0, 1, 0]), from_weights([0, 0.5, 0.5]), length=1)
    assert found.by_day[0] == 0
    assert case_reproduction(incidence([1, 1, 0]), from_weights([0, 0.5, 0.5]), length=1).by_day[0] == 1


def test_the_last_cases_say_how_little_of_what_they_infect_can_be_seen() -> None:
    found = case_reproduction(incidence([4] * 12), SHORT, length=1)
    np.testing.assert_allclose(found.seen, [1] * 7 + [0.9, 0.7, 0.2, 0.0], atol=1e-12)


def test_an_interval_without_the_gap_that_was_leaves_a_case_without_a_source() -> None:
    assert case_reproduction(incidence([1, 0, 0, 0, 0, 0, 3]), SHORT, length=3).sourceless == 3


@pytest.mark.parametrize("series", [[1, 2.5, 3], [1, 2, 3]])
def test_half_cases_and_an_interval_cut_off_are_refused(series: list[float]) -> None:
    with pytest.raises(ValueError, match=r"whole|cut off"):
        case_reproduction(incidence(series), SHORT if 2.5 in series else discretised_gamma(Days(4.0), Days(2.0), length=2), length=1)


def test_a_level_that_was_not_computed_is_refused() -> None:
    with pytest.raises(ValueError, match="R is given at"):
        case_reproduction(incidence([1] * 9), SHORT).quantile(0.1)
