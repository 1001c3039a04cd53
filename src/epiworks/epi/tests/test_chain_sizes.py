"""R and k from the sizes of finished chains: the law is that of chains counted out, the fit the best of all."""

from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epiworks.epi.chain_sizes import fit_chain_sizes, log_size_chances
from epiworks.epi.offspring import dies_out, log_chances
from epiworks.epi.special import Floats, chi_squared_quantile, floats

MEASLES_LIKE = [1] * 122 + [2] * 13 + [3] * 10 + [4] * 6 + [5] * 5 + [6] * 2 + [8, 9, 9, 11, 13, 15, 33]
LONGEST = 9


def counted_out(reproduction: float, dispersion: float, begun: int) -> Floats:
    """Chances of 0, 1, ... cases in a chain: those of its first case's infections, each a chain of its own; more cases by and by."""
    offspring = np.exp(log_chances(np.arange(LONGEST + 1), reproduction, dispersion))
    one = np.zeros(LONGEST + 1)
    for _ in range(LONGEST):
        several, powers = np.zeros(LONGEST + 1), np.eye(1, LONGEST + 1)[0]
        for chance in offspring:
            several += chance * powers
            powers = np.convolve(powers, one)[: LONGEST + 1]
        one = np.concatenate([[0.0], several[:-1]])
    together = np.eye(1, LONGEST + 1)[0]
    for _ in range(begun):
        together = np.convolve(together, one)[: LONGEST + 1]
    return floats(together)


@given(st.floats(0.05, 3.0), st.floats(0.02, 50.0) | st.just(inf), st.integers(1, 3))
def test_chances_of_sizes_are_those_of_chains_counted_out(reproduction: float, dispersion: float, begun: int) -> None:
    sizes = np.arange(begun, LONGEST + 1)
    found = np.exp(log_size_chances(sizes, reproduction, dispersion, introductions=begun))
    np.testing.assert_allclose(found, counted_out(reproduction, dispersion, begun)[begun:], rtol=1e-7)


def test_chances_are_those_that_r_epichains_expects_in_its_tests() -> None:
    uneven, even = log_size_chances([1, 4, 7], 0.5, 0.2), log_size_chances([1, 4, 7], 0.2, inf)
    np.testing.assert_allclose(uneven, [-0.25055, -3.79542, -4.83785], atol=5e-6)
    np.testing.assert_allclose(even, [-0.2, -4.64748, -7.90633], atol=5e-6)


@pytest.mark.parametrize(("reproduction", "dispersion"), [(0.6, 0.3), (1.8, 0.5), (1.5, inf)])
def test_chances_of_all_sizes_add_up_to_that_of_dying_out(reproduction: float, dispersion: float) -> None:
    total = np.exp(log_size_chances(np.arange(1, 3_000), reproduction, dispersion)).sum()
    assert total == pytest.approx(dies_out(reproduction, dispersion), abs=1e-6)


def test_the_best_is_above_everything_near_and_far() -> None:
    found = fit_chain_sizes(MEASLES_LIKE)
    for reproduction in np.geomspace(0.2, 1.5, 12):
        for dispersion in np.geomspace(0.02, 20, 15):
            assert log_size_chances(MEASLES_LIKE, float(reproduction), float(dispersion)).sum() <= found.log_likelihood


def test_intervals_end_where_the_best_over_the_other_is_worse_by_half_the_quantile() -> None:
    found, fall = fit_chain_sizes(MEASLES_LIKE), chi_squared_quantile(0.95) / 2
    for end in (found.reproduction.low, found.reproduction.high):
        best = max(log_size_chances(MEASLES_LIKE, end, float(k)).sum() for k in np.geomspace(0.03, 30, 2_000))
        assert found.log_likelihood - best == pytest.approx(fall, abs=1e-4)
    for end in (found.dispersion.low, found.dispersion.high):
        best = log_size_chances(MEASLES_LIKE, found.reproduction.best, end).sum()
        assert found.log_likelihood - best == pytest.approx(fall, abs=1e-6)


@settings(max_examples=25)
@given(st.lists(st.integers(1, 40), min_size=2, max_size=12).filter(lambda sizes: sum(sizes) > len(sizes)))
def test_r_is_the_share_of_cases_that_were_not_introduced(sizes: list[int]) -> None:
    found = fit_chain_sizes(sizes)
    assert found.reproduction.best == pytest.approx(1 - len(sizes) / sum(sizes))
    assert found.reproduction.low < found.reproduction.best < found.reproduction.high
    assert 0 <= found.dispersion.low < found.dispersion.best <= found.dispersion.high


def test_chains_all_alike_have_an_infinite_k_with_a_lower_bound() -> None:
    found = fit_chain_sizes([2] * 30)
    assert (found.dispersion.best, found.dispersion.high, found.dispersion.low > 1) == (inf, inf, True)


def test_two_that_began_a_chain_together_are_not_infections() -> None:
    assert fit_chain_sizes([3, 1, 4], introductions=[3, 1, 2]).reproduction.best == 0.25


@pytest.mark.parametrize(
    ("sizes", "begun"),
    [([1, 1, 1], None), ([4], None), ([1, 2.5], None), ([0, 3], None), ([2, 3], [3, 1]), ([2, 3], [1]), ([2, 3], [0, 1])],
)
def test_sizes_that_are_none_are_refused(sizes: list[float], begun: list[int] | None) -> None:
    with pytest.raises(ValueError, match=r"chain"):
        fit_chain_sizes(sizes, introductions=begun)


@pytest.mark.parametrize(("reproduction", "dispersion"), [(0.0, 1.0), (0.5, 0.0), (inf, 1.0)])
def test_laws_that_are_none_are_refused(reproduction: float, dispersion: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        log_size_chances([1, 2], reproduction, dispersion)
