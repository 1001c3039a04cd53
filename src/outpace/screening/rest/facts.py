"""Facts from couriers, laboratories and sites: hand-overs, boxes, tested tubes, conditions, corrections, results."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from outpace.kernel.restauth import Problem, caller
from outpace.kernel.restforms import REFUSED, Id
from outpace.screening import api
from outpace.screening.data import (
    AcceptRecord,
    ConditionRecord,
    FinishedRecord,
    OfferRecord,
    PackRecord,
    RecordOutcome,
    ResultRecord,
    ScanCorrection,
)
from outpace.screening.rest.schemas import (
    AcceptIn,
    ConditionsIn,
    CorrectionsIn,
    OfferIn,
    PackIn,
    RecordOut,
    RecordsOut,
    ResultsIn,
    ResultsOut,
    TestedIn,
)

router = Router()


@router.post("/handovers/offers", response={200: RecordOut, REFUSED: Problem}, summary="Offer tubes and boxes to another station")
def offer(request: HttpRequest, given: OfferIn) -> RecordOutcome:
    """The giver's side; custody stays with the giver until the taker accepts."""
    record = OfferRecord(
        id=given.id,
        handover=given.handover,
        giver=given.giver,
        taker=given.taker,
        at=given.at,
        tubes=tuple(given.tubes),
        boxes=tuple(given.boxes),
    )
    return api.offer(caller(request), record)


@router.post("/handovers/acceptances", response={200: RecordOut, REFUSED: Problem}, summary="Accept tubes and boxes")
def accept(request: HttpRequest, given: AcceptIn) -> RecordOutcome:
    """The taker's side: exactly these tubes were seen. It may come before the giver's."""
    record = AcceptRecord(
        id=given.id, handover=given.handover, taker=given.taker, at=given.at, tubes=tuple(given.tubes), boxes=tuple(given.boxes)
    )
    return api.accept_handover(caller(request), record)


@router.post("/boxes", response={200: RecordOut, REFUSED: Problem}, summary="Pack tubes into a box")
def pack(request: HttpRequest, given: PackIn) -> RecordOutcome:
    """A tube is in the box it was last packed into."""
    return api.pack(caller(request), PackRecord(id=given.id, box=given.box, station=given.station, tubes=tuple(given.tubes), at=given.at))


@router.post("/tested", response={200: RecordOut, REFUSED: Problem}, summary="Mark tubes as tested")
def tested(request: HttpRequest, given: TestedIn) -> RecordOutcome:
    """Results may follow later."""
    record = FinishedRecord(id=given.id, laboratory=given.laboratory, tubes=tuple(given.tubes), at=given.at)
    return api.mark_tested(caller(request), record)


@router.post(
    "/stations/{station_id}/conditions", response={200: RecordsOut, REFUSED: Problem}, summary="Record what happened to whole tubes"
)
def conditions(request: HttpRequest, station_id: Id, given: ConditionsIn) -> dict[str, Any]:
    """Spoiled, leaked, lost, found, voided, restored; the people in a tube that is lost to testing are due again."""
    actor = caller(request)
    records = [ConditionRecord(id=row.id, tube=row.tube, kind=row.kind, at=row.at, note=row.note) for row in given.records]
    return {"outcomes": [api.record_condition(actor, station_id, record) for record in records]}


@router.post("/sites/{site_id}/corrections", response={200: RecordsOut, REFUSED: Problem}, summary="Correct scans")
def corrections(request: HttpRequest, site_id: Id, given: CorrectionsIn) -> dict[str, Any]:
    """Void a wrong scan, restore one, or move a person to another tube of the same pass; the history stays."""
    actor = caller(request)
    records = [
        ScanCorrection(
            id=row.id,
            tube=row.tube,
            person=row.person,
            kind=row.kind,
            at=row.at,
            reason=row.reason,
            into=row.into or "",
            pass_id=row.pass_id,
        )
        for row in given.records
    ]
    return {"outcomes": [api.correct_scan(actor, site_id, record) for record in records]}


@router.post("/laboratories/{laboratory_id}/results", response={200: ResultsOut, REFUSED: Problem}, summary="Upload results")
def results(request: HttpRequest, laboratory_id: Id, given: ResultsIn) -> dict[str, Any]:
    """A positive tube's recall list is committed with its result. A corrected result is a new record that gives its reason."""
    records = [
        ResultRecord(
            id=row.id, tube=row.tube, outcome=row.outcome, tested_at=row.tested_at, ct=row.ct, corrects=row.corrects, reason=row.reason
        )
        for row in given.records
    ]
    applied = api.record_results(caller(request), laboratory_id, batch_id=given.batch_id, records=records)
    return {"batch_id": applied.outcome.batch_id, "outcomes": applied.outcome.outcomes, "pools": applied.pools}
