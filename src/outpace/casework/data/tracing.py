"""What crosses casework's door about records of stays: how a list is sent in, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from epiworks.protocol import Reason, SharedPlace, Situation
from epiworks.units import PersonCount
from outpace.casework.choices.cases import Evidence, LegalBasis
from outpace.casework.choices.tracing import LoadState, ProposalChange, ProposalState
from outpace.casework.data.follow_up import Grounds
from outpace.kernel.scope import AreaPath
from outpace.screening.data import RecordOutcome


@dataclass(frozen=True, slots=True)
class StayOrder:
    """A list of stays as it is sent in: from which keeper, on which basis and order, for what.

    `kind`: what a place is where a row does not say. `presumed_minutes`: how long a stay without an end is taken to be. `ordered_until`:
    the last day of the order; location cells are not taken without one.
    """

    area_path: AreaPath
    file_name: str
    evidence: Evidence
    legal_basis: LegalBasis
    purpose: str
    reference: str = ""
    ordered_until: date | None = None
    kind: SharedPlace | None = None
    presumed_minutes: int = 60


@dataclass(frozen=True, slots=True)
class StayLoadView:
    """One list of stays and what became of it. `taken`: rows that are held; `known`: of these, rows of people in the register."""

    id: int
    area_name: str
    file_name: str
    evidence: Evidence
    legal_basis: LegalBasis
    reference: str
    purpose: str
    ordered_until: date | None
    state: LoadState
    rows: int
    taken: int
    known: int
    rejected: int
    by_name: str
    at: datetime
    ended_at: datetime | None
    has_errors: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """A list was sent in: which load it is, and which background run takes it in when it is too long to be waited for."""

    load_id: int
    run_id: int | None = None


@dataclass(frozen=True, slots=True)
class SentStay:
    """One stay as another system sends it: the id of the record, and what a file would have in each column, by our name of the column."""

    id: UUID
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StaysTaken:
    """Records were sent in: which list they make (that of the first time for records sent again), and what became of each, in order."""

    load_id: int | None
    outcomes: tuple[RecordOutcome, ...]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What the deletion of what may not be kept took away, in rows.

    `undecided`: proposals that nobody decided before their stays went, and that fell away; `proposals`: of people on no roster, of cases
    long closed; `lists`: lists that were never taken in to their end, whose files went; `files`: rows to mend.
    """

    stays: int
    evidence: int
    undecided: int
    proposals: int
    people: int
    places: int
    lists: int
    files: int


@dataclass(frozen=True, slots=True)
class LookView:
    """One look at the records for contacts of a case: when, by whom, in how many stays, and what it changed, in persons."""

    id: int
    at: datetime
    by: str
    stays: int
    cases_met: int
    new: int
    raised: int
    lowered: int
    later: int
    same: int
    gone: int
    because: tuple[Grounds, ...]


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place where a case was together with people: how many are to be judged there, of which class, and how many were judged.

    `fresh`: how many of those to be judged the last look found new or changed. `look_id`: the look that is shown, which a decision about
    all of them names.
    """

    id: int
    look_id: int
    name: str
    kind: SharedPlace
    area_name: str
    groups: tuple[tuple[str, int], ...]
    open: int
    fresh: int
    judged: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """One person proposed as a contact, as the reader may see them. `is_unknown`: on no roster, to be identified before being judged.

    `is_outside`: lives where the reader sees nobody; an assistance letter asks those who do. `look_id`: the look that is shown.
    """

    id: int
    look_id: int
    person_id: int | None
    name: str
    phone: str
    home: str
    is_unknown: bool
    is_outside: bool
    group: str
    group_before: str
    generation: int
    minutes: int
    last_at: datetime
    state: ProposalState
    change: ProposalChange
    judged_as: str


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One stay of the person beside one of the case, or of the contact in between."""

    place: str
    kind: SharedPlace
    case_from: datetime
    case_until: datetime
    person_from: datetime
    person_until: datetime
    minutes: int
    gap: int


@dataclass(frozen=True, slots=True)
class ProposalSheet:
    """Why somebody is proposed: the class, what speaks against higher ones, the stays, the pack lines, and what was decided."""

    row: ProposalRow
    case_id: int
    through_id: int | None
    situation: Situation
    first_on: date
    last_on: date
    needs_field_judgement: bool
    is_higher_risk: bool
    because: tuple[Grounds, ...]
    against: tuple[tuple[str, Reason], ...]
    evidence: tuple[EvidenceRow, ...]
    reason: str
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class TracedContacts:
    """Whom the records propose for a case. `look` None: nobody has looked yet. `unmatched`: stays of the itinerary without any records."""

    look: LookView | None
    places: tuple[PlaceRow, ...]
    open: PersonCount
    judged: PersonCount
    gone: PersonCount
    unmatched: int
    held: int


@dataclass(frozen=True, slots=True)
class TracedDecision:
    """One decision of a named human about many proposals: these, or all to be judged of one class at one place.

    `group` None takes the class proposed for each, `NO_CLASS` says that they are no contacts and needs a reason. `look_id`: what the person
    who signs has seen; needed for all at a place, and refused once the records were looked at again.
    """

    proposal_ids: tuple[int, ...] = ()
    place_id: int | None = None
    of_group: str = ""
    group: str | None = None
    reason: str = ""
    is_protected: bool = False
    look_id: int | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of it, in persons: judged, not judged because on no roster, not judged because they live outside the reader's areas."""

    judged: int
    unknown: int
    outside: int


@dataclass(frozen=True, slots=True)
class Looked:
    """A look was asked for: which one it is, or which background run makes it because there is too much to be waited for."""

    look_id: int | None
    run_id: int | None = None


__all__ = [
    "Decided",
    "EvidenceRow",
    "Forgotten",
    "LookView",
    "Looked",
    "PlaceRow",
    "ProposalRow",
    "ProposalSheet",
    "StayLoadView",
    "StayOrder",
    "Taken",
    "TracedContacts",
    "TracedDecision",
]
