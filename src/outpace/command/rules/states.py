"""Which step may a task take from where, and where does it stand afterwards? Pure: a task's state is the fold of its facts."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from outpace.command.choices import Step, TaskState

OPEN: frozenset[TaskState] = frozenset({TaskState.ISSUED, TaskState.READ, TaskState.ACCEPTED, TaskState.DOING})
"""A post owes something."""

UNFINISHED: frozenset[TaskState] = OPEN | {TaskState.REFUSED}
"""Somebody owes something: for a refused task the headquarters, who must give it to another post or withdraw it."""

ENDED: frozenset[TaskState] = frozenset({TaskState.DONE, TaskState.WITHDRAWN})

_BEFORE: Mapping[Step, frozenset[TaskState]] = MappingProxyType(
    {
        Step.READ: frozenset({TaskState.ISSUED}),
        Step.ACCEPTED: frozenset({TaskState.ISSUED, TaskState.READ}),
        Step.STARTED: frozenset({TaskState.ISSUED, TaskState.READ, TaskState.ACCEPTED}),
        Step.DONE: UNFINISHED,
        Step.REFUSED: OPEN,
        Step.REASSIGNED: UNFINISHED,
        Step.OVERDUE: UNFINISHED,
        Step.ESCALATED: UNFINISHED,
        Step.WITHDRAWN: UNFINISHED,
        Step.CAUSE_GONE: frozenset({TaskState.DONE}),
        Step.ISSUED: ENDED,
    }
)

_AFTER: Mapping[Step, TaskState] = MappingProxyType(
    {
        Step.ISSUED: TaskState.ISSUED,
        Step.READ: TaskState.READ,
        Step.ACCEPTED: TaskState.ACCEPTED,
        Step.STARTED: TaskState.DOING,
        Step.DONE: TaskState.DONE,
        Step.REFUSED: TaskState.REFUSED,
        Step.REASSIGNED: TaskState.ISSUED,
        Step.WITHDRAWN: TaskState.WITHDRAWN,
    }
)

_REACHED: Mapping[Step, frozenset[TaskState]] = MappingProxyType(
    {
        Step.READ: frozenset({TaskState.READ, TaskState.ACCEPTED, TaskState.DOING, TaskState.DONE}),
        Step.ACCEPTED: frozenset({TaskState.ACCEPTED, TaskState.DOING, TaskState.DONE}),
        Step.STARTED: frozenset({TaskState.DOING, TaskState.DONE}),
        Step.DONE: frozenset({TaskState.DONE}),
        Step.REFUSED: frozenset({TaskState.REFUSED}),
        Step.WITHDRAWN: frozenset({TaskState.WITHDRAWN}),
    }
)

BY_HOLDER: frozenset[Step] = frozenset({Step.READ, Step.ACCEPTED, Step.STARTED, Step.DONE, Step.REFUSED})
"""Steps that the post takes."""

NEEDS_WORDS: frozenset[Step] = frozenset({Step.DONE, Step.REFUSED, Step.WITHDRAWN})
"""Steps that a person may not take without saying what was done, or why not."""


class NotPossible(Exception):
    """The task does not stand where this step starts."""


def after(state: TaskState, step: Step) -> TaskState:
    """Where does a task stand after this step? Raises NotPossible when the step does not start here.

    >>> after(TaskState.READ, Step.ACCEPTED)
    TaskState.ACCEPTED
    """
    if state not in _BEFORE[step]:
        raise NotPossible(f"{step} from {state}")
    return _AFTER.get(step, state)


def is_repeated(state: TaskState, step: Step) -> bool:
    """Has the task been where this step leads already, so that taking it again changes nothing?"""
    return state in _REACHED.get(step, frozenset())


def steps_from(state: TaskState) -> tuple[Step, ...]:
    """Which steps may the post take now, in the order of work?"""
    return tuple(step for step in Step if step in BY_HOLDER and state in _BEFORE[step])


def state_of(steps: Iterable[Step]) -> TaskState:
    """Where does a task stand whose facts are these, oldest first? Raises NotPossible for a history that cannot be, ValueError for none."""
    state: TaskState | None = None
    for step in steps:
        state = _AFTER[step] if state is None and step is Step.ISSUED else after(state or TaskState.WITHDRAWN, step)
    if state is None:
        message = "a task has at least the fact that it was issued"
        raise ValueError(message)
    return state
