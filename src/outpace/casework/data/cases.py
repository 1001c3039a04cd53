"""What crosses casework's door about cases: what people say of them, and how they stand."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from epiworks.protocol import NO_CLASS, PlaceKind, Setting, Situation, Spread
from epiworks.units import PersonCount
from outpace.casework.choices.cases import (
    CaseEnd,
    Checked,
    ContactSource,
    Doubt,
    Evidence,
    LegalBasis,
    LetterWay,
    Severity,
    TrajectoryState,
)
from outpace.casework.data.follow_up import Grounds
from outpace.kernel.scope import AreaPath


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case reported by a person: a fever clinic, another jurisdiction. `report_path` None: reported where the person lives."""

    person_id: int
    setting: Setting
    found_at: datetime
    onset_on: date | None = None
    sampled_at: datetime | None = None
    report_path: AreaPath | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ClassChange:
    """The class a person gives a case, and why. `correcting`: the class before was a mistake, not a stage."""

    becomes: str
    note: str
    correcting: bool = False


@dataclass(frozen=True, slots=True)
class CaseAmendment:
    """What else is known of a case now; None leaves a field as it is. `onset_on`: a local day; `no_onset`: the known one was a mistake."""

    onset_on: date | None = None
    severity: Severity | None = None
    setting: Setting | None = None
    care_path: AreaPath | None = None
    no_onset: bool = False


@dataclass(frozen=True, slots=True)
class NewStay:
    """A case was somewhere. `record_id` is made where it is written down; sending it again changes nothing.

    `corrects` names the stay that this one replaces, and `reason` says why; with `is_void` that stay did not happen at all.
    """

    record_id: UUID
    area_path: AreaPath
    place_name: str
    place_kind: PlaceKind
    spread: Spread
    starts_at: datetime
    ends_at: datetime
    situation: Situation
    evidence: Evidence
    legal_basis: LegalBasis
    reference: str = ""
    is_home: bool = False
    is_protected: bool = False
    corrects: int | None = None
    is_void: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NewJudgement:
    """One exposure of one person to a case, as a person judges it; days are local and inclusive.

    `group` None takes the class that the pack proposes, `NO_CLASS` says that this is no contact. `through_id` is the contact link of the
    close contact whom a secondary contact met, `stay_id` the stay in which they met the case.
    """

    record_id: UUID
    person_id: int
    source: ContactSource
    situation: Situation
    first_on: date
    last_on: date
    group: str | None = None
    reason: str = ""
    is_protected: bool = False
    minutes: int | None = None
    through_id: int | None = None
    is_higher_risk: bool = False
    stay_id: int | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """How one person stands after judging: their class in this case, what the pack proposed, and their follow-up, if any."""

    person_id: int
    proposed: str
    group: str
    link_id: int | None
    follow_up_id: int | None

    @property
    def is_contact(self) -> bool:
        """Is this person a contact of the case?"""
        return self.group != NO_CLASS


@dataclass(frozen=True, slots=True)
class NewLetter:
    """An assistance letter: who asks whom, under which number, since when, and how it names its people."""

    way: LetterWay
    number: str
    other: str
    area_path: AreaPath
    came_at: datetime
    people: tuple[str, ...]
    case_id: int | None = None


@dataclass(frozen=True, slots=True)
class CaseBrief:
    """How a case stands, without who it is: what other apps need to house, to zone and to task."""

    id: int
    person_id: int
    area_path: AreaPath
    report_path: AreaPath
    care_path: AreaPath | None
    case_class: str
    severity: Severity
    setting: Setting
    found_at: datetime
    onset_on: date | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClassStep:
    """One change of class: from which to which, on which ground, by whom, and on which lines of a pack."""

    before: str
    after: str
    ground: str
    note: str
    by: str
    at: datetime
    because: tuple[Grounds, ...]


@dataclass(frozen=True, slots=True)
class Owing:
    """One deliverable of a case."""

    id: int
    name: str
    owner: str
    due_at: datetime
    done_at: datetime | None
    done_by: str
    note: str
    because: tuple[Grounds, ...]


@dataclass(frozen=True, slots=True)
class StayFate:
    """A stay was corrected by a later one, or did not happen (`is_void`): why, who says so, and when."""

    by_stay: int
    is_void: bool
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StayView:
    """One stay of an itinerary; `place` is masked for readers who may not see where a person lives.

    `fate`: what became of it when it was wrong. `judged`: how many different persons were judged contacts because of it and still are.
    """

    id: int
    area_path: AreaPath
    area_name: str
    place: str
    place_kind: PlaceKind
    spread: Spread
    starts_at: datetime
    ends_at: datetime
    situation: Situation
    is_protected: bool
    evidence: Evidence
    legal_basis: LegalBasis
    reference: str
    recorded_by: str
    judged: PersonCount
    fate: StayFate | None
    is_home: bool = False


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One assistance letter in a list."""

    id: int
    way: LetterWay
    number: str
    other: str
    case_id: int | None
    area_name: str
    came_at: datetime
    due_at: datetime
    people: int
    open_people: int
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class LetterEntry:
    """One person of a letter; `reference` is how the letter names them, empty for readers who may not see identities."""

    id: int
    reference: str
    person_id: int | None
    state: Checked
    checked_at: datetime | None
    checked_by: str


@dataclass(frozen=True, slots=True)
class TrajectoryView:
    """One text for publication, in both languages, with who wrote, approved and withdrew it. `fingerprint` names these two texts."""

    id: int
    case_id: int
    state: TrajectoryState
    number: int | None
    text_zh: str
    text_en: str
    fingerprint: str
    written_by: str
    written_by_id: int
    written_at: datetime
    approved_by: str
    approved_at: datetime | None
    withdrawn_by: str
    withdrawn_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """One possible source of a case: how sure, why, and who says so."""

    case_id: int
    doubt: Doubt
    reason: str
    by: str
    at: datetime


__all__ = [
    "CaseAmendment",
    "CaseBrief",
    "CaseEnd",
    "ClassChange",
    "ClassStep",
    "Judgement",
    "LetterEntry",
    "LetterRow",
    "NewCase",
    "NewJudgement",
    "NewLetter",
    "NewStay",
    "Owing",
    "SourceView",
    "StayFate",
    "StayView",
    "TrajectoryView",
]
