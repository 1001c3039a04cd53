"""Lists of stays by JSON: sent in on the same grounds as a file, each record taken once; and which lists there are."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from epiworks.protocol import SharedPlace
from outpace.casework import api
from outpace.casework.choices.cases import Evidence, LegalBasis
from outpace.casework.choices.tracing import LoadState
from outpace.casework.data.tracing import SentStay, StayOrder
from outpace.casework.rest.cases import reader
from outpace.kernel.errors import Refusal
from outpace.kernel.restauth import Problem, caller
from outpace.kernel.restforms import REFUSED, Moment, Paging, Printable
from outpace.kernel.scope import AreaPath, area_path
from outpace.screening.data import Verdict

router = Router()
Short = Annotated[str, Field(max_length=40), Printable]
Text = Annotated[str, Field(max_length=200), Printable]
Day = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2100, 1, 1))]
_ID = "0190f0a0-6f00-7000-8000-000000000011"


class SentStayIn(Schema):
    """One stay of one person. `id` is made by the sender; the same one again changes nothing. Who it was: a card, a document or a phone.

    Without `kind` and `area_code` those of the list hold; without `ends_at` it lasts as long as the list presumes.
    """

    model_config = ConfigDict(extra="forbid")

    id: UUID
    place: Annotated[str, Field(max_length=120), Printable]
    kind: SharedPlace | None = None
    area_code: Short = ""
    begins_at: Moment
    ends_at: Moment | None = None
    departed_on: Day | None = None
    card: Short = ""
    document: Short = ""
    name: Annotated[str, Field(max_length=60), Printable] = ""
    phone: Short = ""
    compartment: Annotated[str, Field(max_length=20), Printable] = ""
    seat: Annotated[str, Field(max_length=20), Printable] = ""
    is_crew: bool = False

    def sent(self) -> SentStay:
        """The same as the columns of a file."""
        said = {
            "place": self.place,
            "kind": self.kind.value if self.kind else "",
            "area": self.area_code,
            "from": self.begins_at.isoformat(),
            "until": self.ends_at.isoformat() if self.ends_at else "",
            "departed": self.departed_on.isoformat() if self.departed_on else "",
            "code": self.card,
            "document": self.document,
            "name": self.name,
            "phone": self.phone,
            "compartment": self.compartment,
            "seat": self.seat,
            "crew": "1" if self.is_crew else "",
        }
        return SentStay(self.id, said)


class StaysIn(Schema):
    """Stays that one keeper hands over: from whom, on which legal basis and order, for what; at most 2,000 records (413 beyond)."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "batch_id": _ID,
                "name": "check-ins of the market",
                "area_path": "/62/6212/621227/",
                "evidence": "venue_code",
                "legal_basis": "agency_request",
                "reference": "2021-31",
                "purpose": "contacts of the case found on 8 November",
                "kind": "venue",
                "records": [{"id": _ID, "place": "Market", "begins_at": "2021-11-07T18:00:00+08:00", "phone": "13800000000"}],
            }
        },
    )

    batch_id: UUID
    name: Text
    area_path: Text
    evidence: Evidence
    legal_basis: LegalBasis
    reference: Annotated[str, Field(max_length=60), Printable] = ""
    purpose: Text
    ordered_until: Day | None = None
    kind: SharedPlace | None = None
    presumed_minutes: Annotated[int, Field(ge=1, le=1440)] = 60
    records: Annotated[list[SentStayIn], Field(min_length=1)]

    def order(self, path: AreaPath) -> StayOrder:
        """The grounds of the list."""
        return StayOrder(
            area_path=path,
            file_name=self.name,
            evidence=self.evidence,
            legal_basis=self.legal_basis,
            purpose=self.purpose,
            reference=self.reference,
            ordered_until=self.ordered_until,
            kind=self.kind,
            presumed_minutes=self.presumed_minutes,
        )


class StayOutcomeOut(Schema):
    """What became of one record; `message` says what to mend."""

    id: UUID
    verdict: Verdict
    message: str


class StaysOut(Schema):
    """What became of the records, in the order sent. `load_id`: the list they make, or made when they were sent first."""

    batch_id: UUID
    load_id: int | None
    outcomes: list[StayOutcomeOut]


class StayListOut(Schema):
    """One list of stays and what became of it, in rows."""

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
    at: datetime


class StayListsOut(Schema):
    """A page of lists; `next_cursor` asks for the next one."""

    items: list[StayListOut]
    next_cursor: str | None


@router.get("/stay-lists", response={200: StayListsOut, REFUSED: Problem}, summary="Lists of stays sent in, newest first")
def stay_lists(request: HttpRequest, wanted: Query[Paging]) -> dict[str, Any]:
    """Of the areas whose cases the caller investigates."""
    page = api.stay_loads(reader(request), cursor=wanted.cursor or None, size=wanted.size)
    return {"items": page.items, "next_cursor": page.next_cursor}


@router.post("/stay-lists", response={200: StaysOut, REFUSED: Problem}, summary="Send a list of stays in")
def send(request: HttpRequest, given: StaysIn) -> dict[str, Any]:
    """On a legal basis, with its purpose, as on the page. Sound records are held, the others are told and mended under a new id."""
    try:
        path = area_path(given.area_path)
    except ValueError as error:
        raise Refusal("no_area", _("No such area."), field="area_path") from error
    taken = api.send_stays(caller(request), given.order(path), [record.sent() for record in given.records], batch_id=given.batch_id)
    return {"batch_id": given.batch_id, "load_id": taken.load_id, "outcomes": taken.outcomes}
