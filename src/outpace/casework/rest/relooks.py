"""The re-look by JSON: which investigations were drawn, what was found; a named human (a session, never a device) says so."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from outpace.casework import api
from outpace.casework.choices.relooks import Gap, RelookOutcome
from outpace.casework.data.relooks import Reading, RelookRow
from outpace.casework.rest.cases import reader
from outpace.kernel.restauth import Problem, caller
from outpace.kernel.restforms import REFUSED, Id, Paging, Printable

router = Router()


class ReadingOut(Schema):
    """What the second person found."""

    outcome: RelookOutcome
    gaps: list[Gap]
    note: str


class RelookOut(Schema):
    """One investigation drawn at `percent` of its day. `reading` null: to be read; `closed_at`: when its gaps were closed."""

    id: int
    case_id: int
    finished_on: date
    percent: int
    investigator: str
    reading: ReadingOut | None
    read_by: str
    read_at: datetime | None
    closed_at: datetime | None


class RelooksOut(Schema):
    """A page of them; `next_cursor` asks for the next one."""

    items: list[RelookOut]
    next_cursor: str | None


class RelooksIn(Paging):
    """Those to be read, or those that were."""

    read: bool = False


class ReadingIn(Schema):
    """What the signed-in person found in the investigation of somebody else."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"outcome": "gaps", "gaps": ["contacts"]}})

    outcome: RelookOutcome
    gaps: Annotated[list[Gap], Field(max_length=len(Gap))] = []
    note: Annotated[str, Field(max_length=500), Printable] = ""


@router.get("/relooks", response={200: RelooksOut, REFUSED: Problem}, summary="Investigations drawn to be read again")
def relooks(request: HttpRequest, wanted: Query[RelooksIn]) -> dict[str, Any]:
    """Those of the caller's areas in one of two lists."""
    page = api.list_relooks(reader(request), is_read=wanted.read, cursor=wanted.cursor or None, size=wanted.size)
    return {"items": page.items, "next_cursor": page.next_cursor}


@router.post("/relooks/{relook_id}/reading", response={200: RelookOut, REFUSED: Problem}, summary="Say what was found on reading again")
def read(request: HttpRequest, relook_id: Id, given: ReadingIn) -> RelookRow:
    """The first reading stands; gaps are a deliverable that the investigation owes."""
    actor = caller(request)
    api.read_again(actor, relook_id, Reading(given.outcome, tuple(dict.fromkeys(given.gaps)), given.note))
    return api.get_relook(actor, relook_id).row
