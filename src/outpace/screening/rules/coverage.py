"""Who counts as due, done and missing in a pass, and why a count of samples is not a coverage (invariant 4, oddity 3)."""

from dataclasses import dataclass

from epiworks.units import PersonCount, Share
from outpace.screening.choices import Condition, MissingReason, Outcome


@dataclass(frozen=True, slots=True)
class Count:
    """Distinct persons of one area in one pass; ``extra`` were sampled although not due (visitors' own grids count them as done)."""

    due: PersonCount
    exempt: PersonCount
    done: PersonCount
    extra: PersonCount

    @property
    def missing(self) -> PersonCount:
        """How many due persons have no valid sample yet?"""
        return PersonCount(self.due - self.exempt - self.done)

    @property
    def share(self) -> Share | None:
        """Which share of those due, exempt ones left out, is done? ``None`` where nobody is due."""
        expected = self.due - self.exempt
        return Share(self.done / expected) if expected > 0 else None


REASON_OF_CONDITION: dict[Condition, MissingReason] = {
    Condition.SPOILED: MissingReason.SPOILED,
    Condition.LEAKED: MissingReason.LEAKED,
    Condition.LOST: MissingReason.LOST,
    Condition.VOIDED: MissingReason.VOIDED,
}


def why_missing(*, sampled: bool, effective: bool, condition: Condition, outcome: Outcome | None) -> MissingReason:
    """Why does this due person still need a sample, given the last tube that held one?"""
    if not sampled:
        return MissingReason.NEVER_SAMPLED
    if not effective:
        return MissingReason.WRONG_SCAN
    if condition is Condition.VOIDED:
        return MissingReason.VOIDED
    if outcome is Outcome.INCONCLUSIVE:
        return MissingReason.INCONCLUSIVE
    if outcome is Outcome.INVALID:
        return MissingReason.INVALID
    return REASON_OF_CONDITION.get(condition, MissingReason.NEVER_SAMPLED)


@dataclass(frozen=True, slots=True)
class PassComparison:
    """Why one pass sampled more or fewer persons than the one before: the denominator moved, or earlier misses were made good."""

    done_before: PersonCount
    done_after: PersonCount
    denominator_change: int
    missed_before: PersonCount
    missed_after: PersonCount

    @property
    def difference(self) -> int:
        """How many more persons were done in the later pass?"""
        return self.done_after - self.done_before


def compare(before: Count, after: Count) -> PassComparison:
    """Why do two passes differ? ``difference = denominator_change + missed_before - missed_after`` holds (Zeku: +499)."""
    return PassComparison(
        done_before=before.done,
        done_after=after.done,
        denominator_change=(after.due - after.exempt) - (before.due - before.exempt),
        missed_before=before.missing,
        missed_after=after.missing,
    )
