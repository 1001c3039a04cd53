"""Pooled tests: the cost of dilution on real Ct values, detection that falls with the pool, the choice that is truly the best."""

import csv
from math import log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.epi.likelihood import Estimate
from epiworks.epi.pooled import Dilution, Screening, choices, detection, fit_dilution, pool_sensitivity, repeat_sensitivity
from epiworks.epi.tests import real
from epiworks.units import PersonCount, PoolSize, Probability, TubeCount

COST = Dilution(Estimate(0.9, 0.8, 1.0), Estimate(0.8, 0.7, 0.9), PersonCount(60), PersonCount(0), small=False)
CTS = st.lists(st.floats(10, 36), min_size=1, max_size=30)
POOLS = st.integers(1, 20).map(PoolSize)


def study(gene: int) -> tuple[list[float], list[float]]:
    """Ct alone and pooled 1:5 of 60 positives; 0 is ORF1ab, 1 the N gene, 2 the S gene; NaN where not found."""
    found = []
    for name in ("asymp", "symp"):
        with real.found(f"pooled-pcr/lstc_raw_data_{name}.csv").open(encoding="utf-8-sig") as table:
            found += [(row[4 + gene], row[1 + gene]) for row in list(csv.reader(table))[3:] if row[0]]
    values = np.array([[float(value) if value else np.nan for value in pair] for pair in found])
    return values[:, 0].tolist(), values[:, 1].tolist()


def test_in_the_study_two_genes_lose_less_than_dilution_alone_would_cost_and_the_third_more() -> None:
    orf, n, s = (fit_dilution(*study(gene), pool=PoolSize(5), cutoff=45) for gene in range(3))
    assert [cost.pairs + cost.unused for cost in (orf, n, s)] == [60, 60, 60]
    assert orf.per_doubling.high < 1
    assert n.per_doubling.high < 1
    assert s.per_doubling.low > 1


def test_with_nothing_censored_the_cost_is_the_mean_shift() -> None:
    alone, mixed = study(0)
    found = fit_dilution(alone, mixed, pool=PoolSize(5), cutoff=45)
    assert found.per_doubling.best == pytest.approx(np.mean(np.subtract(mixed, alone)) / log2(5), abs=1e-4)


def test_a_positive_lost_in_the_pool_is_a_large_shift_and_not_a_missing_one() -> None:
    alone, mixed = [20.0, 24.0, 28.0, 35.0, 35.5], [22.0, 26.2, 30.1, 37.0, np.nan]
    lost = fit_dilution(alone, mixed, pool=PoolSize(5), cutoff=38)
    dropped = fit_dilution(alone[:-1], mixed[:-1], pool=PoolSize(5), cutoff=38)
    assert lost.per_doubling.best > dropped.per_doubling.best


def test_the_fit_finds_the_cost_that_made_the_data_although_a_third_is_lost() -> None:
    generator = np.random.default_rng(9)
    alone = generator.uniform(20, 37, 3_000)
    mixed = alone + 0.95 * log2(10) + generator.normal(0, 0.8, 3_000)
    found = fit_dilution(alone, np.where(mixed < 37, mixed, np.nan), pool=PoolSize(10), cutoff=37)
    assert found.per_doubling.low < 0.95 < found.per_doubling.high
    assert found.sd.low < 0.8 < found.sd.high


def test_real_positives_are_nearly_all_found_in_fives_and_fewer_in_twenties() -> None:
    alone, mixed = study(0)
    cost = fit_dilution(alone, mixed, pool=PoolSize(5), cutoff=45)
    by_five, by_twenty = (pool_sensitivity(alone, PoolSize(pool), cost, cutoff=36) for pool in (5, 20))
    assert by_twenty < by_five
    assert by_five > 0.95


@pytest.mark.parametrize(("alone", "mixed", "pool"), [([20, 21], [22, 23], 5), ([20, 21, 22], [22, 23, 24], 1)])
def test_too_little_to_compare_is_refused(alone: list[float], mixed: list[float], pool: int) -> None:
    with pytest.raises(ValueError, match="dilution needs"):
        fit_dilution(alone, mixed, pool=PoolSize(pool), cutoff=40)


def test_without_a_positive_there_is_no_sensitivity() -> None:
    with pytest.raises(ValueError, match="no positive"):
        pool_sensitivity([41.0, float("nan")], PoolSize(5), COST, cutoff=40)


def test_many_tests_make_single_tubes_best_and_few_make_pools_best() -> None:
    job = Screening(PersonCount(10_000), Probability(0.001), TubeCount(10_000))
    assert choices(job, [20.0, 34.0], COST, cutoff=36)[0].pool == 1
    scarce = Screening(PersonCount(10_000), Probability(0.001), TubeCount(1_200))
    best = choices(scarce, [20.0, 34.0], COST, cutoff=36)[0]
    assert best.pool > 5
    assert best.people <= 10_000


@given(CTS, POOLS)
def test_a_larger_pool_never_finds_a_sample_more_surely(cts: list[float], pool: PoolSize) -> None:
    larger = detection(cts, PoolSize(pool + 1), COST, cutoff=37)
    assert (larger <= detection(cts, pool, COST, cutoff=37) + 1e-12).all()
    assert ((larger >= 0) & (larger <= 1)).all()


@given(CTS, st.integers(100, 100_000), st.floats(0, 0.3), st.integers(10, 50_000))
def test_no_choice_uses_more_tests_than_there_are_and_the_first_finds_most(
    cts: list[float], people: int, prevalence: float, tests: int
) -> None:
    found = choices(Screening(PersonCount(people), Probability(prevalence), TubeCount(tests)), cts, COST, cutoff=37)
    assert all(choice.people / choice.pool + choice.retests <= tests + 1e-6 for choice in found)
    assert found[0].found == max(choice.found for choice in found)
    assert len(found) == 20


@given(st.floats(0, 1), st.integers(1, 9), st.floats(0, 1))
def test_more_rounds_find_more_but_never_what_all_miss(once: float, rounds: int, correlated: float) -> None:
    chances = [repeat_sensitivity(Probability(once), number, correlated=correlated) for number in (rounds, rounds + 1)]
    assert once - 1e-12 <= chances[0] <= chances[1] + 1e-12
    assert chances[1] <= 1 - correlated * (1 - once) + 1e-12


@pytest.mark.parametrize(("once", "rounds", "correlated"), [(0.5, 0, 0.0), (1.2, 1, 0.0), (0.5, 1, -0.1)])
def test_impossible_rounds_are_refused(once: float, rounds: int, correlated: float) -> None:
    with pytest.raises(ValueError, match="repeated rounds"):
        repeat_sensitivity(Probability(once), rounds, correlated=correlated)


@pytest.mark.parametrize(("people", "prevalence", "tests"), [(100, 5.0, 10), (100, -0.1, 10), (-1, 0.1, 10), (100, 0.1, -1)])
def test_a_percentage_taken_for_a_share_is_refused(people: int, prevalence: float, tests: int) -> None:
    with pytest.raises(ValueError, match=r"share from 0 to 1|none negative"):
        Screening(PersonCount(people), Probability(prevalence), TubeCount(tests))


def test_lists_of_unequal_numbers_of_samples_are_refused() -> None:
    with pytest.raises(ValueError, match="same length"):
        fit_dilution([20, 22, 24], [22, 24], pool=PoolSize(5), cutoff=38)


def test_shifts_all_alike_have_a_scatter_that_may_be_none() -> None:
    assert fit_dilution([20, 21, 22, 23], [22, 23, 24, 25], pool=PoolSize(5), cutoff=38).sd.low == 0
