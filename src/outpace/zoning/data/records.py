"""Zones, proposals and their grounds as other apps, pages and programs see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from epiworks.units import PersonCount
from outpace.kernel.scope import AreaPath
from outpace.zoning.choices import Change, Layer, ProposalKind, ProposalState

BY_RULES = "zoning"
"""Who proposes what the rules ask for; everything else was asked for by a person."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One line of a pack that a decision rests on."""

    pack: str
    version: str
    address: str
    text: str
    source: tuple[str, ...]
    unconfirmed: str


@dataclass(frozen=True, slots=True)
class Why:
    """One reason: a key that pages put into words, and its parameters."""

    key: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class UnitOption:
    """One way to draw the zone: over which area, of which unit, restricting how many persons present.

    `allowed`: the pack names this unit. `finer`: the pack means something smaller than any area the map knows here, so that `people`
    is the most it can be.
    """

    path: AreaPath
    unit: str
    people: PersonCount
    allowed: bool = False
    chosen: bool = False
    finer: bool = False


@dataclass(frozen=True, slots=True)
class ZoneState:
    """What a zone was at one moment: one version. `people` were present inside when it was signed, `measures` are those of its type."""

    zone_id: int
    number: int
    layer: Layer
    name: str
    change: Change
    zone_type: str
    regime: str
    unit: str
    area_path: AreaPath
    area_paths: tuple[AreaPath, ...]
    people: PersonCount
    case_ids: tuple[int, ...]
    valid_from: datetime
    recorded_at: datetime
    signed_by: str
    reason: str
    exemptions: str
    review_on: date | None
    because: tuple[Ground, ...]
    proposal_id: int | None
    has_shape: bool
    measures: tuple[str, ...] = ()
    ring: tuple[tuple[float, float], ...] = ()
    taken_back_at: datetime | None = None
    taken_back_by: str = ""
    taken_back_why: str = ""


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """One zone as it stands now. `people`: persons present inside. `ready_on`: earliest day to step down; `unmet`: what lacks.

    `ahead`: the signature that waits for its hour. `version` 0: nothing has held yet, and type and hour are those that were signed.
    """

    id: int
    layer: Layer
    name: str
    area_path: AreaPath
    county_path: AreaPath
    area_paths: tuple[AreaPath, ...]
    zone_type: str
    regime: str
    people: PersonCount
    in_force: bool
    version: int
    drawn_at: datetime
    changed_at: datetime
    stepped_down_on: date | None
    review_on: date | None
    ready_on: date | None
    unmet: tuple[str, ...]
    ahead: ZoneState | None = None


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure of a zone; `measure` is the pack's word, empty for a measure in local words only."""

    id: int
    measure: str
    text: str
    exemptions: str
    starts_at: datetime
    review_on: date | None
    ended_at: datetime | None
    ordered_by: str
    ended_by: str


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """A measure ordered by hand that is to be looked at again, in a zone over these areas."""

    zone_id: int
    area_paths: tuple[AreaPath, ...]
    measure: MeasureRow


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """One proposal with its ground, its alternatives and what became of it."""

    id: int
    kind: ProposalKind
    layer: Layer
    state: ProposalState
    zone_id: int | None
    area_path: AreaPath
    area_paths: tuple[AreaPath, ...]
    zone_type: str
    regime: str
    unit: str
    measures: tuple[str, ...]
    people: PersonCount
    options: tuple[UnitOption, ...]
    reasons: tuple[Why, ...]
    because: tuple[Ground, ...]
    case_ids: tuple[int, ...]
    relieves: bool
    proposed_by: str
    proposed_at: datetime
    decided_at: datetime | None
    decided_by: str
    decision_reason: str
    warnings: tuple[Why, ...]
    ring: tuple[tuple[float, float], ...] = ()

    @property
    def by_rules(self) -> bool:
        """Do the rules ask for it, and not a person?"""
        return self.proposed_by == BY_RULES


@dataclass(frozen=True, slots=True)
class ZoneCount:
    """How many zones of a type there are, and how many persons are inside."""

    zone_type: str
    zones: int
    people: PersonCount


@dataclass(frozen=True, slots=True)
class Signature:
    """What the person who signs decides: left empty, the proposal as it stands.

    `zone_type`, `area_paths`: something else than proposed. `reason` is owed for anything stricter. `valid_from`: when it begins to hold
    (default: now); before that hour nothing changes. `shape`: a drawn GeoJSON polygon, kept as drawn.
    """

    reason: str = ""
    zone_type: str = ""
    area_paths: tuple[AreaPath, ...] = ()
    name: str = ""
    valid_from: datetime | None = None
    review_on: date | None = None
    exemptions: str = ""
    shape: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ByHand:
    """What a person asks for without a rule: a new zone (`zone_id` None), or a change of one that stands; `ring`: as it was drawn."""

    kind: ProposalKind
    area_paths: tuple[AreaPath, ...] = ()
    zone_id: int | None = None
    zone_type: str = ""
    layer: Layer = Layer.CONTROL
    reason: str = ""
    case_ids: Sequence[int] = ()
    ring: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class NewMeasure:
    """A measure to be ordered: a word of the packs, or local words, or both; who is exempt; `review_on`: when it is looked at again."""

    measure: str = ""
    text: str = ""
    exemptions: str = ""
    starts_at: datetime | None = None
    review_on: date | None = None
