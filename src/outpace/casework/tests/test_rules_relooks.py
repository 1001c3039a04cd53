"""Which finished investigations are read again: a share, the same whoever draws, never chosen."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from outpace.casework.rules.relooks import drawn


@given(st.dates(date(2022, 1, 1), date(2022, 12, 31)), st.sets(st.integers(1, 10**6), max_size=30), st.integers(1, 99))
def test_a_share_is_drawn_whatever_the_order_and_a_larger_one_only_adds(day: date, cases: set[int], percent: int) -> None:
    found = drawn(day, cases, percent)
    assert found == drawn(day, sorted(cases, reverse=True), percent)
    assert (len(found) - 1) * 100 < len(cases) * percent <= len(found) * 100
    assert set(found) <= set(drawn(day, cases, percent + 1)) <= cases


def test_anybody_can_draw_again_and_find_the_same() -> None:
    assert [drawn(date(2022, 8, 11), range(1, 11), percent) for percent in (0, 20, 100)] == [(), (3, 4), tuple(range(1, 11))]


def test_another_day_draws_others() -> None:
    assert len({drawn(date(2022, 8, day), range(1, 31), 10) for day in range(1, 31)}) > 20


def test_a_share_is_rounded_up_to_whole_cases() -> None:
    assert [len(drawn(date(2022, 8, 11), range(number), 10)) for number in (0, 1, 10, 11, 100)] == [0, 1, 1, 2, 10]
