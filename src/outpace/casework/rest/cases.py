"""Cases by JSON: the list, one case, a stay written down."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from epiworks.protocol import PlaceKind, Setting, Situation, Spread
from outpace.casework import api
from outpace.casework.api import CaseView
from outpace.casework.choices.cases import Evidence, LegalBasis, Severity
from outpace.casework.data.cases import CaseBrief, NewStay
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.restauth import Problem, caller
from outpace.kernel.restforms import REFUSED, Id, Moment, Number, Paging, Printable
from outpace.kernel.scope import Actor, area_path

router = Router()
_ID = "0190f0a0-6f00-7000-8000-000000000007"


class CaseOut(Schema):
    """How a case stands, without who it is: classes and settings are the words of the packs."""

    id: int
    person_id: int
    area_path: str
    report_path: str
    care_path: str | None
    case_class: str
    severity: Severity
    setting: Setting
    found_at: datetime
    onset_on: date | None
    closed_at: datetime | None


class CasesOut(Schema):
    """A page of cases; `next_cursor` asks for the next one."""

    items: list[CaseOut]
    next_cursor: str | None


class GroundOut(Schema):
    """A line of a protocol pack that something rests on."""

    pack: str
    version: str
    address: str
    source: list[str]
    unconfirmed: str


class OwingOut(Schema):
    """A deliverable of the investigation: due when, done when and by whom."""

    name: str
    owner: str
    due_at: datetime
    done_at: datetime | None
    done_by: str
    because: list[GroundOut]


class CaseSheetOut(Schema):
    """One case with what it owes; `contacts` are persons."""

    case: CaseOut
    owing: list[OwingOut]
    contacts: int


class CasesIn(Paging):
    """Which list: those that owe something by deadline, the open, or the ended ones."""

    view: CaseView = CaseView.DUE


class StayIn(Schema):
    """Where a case was. `id` is made by the sender; the same one again changes nothing. A stay that `corrects` another gives a `reason`."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "id": _ID,
                "area_path": "/62/6212/621227/",
                "place_name": "Noodle house",
                "place_kind": "activity",
                "spread": "high",
                "starts_at": "2021-11-07T18:00:00+08:00",
                "ends_at": "2021-11-07T20:00:00+08:00",
                "situation": "shared_meal",
                "evidence": "interview",
                "legal_basis": "duty_to_tell",
            }
        },
    )

    id: UUID
    area_path: Annotated[str, Field(max_length=200), Printable]
    place_name: Annotated[str, Field(max_length=120), Printable]
    place_kind: PlaceKind
    spread: Spread
    starts_at: Moment
    ends_at: Moment
    situation: Situation
    evidence: Evidence
    legal_basis: LegalBasis
    reference: Annotated[str, Field(max_length=60), Printable] = ""
    is_home: bool = False
    is_protected: bool = False
    corrects: Number | None = None
    reason: Annotated[str, Field(max_length=200), Printable] = ""


class StayOut(Schema):
    """The stay written down."""

    id: int


def reader(request: HttpRequest) -> Actor:
    """Who asks? Raises NotAllowed for a role that does not read cases, or not through the API."""
    actor = caller(request)
    actor.require_anywhere(Permission.API_READ)
    actor.require_anywhere(Permission.CASE_READ)
    return actor


@router.get("/cases", response={200: CasesOut, REFUSED: Problem}, summary="Cases, what is due first")
def cases(request: HttpRequest, wanted: Query[CasesIn]) -> dict[str, Any]:
    """Every case of the caller's areas in one of three lists."""
    page = api.list_cases(reader(request), wanted.view, cursor=wanted.cursor or None, size=wanted.size)
    briefs: list[CaseBrief] = [row.case for row in page.items]
    return {"items": briefs, "next_cursor": page.next_cursor}


@router.get("/cases/{case_id}", response={200: CaseSheetOut, REFUSED: Problem}, summary="One case and what it owes")
def one_case(request: HttpRequest, case_id: Id) -> dict[str, Any]:
    """Its class, dates, deliverables with the pack lines behind them. The look is logged."""
    sheet = api.get_case(reader(request), case_id)
    return {"case": sheet.case, "owing": sheet.owing, "contacts": sheet.contacts}


@router.post("/cases/{case_id}/stays", response={200: StayOut, REFUSED: Problem}, summary="Write down where a case was")
def stay(request: HttpRequest, case_id: Id, given: StayIn) -> dict[str, int]:
    """Zones may be proposed for the place; a home is stored sealed."""
    try:
        path = area_path(given.area_path)
    except ValueError as error:
        raise Refusal("no_area", _("No such area."), field="area_path") from error
    new = NewStay(
        record_id=given.id,
        area_path=path,
        place_name=given.place_name,
        place_kind=given.place_kind,
        spread=given.spread,
        starts_at=given.starts_at,
        ends_at=given.ends_at,
        situation=given.situation,
        evidence=given.evidence,
        legal_basis=given.legal_basis,
        reference=given.reference,
        is_home=given.is_home,
        is_protected=given.is_protected,
        corrects=given.corrects,
        reason=given.reason,
    )
    return {"id": api.add_stay(caller(request), case_id, new)}


class VoidIn(Schema):
    """A stay did not happen: how that is known. `id` is made by the sender; the same one again changes nothing."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"id": _ID, "reason": "the ticket was another person's"}})

    id: UUID
    reason: Annotated[str, Field(max_length=200), Printable]


@router.post("/cases/{case_id}/stays/{stay_id}/void", response={200: StayOut, REFUSED: Problem}, summary="A stay did not happen")
def void(request: HttpRequest, case_id: Id, *, stay_id: Id, given: VoidIn) -> dict[str, int]:
    """The stay stays in the history; what hung on it is told."""
    return {"id": api.void_stay(caller(request), case_id, stay_id, record_id=given.id, reason=given.reason)}
