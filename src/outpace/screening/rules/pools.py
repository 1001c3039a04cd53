"""What a positive pool asks for, how single re-tests resolve it, and how many people one tube may hold."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from outpace.screening.choices import Outcome, RecallState, ZoneType

HOUSEHOLD_TUBE = 0
"""Pool size that stands for "one household, one tube" (domain B6)."""

POOL_SIZES = (1, 5, 10, 20, HOUSEHOLD_TUBE)
"""Pool sizes the testing guides know."""

HOLD_FOR = timedelta(hours=6)
"""How long members are asked to wait in place: the turnaround of a single urgent re-test (domain C2); then the request lapses."""

OPEN_STATES = frozenset({RecallState.TO_REACH, RecallState.REACHED, RecallState.RESAMPLED})
"""Recall states that still ask for action."""


class FillWarning(StrEnum):
    """What a duty officer should look at in an accepted sampling record."""

    OVERFULL = "overfull"
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

    def size_for(self, zone: ZoneType | None) -> int:
        """How many people may one tube hold here? ``HOUSEHOLD_TUBE`` means one household whatever its size."""
        return self.by_zone.get(zone, self.default) if zone else self.default


def is_overfull(*, people: int, pool_size: int) -> bool:
    """Does the tube hold more people than its pool size allows? Household tubes never are."""
    return pool_size != HOUSEHOLD_TUBE and people > pool_size


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
