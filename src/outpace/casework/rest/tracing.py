"""Contacts that the records of stays propose, by JSON: looked for, listed, explained, decided by a named human, never by a device."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from epiworks.protocol import SharedPlace, Situation
from outpace.casework import api
from outpace.casework.choices.tracing import ProposalChange, ProposalState
from outpace.casework.data.tracing import TracedDecision
from outpace.casework.rest.cases import GroundOut, reader
from outpace.kernel.restauth import Problem, caller
from outpace.kernel.restforms import REFUSED, Id, Number, Paging, Printable

router = Router()
Text = Annotated[str, Field(max_length=200), Printable]
Group = Annotated[str, Field(max_length=24), Printable]


class ProposedOut(Schema):
    """One person proposed as a contact, named as the caller may see them. `minutes` together in the places that give the class."""

    id: int
    look_id: int
    person_id: int | None
    name: str
    phone: str
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


class ProposedPageOut(Schema):
    """A page of proposed contacts; `next_cursor` asks for the next one."""

    items: list[ProposedOut]
    next_cursor: str | None


class ProposedIn(Paging):
    """Which proposals: in one state, or all without one."""

    state: ProposalState | None = None


class EvidenceOut(Schema):
    """One stay of the person beside one of the case, or of the contact in between; `gap`: minutes after the other had left."""

    place: str
    kind: SharedPlace
    case_from: datetime
    case_until: datetime
    person_from: datetime
    person_until: datetime
    minutes: int
    gap: int


class ExplainedOut(Schema):
    """Why somebody is proposed."""

    row: ProposedOut
    situation: Situation
    first_on: date
    last_on: date
    through_id: int | None
    needs_field_judgement: bool
    because: list[GroundOut]
    evidence: list[EvidenceOut]


class LookedOut(Schema):
    """The look that was made, or the background run that makes it."""

    look_id: int | None
    run_id: int | None


class TracedDecisionIn(Schema):
    """One decision for many: these proposals, or with `place_id` all that are to be judged there (of `of_group`, if given).

    Without `group` each takes the class proposed; `none` says that they are no contacts and needs a reason. `look_id` is the look whose
    proposals were read; with `place_id` it must be given, and a decision about an earlier look is refused.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"proposal_ids": [1], "reason": ""}})

    proposal_ids: Annotated[list[Number], Field(max_length=500)] = []
    place_id: Number | None = None
    of_group: Group = ""
    group: Group | None = None
    reason: Text = ""
    is_protected: bool = False
    look_id: Number | None = None


class DecidedOut(Schema):
    """Persons judged; not judged because they are on no roster; because they live outside the caller's areas."""

    judged: int
    unknown: int
    outside: int


@router.get("/cases/{case_id}/proposed-contacts", response={200: ProposedPageOut, REFUSED: Problem}, summary="Whom the records propose")
def proposed(request: HttpRequest, case_id: Id, wanted: Query[ProposedIn]) -> dict[str, Any]:
    """Longest together first; the look is logged."""
    page = api.traced_people(reader(request), case_id, state=wanted.state, cursor=wanted.cursor or None, size=wanted.size)
    return {"items": page.items, "next_cursor": page.next_cursor}


@router.get(
    "/cases/{case_id}/proposed-contacts/{contact_proposal_id}",
    response={200: ExplainedOut, REFUSED: Problem},
    summary="Why somebody is proposed",
)
def explained(request: HttpRequest, case_id: Id, contact_proposal_id: Id) -> Any:
    """With the stays and pack lines it rests on; the look is logged."""
    return api.traced_proposal(reader(request), case_id, contact_proposal_id)


@router.post("/cases/{case_id}/looks", response={200: LookedOut, REFUSED: Problem}, summary="Look at the records, first or again")
def look(request: HttpRequest, case_id: Id) -> Any:
    """Nothing follows from a look; what was judged is kept."""
    return api.look(caller(request), case_id)


@router.post("/cases/{case_id}/looks/decisions", response={200: DecidedOut, REFUSED: Problem}, summary="Decide about proposed contacts")
def decide(request: HttpRequest, case_id: Id, given: TracedDecisionIn) -> Any:
    """Signed by the signed-in person, all or none; whoever the pack keeps enters follow-up in the same transaction."""
    said = TracedDecision(
        proposal_ids=tuple(given.proposal_ids),
        place_id=given.place_id,
        of_group=given.of_group,
        group=given.group,
        reason=given.reason,
        is_protected=given.is_protected,
        look_id=given.look_id,
    )
    return api.decide_traced(caller(request), case_id, said)
