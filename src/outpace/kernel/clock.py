"""The one clock: what time is it, for this piece of work?

Services and jobs ask `now()`; drills, previews and tests move it with `at()`, which holds for the current context only
(thread or task), so that one request at another date never shifts its neighbour's. An installation whose people are all made up
may let days pass: its clock is then ahead by the same amount in every process (`outpace.kernel.days` keeps how far).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

__all__ = ["ahead", "at", "be_ahead", "is_moved", "now"]

_moved: ContextVar[datetime | None] = ContextVar("outpace_clock", default=None)
_ahead: dict[str, timedelta] = {}


def now() -> datetime:
    """What time is it (aware, UTC)?"""
    return _moved.get() or datetime.now(UTC) + ahead()


def is_moved() -> bool:
    """Has somebody set the clock in this context?"""
    return _moved.get() is not None


def ahead() -> timedelta:
    """How far is this process ahead of the world's time? Nothing, except where all people are made up and days were let pass."""
    return _ahead.get("process", timedelta())


def be_ahead(by: timedelta) -> None:
    """Have this whole process ahead of the world's time by this much. Raises ValueError for a negative amount."""
    if by < timedelta():
        raise ValueError("a clock is never behind")
    _ahead["process"] = by


@contextmanager
def at(moment: datetime) -> Iterator[datetime]:
    """Set the clock to `moment` for the current context. Raises ValueError for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError("the clock takes aware moments only")
    token = _moved.set(moment.astimezone(UTC))
    try:
        yield now()
    finally:
        _moved.reset(token)
