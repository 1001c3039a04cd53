"""Answers to questions: passes, coverage, missing people, tubes, results and recalls, as far as the asker may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from epiworks.units import PersonCount, Share, TubeCount
from outpace.kernel.scope import AreaPath
from outpace.screening.choices import (
    Condition,
    MissingReason,
    Outcome,
    PassState,
    RecallState,
    Stage,
    Target,
    TubeDoubt,
    TubeEventKind,
)


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

    @property
    def is_single(self) -> bool:
        """Is everybody sampled alone whatever pooling would find: re-tests, and tests ordered for persons one by one?"""
        return self.is_retest or (self.target == Target.NAMED and self.pool_size == 1)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingCrowded(WaitingTube):
    """One tube to look at before it is tested: why, and how many people it might hold (0: one household). Units: persons."""

    doubt: TubeDoubt
    allowed: int


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
    area_name_en: str = ""


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
    grid_en: str = ""
