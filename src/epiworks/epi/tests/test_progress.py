"""Progress of the response: shares with their intervals, social face by the pack, 7-1-7."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.epi.progress import Milestones, found_under_control, median_days, seven_one_seven, share_of, social_face_days
from epiworks.protocol import DayFindings, Setting, shipped_library
from epiworks.units import PersonCount

NINTH = shipped_library().protocol("cn-covid-9")
BEGUN = date(2022, 8, 1)


def after(days: int | None) -> date | None:
    return None if days is None else BEGUN + timedelta(days=days)


def test_all_589_of_tibet_were_found_under_control() -> None:
    day = DayFindings(date(2022, 9, 2), {Setting.CENTRALISED_ISOLATION: 500, Setting.HOME_ISOLATION: 89})
    found = found_under_control(NINTH, [day, DayFindings(date(2022, 9, 9), {Setting.FEVER_CLINIC: 4})], first=day.day, last=day.day)
    assert (found.share, found.high, found.small) == (1.0, 1.0, False)
    assert 0.99 < found.low < 1


def test_nobody_found_is_no_share_at_all() -> None:
    found = found_under_control(NINTH, [], first=BEGUN, last=BEGUN)
    assert (found.share, found.low, found.high, found.small) == (None, 0.0, 1.0, True)


def test_a_case_outside_breaks_the_social_face_from_its_day() -> None:
    days = [DayFindings(BEGUN + timedelta(days=number), {}) for number in range(6)]
    days.append(DayFindings(BEGUN + timedelta(days=4), {Setting.FEVER_CLINIC: 1}))
    assert [found.zero for _, found in social_face_days(NINTH, days)] == [False, False, True, True, False, False]


@pytest.mark.parametrize(("part", "whole"), [(2, 1), (-1, 4)])
def test_more_than_the_whole_is_no_share(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        share_of(PersonCount(part), PersonCount(whole))


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_interval_of_a_share_holds_it_and_stays_possible(part: int, rest: int) -> None:
    found = share_of(PersonCount(part), PersonCount(part + rest))
    assert 0 <= found.low <= found.high <= 1
    assert found.share is None or found.low <= found.share <= found.high


@pytest.mark.parametrize(
    ("days", "today", "met"),
    [
        ((7, 8, 15), 20, True),
        ((8, 9, 10), 20, False),
        ((3, None, None), 4, None),
        ((3, None, None), 5, False),
        ((None, None, None), 7, None),
        ((None, None, None), 8, False),
        ((2, 3, 11), 20, False),
    ],
)
def test_an_event_meets_7_1_7_or_not_or_it_is_open(days: tuple[int | None, ...], today: int, met: bool | None) -> None:
    detected, notified, responded = (after(day) for day in days)
    assert seven_one_seven(Milestones(BEGUN, detected, notified, responded), as_of=BEGUN + timedelta(days=today)).met is met


@pytest.mark.parametrize("days", [(3, 2, None), (-1, None, None), (3, 30, None)])
def test_milestones_that_run_backwards_or_ahead_are_refused(days: tuple[int | None, ...]) -> None:
    detected, notified, responded = (after(day) for day in days)
    with pytest.raises(ValueError, match="follow one another"):
        seven_one_seven(Milestones(BEGUN, detected, notified, responded), as_of=BEGUN + timedelta(days=20))


def test_the_median_is_of_finished_steps_only() -> None:
    events = [Milestones(BEGUN, after(2), after(3)), Milestones(BEGUN, after(6)), Milestones(BEGUN)]
    assert median_days([seven_one_seven(event, as_of=BEGUN + timedelta(days=9)) for event in events]) == (4.0, 1.0, None)
