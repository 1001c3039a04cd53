"""Kits against the plan: what is short, what leaves nothing, and on which day a pass can no longer be tested."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.units import PersonCount, PoolSize, TubeCount
from outpace.screening.rules.kits import KitPlan, Stock, kits_last

ZEKU = KitPlan(TubeCount(3 * 1_277), PersonCount(12_762), PoolSize(10), passes=3, first=date(2022, 5, 13), every=2)
"""S2: round 2 reached 12,762; kits for three rounds, three rounds planned from 13 May, every second day."""


def test_zekus_kits_for_three_rounds_leave_nothing_after_the_three_rounds_planned() -> None:
    found = kits_last(ZEKU)
    assert (found.each, found.covered, found.left, found.stock) == (1_277, 3, 0, Stock.NOTHING_LEFT)
    assert (found.last_on, found.out_on) == (date(2022, 5, 17), date(2022, 5, 19))


def test_one_kit_less_and_the_last_round_planned_is_the_one_that_fails() -> None:
    found = kits_last(replace(ZEKU, stock=TubeCount(3 * 1_277 - 1)))
    assert (found.left, found.stock, found.out_on) == (-1, Stock.SHORT, found.last_on)


def test_a_whole_pass_over_is_a_reserve_and_less_is_none() -> None:
    assert kits_last(replace(ZEKU, stock=TubeCount(4 * 1_277))).stock is Stock.ENOUGH
    assert kits_last(replace(ZEKU, stock=TubeCount(4 * 1_277 - 1))).stock is Stock.NOTHING_LEFT


def test_an_empty_store_runs_out_on_the_first_day() -> None:
    found = kits_last(replace(ZEKU, stock=TubeCount(0)))
    assert (found.covered, found.out_on) == (0, ZEKU.first)


def test_a_day_further_than_anybody_plans_is_not_named() -> None:
    found = kits_last(replace(ZEKU, stock=TubeCount(10**9)))
    assert (found.out_on, found.stock) == (None, Stock.ENOUGH)


NOTHING_ASKED = (replace(ZEKU, people=PersonCount(0)), replace(ZEKU, pool=PoolSize(0)), replace(ZEKU, passes=0), replace(ZEKU, every=0))


@pytest.mark.parametrize("plan", NOTHING_ASKED)
def test_nobody_to_test_and_no_pass_is_no_question(plan: KitPlan) -> None:
    with pytest.raises(ValueError, match="kits are for people"):
        kits_last(plan)


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(1, 20), st.integers(1, 30))
def test_as_many_passes_as_are_covered_can_be_tested_and_no_more(stock: int, people: int, pool: int, passes: int) -> None:
    found = kits_last(replace(ZEKU, stock=TubeCount(stock), people=PersonCount(people), pool=PoolSize(pool), passes=passes))
    assert found.covered * found.each <= stock < (found.covered + 1) * found.each
    assert (found.stock is Stock.SHORT) == (found.covered < passes)
    assert (found.stock is Stock.ENOUGH) == (found.covered > passes)
