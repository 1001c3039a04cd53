"""What does each piece of news ask for, close, or take back? The table of the loop; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from epiworks.protocol import Place, Trigger
from outpace.casework.data import LetterAnswered, ProposedContactsJudged
from outpace.command.choices import Kind, OwnerCode
from outpace.command.data import Draft, Why
from outpace.isolation.data import CustodyGapClosed, PersonArrived, TreatmentSettled
from outpace.kernel.events import Event
from outpace.screening.data import HoldsSigned, PoolReached, PoolResolved
from outpace.zoning.data import ZoneLifted, ZoneProposalJoined, ZoneProposed, ZoneSigned, ZoneSignedAhead

CONFIRMED = frozenset({"confirmed", "asymptomatic"})
"""Classes of a case that the disease has been established for."""

EXCLUDED = "excluded"

DELIVERED: Mapping[str, Kind] = MappingProxyType(
    {
        "network_report": Kind.REPORT_CASE,
        "core_trajectory": Kind.PUBLISH_CORE_TRAJECTORY,
        "investigation": Kind.START_INVESTIGATION,
        "review_by_second_person": Kind.REVIEW_BY_SECOND_PERSON,
    }
)
"""Which task about a case does a deliverable of its investigation, signed off, complete?"""

GROUP_TRIGGERS: Mapping[str, Trigger] = MappingProxyType(
    {"close": Trigger.CLOSE_CONTACT_FOUND, "secondary": Trigger.SECONDARY_CONTACT_FOUND}
)
"""Which first actions does a person's entry into this contact class start?"""

TAKEN_THERE = frozenset({Place.CENTRALISED, Place.FANGCANG, Place.HOSPITAL})
"""Somebody must bring the person; to every other place the person goes or stays by themselves."""

FOR_CASES = frozenset({Place.FANGCANG, Place.HOSPITAL})
"""Places of cases: where the pack's own first actions order the transfer of the case, the request for a place orders it no second time."""


MOVES_CASE = (Kind.TRANSFER_CASE,)
"""What a case's own first actions ask for that brings the person somewhere."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Who does it, within how many minutes, where no pack says so; `unconfirmed` is shown beside the task."""

    owner: OwnerCode
    minutes: int
    unconfirmed: str


LIMITS: Mapping[Kind, Limit] = MappingProxyType(
    {
        Kind.MOVE_PERSON: Limit(OwnerCode.TRANSFER_TEAM, 720, "the request names no clock; half a day of the day's clearing is applied"),
        Kind.CLOSE_CUSTODY_GAP: Limit(OwnerCode.ISOLATION_TEAM, 15, "no pack names a limit; nobody is to be between two custodians"),
        Kind.BOOK_TREATMENT: Limit(OwnerCode.TREATMENT_TEAM, 60, "no pack names a limit; care is never refused or late for want of a car"),
        Kind.CHASE_DELIVERABLE: Limit(OwnerCode.DUTY_OFFICER, 30, "no pack names a limit for what follows a missed deadline"),
        Kind.CHASE_LETTER: Limit(OwnerCode.DUTY_OFFICER, 30, "no pack names a limit for what follows a missed deadline"),
        Kind.JUDGE_CONTACTS: Limit(OwnerCode.INVESTIGATION_TEAM, 600, "no pack names a limit for listing contacts; ten hours are applied"),
        Kind.DECIDE_ZONE: Limit(OwnerCode.COMMANDER, 60, "no pack names a limit for the signature"),
    }
)
"""Limits of this headquarters, until a pack names them."""


@dataclass(frozen=True, slots=True)
class Closes:
    """Which kinds does a fact complete: of the same subject, of the same person, or of the same cause?"""

    by_subject: tuple[Kind, ...] = ()
    by_person: tuple[Kind, ...] = ()
    by_cause: tuple[Kind, ...] = ()


COMPLETED_BY: Mapping[type[Event], Closes] = MappingProxyType(
    {
        HoldsSigned: Closes(by_subject=(Kind.HOLD_IN_PLACE,)),
        PoolReached: Closes(by_subject=(Kind.RECALL_SAMPLES,)),
        PoolResolved: Closes(by_subject=(Kind.RECALL_SAMPLES, Kind.HOLD_IN_PLACE, Kind.SINGLE_RETEST)),
        ProposedContactsJudged: Closes(by_cause=(Kind.JUDGE_CONTACTS,)),
        LetterAnswered: Closes(by_subject=(Kind.CHASE_LETTER,)),
        PersonArrived: Closes(by_subject=(Kind.MOVE_PERSON,), by_person=(Kind.TRANSFER_CASE, Kind.CLOSE_CUSTODY_GAP)),
        CustodyGapClosed: Closes(by_cause=(Kind.CLOSE_CUSTODY_GAP,)),
        TreatmentSettled: Closes(by_cause=(Kind.BOOK_TREATMENT,)),
        ZoneProposalJoined: Closes(by_subject=(Kind.PROPOSE_ZONE,)),
        ZoneProposed: Closes(by_subject=(Kind.PROPOSE_ZONE,)),
        ZoneSigned: Closes(by_subject=(Kind.DECIDE_ZONE,)),
        ZoneSignedAhead: Closes(by_subject=(Kind.DECIDE_ZONE,)),
        ZoneLifted: Closes(by_subject=(Kind.DECIDE_ZONE,)),
    }
)
"""Tasks close themselves when the fact they ask for arrives: which fact completes which kind."""


def triggers_of_case(before: str, after: str) -> tuple[Trigger, ...]:
    """Which first actions does a case's new class start? `before` is empty for a case just opened.

    A case that was excluded and is one again starts from the beginning.

    >>> triggers_of_case("", "preliminary")
    (<Trigger.PRELIMINARY_POSITIVE: 'preliminary_positive'>,)
    """
    if after == EXCLUDED:
        return ()
    begins = before in {"", EXCLUDED}
    first = (Trigger.PRELIMINARY_POSITIVE,) if begins else ()
    confirmed = (Trigger.CASE_CONFIRMED,) if after in CONFIRMED and before not in CONFIRMED else ()
    return (*first, *confirmed)


def local_draft(kind: Kind, *, trigger: str, at: datetime, due_at: datetime | None = None) -> Draft:
    """Which task does this headquarters issue by its own limit? A deadline that the news brings goes before the limit."""
    limit = LIMITS[kind]
    why = Why(
        pack="local",
        version="1",
        address=f"limits.{kind.value}",
        text=f'{{"minutes": {limit.minutes}, "owner": "{limit.owner.value}"}}',
        unconfirmed="" if due_at else limit.unconfirmed,
    )
    return Draft(kind, limit.owner.value, due_at or at + timedelta(minutes=limit.minutes), why, trigger)


def judging(first: Iterable[Draft], *, at: datetime) -> Draft:
    """Which task has proposed contacts judged? As these first actions have contacts listed; by our own limit where none of them does."""
    listing = next((draft for draft in first if draft.kind is Kind.LIST_CONTACTS), None)
    if listing is None:
        return local_draft(Kind.JUDGE_CONTACTS, trigger="contacts_proposed", at=at)
    return replace(listing, kind=Kind.JUDGE_CONTACTS, trigger="contacts_proposed")


def needs_transport(place: Place, *, asked_by_case: bool) -> bool:
    """Must somebody be told to bring a person to this place? `asked_by_case`: the case's own first actions order it already."""
    return place in TAKEN_THERE and not (asked_by_case and place in FOR_CASES)


def gap_cause(trip_id: int, person_id: int, *, delivered: bool) -> str:
    """Which cause is a gap in somebody's custody? One for each person and hand-over of a trip.

    >>> gap_cause(7, 12, delivered=True)
    'trip:7:in:12'
    """
    return f"trip:{trip_id}:{'in' if delivered else 'out'}:{person_id}"
