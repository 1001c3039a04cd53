"""Which window is asked for, from when on are cases needed, and may the figures still change?"""

from datetime import date, timedelta

from outpace.analysis.choices import Standing
from outpace.analysis.data.answers import Ask
from outpace.analysis.data.inputs import Break, BreakWhy, CaseInputs
from outpace.casework.data.daily import PacksChange

USUAL, LONGEST, BEFORE = timedelta(days=59), timedelta(days=365), timedelta(days=45)
"""A window of 60 days where none is asked for, of 366 at most; and how long before it cases are needed, because they infect within it."""

EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
"""Days a window may name, both included: far from the ends of the calendar, so that days can be counted from them either way."""

SETTLED = timedelta(days=14)
"""Delays up to 14 days are looked for: a window that ended so long ago misses nobody who will still come."""

WAITING = frozenset({"suspected", "preliminary"})
"""Classes that are not the last word on a case (domain B2)."""

SCREENING_PAUSE = timedelta(days=14)
"""After so long without a pass over everybody, the next one is a break: it finds at once what had gathered."""


class WindowRefused(Exception):
    """No such window can be shown; the code says why: backwards, too_long or future."""


def asked_window(ask: Ask, *, today: date) -> Ask:
    """Which window is meant? Raises `WindowRefused` for one that ends before it begins, is longer than a year or lies ahead."""
    if ask.first > ask.last:
        raise WindowRefused("backwards")
    if ask.last - ask.first > LONGEST:
        raise WindowRefused("too_long")
    if ask.as_of > today or ask.last > ask.as_of:
        raise WindowRefused("future")
    return ask


def standing(cases: CaseInputs) -> Standing:
    """May the figures of this window still change? Preliminary while cases of it may be missing or wait for their class."""
    waiting = any(cell.case_class in WAITING for cell in cases.cells)
    return Standing.PRELIMINARY if waiting or cases.as_of < cases.last + SETTLED else Standing.FINAL


def breaks_of(changes: tuple[PacksChange, ...], screenings: tuple[date, ...]) -> tuple[Break, ...]:
    """Where does a series of case numbers break: other packs, and everybody looked for after a pause? One a day, in order."""
    found = {change.day: Break(change.day, BreakWhy.PACKS) for change in changes}
    before = None
    for day in screenings:
        if before is None or day - before > SCREENING_PAUSE:
            found[day] = Break(day, BreakWhy.MASS_SCREENING)
        before = day
    return tuple(found[day] for day in sorted(found))
