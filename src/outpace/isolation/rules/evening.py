"""The end of the day: who should be isolated or admitted and is not, and what is in the way (应隔尽隔、应收尽收、日清日结)?"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from outpace.isolation.choices import PlacementState


class Leftover(StrEnum):
    """What is in the way of somebody who should be in a room by now?"""

    NOT_SIGNED = "not_signed"
    NO_TRIP = "no_trip"
    NOT_DEPARTED = "not_departed"
    UNDER_WAY = "under_way"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One request for a place, as it stands: on which trip, and whether that has departed."""

    state: PlacementState
    due_at: datetime | None
    on_trip: bool = False
    departed: bool = False


def leftover(wanted: Wanted) -> Leftover | None:
    """What is in the way? None: the person has arrived, or need not."""
    if wanted.state is PlacementState.REQUESTED:
        return Leftover.NOT_SIGNED
    if wanted.state is PlacementState.UNDER_WAY or (wanted.state is PlacementState.SIGNED and wanted.departed):
        return Leftover.UNDER_WAY
    if wanted.state is PlacementState.SIGNED:
        return Leftover.NOT_DEPARTED if wanted.on_trip else Leftover.NO_TRIP
    return None


def overdue(wanted: Wanted, now: datetime) -> bool:
    """Is the deadline past while the person has not arrived? The deadline itself is still in time."""
    return leftover(wanted) is not None and wanted.due_at is not None and now > wanted.due_at
