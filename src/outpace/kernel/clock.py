"""The one clock: what time is it, for this piece of work?

Services and jobs ask `now()`; drills, previews and tests move it with `at()`, which holds for the current context only
(thread or task), so that one request at another date never shifts its neighbour's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

__all__ = ["at", "is_moved", "now"]

_moved: ContextVar[datetime | None] = ContextVar("outpace_clock", default=None)


def now() -> datetime:
    """What time is it (aware, UTC)?"""
    return _moved.get() or datetime.now(UTC)


def is_moved() -> bool:
    """Has somebody set the clock in this context?"""
    return _moved.get() is not None


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
