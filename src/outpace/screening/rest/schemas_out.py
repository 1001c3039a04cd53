"""What screening's JSON API answers to questions: the same figures as the pages, in tubes, persons or person-times as each name says."""

from datetime import datetime
from uuid import UUID

from ninja import Schema

from outpace.screening.choices import Condition, MissingReason, Outcome, PassState, RecallState, Stage, Target


class PassOut(Schema):
    """One pass of a round."""

    id: int
    campaign_id: int
    campaign: str
    round: int
    number: int
    area_id: int
    area_path: str
    target: Target
    is_retest: bool
    pool_size: int
    state: PassState
    opened_at: datetime | None
    due_by: datetime | None
    closed_at: datetime | None
    pack: str


class PassesOut(Schema):
    """A page of passes; `next_cursor` asks for the next one."""

    items: list[PassOut]
    next_cursor: str | None


class LineOut(Schema):
    """One ledger line: reached = went on + waiting + ended. `people` are person-times."""

    stage: Stage
    tubes: int
    people: int
    waiting_tubes: int
    waiting_people: int
    ended_tubes: int
    ended_people: int


class LedgerOut(Schema):
    """The ledger of a pass as far as the caller sees it; `unbalanced` names stages that do not add up (there are none)."""

    lines: list[LineOut]
    unbalanced: list[Stage]
    unannounced: int


class CountOut(Schema):
    """Persons of an area in a pass."""

    due: int
    exempt: int
    done: int
    missing: int
    extra: int
    share: float | None


class AreaCoverageOut(CountOut):
    """Persons of one area below the one asked for."""

    area_id: int
    code: str
    name: str
    path: str
    is_grid: bool


class CoverageOut(Schema):
    """Coverage of an area and of what lies directly below it."""

    area_id: int
    count: CountOut
    below: list[AreaCoverageOut]


class MissingOut(Schema):
    """Somebody due without a valid sample, as far as the caller may see them."""

    person_id: int
    name: str
    document: str
    phone: str
    address: str
    reason: MissingReason
    last_tube: str
    priority: bool


class MissingListOut(Schema):
    """Who is missing in a grid."""

    items: list[MissingOut]


class WaitingOut(Schema):
    """One tube that has not gone on."""

    id: int
    code: str
    stage: Stage
    people: int
    custodian_id: int
    custodian: str
    since: datetime
    site_id: int | None


class WaitingPageOut(Schema):
    """A page of waiting tubes."""

    items: list[WaitingOut]
    next_cursor: str | None


class QuantilesOut(Schema):
    """Minutes from the stage before, and the number of tubes that rests on."""

    stage: Stage
    p50: float
    p90: float
    tubes: int


class TurnaroundOut(Schema):
    """Turnaround of every stage."""

    stages: list[QuantilesOut]


class PlaceOut(Schema):
    """A station by number and name."""

    id: int
    name: str


class ReadingOut(Schema):
    """One result fact of a tube, `ct` per target as the laboratory read it; `corrects`: it replaced an earlier one, `reason` says why."""

    id: UUID
    laboratory: str
    outcome: Outcome
    ct: dict[str, float]
    tested_at: datetime
    recorded_at: datetime
    corrects: bool
    reason: str


class TubeOut(Schema):
    """One tube: where it is, how far it has come and what was read in it; never who is inside. `people` are person-times."""

    id: int
    code: str
    pass_id: int | None
    stage: Stage
    condition: Condition
    outcome: Outcome | None
    disputed: bool
    people: int
    pool_size: int
    unidentified: int
    site: PlaceOut | None
    custodian: PlaceOut | None
    custody_at: datetime | None
    offered_to: PlaceOut | None
    box: str
    sampled_at: datetime | None
    sealed_at: datetime | None
    readings: list[ReadingOut]
    standing: UUID | None
    pool_id: int | None
    retest_of: int | None


class PoolOut(Schema):
    """One positive pool. `members`, `open_members` and `unidentified` are persons."""

    id: int
    tube: str
    area_path: str
    area_name: str
    members: int
    unidentified: int
    open_members: int
    found_at: datetime
    resolved_at: datetime | None
    withdrawn_at: datetime | None
    holds_signed_by: str
    holds_signed_at: datetime | None


class PoolsOut(Schema):
    """A page of positive pools."""

    items: list[PoolOut]
    next_cursor: str | None


class MemberOut(Schema):
    """One person on the recall list, as far as the caller may see them; `reacher` is who goes to them."""

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
    retest_tube: str


class UnknownOut(Schema):
    """A sample of somebody the registry does not know; `note` is empty for callers who may not see what was noted."""

    id: int
    taken_at: datetime
    note: str


class GroundOut(Schema):
    """One line of a protocol pack that asks for something now: which task, of which post, by when, and where it is written."""

    task: str
    owner: str
    due_at: datetime
    pack: str
    version: str
    address: str
    source: list[str]


class RecallOut(Schema):
    """A positive pool's recall list; `hidden` members live outside the caller's areas, `masked` says that names are shown in part."""

    summary: PoolOut
    retest_pass_id: int | None
    hold_until: datetime | None
    entries: list[MemberOut]
    masked: bool
    hidden: int
    unidentified: list[UnknownOut]
    grounds: list[GroundOut]


__all__ = [
    "AreaCoverageOut",
    "CountOut",
    "CoverageOut",
    "GroundOut",
    "LedgerOut",
    "LineOut",
    "MemberOut",
    "MissingListOut",
    "MissingOut",
    "PassOut",
    "PassesOut",
    "PlaceOut",
    "PoolOut",
    "PoolsOut",
    "QuantilesOut",
    "ReadingOut",
    "RecallOut",
    "TubeOut",
    "TurnaroundOut",
    "UnknownOut",
    "WaitingOut",
    "WaitingPageOut",
]
