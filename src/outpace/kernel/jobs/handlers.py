"""Which function does which kind of background work?"""

from collections.abc import Callable, Mapping

from outpace.kernel.jobs.data import Run

Handler = Callable[[Run], Mapping[str, object] | None]

_handlers: dict[str, Handler] = {}


class UnknownKind(Exception):
    """No app registered a handler for this kind of work."""


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the function below as the one that does `kind` (as "registry.load"). Raises ValueError when another one does."""

    def register(function: Handler) -> Handler:
        known = _handlers.setdefault(kind, function)
        if known.__qualname__ != function.__qualname__ or known.__module__ != function.__module__:
            raise ValueError(f"{kind} is already done by {known.__module__}.{known.__qualname__}")
        return function

    return register


def kinds() -> tuple[str, ...]:
    """Which kinds of background work are known?"""
    return tuple(sorted(_handlers))


def handler_of(kind: str) -> Handler:
    """Which function does this kind of work? Raises UnknownKind."""
    if kind not in _handlers:
        raise UnknownKind(kind)
    return _handlers[kind]
