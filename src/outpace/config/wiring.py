"""Who listens to whom: the only place where an upper app is told of a lower app's events (docs/guide/events.md)."""

from collections.abc import Callable
from typing import Any

from django.apps import AppConfig

from outpace.kernel.events import Event, subscribe

# (event published below, handler above), in order of delivery. A handler is a function of an app's api.
SUBSCRIPTIONS: list[tuple[type[Event], Callable[[Any], None]]] = []


class WiringConfig(AppConfig):
    """Subscribes handlers once all apps are loaded."""

    name = "outpace.config"
    label = "outpace_config"

    def ready(self) -> None:
        """Connect every publisher with its subscribers."""
        for event_type, handler in SUBSCRIPTIONS:
            subscribe(event_type, handler)
