"""Contacts by JSON: of a case, in the queues of those to be reached, judged by a named human (a session, never a device), taken back."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from epiworks.protocol import Situation
from outpace.casework import api
from outpace.casework.choices.cases import ContactSource, ContactState
from outpace.casework.data.cases import NewJudgement
from outpace.casework.data.contacts import ContactRow
from outpace.casework.rest.cases import GroundOut, reader
from outpace.kernel.restauth import Problem, caller
from outpace.kernel.restforms import REFUSED, Id, Moment, Number, Paging, Printable

router = Router()
Text = Annotated[str, Field(max_length=200), Printable]
Day = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2100, 1, 1))]
MAX_JUDGED = 200
_ID = "0190f0a0-6f00-7000-8000-000000000007"


class Reached(StrEnum):
    """What came of trying to reach somebody."""

    FOUND = ContactState.FOUND.value
    NOT_FOUND = ContactState.NOT_FOUND.value


class ContactOut(Schema):
    """One contact, named as the caller may see them. `next_at`: when somebody is to try them; `tried` are attempts."""

    id: int
    case_id: int
    person_id: int
    name: str
    group: str
    generation: int
    first_on: date
    last_on: date
    state: ContactState
    next_at: datetime | None
    tried: int
    follow_up_id: int | None


class ContactsOut(Schema):
    """A page of contacts; `next_cursor` asks for the next one."""

    items: list[ContactOut]
    next_cursor: str | None


class ContactsIn(Paging):
    """Which queue: to be tried for the first time, tried in vain, or reached."""

    state: ContactState = ContactState.TO_FIND


class TakenBackOut(Schema):
    """A judgement was wrong."""

    reason: str
    by: str
    at: datetime


class JudgementViewOut(Schema):
    """One judgement behind a contact, with the pack lines it rests on."""

    id: int
    group: str
    proposed: str
    situation: Situation
    generation: int
    through_id: int | None
    first_on: date
    last_on: date
    is_higher_risk: bool
    judged_by: str
    judged_at: datetime
    because: list[GroundOut]
    taken_back: TakenBackOut | None


class ContactSheetOut(Schema):
    """One contact with every judgement, newest first."""

    contact: ContactOut
    judgements: list[JudgementViewOut]


class AttemptIn(Schema):
    """Somebody tried to reach a contact; without `next_at` the program sets when to try again.

    `id` is made by the sender; the same one again changes nothing, and is refused when it says something else than before.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"id": _ID, "outcome": "not_found", "note": "nobody opens"}})

    id: UUID
    outcome: Reached
    note: Text = ""
    next_at: Moment | None = None


class WrongIn(Schema):
    """Why a judgement was wrong."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"reason": "it was another person of that name"}})

    reason: Text


class DoneOut(Schema):
    """It is done; `case_id` is the case it concerns."""

    case_id: int


class JudgementIn(Schema):
    """One exposure of one person, as the signed-in person judges it; no `group` takes the class the pack proposes.

    `through_id` is the contact whom a contact of a contact met; `is_higher_risk` says that this contact is of higher risk.
    """

    model_config = ConfigDict(extra="forbid")

    id: UUID
    person_id: Number
    situation: Situation
    first_on: Day
    last_on: Day
    group: Annotated[str, Field(max_length=24), Printable] | None = None
    reason: Text = ""
    is_protected: bool = False
    source: ContactSource = ContactSource.NAMED
    through_id: Number | None = None
    is_higher_risk: bool = False


class JudgementsIn(Schema):
    """Judgements, all or none."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "judgements": [{"id": _ID, "person_id": 7, "situation": "shared_meal", "first_on": "2021-11-07", "last_on": "2021-11-07"}]
            }
        },
    )

    judgements: Annotated[list[JudgementIn], Field(min_length=1, max_length=MAX_JUDGED)]


class JudgementOut(Schema):
    """How one person stands now: what the pack proposed, and what was judged."""

    person_id: int
    proposed: str
    group: str
    link_id: int | None
    follow_up_id: int | None


class JudgementsOut(Schema):
    """One answer for each judgement, in order."""

    items: list[JudgementOut]


@router.get("/cases/{case_id}/contacts", response={200: ContactsOut, REFUSED: Problem}, summary="The contacts of one case")
def contacts(request: HttpRequest, case_id: Id, wanted: Query[Paging]) -> dict[str, Any]:
    """Persons, one line each; the look is logged."""
    page = api.contacts_of(reader(request), case_id, cursor=wanted.cursor or None, size=wanted.size)
    return {"items": page.items, "next_cursor": page.next_cursor}


@router.get("/contacts", response={200: ContactsOut, REFUSED: Problem}, summary="Contacts to reach, whoever is to be tried next first")
def queue(request: HttpRequest, wanted: Query[ContactsIn]) -> dict[str, Any]:
    """One queue of the caller's areas; the look is logged."""
    page = api.contacts_to_find(reader(request), wanted.state, cursor=wanted.cursor or None, size=wanted.size)
    rows: tuple[ContactRow, ...] = tuple(page.items)
    return {"items": rows, "next_cursor": page.next_cursor}


@router.get("/contacts/{link_id}", response={200: ContactSheetOut, REFUSED: Problem}, summary="One contact and the judgements behind it")
def contact(request: HttpRequest, link_id: Id) -> dict[str, Any]:
    """The look is logged."""
    sheet = api.get_contact(reader(request), link_id)
    return {"contact": sheet.contact, "judgements": sheet.judgements}


@router.post("/contacts/{link_id}/attempts", response={200: ContactOut, REFUSED: Problem}, summary="Somebody tried to reach a contact")
def attempt(request: HttpRequest, link_id: Id, given: AttemptIn) -> ContactRow:
    """Whoever was not reached is due again."""
    actor = caller(request)
    outcome = ContactState(given.outcome.value)
    api.record_attempt(actor, link_id, outcome, record_id=given.id, note=given.note, next_at=given.next_at)
    return api.get_contact(actor, link_id).contact


@router.post("/judgements/{judgement_id}/take-back", response={200: DoneOut, REFUSED: Problem}, summary="Take a wrong judgement back")
def take_back(request: HttpRequest, judgement_id: Id, given: WrongIn) -> dict[str, int]:
    """Signed by the signed-in person. Follow-up, rooms, tests and tasks follow; judging so again brings them back."""
    return {"case_id": api.take_back_judgement(caller(request), judgement_id, reason=given.reason)}


@router.post("/cases/{case_id}/contacts", response={200: JudgementsOut, REFUSED: Problem}, summary="Judge contacts of a case")
def judge(request: HttpRequest, case_id: Id, given: JudgementsIn) -> dict[str, Any]:
    """All or none; whoever the pack keeps enters follow-up in the same transaction."""
    judgements = [
        NewJudgement(
            record_id=row.id,
            person_id=row.person_id,
            source=row.source,
            situation=row.situation,
            first_on=row.first_on,
            last_on=row.last_on,
            group=row.group,
            reason=row.reason,
            is_protected=row.is_protected,
            through_id=row.through_id,
            is_higher_risk=row.is_higher_risk,
        )
        for row in given.judgements
    ]
    return {"items": api.judge_contacts(caller(request), case_id, judgements)}
