"""The day's care: which half-days are owed a check, which were missed, and when a check says that somebody is ill."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from epiworks.protocol import Outcome, days_missed
from outpace.casework.choices.follow_up import Half, Symptom

FEVER_FROM: Final = Decimal("37.3")
"""Degrees Celsius under the arm from which fever clinics of the time counted a fever (from memory; no pack states it)."""
COLDEST, HOTTEST = Decimal("34.0"), Decimal("43.0")
NOON = time(12)
CLOCKS_DIFFER = timedelta(minutes=10)
"""So far may the clock of a device be ahead of ours."""

HalfDay = tuple[date, Half]


@dataclass(frozen=True, slots=True)
class CheckPlan:
    """From which moment to which day is somebody checked, how often a day? Moments are local."""

    since: datetime
    until: date
    per_day: int


def half_of(moment: datetime) -> HalfDay:
    """Which half-day is this local moment in?"""
    return moment.date(), Half.MORNING if moment.time() < NOON else Half.AFTERNOON


def has_begun(half_day: HalfDay, now: datetime) -> bool:
    """Can somebody have been checked in this half-day by this local moment? One that is still to come is a slip of the finger."""
    return _place(half_day) <= _place(half_of(now + CLOCKS_DIFFER))


def owed(plan: CheckPlan, now: datetime) -> Iterator[HalfDay]:
    """Which half-days are over and were owed a check? From the one after the follow-up began, to the last day of the schedule.

    With one check a day the whole day has to be over, and it is owed in the afternoon. Units: half-days.
    """
    if plan.per_day <= 0:
        return
    started, current = half_of(plan.since), half_of(now)
    day = plan.since.date()
    while day <= min(plan.until, now.date()):
        for half in (Half.MORNING, Half.AFTERNOON) if plan.per_day > 1 else (Half.AFTERNOON,):
            if _place(started) < _place((day, half)) < _place(current):
                yield day, half
        day += timedelta(days=1)


def missed(plan: CheckPlan, done: Collection[HalfDay], now: datetime) -> list[HalfDay]:
    """Which half-days passed without a check? Oldest first. With one check a day, any check of the day counts."""
    taken = set(done)
    days = {day for day, _ in taken}
    return [(day, half) for day, half in owed(plan, now) if (day, half) not in taken and not (plan.per_day == 1 and day in days)]


def owes_test(test_days: Sequence[date], taken: Collection[tuple[date, Outcome]], day: date) -> bool:
    """Does somebody with these test days (ascending) owe a sample on this day, given what they gave and what it said?

    On a test day always. After it as long as a day is missed that no sample made up which says anything, or will (epiworks.protocol
    `days_missed`). Before the first test day never.
    """
    if day in test_days:
        return True
    given = [on for on, said in taken if said is not Outcome.INVALID]
    return bool(days_missed([due for due in test_days if due <= day], given))


def is_ill(temperature: Decimal | None, symptoms: Collection[Symptom]) -> bool:
    """Does this check say that the person is ill: any symptom, or a temperature of FEVER_FROM or more?"""
    return bool(symptoms) or (temperature is not None and temperature >= FEVER_FROM)


def is_possible(temperature: Decimal | None) -> bool:
    """Can a person have this temperature, or is it a slip of the finger?"""
    return temperature is None or COLDEST <= temperature <= HOTTEST


def _place(half_day: HalfDay) -> tuple[date, bool]:
    day, half = half_day
    return day, half is Half.AFTERNOON
