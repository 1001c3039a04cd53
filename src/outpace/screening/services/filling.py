"""What a batch says about each tube: all its fresh records brought together."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from outpace.screening.data import FillRecord, Swab


@dataclass(slots=True)
class Fill:
    """All fresh records of one tube in one batch, merged."""

    code: str
    records: list[FillRecord] = field(default_factory=list)
    swabs: dict[int, Swab] = field(default_factory=dict)
    unidentified: list[tuple[FillRecord, int, Swab]] = field(default_factory=list)
    sealed_at: datetime | None = None
    notes: set[str] = field(default_factory=set)
    refusal: str = ""

    @property
    def first_at(self) -> datetime | None:
        """When was the first swab of this tube taken?"""
        times = [swab.taken_at for record in self.records for swab in record.swabs]
        return min(times, default=self.sealed_at)

    @property
    def last_at(self) -> datetime | None:
        """When was the tube last seen at its site?"""
        times = [swab.taken_at for record in self.records for swab in record.swabs]
        return max(times, default=self.sealed_at)

    @property
    def people(self) -> int:
        """How many people does the batch put into the tube, unidentified ones included?"""
        return len(self.swabs) + len(self.unidentified)


def merge(records: Iterable[FillRecord]) -> list[Fill]:
    """Bring together all records that speak of the same tube, keeping each person's latest swab."""
    fills: dict[str, Fill] = {}
    for record in records:
        fill = fills.setdefault(record.tube, Fill(record.tube))
        fill.records.append(record)
        for position, swab in enumerate(record.swabs):
            if not swab.person:
                fill.unidentified.append((record, position, swab))
            elif swab.person not in fill.swabs or fill.swabs[swab.person].taken_at < swab.taken_at:
                fill.swabs[swab.person] = swab
        if record.sealed_at is not None:
            fill.sealed_at = max(record.sealed_at, fill.sealed_at or record.sealed_at)
    return [fills[code] for code in sorted(fills)]
