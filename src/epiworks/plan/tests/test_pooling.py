"""Pooling: Dorfman's formula, its limits, and what a plan by zone adds up to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.plan.pooling import ZoneDemand, best_pool, expected_tests_per_person, pool_plan, positive_pool_probability
from epiworks.units import PersonCount, PoolSize, Probability


@pytest.mark.parametrize(
    ("prevalence", "pool", "per_cent"), [(0.01, 11, 20), (0.02, 8, 27), (0.05, 5, 43), (0.10, 4, 59), (0.15, 3, 72), (0.20, 3, 82)]
)
def test_costs_agree_with_the_table_in_dorfmans_paper(prevalence: float, pool: int, per_cent: int) -> None:
    assert best_pool(Probability(prevalence)) == pool
    assert round(100 * expected_tests_per_person(Probability(prevalence), PoolSize(pool))) == per_cent


def test_single_tests_cost_one_each() -> None:
    assert expected_tests_per_person(Probability(0.3), PoolSize(1)) == 1.0


def test_when_everybody_is_infected_every_pool_is_positive() -> None:
    assert positive_pool_probability(Probability(1.0), PoolSize(10)) == 1.0
    assert best_pool(Probability(1.0)) == 1


def test_pools_never_grow_beyond_what_the_guides_allow() -> None:
    assert best_pool(Probability(0.0)) == 20
    assert best_pool(Probability(0.0), largest=PoolSize(10)) == 10


def test_a_plan_adds_zones_and_recalls_nobody_who_was_tested_singly() -> None:
    plan = pool_plan(
        [
            ZoneDemand("sealed", PersonCount(500), PoolSize(1), Probability(0.02)),
            ZoneDemand("controlled", PersonCount(1005), PoolSize(10), Probability(0.001)),
        ]
    )
    assert plan.first_tubes == 500 + 101
    assert plan.zones[0].expected_recalled == 0
    assert plan.zones[0].expected_positive_pools == pytest.approx(10)
    assert plan.expected_recalled == pytest.approx(1005 * 0.00995512)
    assert plan.expected_tests == pytest.approx(601 + plan.expected_recalled)


@given(st.floats(0, 1), st.integers(1, 20))
def test_a_pools_chance_of_being_positive_is_at_least_one_persons(prevalence: float, pool: int) -> None:
    chance = positive_pool_probability(Probability(prevalence), PoolSize(pool))
    assert prevalence * (1 - 1e-9) <= chance <= 1


@given(st.floats(0, 1))
def test_the_best_pool_is_never_beaten(prevalence: float) -> None:
    best = expected_tests_per_person(Probability(prevalence), best_pool(Probability(prevalence)))
    assert all(best <= expected_tests_per_person(Probability(prevalence), PoolSize(size)) for size in range(1, 21))
    assert best <= 1
