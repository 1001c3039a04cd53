"""Records that devices and laboratories send: every one has a client-made id and may be sent any number of times."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from outpace.screening.choices import (
    CorrectionKind,
    Outcome,
    TubeEventKind,
    ZoneType,
)


@dataclass(frozen=True, slots=True)
class Swab:
    """One person's swab: the registry's person id, or a reference to a person it does not know yet, and when it was taken."""

    person: int
    taken_at: datetime
    reference: str = ""


@dataclass(frozen=True, slots=True)
class FillRecord:
    """A tube with the people scanned into it so far; a record for the same tube adds to it, ``sealed_at`` closes it."""

    id: UUID
    tube: str
    swabs: tuple[Swab, ...]
    sealed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FillBatch:
    """Sampling records of one site in one pass."""

    batch_id: UUID
    pass_id: int
    site_id: int
    records: tuple[FillRecord, ...]


@dataclass(frozen=True, slots=True)
class PoolingZone:
    """A control zone as far as tubes follow it: the word under which the pack pools there, and the pack's rank (higher is stricter)."""

    id: int
    pool_as: str
    rank: int

    @property
    def is_known(self) -> bool:
        """Is the pack's word one that a pass can name a pool size for?"""
        return self.pool_as in ZoneType.values


@dataclass(frozen=True, slots=True)
class OfferRecord:
    """The giver's side of a hand-over: these tubes and boxes leave for that station."""

    id: UUID
    handover: UUID
    giver: int
    taker: int
    at: datetime
    tubes: tuple[str, ...] = ()
    boxes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AcceptRecord:
    """The taker's side of a hand-over: exactly these tubes and boxes were seen; without a hand-over id an unannounced arrival."""

    id: UUID
    handover: UUID
    taker: int
    at: datetime
    tubes: tuple[str, ...] = ()
    boxes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PackRecord:
    """These tubes are in that box."""

    id: UUID
    box: str
    station: int
    tubes: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class FinishedRecord:
    """A laboratory has finished testing these tubes; their results may follow."""

    id: UUID
    laboratory: int
    tubes: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class ResultRecord:
    """One laboratory's reading of one tube, with the Ct value of each target where it gave one."""

    id: UUID
    tube: str
    outcome: Outcome
    tested_at: datetime
    ct: Mapping[str, float] = field(default_factory=dict)
    corrects: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ConditionRecord:
    """Something happened to a whole tube: spoiled, leaked, lost, found, voided, restored."""

    id: UUID
    tube: str
    kind: TubeEventKind
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class ScanCorrection:
    """A scan was wrong (or was right after all); with ``into`` the person moves to that tube.

    ``pass_id`` lets a move be taken even before any record has said which pass its tubes belong to.
    """

    id: UUID
    tube: str
    person: int
    kind: CorrectionKind
    at: datetime
    reason: str
    into: str = ""
    pass_id: int | None = None


class Verdict(StrEnum):
    """What became of one record."""

    ACCEPTED = "accepted"
    REPLAYED = "replayed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class RecordOutcome:
    """The answer to one record; ``notes`` are codes a person should look at, ``message`` says what to mend."""

    id: UUID
    verdict: Verdict
    notes: tuple[str, ...] = ()
    message: str = ""


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """The answer to a batch: one outcome per record in the order sent, all committed when this is returned."""

    batch_id: UUID
    outcomes: tuple[RecordOutcome, ...]
