"""Is a task late, and whom must that reach? Computed from the moment of looking, so that a stopped worker hides nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from outpace.command.choices import OwnerCode, Priority, TaskState
from outpace.command.rules.states import UNFINISHED
from outpace.kernel.scope import AreaPath

SHORTEST = timedelta(minutes=30)
"""A task of a few minutes is raised a second time after half an hour, not after those few minutes."""

SOON = timedelta(hours=1)
DAY = timedelta(hours=12)
MAX_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Rung:
    """A post on the ladder: who owns it and over which area."""

    post_id: int
    owner: str
    path: AreaPath


@dataclass(frozen=True, slots=True)
class Timing:
    """What lateness depends on."""

    issued_at: datetime
    due_at: datetime
    state: TaskState


def priority_of(issued_at: datetime, due_at: datetime) -> Priority:
    """How little time does this leave: an hour, half a day, or more?"""
    length = due_at - issued_at
    if length <= SOON:
        return Priority.AT_ONCE
    return Priority.TODAY if length <= DAY else Priority.LATER


def is_late(timing: Timing, now: datetime) -> bool:
    """Has the deadline passed with something still owed? The deadline itself is in time."""
    return timing.state in UNFINISHED and now > timing.due_at


def level(timing: Timing, now: datetime) -> int:
    """How high must this have been raised by now?

    1: half of its time is gone and nobody has read it. 2: the deadline has passed. 3: it is late by as long as it had (at least half
    an hour). 0: not at all, or nothing is owed. Never falls as time passes while the state stays.
    """
    if timing.state not in UNFINISHED:
        return 0
    length = timing.due_at - timing.issued_at
    if now > timing.due_at:
        return 3 if now > timing.due_at + max(length, SHORTEST) else 2
    unread = timing.state is TaskState.ISSUED
    return 1 if unread and now > timing.issued_at + length / 2 else 0


def ladder(owner: str, path: AreaPath, *, own: int | None, posts: Iterable[Rung]) -> tuple[int, ...]:
    """To which posts is a task raised, one after the other?

    First the posts of the same name further up the area tree, nearest first, then the duty officers, nearest first. `own` is the post
    that has the task (None: no post was found) and is left out.
    """
    above = [rung for rung in posts if path.startswith(rung.path) and rung.post_id != own]
    nearest = sorted(above, key=lambda rung: (-len(rung.path), rung.post_id))
    same = [rung.post_id for rung in nearest if rung.owner == owner]
    duty = [rung.post_id for rung in nearest if rung.owner == OwnerCode.DUTY_OFFICER and rung.owner != owner]
    return (*same, *duty)


def raised_to(timing: Timing, rungs: tuple[int, ...], *, now: datetime, has_post: bool) -> tuple[int, ...]:
    """Which posts should see this task now although it is not theirs? A task without a post is seen one rung up at once.

    A refused task goes one rung up too: somebody must give it to another post.
    """
    if timing.state not in UNFINISHED:
        return ()
    ownerless = not has_post or timing.state is TaskState.REFUSED
    return rungs[: max(level(timing, now), 1 if ownerless else 0)]
