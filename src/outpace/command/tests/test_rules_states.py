"""A task's state is the fold of its facts: what may follow what, in any history."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outpace.command.choices import Step, TaskState
from outpace.command.rules.states import BY_HOLDER, ENDED, UNFINISHED, NotPossible, after, is_repeated, state_of, steps_from

STEPS = st.lists(st.sampled_from(list(Step)), max_size=25)


def walk(steps: list[Step]) -> tuple[TaskState, list[Step]]:
    """Take every step that may be taken, from issuing on; gives where that ends and which facts it left."""
    state, facts = TaskState.ISSUED, [Step.ISSUED]
    for step in steps:
        try:
            state = after(state, step)
        except NotPossible:
            continue
        facts.append(step)
    return state, facts


@given(STEPS)
def test_the_state_is_what_the_facts_come_to(steps: list[Step]) -> None:
    state, facts = walk(steps)
    assert state_of(facts) is state


@given(STEPS)
def test_whatever_is_unfinished_can_be_done_given_away_and_withdrawn(steps: list[Step]) -> None:
    state, _ = walk(steps)
    if state in UNFINISHED:
        assert after(state, Step.DONE) is TaskState.DONE
        assert after(state, Step.REASSIGNED) is TaskState.ISSUED
        assert after(state, Step.WITHDRAWN) is TaskState.WITHDRAWN


@given(STEPS)
def test_an_ended_task_takes_no_step_of_its_post(steps: list[Step]) -> None:
    state, _ = walk(steps)
    if state in ENDED:
        assert steps_from(state) == ()
        assert after(state, Step.ISSUED) is TaskState.ISSUED


@given(STEPS, st.sampled_from(sorted(BY_HOLDER)))
def test_a_step_of_the_post_can_be_sent_twice(steps: list[Step], step: Step) -> None:
    state, _ = walk(steps)
    if step in steps_from(state):
        assert is_repeated(after(state, step), step)


@given(st.sampled_from(list(TaskState)), st.sampled_from([Step.OVERDUE, Step.ESCALATED]))
def test_lateness_changes_no_state(state: TaskState, step: Step) -> None:
    if state in UNFINISHED:
        assert after(state, step) is state


def test_reading_after_accepting_is_nothing_new() -> None:
    assert is_repeated(TaskState.ACCEPTED, Step.READ)
    assert not is_repeated(TaskState.READ, Step.ACCEPTED)


def test_a_refused_task_waits_for_somebody_to_give_it_away() -> None:
    assert steps_from(TaskState.REFUSED) == (Step.DONE,)
    with pytest.raises(NotPossible):
        after(TaskState.REFUSED, Step.ACCEPTED)


def test_a_task_without_facts_has_no_state() -> None:
    with pytest.raises(ValueError, match="at least"):
        state_of([])


def test_a_history_that_does_not_begin_with_issuing_cannot_be() -> None:
    with pytest.raises(NotPossible):
        state_of([Step.READ])
