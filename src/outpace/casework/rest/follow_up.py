"""Follow-up by JSON: who is owed what today, how one person stands, checks sent in batches. Releases and packs are signed on pages only."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from epiworks.protocol import Place
from outpace.casework import api
from outpace.casework.api import CheckOutcome, Due, FollowUpRow
from outpace.casework.choices.follow_up import Half, Symptom
from outpace.casework.data.follow_up import CheckRecord, FollowUpBrief
from outpace.kernel.paging import Page
from outpace.kernel.permissions import Permission
from outpace.kernel.restauth import Problem, caller
from outpace.kernel.restforms import REFUSED, Id, Moment, Number, Paging
from outpace.kernel.scope import Actor

router = Router()
Day = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2100, 1, 1))]
Celsius = Annotated[Decimal, Field(ge=34, le=43, max_digits=3, decimal_places=1)]
MAX_CHECKS = 500
_ID = "0190f0a0-6f00-7000-8000-000000000008"


class DueQuery(Paging):
    """Which part of the people in follow-up."""

    due: Due = Due.CHECKS


class FollowUpRowOut(Schema):
    """One person in follow-up, named as the caller may see them. `day_number` counts from the first day of the schedule."""

    id: int
    person_id: int
    name: str
    masked: bool
    grid: str
    group: str
    place: Place
    next_place: Place | None
    day_number: int
    until: date
    checks_per_day: int
    test_due: bool
    test_taken: bool
    symptoms: bool
    proposed_class: str


class FollowUpsOut(Schema):
    """A page of people in follow-up; `next_cursor` asks for the next one."""

    items: list[FollowUpRowOut]
    next_cursor: str | None


class FollowUpOut(Schema):
    """How one follow-up stands, without who it is."""

    id: int
    person_id: int
    area_path: str
    group: str
    place: Place
    stage_until: date
    until: date
    state: str
    case_id: int | None
    packs: list[str]


class CheckIn(Schema):
    """One reading: temperature in degrees Celsius and symptoms. `id` is made by the client; sending it again changes nothing."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"id": _ID, "follow_up_id": 7, "day": "2022-08-02", "half": "am", "temperature": "36.5", "at": "2022-08-02T08:10:00+08:00"}
            ]
        }
    )

    id: UUID
    follow_up_id: Number
    day: Day
    half: Half
    temperature: Celsius | None = None
    symptoms: Annotated[list[Symptom], Field(max_length=len(Symptom))] = []
    at: Moment
    self_report: bool = False


class ChecksIn(Schema):
    """A batch of checks."""

    batch_id: UUID
    checks: Annotated[list[CheckIn], Field(min_length=1, max_length=MAX_CHECKS)]


class ChecksOut(Schema):
    """What became of each check, by its id."""

    accepted: list[UUID]
    replayed: list[UUID]
    rejected: list[UUID]


def reader(request: HttpRequest) -> Actor:
    """Who asks? Raises NotAllowed for a role that does not read through the API."""
    actor = caller(request)
    actor.require_anywhere(Permission.API_READ)
    return actor


@router.get("/follow-ups", response={200: FollowUpsOut, REFUSED: Problem}, summary="People in follow-up, by what they are owed today")
def follow_ups(request: HttpRequest, query: Query[DueQuery]) -> Page[FollowUpRow]:
    """Grid by grid; the read is logged."""
    return api.list_follow_ups(reader(request), query.due, cursor=query.cursor or None, size=query.size)


@router.get("/follow-ups/{follow_up_id}", response={200: FollowUpOut, REFUSED: Problem}, summary="One follow-up")
def follow_up(request: HttpRequest, follow_up_id: Id) -> FollowUpBrief:
    """How it stands now."""
    return api.follow_up(reader(request), follow_up_id).brief


@router.post("/follow-up-checks", response={200: ChecksOut, REFUSED: Problem}, summary="Temperature and symptoms, in batches")
def checks(request: HttpRequest, given: ChecksIn) -> CheckOutcome:
    """Each check is taken once. One of somebody whom the caller may not record for is rejected, the others are taken."""
    records = [
        CheckRecord(
            id=check.id,
            follow_up_id=check.follow_up_id,
            day=check.day,
            half=check.half,
            temperature=check.temperature,
            symptoms=tuple(dict.fromkeys(check.symptoms)),
            at=check.at,
            self_report=check.self_report,
        )
        for check in given.checks
    ]
    return api.record_checks(caller(request), given.batch_id, records)
