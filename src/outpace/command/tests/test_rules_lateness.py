"""Late, unread, raised: computed from the moment of looking, never falling, up the area tree and then to the duty officer."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outpace.command.choices import Priority, TaskState
from outpace.command.rules.lateness import MAX_LEVEL, Rung, Timing, is_late, ladder, level, priority_of, raised_to
from outpace.command.rules.states import UNFINISHED
from outpace.command.tests.world import COUNTY, GRID, MORNING, OTHER_TOWN, TOWN, minutes
from outpace.kernel.scope import ROOT

STATES = st.sampled_from(list(TaskState))
LENGTHS = st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(days=3))
WAITS = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=9))
POSTS = (
    Rung(1, "sampling_team", TOWN),
    Rung(2, "sampling_team", COUNTY),
    Rung(3, "duty_officer", COUNTY),
    Rung(4, "sampling_team", OTHER_TOWN),
    Rung(5, "police_post", COUNTY),
    Rung(6, "duty_officer", ROOT),
)


def timing(state: TaskState = TaskState.ISSUED, *, length: timedelta = timedelta(minutes=60)) -> Timing:
    return Timing(MORNING, MORNING + length, state)


def test_an_unread_task_is_raised_once_at_half_time_then_at_its_deadline_then_once_more() -> None:
    levels = [level(timing(), MORNING + minutes(number)) for number in (30, 31, 60, 61, 120, 121)]
    assert levels == [0, 1, 1, 2, 2, 3]


def test_a_task_that_was_read_is_raised_at_its_deadline_only() -> None:
    assert level(timing(TaskState.READ), MORNING + minutes(59)) == 0
    assert level(timing(TaskState.READ), MORNING + minutes(61)) == 2


def test_a_task_of_five_minutes_is_raised_again_after_half_an_hour() -> None:
    short = timing(length=minutes(5))
    assert [level(short, MORNING + minutes(number)) for number in (6, 35, 36)] == [2, 2, 3]


@given(STATES, LENGTHS, WAITS, WAITS)
def test_the_level_never_falls_while_time_passes(state: TaskState, length: timedelta, first: timedelta, then: timedelta) -> None:
    task = Timing(MORNING, MORNING + length, state)
    assert 0 <= level(task, MORNING + first) <= level(task, MORNING + first + then) <= MAX_LEVEL


@given(STATES, LENGTHS, WAITS)
def test_only_what_is_owed_is_late(state: TaskState, length: timedelta, wait: timedelta) -> None:
    task = Timing(MORNING, MORNING + length, state)
    late = is_late(task, MORNING + wait)
    assert late == (state in UNFINISHED and wait > length)
    assert not late or level(task, MORNING + wait) >= 2


def test_the_ladder_goes_up_the_area_tree_and_then_to_the_duty_officers() -> None:
    assert ladder("sampling_team", GRID, own=1, posts=POSTS) == (2, 3, 6)
    assert ladder("police_post", GRID, own=5, posts=POSTS) == (3, 6)
    assert ladder("duty_officer", GRID, own=3, posts=POSTS) == (6,)


@given(st.lists(st.sampled_from(POSTS), unique=True), st.sampled_from(["sampling_team", "police_post", "duty_officer"]))
def test_nobody_is_raised_to_who_stands_elsewhere_or_twice(posts: list[Rung], owner: str) -> None:
    steps = ladder(owner, GRID, own=1, posts=posts)
    known = {rung.post_id: rung for rung in posts}
    assert len(steps) == len(set(steps))
    assert all(GRID.startswith(known[step].path) and step != 1 for step in steps)


def test_each_level_reaches_one_post_more() -> None:
    moments = [MORNING + minutes(number) for number in (10, 40, 70, 130)]
    assert [raised_to(timing(), (2, 3, 6), now=moment, has_post=True) for moment in moments] == [(), (2,), (2, 3), (2, 3, 6)]


def test_a_task_that_nobody_has_is_seen_above_at_once() -> None:
    assert raised_to(timing(), (2, 3), now=MORNING, has_post=False) == (2,)
    assert raised_to(timing(TaskState.REFUSED), (2, 3), now=MORNING, has_post=True) == (2,)
    assert raised_to(timing(TaskState.DONE), (2, 3), now=MORNING + minutes(999), has_post=False) == ()


@given(LENGTHS)
def test_less_time_is_never_less_urgent(length: timedelta) -> None:
    assert priority_of(MORNING, MORNING + length) <= priority_of(MORNING, MORNING + 2 * length)
    assert priority_of(MORNING, MORNING + minutes(60)) is Priority.AT_ONCE


def test_an_hour_is_at_once_half_a_day_is_today_and_a_minute_more_is_later() -> None:
    found = [priority_of(MORNING, MORNING + minutes(number)) for number in (60, 61, 12 * 60, 12 * 60 + 1)]
    assert found == [Priority.AT_ONCE, Priority.TODAY, Priority.TODAY, Priority.LATER]


@pytest.mark.parametrize("state", sorted(set(TaskState) - UNFINISHED))
def test_what_is_finished_is_raised_no_more(state: TaskState) -> None:
    assert level(timing(state), MORNING + timedelta(days=9)) == 0
