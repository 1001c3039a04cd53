"""Assistance letters by JSON: which wait for an answer, and which are late. How they name people is shown on pages only."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from outpace.casework import api
from outpace.casework.choices.cases import LetterWay
from outpace.casework.rest.cases import reader
from outpace.kernel import clock
from outpace.kernel.restauth import Problem
from outpace.kernel.restforms import REFUSED, Paging

router = Router()


class LetterOut(Schema):
    """One letter: by when everybody in it is to be checked, and how many people still are not. `is_late`: past that moment."""

    id: int
    way: LetterWay
    number: str
    other: str
    case_id: int | None
    came_at: datetime
    due_at: datetime
    is_late: bool
    people: int
    open_people: int
    answered_at: datetime | None


class LettersOut(Schema):
    """A page of letters; `next_cursor` asks for the next one."""

    items: list[LetterOut]
    next_cursor: str | None


class LettersIn(Paging):
    """Those that wait, or those that were answered."""

    answered: bool = False


@router.get("/letters", response={200: LettersOut, REFUSED: Problem}, summary="Assistance letters, the nearest deadline first")
def letters(request: HttpRequest, wanted: Query[LettersIn]) -> dict[str, Any]:
    """Every letter of the caller's areas in one of two lists."""
    page = api.list_letters(reader(request), is_open=not wanted.answered, cursor=wanted.cursor or None, size=wanted.size)
    now = clock.now()
    items = [asdict(row) | {"is_late": row.answered_at is None and row.due_at < now} for row in page.items]
    return {"items": items, "next_cursor": page.next_cursor}
