"""On which day do the rooms run out?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

HORIZON = 30
"""Days looked ahead at most."""

LOOK_BACK = 7
"""Whole days before today over which positives are counted."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is expected. Units: rooms, persons a day, persons per case, days. `releases` by day: rooms whose last person goes home then.

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


@dataclass(frozen=True, slots=True)
class Recent:
    """How many positives were found from the first of these days to the last, both counted? Units: persons."""

    first: date
    last: date
    positives: int

    @property
    def a_day(self) -> float:
        """How many is that a day? Units: persons a day."""
        return self.positives / ((self.last - self.first).days + 1)


def recent(found: Mapping[date, int], today: date) -> Recent | None:
    """What was found in the last days, given the positives of each? None: nothing in the last `LOOK_BACK` whole days, nor today.

    From the first of these days on which anybody was found, so that an outbreak that is two days old is not thinned by quiet days before
    it, to yesterday; today, which is not over, counts once it has at least as many as the days before had on average.
    """
    days = [today - timedelta(days=ahead) for ahead in range(LOOK_BACK, 0, -1)]
    first = next((day for day in days if found.get(day, 0)), today)
    before = sum(found.get(day, 0) for day in days)
    so_far = found.get(today, 0)
    if not before and not so_far:
        return None
    if before and so_far * (today - first).days < before:
        return Recent(first, days[-1], before)
    return Recent(first, today, before + so_far)


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
