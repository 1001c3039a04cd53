"""Which function hears of which event: (event published below, handler above), in order of delivery; see docs/guide/events.md."""

from collections.abc import Callable
from typing import Any

from outpace.kernel.events import Event
from outpace.registry.data import AreaMerged, AreaMoved, ResidentsChanged
from outpace.screening import api as screening

SUBSCRIPTIONS: list[tuple[type[Event], Callable[[Any], None]]] = [
    (ResidentsChanged, screening.follow_residents),
    (AreaMoved, screening.follow_moved_area),
    (AreaMerged, screening.follow_merged_area),
]
