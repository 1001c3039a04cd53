"""What crosses the door of screening: records from devices and laboratories, answers to questions, and the events it publishes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from epiworks.units import PersonCount, Share, TubeCount
from outpace.kernel.events import Event
from outpace.kernel.scope import AreaPath
from outpace.screening.choices import (
    Condition,
    CorrectionKind,
    MissingReason,
    Outcome,
    PassState,
    RecallState,
    Stage,
    Target,
    TubeEventKind,
)

# --- records that devices and laboratories send: every one has a client-made id and may be sent any number of times ---


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


# --- answers ---


@dataclass(frozen=True, slots=True)
class PassInfo:
    """One pass with what every page about it shows."""

    id: int
    campaign_id: int
    campaign: str
    round: int
    number: int
    area_id: int
    area_path: AreaPath
    target: Target
    is_retest: bool
    pool_size: int
    pool_by_zone: Mapping[str, int]
    state: PassState
    opened_at: datetime | None
    due_by: datetime | None
    closed_at: datetime | None
    pack: str


@dataclass(frozen=True, slots=True)
class AreaCoverage:
    """Coverage of one area in one pass; persons, never person-times."""

    area_id: int
    code: str
    name: str
    path: AreaPath
    is_grid: bool
    due: PersonCount
    exempt: PersonCount
    done: PersonCount
    missing: PersonCount
    extra: PersonCount
    share: Share | None
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class MissingPerson:
    """Somebody due without a valid sample, as far as the reader may see, and why."""

    person_id: int
    name: str
    document: str
    phone: str
    address: str
    reason: MissingReason
    last_tube: str
    priority: bool


@dataclass(frozen=True, slots=True)
class WaitingTube:
    """One tube that has not gone on: where it is, with whom, since when."""

    id: int
    code: str
    stage: Stage
    people: int
    custodian_id: int
    custodian: str
    since: datetime
    site_id: int | None
    condition: Condition = Condition.SOUND
    custodian_en: str = ""


@dataclass(frozen=True, slots=True)
class StageQuantiles:
    """How long tubes took to reach a stage from the one before, in minutes; and how many tubes that rests on."""

    stage: Stage
    p50: float
    p90: float
    tubes: TubeCount


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of a tube's custody timeline."""

    kind: TubeEventKind
    label: str
    at: datetime
    recorded_at: datetime
    station: str
    other_station: str
    actor: str
    note: str


@dataclass(frozen=True, slots=True)
class ResultReading:
    """One result fact of a tube, the standing one or one that another replaced."""

    id: UUID
    laboratory: str
    outcome: Outcome
    ct: Mapping[str, float]
    tested_at: datetime
    recorded_at: datetime
    corrects: bool
    reason: str
    actor: str


@dataclass(frozen=True, slots=True)
class PoolSummary:
    """One positive pool on the positives desk."""

    id: int
    tube_id: int
    tube: str
    area_path: AreaPath
    area_name: str
    members: PersonCount
    unidentified: PersonCount
    open_members: PersonCount
    found_at: datetime
    resolved_at: datetime | None
    withdrawn_at: datetime | None
    holds_signed_by: str
    holds_signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class RecallEntry:
    """One person on a recall list: who they are as far as the reader may see, where they are, who reaches them, and what next."""

    id: int
    person_id: int
    name: str
    document: str
    phone: str
    address: str
    grid_id: int
    grid: str
    reacher: str
    state: RecallState
    hold_until: datetime
    reached_at: datetime | None
    reached_by: str
    retest_tube: str


# --- events ---


@dataclass(frozen=True, slots=True)
class PoolFoundPositive(Event):
    """A tube was found preliminary positive; its members are being recalled. Delivered in the transaction of the result."""

    pool_id: int
    tube_id: int
    pass_id: int | None
    area_path: AreaPath
    person_ids: tuple[int, ...]
    found_at: datetime


@dataclass(frozen=True, slots=True)
class PersonFoundPositive(Event):
    """A single-person tube was found preliminary positive: the person, not only a pool, is affected."""

    person_id: int
    tube_id: int
    pass_id: int | None
    pool_id: int | None
    found_at: datetime


@dataclass(frozen=True, slots=True)
class PoolWithdrawn(Event):
    """A correction took a positive pool back; whatever it triggered is to be undone."""

    pool_id: int
    tube_id: int
    withdrawn_at: datetime


@dataclass(frozen=True, slots=True)
class PassOpened(Event):
    """A pass was opened with this many persons due."""

    pass_id: int
    area_path: AreaPath
    due: PersonCount


__all__ = [
    "AcceptRecord",
    "AreaCoverage",
    "BatchOutcome",
    "ConditionRecord",
    "FillBatch",
    "FillRecord",
    "FinishedRecord",
    "MissingPerson",
    "OfferRecord",
    "PackRecord",
    "PassInfo",
    "PassOpened",
    "PersonFoundPositive",
    "PoolFoundPositive",
    "PoolSummary",
    "PoolWithdrawn",
    "RecallEntry",
    "RecordOutcome",
    "ResultReading",
    "ResultRecord",
    "ScanCorrection",
    "StageQuantiles",
    "Swab",
    "TimelineEntry",
    "Verdict",
    "WaitingTube",
]
