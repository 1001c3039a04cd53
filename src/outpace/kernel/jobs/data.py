"""What crosses the door of background work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from outpace.kernel.models import RunState
from outpace.kernel.scope import Actor


class JobProblem(Exception):
    """The work cannot be done, and the text says why to whoever asked for it; it names no people."""


class JobCancelled(Exception):
    """Somebody asked for the work to stop; raised between two batches, by `progress`."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a handler is given: which run it is, for whom it acts, and what it was asked."""

    id: int
    actor: Actor
    payload: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RunView:
    """One piece of background work as its page shows it. `total` is None until the work knows its size; `payload`: what was asked."""

    id: int
    kind: str
    title: str
    payload: Mapping[str, object]
    state: RunState
    done: int
    total: int | None
    result: Mapping[str, object] | None
    problem: str
    cancel_requested: bool
    started_by: str
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    @property
    def over(self) -> bool:
        """Will nothing more happen?"""
        return self.ended_at is not None

    @property
    def percent(self) -> int | None:
        """How far is it, in whole percent? None while the size is unknown."""
        if self.total is None:
            return None
        return 100 if self.total == 0 else min(100, self.done * 100 // self.total)
