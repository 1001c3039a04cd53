"""How many to a tube: what the advisor finds, how sure it is, and that it never beats what can be tested."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epiworks.units import PersonCount, Probability, TubeCount
from outpace.screening.rules.pooling import CTS, NAMED_CTS, SIZES, Gene, People, PoolQuestion, advise


def asked(*, people: int = 190_000, share: float = 0.0005, tests: int = 25_000, like: People = People.SCREENED) -> PoolQuestion:
    return PoolQuestion(PersonCount(people), Probability(share), TubeCount(tests), CTS[like], 37.0, Gene.ORF1AB)


def test_few_tests_for_many_people_ask_for_a_pool() -> None:
    answer = advise(asked())
    assert answer.best.pool == 8
    assert answer.best.people > 180_000
    assert answer.infected == pytest.approx(95)


def test_with_tests_enough_each_alone_finds_the_most() -> None:
    answer = advise(asked(tests=200_000))
    assert (answer.best.pool, answer.enough) == (1, True)


def test_the_best_row_is_marked_once_and_no_other_finds_more() -> None:
    answer = advise(asked())
    assert [row.choice.pool for row in answer.rows if row.is_best] == [answer.best.pool]
    assert max(row.choice.found for row in answer.rows) == answer.best.found


def test_a_size_beyond_the_guides_is_shown_and_never_advised() -> None:
    answer = advise(asked(tests=12_000), most=10)
    assert advise(asked(tests=12_000)).best.pool > 10
    assert (answer.best.pool, max(answer.between), answer.is_bound) == (10, 10, True)
    assert [row.choice.pool for row in answer.rows if not row.is_allowed] == [12, 15, 20]


def test_the_planned_size_is_shown_beside_the_usual_ones_and_a_household_tube_is_none() -> None:
    sizes = [row.choice.pool for row in advise(asked(), also=[0, 11]).rows]
    assert 11 in sizes
    assert 0 not in sizes
    assert set(SIZES) <= set(sizes)


def test_a_high_ct_is_lost_in_a_large_pool_and_a_low_one_is_not() -> None:
    largest = advise(asked()).rows[-1]
    assert largest.choice.pool == 20
    assert largest.found_at[NAMED_CTS.index(20.0)] > 0.99
    assert largest.found_at[NAMED_CTS.index(35.0)] < 0.2


def test_what_pooling_costs_moves_the_best_size_within_bounds() -> None:
    answer = advise(asked(tests=12_000))
    assert answer.between[0] <= answer.best.pool <= answer.between[1]


def test_patients_ct_values_make_pools_look_safer() -> None:
    ill, screened = (advise(asked(like=like)).rows[-1].choice.sensitivity for like in (People.ILL, People.SCREENED))
    assert ill > screened


def test_without_a_positive_there_is_nothing_to_advise() -> None:
    with pytest.raises(ValueError, match="no Ct below the cutoff"):
        advise(PoolQuestion(PersonCount(10), Probability(0.1), TubeCount(5), (38.0,), 37.0, Gene.N))


@given(st.integers(1, 10**6), st.floats(1e-6, 0.5), st.integers(1, 10**6))
@settings(max_examples=20)
def test_nobody_is_tested_twice_over_and_no_more_are_found_than_are_infected(people: int, share: float, tests: int) -> None:
    answer = advise(asked(people=people, share=share, tests=tests))
    assert all(row.choice.people <= people for row in answer.rows)
    assert answer.best.found <= answer.infected + 1e-9
