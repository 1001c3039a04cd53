"""What screening's JSON API answers to questions: the same figures as the pages, in tubes, persons or person-times as each name says."""

from datetime import datetime

from ninja import Schema

from outpace.screening.choices import MissingReason, PassState, Stage, Target


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


__all__ = [
    "AreaCoverageOut",
    "CountOut",
    "CoverageOut",
    "LedgerOut",
    "LineOut",
    "MissingListOut",
    "MissingOut",
    "PassOut",
    "PassesOut",
    "QuantilesOut",
    "TurnaroundOut",
    "WaitingOut",
    "WaitingPageOut",
]
