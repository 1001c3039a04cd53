"""On which day do the rooms run out?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

HORIZON = 30
"""Days looked ahead at most."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is expected. Units: rooms, persons a day, persons per case, days. `releases` by day: persons who go home then.

    `opening` by day: rooms that are to be ready then, beyond `rooms`.
    """

    rooms: int
    in_rooms: int
    positives_a_day: Sequence[float]
    contacts_per_case: float
    stay_days: int
    releases: Mapping[date, int]
    opening: Mapping[date, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DayNeed:
    """How many rooms are needed on the evening of a day, of those there are? Units: rooms."""

    day: date
    needed: int
    rooms: int

    @property
    def short(self) -> int:
        """How many rooms are missing? Zero when there are enough."""
        return max(0, self.needed - self.rooms)


def days_ahead(outlook: Outlook, today: date) -> tuple[DayNeed, ...]:
    """How many rooms does each of the coming days need?

    needed(d) = in rooms now - released up to d + contacts found in the last `stay_days` days up to d, one person a room; contacts found =
    positives x contacts per case; the last figure given for positives holds on. Rooms of a day: those there are, and those to be ready
    by then. Source: domain.md oddity 26 (S4), 7 days' stay there.
    """
    daily = [_at(outlook.positives_a_day, day) * outlook.contacts_per_case for day in range(HORIZON)]
    days = []
    released = sum(number for day, number in outlook.releases.items() if day < today)
    rooms = outlook.rooms
    for ahead in range(HORIZON):
        day = today + timedelta(days=ahead)
        released += outlook.releases.get(day, 0)
        rooms += outlook.opening.get(day, 0)
        fresh = sum(daily[max(0, ahead - outlook.stay_days + 1) : ahead + 1])
        days.append(DayNeed(day, max(0, outlook.in_rooms - released) + round(fresh), rooms))
    return tuple(days)


def shortage(days: Sequence[DayNeed]) -> DayNeed | None:
    """On which day do rooms first run out? None: not within these days."""
    return next((day for day in days if day.short), None)


def _at(values: Sequence[float], day: int) -> float:
    return values[min(day, len(values) - 1)] if values else 0.0
