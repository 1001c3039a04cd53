"""What crosses casework's door about contacts: how they stand, who judged what of them, and whom the search still looks for."""

from dataclasses import dataclass
from datetime import date, datetime

from epiworks.protocol import Situation
from outpace.casework.choices.cases import (
    ContactSource,
    ContactState,
)
from outpace.casework.data.cases import StayFate
from outpace.casework.data.follow_up import Grounds


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact of a case as the reader may see them."""

    id: int
    case_id: int
    person_id: int
    name: str
    phone: str
    home: str
    group: str
    generation: int
    first_on: date
    last_on: date
    state: ContactState
    state_at: datetime
    next_at: datetime | None
    tried: int
    cases: int
    follow_up_id: int | None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A judgement was wrong: why, who says so, and when."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class JudgementView:
    """One judgement of one exposure, with what it rests on; `taken_back` when it was wrong. `through_id` is the contact they met.

    `stay`: in which stay they met the case, and when that one was wrong, what became of it.
    """

    id: int
    group: str
    proposed: str
    situation: Situation
    source: ContactSource
    generation: int
    through_id: int | None
    stay: StayFate | int | None
    first_on: date
    last_on: date
    is_protected: bool
    is_higher_risk: bool
    reason: str
    because: tuple[Grounds, ...]
    judged_by: str
    judged_at: datetime
    taken_back: TakenBack | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody tried to reach a contact."""

    outcome: ContactState
    note: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody the program proposes to judge, why, and the class the pack would give them."""

    person_id: int
    name: str
    phone: str
    home: str
    source: ContactSource
    situation: Situation
    first_on: date
    last_on: date
    proposed: str
    because: tuple[Grounds, ...]


__all__ = ["Attempt", "Candidate", "ContactRow", "JudgementView", "TakenBack"]
