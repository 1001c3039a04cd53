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
