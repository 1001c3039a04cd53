"""The pieces that every app's JSON forms are made of, bounded alike: numbers a column can hold, text it can store, moments of this century.

What a form cannot say it refuses with 422 and the field's name, before anything reads or writes the database.
"""

from datetime import UTC, datetime
from typing import Annotated, Final

from django.utils.translation import gettext as _
from ninja import Path, Schema
from pydantic import AfterValidator, AwareDatetime, Field

REFUSED: Final = frozenset({400, 401, 403, 404, 409, 413, 422, 429, 503})
"""Every status a refusal may have; its body is a Problem. Use it as a key of `response={200: ..., REFUSED: Problem}`."""

MAX_ID: Final = 2**63 - 1
EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC)


def printable(text: str) -> str:
    """The text, if PostgreSQL can store it. Raises ValueError for one with a NUL character."""
    if "\0" in text:
        raise ValueError(_("the text holds a character that cannot be stored"))
    return text


def plausible(moment: datetime) -> datetime:
    """The moment in UTC. Raises ValueError when it is so far away that it must be a broken clock, or no database can hold it."""
    if not EARLIEST <= moment < LATEST:
        raise ValueError(_("the time must lie between 2000 and 2100"))
    return moment.astimezone(UTC)


Number = Annotated[int, Field(ge=1, le=MAX_ID)]
Id = Path[Number]
Printable = AfterValidator(printable)
Moment = Annotated[AwareDatetime, AfterValidator(plausible)]


class Paging(Schema):
    """Which page of a list: the `next_cursor` of the one before (empty for the first), and how many items."""

    cursor: Annotated[str, Field(max_length=400), Printable] = ""
    size: int = Field(100, ge=1, le=500)
