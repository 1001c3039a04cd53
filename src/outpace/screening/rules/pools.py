"""What a positive pool asks for, how single re-tests resolve it, and how many people one tube may hold."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from epiworks.protocol import Protocol, Task, Trigger, first_actions
from outpace.screening.choices import Outcome, RecallState, TubeDoubt, ZoneType

HOUSEHOLD_TUBE = 0
"""Pool size that stands for "one household, one tube" (domain B6)."""

POOL_SIZES = (1, 5, 10, 20, HOUSEHOLD_TUBE)
"""Pool sizes the testing guides know."""

FALLBACK_HOLD = timedelta(hours=6)
"""How long members are asked to wait where no pack in force names a deadline for their re-test: an urgent turnaround (domain C2)."""

OPEN_STATES = frozenset({RecallState.TO_REACH, RecallState.REACHED, RecallState.RESAMPLED})
"""Recall states that still ask for action."""


class FillWarning(StrEnum):
    """What a duty officer should look at in an accepted sampling record."""

    OVERFULL = "overfull"
    HOUSEHOLDS = "households"
    AFTER_SEAL = "after_seal"
    REPEATED = "repeated"
    UNIDENTIFIED = "unidentified"
    OTHER_SITE = "other_site"
    CONDEMNED = "condemned"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class PoolPlan:
    """How many people share a tube, by the regime of the place where it is filled."""

    default: int
    by_zone: Mapping[ZoneType, int]

    @property
    def apart(self) -> frozenset[ZoneType]:
        """In which zones are tubes filled otherwise than elsewhere?"""
        return frozenset(zone for zone, size in self.by_zone.items() if size != self.default)

    @property
    def most(self) -> int:
        """How many people may a tube for one household hold? As many as the pass puts into any tube, else the guides' most."""
        return max((size for size in (self.default, *self.by_zone.values()) if size > 1), default=max(POOL_SIZES))

    def size_for(self, zone: ZoneType | None) -> int:
        """How many people may one tube hold here? ``HOUSEHOLD_TUBE`` means one household whatever its size."""
        return self.by_zone.get(zone, self.default) if zone else self.default

    def size_together(self, zones: Iterable[ZoneType | None]) -> int:
        """How many may share one tube with people of all these zones? The least that any of them allows; the default for nobody."""
        return min((self.size_for(zone) for zone in zones), key=_room, default=self.default)

    def size_at_most(self, zones: Iterable[ZoneType | None]) -> int:
        """How many may one tube hold at a place that serves all these zones? The most that any of them allows."""
        return max((self.size_for(zone) for zone in zones), key=_room, default=self.default)


@dataclass(frozen=True, slots=True)
class Zoned:
    """One zone over a place: how it pools, and its rank in the pack (higher is stricter)."""

    pool_as: ZoneType
    rank: int


def strictest(zones: Iterable[Zoned]) -> ZoneType | None:
    """Which of these zones governs tubes: the strictest by the pack's rank, of equal ones the one pooled in the fewest; None for none?"""
    order = list(ZoneType)
    found = min(zones, key=lambda zoned: (-zoned.rank, order.index(zoned.pool_as)), default=None)
    return found.pool_as if found else None


def fewer(first: int, second: int) -> int:
    """Which of two pool sizes is the smaller? A household stands between one person and five."""
    return min(first, second, key=_room)


def _room(size: int) -> int:
    return 2 if size == HOUSEHOLD_TUBE else size


def hold_until(protocol: Protocol | None, found_at: datetime) -> datetime:
    """When does the request to wait in place lapse by itself: at the pack's deadline for the single re-test, the earliest if several.

    ``found_at`` is aware. Where no pack holds, or it names no such deadline, FALLBACK_HOLD applies. Source: section `first_actions`.
    """
    actions = first_actions(protocol, Trigger.POOL_POSITIVE, found_at).value if protocol is not None else ()
    return min((action.due_at for action in actions if action.task is Task.SINGLE_RETEST), default=found_at + FALLBACK_HOLD)


def is_overfull(*, people: int, pool_size: int, most: int) -> bool:
    """Does the tube hold more people than its pool size allows, or a household's tube more than ``most``?"""
    return people > (most if pool_size == HOUSEHOLD_TUBE else pool_size)


def count_households(known: Collection[int], *, people: int) -> int:
    """Of how many households are these people? ``known``: a household for each whose own is known; everybody else counts as one."""
    return len(set(known)) + people - len(known)


@dataclass(frozen=True, slots=True)
class Crowd:
    """What is in a tube, and how many it might hold where its people live. Units: persons, households (``count_households``).

    `most`: how many it might hold even if they are one household.
    """

    people: int
    allowed: int
    households: int
    most: int


def doubt_of(crowd: Crowd) -> TubeDoubt | None:
    """Is a tube with these people to be looked at, and why?"""
    if is_overfull(people=crowd.people, pool_size=crowd.allowed, most=crowd.most):
        return TubeDoubt.OVERFULL
    return TubeDoubt.HOUSEHOLDS if crowd.allowed == HOUSEHOLD_TUBE and crowd.households > 1 else None


def after_retest(outcome: Outcome, state: RecallState) -> RecallState:
    """Where does a recalled person stand after a single re-test? Inconclusive and invalid results ask for another sample."""
    if state is RecallState.POSITIVE and outcome is not Outcome.NEGATIVE:
        return state
    return {
        Outcome.NEGATIVE: RecallState.CLEARED,
        Outcome.PRELIMINARY_POSITIVE: RecallState.POSITIVE,
        Outcome.INCONCLUSIVE: RecallState.REACHED,
        Outcome.INVALID: RecallState.REACHED,
    }[outcome]


def is_resolved(members: Collection[RecallState]) -> bool:
    """Is the pool resolved: has every member a re-test result or been released?"""
    return all(state not in OPEN_STATES for state in members)
