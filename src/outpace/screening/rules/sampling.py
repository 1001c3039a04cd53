"""What a sampler should be told before one more person goes into the tube in their hand."""

from dataclasses import dataclass
from enum import StrEnum

from outpace.screening.rules.pools import HOUSEHOLD_TUBE, POOL_SIZES


class ScanVerdict(StrEnum):
    """What became of one scan; only ADDED and SAMPLED_AGAIN have put somebody into the tube."""

    ADDED = "added"
    SAMPLED_AGAIN = "sampled_again"
    IN_TUBE = "in_tube"
    SAMPLED_BEFORE = "sampled_before"
    OTHER_HOUSEHOLD = "other_household"
    FULL = "full"
    SEALED = "sealed"
    ELSEWHERE = "elsewhere"
    CONDEMNED = "condemned"


PUT_IN = frozenset({ScanVerdict.ADDED, ScanVerdict.SAMPLED_AGAIN})
"""Verdicts after which the person is in the tube because of this scan."""


@dataclass(frozen=True, slots=True)
class TubeInUse:
    """As much of a tube as the decision needs; a tube nobody has used yet is empty, sound and of no pass. `most`: of one household."""

    pass_id: int | None
    people: int
    pool_size: int
    is_sealed: bool
    is_sound: bool
    most: int = max(POOL_SIZES)

    @property
    def is_full(self) -> bool:
        """Has the tube as many people as it may?"""
        return self.people >= (self.most if self.pool_size == HOUSEHOLD_TUBE else self.pool_size)


@dataclass(frozen=True, slots=True)
class PersonInUse:
    """Where the person already is in this pass, and whether they live elsewhere than those in the tube, or nobody knows where."""

    in_tube: bool = False
    sampled_before: bool = False
    other_household: bool = False


def judge_scan(tube: TubeInUse, person: PersonInUse, *, pass_id: int, anyway: bool) -> ScanVerdict:
    """May this person go into this tube now? What cannot be mended by a tap comes first, what a sampler may insist on last."""
    if tube.pass_id is not None and tube.pass_id != pass_id:
        return ScanVerdict.ELSEWHERE
    if person.in_tube:
        return ScanVerdict.IN_TUBE
    asked = _closed(tube) or (None if anyway else _asked_back(tube, person))
    return asked or (ScanVerdict.SAMPLED_AGAIN if person.sampled_before else ScanVerdict.ADDED)


def _closed(tube: TubeInUse) -> ScanVerdict | None:
    """Why can nobody go into this tube any more, if so?"""
    if not tube.is_sound:
        return ScanVerdict.CONDEMNED
    if tube.is_sealed:
        return ScanVerdict.SEALED
    return ScanVerdict.FULL if tube.is_full else None


def _asked_back(tube: TubeInUse, person: PersonInUse) -> ScanVerdict | None:
    """What is a sampler asked before this person goes into this tube, if anything?"""
    if person.sampled_before:
        return ScanVerdict.SAMPLED_BEFORE
    return ScanVerdict.OTHER_HOUSEHOLD if tube.pool_size == HOUSEHOLD_TUBE and person.other_household else None
