"""Treatments that must not be missed: which one needs somebody to act now, before it is late?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from outpace.isolation.choices import Care, TreatmentState

LEAD: dict[Care, timedelta] = {
    Care.DIALYSIS: timedelta(hours=12),
    Care.MATERNITY: timedelta(hours=24),
    Care.NEWBORN: timedelta(hours=24),
    Care.ONCOLOGY: timedelta(hours=24),
    Care.PSYCHIATRIC: timedelta(hours=24),
    Care.CRITICAL: timedelta(hours=2),
}
"""How long before a treatment its transport must be booked. Ours, to be set with the treating units; no text gives one."""


class Standing(StrEnum):
    """How does a treatment stand now?"""

    QUIET = "quiet"
    BOOKED = "booked"
    AT_RISK = "at_risk"
    LATE = "late"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Treatment:
    """One treatment of one patient. No test result is among its fields: care is never refused for a missing test [NHC-0323]."""

    care: Care
    due_at: datetime
    state: TreatmentState


def standing(treatment: Treatment, now: datetime) -> Standing:
    """Does anybody have to act? AT_RISK from `LEAD` before it is due, while no transport is booked; LATE once its hour has passed."""
    if treatment.state in {TreatmentState.DONE, TreatmentState.MISSED, TreatmentState.CLOSED}:
        return Standing.OVER
    if now > treatment.due_at:
        return Standing.LATE
    if treatment.state is TreatmentState.BOOKED:
        return Standing.BOOKED
    return Standing.AT_RISK if now >= treatment.due_at - LEAD[treatment.care] else Standing.QUIET


def next_due(care_every: timedelta | None, last_due: datetime, now: datetime) -> datetime | None:
    """When is the next treatment of a regular series, after the last one and not in the past? None: there is no series.

    >>> from datetime import UTC
    >>> start = datetime(2022, 5, 9, 8, tzinfo=UTC)
    >>> next_due(timedelta(days=2), start, start + timedelta(days=3)) == start + timedelta(days=4)
    True
    """
    if care_every is None or care_every <= timedelta(0):
        return None
    due = last_due + care_every
    if due >= now:
        return due
    return due + care_every * -((due - now) // care_every)
