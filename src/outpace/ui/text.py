"""How are numbers, shares and moments written? One place, so that every page writes them alike."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext, pgettext

__all__ = [
    "DASH",
    "ago_text",
    "colon_text",
    "comma_text",
    "day_text",
    "duration_text",
    "gap_text",
    "listed_text",
    "moment_text",
    "number_text",
    "percent_text",
]

DASH = "–"
_GROUP = "\N{NARROW NO-BREAK SPACE}"
_MINUS = "\N{MINUS SIGN}"


def number_text(value: float | None, *, decimals: int = 0) -> str:
    """How is this number written: thin spaces between thousands, a real minus sign, a dash for nothing?"""
    if value is None:
        return DASH
    written = f"{abs(value):,.{decimals}f}".replace(",", _GROUP)
    return f"{_MINUS}{written}" if value < 0 and written.strip("0.") else written


_ONE = {
    "people": "person",
    "cases": "case",
    "tubes": "tube",
    "tasks": "task",
    "zones": "zone",
    "rooms": "room",
    "beds": "bed",
    "letters": "letter",
    "households": "household",
    "person-times": "person-time",
    "rooms and ward beds": "room or ward bed",
}
"""What English calls one of what a figure counts; a language whose unit does not change with the number has no word here."""


def unit_text(unit: str, value: str) -> str:
    """The unit of a figure as its number asks: 1 person, 2 people. `value` is the figure as it is shown."""
    return _ONE.get(unit, unit) if value == "1" else unit


def percent_text(share: float | None, *, decimals: int = 1) -> str:
    """How is this share (0 to 1) written? Never "100%" while somebody is missing, never "0%" while somebody is there."""
    if share is None:
        return DASH
    step = 10.0**-decimals
    percent = share * 100
    if 0 < percent < step / 2:
        return f"<{step:.{decimals}f}%"
    if 100 - step / 2 <= percent < 100:
        return f">{100 - step:.{decimals}f}%"
    return f"{percent:.0f}%" if percent in {0, 100} else f"{percent:.{decimals}f}%"


def duration_text(span: timedelta) -> str:
    """How long is this, in the two largest units that matter, a nought left out? Negative spans count as nothing."""
    minutes = max(0, int(span.total_seconds() // 60))
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        return (gettext("%(days)d d %(hours)d h") if hours else gettext("%(days)d d")) % {"days": days, "hours": hours}
    if hours:
        return (gettext("%(hours)d h %(minutes)d min") if minutes else gettext("%(hours)d h")) % {"hours": hours, "minutes": minutes}
    return ngettext("%(minutes)d min", "%(minutes)d min", minutes) % {"minutes": minutes}


def ago_text(moment: datetime, now: datetime) -> str:
    """How long before `now` was this moment?"""
    span = now - moment
    if span < timedelta(0):
        return gettext("in %(duration)s") % {"duration": duration_text(-span)}
    if span < timedelta(minutes=1):
        return gettext("just now")
    return gettext("%(duration)s ago") % {"duration": duration_text(span)}


def listed_text(parts: Iterable[object]) -> str:
    """How are these written one after another: "a, b", and in Chinese with its own comma for lists?"""
    return pgettext("between the parts of a list", ", ").join(str(part) for part in parts)


def comma_text() -> str:
    """What stands between two parts of a sentence?"""
    return pgettext("between two parts of a sentence", ", ")


def colon_text() -> str:
    """What stands between a label and what it names?"""
    return pgettext("between a label and what it names", ": ")


def gap_text() -> str:
    """What stands between two sentences, or after a colon that the text before brings along? Chinese signs bring their own room."""
    return "" if (get_language() or "").startswith("zh") else " "


def day_text(day: date, today: date) -> str:
    """How is this day written? The year is left out when it is this year."""
    this_year = day.year == today.year
    return date_format(day, pgettext("date format, this year", "j M") if this_year else pgettext("date format, another year", "j M Y"))


def span_text(begins: datetime, ends: datetime, now: datetime) -> str:
    """From when to when? The day is written once where both moments are of one day in the current (incident) zone."""
    same = timezone.localtime(begins).date() == timezone.localtime(ends).date()
    return f"{moment_text(begins, now)} – {timezone.localtime(ends).strftime('%H:%M') if same else moment_text(ends, now)}"


def moment_text(moment: datetime, now: datetime, *, seconds: bool = False) -> str:
    """How is this moment written in the current (incident) zone? The year is left out when it is this year."""
    local, current = timezone.localtime(moment), timezone.localtime(now)
    day = pgettext("date format, this year", "j M") if local.year == current.year else pgettext("date format, another year", "j M Y")
    return date_format(local, f"{day} H:i:s" if seconds else f"{day} H:i", use_l10n=False)
