"""Whose care is a person in? Exactly one custodian at any time from the first take-over on; a hand-over has two sides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from outpace.isolation.choices import CustodianKind

GAP_LIMIT = timedelta(minutes=30)
"""How long a person who was handed over may wait for the other side's signature before it is an alarm. Ours; no text gives one."""


@dataclass(frozen=True, slots=True)
class Custodian:
    """Who has a person in their care: a facility (here or in another jurisdiction), or a vehicle on a trip."""

    kind: CustodianKind
    id: int


@dataclass(frozen=True, slots=True)
class Held:
    """One stretch of custody. `until` None: still."""

    custodian: Custodian
    since: datetime
    until: datetime | None = None


def take_over(history: Sequence[Held], custodian: Custodian, at: datetime) -> tuple[Held, ...]:
    """What is the history after this custodian took the person over?

    Custody passes at that moment: the last stretch ends where the new one begins. Taking over what one already holds changes nothing.
    A moment before the last take-over (a phone's clock) counts as that take-over's own, so that no stretch runs backwards.
    """
    if not history or history[-1].until is not None:
        return (*history, Held(custodian, max(at, history[-1].until) if history and history[-1].until else at))
    last = history[-1]
    if last.custodian == custodian:
        return tuple(history)
    moment = max(at, last.since)
    return (*history[:-1], Held(last.custodian, last.since, moment), Held(custodian, moment))


def let_go(history: Sequence[Held], at: datetime) -> tuple[Held, ...]:
    """What is the history after the person was released? Nobody has them any more; releasing twice changes nothing."""
    if not history or history[-1].until is not None:
        return tuple(history)
    last = history[-1]
    return (*history[:-1], Held(last.custodian, last.since, max(at, last.since)))


def custodians_at(history: Sequence[Held], moment: datetime) -> tuple[Custodian, ...]:
    """Who has the person at this moment? One custodian, or none before the first take-over and after release; never two."""
    return tuple(held.custodian for held in history if held.since <= moment and (held.until is None or moment < held.until))


@dataclass(frozen=True, slots=True)
class Leg:
    """One hand-over of one person on a trip: when each side signed. None: that side has not signed."""

    passenger_id: int
    given_at: datetime | None
    taken_at: datetime | None


def open_gap(leg: Leg, now: datetime, limit: timedelta = GAP_LIMIT) -> datetime | None:
    """Since when is this person between two custodians for longer than the limit? None: no alarm.

    >>> from datetime import UTC
    >>> noon = datetime(2022, 5, 9, 12, tzinfo=UTC)
    >>> open_gap(Leg(1, noon, None), noon + timedelta(minutes=31)) == noon
    True
    """
    if leg.given_at is None or leg.taken_at is not None or now - leg.given_at <= limit:
        return None
    return leg.given_at
