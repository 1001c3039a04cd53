"""On which day the rooms run out."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outpace.isolation.rules.forecast import HORIZON, Outlook, Recent, days_ahead, recent, shortage

TODAY = date(2022, 8, 10)


def day(number: int) -> date:
    """So many days after today, or before it."""
    return TODAY + timedelta(days=number)


outlooks = st.builds(
    Outlook,
    rooms=st.integers(0, 10_000),
    in_rooms=st.integers(0, 5_000),
    positives_a_day=st.lists(st.floats(0, 500), max_size=10),
    contacts_per_case=st.floats(0, 100),
    stay_days=st.integers(1, 21),
    releases=st.dictionaries(st.integers(0, 30).map(lambda day: date(2022, 8, 10 + day % 20)), st.integers(0, 300)),
)


def test_s4_runs_out_of_rooms_on_the_first_day() -> None:
    """4,658 rooms; 500 positives in 36 hours at S2's 35 contacts per case want 17,500 rooms (oddity 26)."""
    days = days_ahead(Outlook(4_658, 0, [500 / 1.5], 35, 7, {}), TODAY)
    short = shortage(days)
    assert short is not None
    assert short.day == TODAY
    assert sum([500 / 1.5 * 35, 500 / 1.5 * 35 / 2]) == 17_500
    assert days[1].needed > 17_500 > days[0].needed


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({}, None),
        ({-8: 5}, None),
        ({-7: 7}, Recent(day(-7), day(-1), 7)),
        ({-2: 4, -1: 6, 0: 4}, Recent(day(-2), day(-1), 10)),
        ({-2: 4, -1: 6, 0: 5}, Recent(day(-2), day(0), 15)),
        ({0: 3}, Recent(day(0), day(0), 3)),
    ],
)
def test_positives_count_from_the_first_of_the_last_days_and_today_once_it_has_as_many(
    found: dict[int, int], expected: Recent | None
) -> None:
    assert recent({day(number): positives for number, positives in found.items()}, TODAY) == expected


def test_a_small_outbreak_never_runs_out() -> None:
    assert shortage(days_ahead(Outlook(380, 141, [2, 1, 0], 10, 7, {}), TODAY)) is None


def test_rooms_that_are_to_be_ready_put_the_shortage_off() -> None:
    plan = Outlook(100, 90, [1], 5, 7, {}, {date(2022, 8, 12): 40})
    assert [day.rooms for day in days_ahead(plan, TODAY)][:4] == [100, 100, 140, 140]
    assert shortage(days_ahead(replace(plan, opening={}), TODAY)) is not None
    assert shortage(days_ahead(plan, TODAY)) is None


def test_people_who_go_home_make_room() -> None:
    without = days_ahead(Outlook(100, 100, [1], 2, 7, {}), TODAY)
    released = days_ahead(Outlook(100, 100, [1], 2, 7, {TODAY: 60}), TODAY)
    assert shortage(without) is not None
    assert shortage(released) is None


@given(outlooks)
def test_need_is_never_negative_and_shortage_is_the_first_such_day(outlook: Outlook) -> None:
    days = days_ahead(outlook, TODAY)
    assert len(days) == HORIZON
    assert all(day.needed >= 0 for day in days)
    first = shortage(days)
    assert first == next((day for day in days if day.needed > day.rooms), None)


@given(outlooks, st.integers(1, 5_000))
def test_more_rooms_never_bring_the_shortage_forward(outlook: Outlook, more: int) -> None:
    days = days_ahead(outlook, TODAY)
    roomier = [day for day in days if day.needed > day.rooms + more]
    first = shortage(days)
    assert not roomier or (first is not None and first.day <= roomier[0].day)


def test_the_need_of_each_day_follows_from_who_is_in_who_comes_and_who_goes() -> None:
    goes = {date(2022, 8, 8): 3, date(2022, 8, 9): 1, TODAY: 5, date(2022, 8, 12): 8}
    days = days_ahead(Outlook(50, 20, [2, 1, 3], 2, 3, goes), TODAY)
    stayed = [11, 11, 3, 3, 3]
    came = [4, 4 + 2, 4 + 2 + 6, 2 + 6 + 6, 6 + 6 + 6]
    assert [day.needed for day in days[:5]] == [left + new for left, new in zip(stayed, came, strict=True)]
    assert [day.day for day in days[:2]] == [TODAY, date(2022, 8, 11)]


def test_where_nobody_is_found_and_all_have_left_no_room_is_needed() -> None:
    days = days_ahead(Outlook(50, 2, [], 10, 7, {TODAY: 9}), TODAY)
    assert {day.needed for day in days} == {0}
