"""What casework tells the apps above it, inside the transaction of the change."""

from dataclasses import dataclass
from datetime import date, datetime

from epiworks.protocol import Place, PlaceKind, Setting, Spread
from outpace.kernel.events import Event
from outpace.kernel.scope import AreaPath


@dataclass(frozen=True, slots=True)
class CaseOpened(Event):
    """Somebody was found preliminary positive, or reported, and a case is open: every first action hangs on this."""

    case_id: int
    person_id: int
    area_path: AreaPath
    case_class: str
    found_at: datetime
    setting: Setting
    pool_id: int | None = None


@dataclass(frozen=True, slots=True)
class CaseReclassified(Event):
    """A case changed its class: confirmed, asymptomatic, or excluded, in which case whatever it triggered is to be undone."""

    case_id: int
    person_id: int
    area_path: AreaPath
    before: str
    after: str
    changed_at: datetime

    @property
    def excluded(self) -> bool:
        """Is there no case any more?"""
        return self.after == "excluded"


@dataclass(frozen=True, slots=True)
class CaseEnded(Event):
    """A case was discharged, or the person died; `end` says which. Whatever keeps or moves the person as a case is to end."""

    case_id: int
    person_id: int
    area_path: AreaPath
    end: str
    ended_at: datetime

    @property
    def died(self) -> bool:
        """Is the person dead?"""
        return self.end == "died"


@dataclass(frozen=True, slots=True)
class CasePlaceFound(Event):
    """The investigation knows that a case was at a place: zones may be proposed for it, and it may need disinfection."""

    case_id: int
    stay_id: int
    area_path: AreaPath
    place_kind: PlaceKind
    spread: Spread
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class CasePlaceWithdrawn(Event):
    """A case was not at a place, or not so: the stay was corrected, or did not happen. What it alone called for loses its ground."""

    case_id: int
    stay_id: int
    area_path: AreaPath
    withdrawn_at: datetime


@dataclass(frozen=True, slots=True)
class DeliverableDone(Event):
    """A named person signed off a deliverable of an investigation; `name` is the clock's, as the pack calls it."""

    case_id: int
    name: str
    area_path: AreaPath
    done_at: datetime


@dataclass(frozen=True, slots=True)
class DeliverableLate(Event):
    """A deliverable of an investigation was not signed off by its deadline; `owner` is the post that owes it, empty when none is named."""

    case_id: int
    name: str
    owner: str
    area_path: AreaPath
    due_at: datetime
    told_at: datetime


@dataclass(frozen=True, slots=True)
class LetterLate(Event):
    """Somebody named by an assistance letter was not checked by its deadline."""

    letter_id: int
    area_path: AreaPath
    due_at: datetime
    told_at: datetime


@dataclass(frozen=True, slots=True)
class LetterAnswered(Event):
    """Everybody named by an assistance letter is checked."""

    letter_id: int
    area_path: AreaPath
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class FollowUpStarted(Event):
    """A person entered follow-up; `place` is where the pack wants them first, `due_at` by when they must be there (None: no clock)."""

    follow_up_id: int
    person_id: int
    area_path: AreaPath
    group: str
    place: Place
    until: date
    case_id: int | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class FollowUpChanged:
    """What changed for one person in follow-up. `due_at`: by when they must be at a stricter place (None: no clock)."""

    follow_up_id: int
    person_id: int
    area_path: AreaPath
    group: str
    group_before: str
    place: Place
    place_before: Place
    until: date
    changed_at: datetime
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FollowUpsChanged(Event):
    """Class, place or last day of follow-ups changed: a new class, a next stage, a later exposure, or new packs; each person once."""

    people: tuple[FollowUpChanged, ...]


@dataclass(frozen=True, slots=True)
class FollowUpEnded:
    """How one follow-up ended: released, withdrawn (its ground is gone), became_case, handed_over (another jurisdiction) or died."""

    follow_up_id: int
    person_id: int
    area_path: AreaPath
    group: str
    reason: str
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class FollowUpsEnded(Event):
    """Follow-ups ended: one person's, or those of everybody whose class new packs do not follow."""

    people: tuple[FollowUpEnded, ...]


@dataclass(frozen=True, slots=True)
class ContactsProposed(Event):
    """Records of stays were searched for contacts of a case; `to_judge` persons are new, of a higher class, or exposed later.

    Told again, with nobody new, when an excluded case is one again and some still wait.

    `waiting`: persons still to be judged in all, those of earlier looks too.
    """

    case_id: int
    look_id: int
    area_path: AreaPath
    to_judge: int
    waiting: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ProposedContactsJudged(Event):
    """Proposed contacts of a case were judged, or are somebody proposed already; `waiting` persons are still to be judged."""

    case_id: int
    area_path: AreaPath
    waiting: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ProposedContactReopened(Event):
    """Somebody decided on before turned out to have stays nobody knew to be theirs: they are to be judged again, without a look.

    `proposal_id`: the proposal whose stays became theirs; each joins another once.
    """

    case_id: int
    look_id: int
    proposal_id: int
    area_path: AreaPath
    at: datetime


@dataclass(frozen=True, slots=True)
class PacksDecided(Event):
    """A human decided which protocol packs hold in an area from now on."""

    area_path: AreaPath
    packs: tuple[str, ...]
    decided_at: datetime
