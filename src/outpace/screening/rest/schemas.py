"""What goes in and out of screening's JSON API, bounded in size; the sampling batch has its own faster reader in wire.py."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from outpace.kernel.restforms import Moment, Number, Printable
from outpace.screening.choices import CorrectionKind, Outcome, TubeEventKind
from outpace.screening.data import Verdict
from outpace.screening.rest.wire import CODE

MAX_TUBES = 5_000
MAX_BOXES = 500
MAX_RECORDS = 200


Code = Annotated[str, Field(pattern=CODE.removesuffix("(?!\n)"), max_length=32), AfterValidator(str.strip)]
PassNumber = Annotated[int, Field(ge=1, lt=2**31)]
"""Advisory locks are taken by the four-byte number of a pass."""
Note = Annotated[str, Field(max_length=200), Printable]
Tubes = Annotated[list[Code], Field(max_length=MAX_TUBES)]
Boxes = Annotated[list[Code], Field(max_length=MAX_BOXES)]

_ID = "0190f0a0-6f00-7000-8000-000000000002"
_AT = "2021-11-08T11:30:00+08:00"


def _example(**values: Any) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"example": values})


class OfferIn(Schema):
    """The giver's side of a hand-over: these tubes and boxes leave for that station."""

    model_config = _example(id=_ID, handover="0190f0a0-6f00-7000-8000-000000000003", giver=175, taker=176, at=_AT, tubes=["HX-000123"])

    id: UUID
    handover: UUID
    giver: Number
    taker: Number
    at: Moment
    tubes: Tubes = []
    boxes: Boxes = []


class AcceptIn(Schema):
    """The taker's side of a hand-over: exactly these tubes and boxes were seen."""

    model_config = _example(id=_ID, handover="0190f0a0-6f00-7000-8000-000000000003", taker=176, at=_AT, tubes=["HX-000123"])

    id: UUID
    handover: UUID
    taker: Number
    at: Moment
    tubes: Tubes = []
    boxes: Boxes = []


class PackIn(Schema):
    """These tubes are in that box."""

    model_config = _example(id=_ID, box="BOX-12", station=175, tubes=["HX-000123"], at=_AT)

    id: UUID
    box: Code
    station: Number
    tubes: Tubes
    at: Moment


class TestedIn(Schema):
    """A laboratory finished testing these tubes."""

    model_config = _example(id=_ID, laboratory=190, tubes=["HX-000123"], at=_AT)

    id: UUID
    laboratory: Number
    tubes: Tubes
    at: Moment


class ConditionIn(Schema):
    """Something happened to a whole tube: spoiled 8, leaked 9, lost 10, found 11, voided 12, restored 13."""

    model_config = _example(id=_ID, tube="HX-000123", kind=9, at=_AT, note="cap was loose")

    id: UUID
    tube: Code
    kind: TubeEventKind
    at: Moment
    note: Note = ""


class ConditionsIn(Schema):
    """What happened to tubes at one station; each record stands alone."""

    records: Annotated[list[ConditionIn], Field(max_length=MAX_RECORDS)]


class CorrectionIn(Schema):
    """A scan was wrong (1) or right after all (2); with `into` the person moves to that tube."""

    model_config = _example(id=_ID, tube="HX-000123", person=1001, kind=1, at=_AT, reason="scanned the wrong card")

    id: UUID
    tube: Code
    person: Number
    kind: CorrectionKind
    at: Moment
    reason: Annotated[Note, Field(min_length=1)]
    into: Code | None = None
    pass_id: PassNumber | None = None


class CorrectionsIn(Schema):
    """Scan corrections of one site; each record stands alone."""

    records: Annotated[list[CorrectionIn], Field(max_length=MAX_RECORDS)]


class ResultIn(Schema):
    """One reading of one tube: negative 1, preliminary positive 2, inconclusive 3, invalid 4; `ct` per target as the laboratory read it."""

    model_config = _example(id=_ID, tube="HX-000123", outcome=2, tested_at=_AT, ct={"N": 31.2, "ORF1ab": 32.8})

    id: UUID
    tube: Code
    outcome: Outcome
    tested_at: Moment
    ct: Annotated[dict[Annotated[str, Field(max_length=20), Printable], Annotated[float, Field(ge=0, le=100)]], Field(max_length=10)] = {}
    corrects: bool = False
    reason: Note = ""


class ResultsIn(Schema):
    """Results of one laboratory: at most 5,000 records (413 beyond)."""

    model_config = ConfigDict(extra="forbid")

    batch_id: UUID
    records: list[ResultIn]


class RecordOut(Schema):
    """What became of one record; `notes` are codes a person should look at, `message` says what to mend."""

    id: UUID
    verdict: Verdict
    notes: list[str]
    message: str


class BatchOut(Schema):
    """What became of a batch: one outcome per record, in the order sent."""

    batch_id: UUID
    outcomes: list[RecordOut]


class RecordsOut(Schema):
    """What became of records sent together."""

    outcomes: list[RecordOut]


class ResultsOut(BatchOut):
    """What became of results, and the positive pools they opened."""

    pools: list[int]
