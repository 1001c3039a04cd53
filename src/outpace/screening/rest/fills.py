"""The hottest address of the program: sampling batches."""

from typing import Any, Final

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Router

from outpace.kernel.restauth import Problem, caller
from outpace.kernel.restforms import REFUSED, Id
from outpace.screening import api
from outpace.screening.rest.schemas import BatchOut
from outpace.screening.rest.wire import read_fills, request_body

router = Router()

EXAMPLE: Final[dict[str, Any]] = {
    "batch_id": "0190f0a0-6f00-7000-8000-000000000001",
    "site_id": 175,
    "records": [
        {
            "id": "0190f0a0-6f00-7000-8000-000000000002",
            "tube": "HX-000123",
            "swabs": [
                {"person": 1001, "taken_at": "2021-11-08T09:30:00+08:00"},
                {"reference": "woman, about 60, red coat, neighbour of no. 12", "taken_at": "2021-11-08T09:31:00+08:00"},
            ],
            "sealed_at": "2021-11-08T09:40:00+08:00",
        }
    ],
}


@router.post(
    "/passes/{pass_id}/fills",
    response={200: BatchOut, REFUSED: Problem},
    summary="Record who was sampled into which tube",
    operation_id="record_fills",
    openapi_extra={"requestBody": request_body(EXAMPLE)},
)
def record_fills(request: HttpRequest, pass_id: Id) -> HttpResponse:
    """Committed when this answers, with one outcome per record. Send a batch again after a doubt: what is known changes nothing."""
    answer = api.record_fills(caller(request), read_fills(request.body, pass_id))
    return HttpResponse(orjson.dumps(answer), content_type="application/json")
