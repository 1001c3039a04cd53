"""With whom was it, and was it ever with nobody? Events of one tube or person from top to bottom, with the gaps between them named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise

from outpace.ui.charts.shapes import Tone

__all__ = ["CustodyEvent", "CustodyLine", "CustodyStep", "custody_line"]

LATE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class CustodyEvent:
    """One fact: what happened, by whom, where, when it was observed and when it was written down.

    `giver` and `taker` are custodians; a hand-over has both, anything else has the same one twice or none.
    """

    title: str | Promise
    who: str
    where: str
    observed_at: datetime
    recorded_at: datetime
    giver: str = ""
    taker: str = ""
    icon: str = "circle-dot"
    tone: Tone = Tone.NEUTRAL
    note: str | Promise = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class CustodyStep:
    """One event as shown: how long since the one before, whether custody broke in between, whether it was written down late."""

    event: CustodyEvent
    since_previous: timedelta | None
    broken: bool
    held_before: str
    recorded_late: timedelta | None


@dataclass(frozen=True, slots=True)
class CustodyLine:
    """The chart: the steps in the order they were observed, who has it now, and how often custody broke."""

    caption: str | Promise
    steps: tuple[CustodyStep, ...]
    holder: str
    breaks: int


def custody_line(events: Sequence[CustodyEvent], *, caption: str | Promise, late: timedelta = LATE) -> CustodyLine:
    """How did custody pass on? It is broken where the giver is not the one who last took it."""
    ordered = sorted(events, key=lambda event: (event.observed_at, event.recorded_at))
    steps: list[CustodyStep] = []
    holder, previous = "", None
    for event in ordered:
        delay = event.recorded_at - event.observed_at
        broken = bool(holder and event.giver and event.giver != holder)
        since = event.observed_at - previous.observed_at if previous else None
        steps.append(CustodyStep(event, since, broken, holder, delay if delay > late else None))
        holder, previous = event.taker or holder, event
    return CustodyLine(caption, tuple(steps), holder, sum(step.broken for step in steps))
