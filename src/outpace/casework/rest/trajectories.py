"""Published trajectories by JSON: what the public was told of a case, and what was withdrawn."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from outpace.casework import api
from outpace.casework.choices.cases import TrajectoryState
from outpace.casework.rest.cases import reader
from outpace.kernel.restauth import Problem
from outpace.kernel.restforms import REFUSED, Id

router = Router()


class TrajectoryOut(Schema):
    """One text in both languages; `number` from its approval on. Names nobody."""

    id: int
    state: TrajectoryState
    number: int | None
    text_zh: str
    text_en: str
    approved_at: datetime | None
    withdrawn_at: datetime | None
    reason: str


class TrajectoriesOut(Schema):
    """Every text of one case, newest first."""

    items: list[TrajectoryOut]


@router.get("/cases/{case_id}/trajectories", response={200: TrajectoriesOut, REFUSED: Problem}, summary="What is told of where a case was")
def trajectories(request: HttpRequest, case_id: Id) -> dict[str, Any]:
    """Drafts too: they are marked as such and are not for publication."""
    return {"items": api.trajectories_of(reader(request), case_id)}
