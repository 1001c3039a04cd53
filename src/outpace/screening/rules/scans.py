"""Whether one person's place in one tube stands, given every scan, void and restoration seen so far."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from outpace.screening.choices import CorrectionKind


@dataclass(frozen=True, slots=True)
class ScanFact:
    """A scan counts as a restoration at the moment it was taken; voids and restorations follow it."""

    at: datetime
    kind: CorrectionKind


def stands(facts: Iterable[ScanFact]) -> bool:
    """Does the place stand? The latest fact decides; at the same instant a void beats a scan. No fact at all: it does not."""
    latest = max(facts, key=lambda fact: (fact.at, fact.kind is CorrectionKind.VOID), default=None)
    return latest is not None and latest.kind is CorrectionKind.RESTORE
