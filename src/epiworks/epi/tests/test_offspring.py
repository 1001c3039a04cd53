"""R and k of secondary cases: the fit is the maximum, its interval the profile, and chance alone gives an infinite k."""

from math import exp, inf, log, log1p

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from epiworks.epi.links import read_links
from epiworks.epi.offspring import dies_out, fit_offspring, infects_nobody, log_chances, top_share
from epiworks.epi.tests import real
from epiworks.units import Share

COUNTS = st.lists(st.integers(0, 12), min_size=4, max_size=40)


def test_hagelloch_is_uneven_with_a_mean_a_little_below_one() -> None:
    table = real.rows("outbreaks/measles_hagelloch_1861.csv")
    found = fit_offspring(
        read_links(dict.fromkeys(row["case_ID"] for row in table), [(row["infector"], row["case_ID"]) for row in table]).offspring
    )
    assert found.reproduction.best == pytest.approx(184 / 188)
    assert found.dispersion.low < 0.25 < found.dispersion.high


def test_mers_in_korea_is_more_uneven_than_hagelloch() -> None:
    table = real.rows("outbreaks/mers_korea_2015.linelist.csv")
    pairs = [(row["from"], row["to"]) for row in real.rows("outbreaks/mers_korea_2015.contacts.csv")]
    found = fit_offspring(read_links(dict.fromkeys(row["id"] for row in table), pairs).offspring)
    assert found.dispersion.high < 0.1
    assert top_share(found.reproduction.best, found.dispersion.best) == pytest.approx(1.0, abs=1e-3)


def test_the_fit_finds_the_law_that_made_the_counts() -> None:
    drawn = np.random.default_rng(2).negative_binomial(0.3, 0.3 / (0.3 + 1.4), 2_000)
    found = fit_offspring(drawn)
    assert found.reproduction.low < 1.4 < found.reproduction.high
    assert found.dispersion.low < 0.3 < found.dispersion.high


def test_counts_no_more_uneven_than_chance_have_an_infinite_k_with_a_finite_lower_bound() -> None:
    found = fit_offspring([1, 1, 2, 1, 0, 1, 1, 2, 1, 1])
    assert (found.dispersion.best, found.dispersion.high) == (inf, inf)
    assert 0 < found.dispersion.low < inf
    assert found.small


@pytest.mark.parametrize("counts", [[2, 1, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 2, 0], [1, 1, 1, 1, 0, 0, 2, 1, 2, 0, 3, 2]])
def test_the_interval_of_r_is_the_profile_where_the_best_k_is_infinite_too(counts: list[int]) -> None:
    found = fit_offspring(counts)
    laws = [*np.exp(np.linspace(log(0.02), 14, 4_000)), inf]

    def profile(r: float) -> float:
        return max(float(log_chances(counts, r, k).sum()) for k in laws)

    assert found.dispersion.best == inf
    for edge in (found.reproduction.low, found.reproduction.high):
        assert profile(edge) == pytest.approx(found.log_likelihood - 1.920729, abs=1e-4)


@pytest.mark.parametrize("counts", [[0, 0, 0], [3], [1, -1], [1, 0.5], [1, float("nan")], [[1, 2], [3, 4]]])
def test_counts_that_cannot_be_are_refused(counts: list[float]) -> None:
    with pytest.raises(ValueError, match=r"secondary cases|at least two"):
        fit_offspring(counts)


@given(COUNTS)
def test_the_best_r_is_the_mean_and_the_best_k_the_root_of_its_equation(counts: list[int]) -> None:
    assume(sum(counts) > 0)
    found = fit_offspring(counts)
    k, mean = found.dispersion.best, float(np.mean(counts))
    assert found.reproduction.best == mean
    if k < inf:
        steps = sum(1 / (k + j) for count in counts for j in range(count))
        assert steps == pytest.approx(len(counts) * log1p(mean / k), rel=1e-9)


@pytest.mark.parametrize("level", [95, 1.0, 0.0, -0.5])
def test_a_level_is_a_part_of_one_not_a_number_of_per_cents(level: float) -> None:
    with pytest.raises(ValueError, match=r"95 % is 0\.95"):
        fit_offspring([0, 1, 4], level=level)


@pytest.mark.parametrize(("reproduction", "dispersion"), [(-1.0, 0.5), (2.0, 0.0), (float("nan"), 1.0), (2.0, -0.1)])
def test_a_law_that_is_none_is_refused(reproduction: float, dispersion: float) -> None:
    for question in (infects_nobody, dies_out, top_share):
        with pytest.raises(ValueError, match="R is not below 0"):
            question(reproduction, dispersion)


def test_a_share_of_no_infections_is_refused() -> None:
    with pytest.raises(ValueError, match="R above 0"):
        top_share(0.0, 0.5)
    with pytest.raises(ValueError, match="introductions"):
        dies_out(2.0, 0.5, introductions=-1)


@given(COUNTS)
@settings(max_examples=40)
def test_no_other_pair_fits_better_and_the_interval_is_the_profile(counts: list[int]) -> None:
    assume(sum(counts) > 0)
    found = fit_offspring(counts)
    grid = np.exp(np.linspace(log(0.005), log(10_000), 300))
    at_mean = [log_chances(counts, found.reproduction.best, k).sum() for k in grid]
    assert found.reproduction.best == np.mean(counts)
    assert max(at_mean) <= found.log_likelihood + 1e-6
    inside = grid[np.array(at_mean) >= found.log_likelihood - 3.8415 / 2]
    assert found.dispersion.low <= inside.min()
    assert inside.max() <= found.dispersion.high


@given(st.floats(0.2, 4), st.floats(0.05, 20) | st.just(inf))
def test_chances_add_up_and_have_their_mean(reproduction: float, dispersion: float) -> None:
    number = np.arange(4_000)
    chances = np.exp(log_chances(number, reproduction, dispersion))
    assert chances.sum() == pytest.approx(1, abs=1e-6)
    assert chances @ number == pytest.approx(reproduction, rel=1e-4)
    assert chances[0] == pytest.approx(infects_nobody(reproduction, dispersion))


@given(st.floats(1.05, 5), st.floats(0.05, 20) | st.just(inf), st.integers(1, 5))
def test_dying_out_is_a_fixed_point_and_less_likely_from_more_introductions(reproduction: float, dispersion: float, number: int) -> None:
    once = dies_out(reproduction, dispersion)
    assert infects_nobody(reproduction * (1 - once), dispersion) == pytest.approx(once, abs=1e-6)
    assert dies_out(reproduction, dispersion, introductions=number) == pytest.approx(once**number)


@given(st.floats(0.3, 4), st.floats(0.05, 10))
def test_the_most_infecting_fifth_infects_more_the_smaller_k_is(reproduction: float, dispersion: float) -> None:
    assert 0.2 <= top_share(reproduction, inf) <= top_share(reproduction, dispersion) + 1e-9
    assert top_share(reproduction, dispersion) <= 1


def test_all_cases_together_infect_all() -> None:
    assert top_share(2.0, 0.1, top=Share(1.0)) == pytest.approx(1)


def test_the_poisson_chance_is_the_one_of_the_textbook() -> None:
    assert exp(log_chances([2], 1.5, inf)[0]) == pytest.approx(1.5**2 * exp(-1.5) / 2)
