"""Typed events, delivered inside the publisher's transaction.

A lower app publishes what happened; an upper app subscribes in `outpace.config.wiring`. Handlers run at once, in the order they
subscribed, and an error in one undoes the whole unit: a positive result and everything it triggers commit together or not at all
(docs/adr/0002). Work that may come later belongs in a job that the handler starts.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from django.db import connection

__all__ = ["Event", "OutsideTransaction", "listening", "publish", "subscribe", "subscribers"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. Subclasses are frozen dataclasses named in the past tense, in the publisher's `data.py`."""


EventT = TypeVar("EventT", bound=Event)
Handler = Callable[[EventT], None]


class OutsideTransaction(Exception):
    """Something that only holds inside transaction.atomic was asked for with no transaction open."""


_handlers: dict[type[Event], list[Callable[[Event], None]]] = {}


def subscribe(event_type: type[EventT], handler: Handler[EventT]) -> None:
    """Have `handler` called for every event of exactly this type. Subscribing the same handler twice changes nothing."""

    def deliver(event: Event) -> None:
        if isinstance(event, event_type):
            handler(event)

    handlers = _handlers.setdefault(event_type, [])
    if _name(handler) not in {_name(known) for known in handlers}:
        deliver.__module__, deliver.__qualname__ = handler.__module__, handler.__qualname__
        handlers.append(deliver)


def publish(event: Event) -> None:
    """Tell every subscriber now, in this transaction. Raises OutsideTransaction when there is none, and whatever a handler raises."""
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"{type(event).__name__} must be published inside transaction.atomic")
    for handler in tuple(_handlers.get(type(event), ())):
        handler(event)


def subscribers() -> Mapping[type[Event], tuple[str, ...]]:
    """Who listens to what? Dotted handler names by event type, in order of delivery."""
    return MappingProxyType({kind: tuple(_name(handler) for handler in handlers) for kind, handlers in _handlers.items()})


@contextmanager
def listening(event_type: type[EventT], handler: Handler[EventT]) -> Iterator[None]:
    """Subscribe for the length of a block only: for tests and drills."""
    before = list(_handlers.get(event_type, ()))
    subscribe(event_type, handler)
    try:
        yield
    finally:
        _handlers[event_type] = before


def _name(handler: Callable[..., None]) -> str:
    """Where does this handler live? Bound methods of two objects are two handlers."""
    owner = getattr(handler, "__self__", None)
    suffix = "" if owner is None else f"#{id(owner)}"
    return f"{handler.__module__}.{handler.__qualname__}{suffix}"
