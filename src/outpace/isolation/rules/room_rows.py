"""Rows of a table of rooms: what each says, or what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from outpace.isolation.choices import BedState

COLUMNS: Mapping[str, str] = {
    "房号": "room",
    "床位数": "beds",
    "楼栋": "building",
    "楼层": "floor",
    "无障碍": "accessible",
    "状态": "state",
    "预计可用日": "ready_on",
}
"""Chinese headings by the English ones."""

STATES: Mapping[str, BedState] = {
    "": BedState.READY,
    "规划": BedState.PLANNED,
    "改造中": BedState.CONVERTING,
    "可用": BedState.READY,
    "停用": BedState.OUT_OF_USE,
    **{state.value: state for state in (BedState.PLANNED, BedState.CONVERTING, BedState.READY, BedState.OUT_OF_USE)},
}
"""Which states a table may give a room: in the others somebody has it, and only a placement says so."""

YES = frozenset({"1", "y", "yes", "true", "是"})


class Fault(StrEnum):
    """What is wrong with a row?"""

    CODE = "code"
    BEDS = "beds"
    STATE = "state"
    READY_ON = "ready_on"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class RoomRow:
    """One room as a row says it. Units: beds."""

    code: str
    beds: int
    building: str
    floor: str
    accessible: bool
    state: BedState
    ready_on: date | None = None


def numbered(prefix: str, first: int, count: int) -> tuple[str, ...]:
    """Which numbers have so many rooms from the first on? Three digits at least, so that they sort as they are counted.

    >>> numbered("A", 9, 2)
    ('A009', 'A010')
    """
    return tuple(f"{prefix}{number:03}" for number in range(first, first + count))


def read_room(cells: Mapping[str, str]) -> RoomRow | Fault:
    """Which room does this row describe? The headings may be English or Chinese.

    >>> read_room({"房号": "301", "床位数": "2"}).beds
    2
    """
    given = {COLUMNS.get(heading, heading.lower()): cell.strip() for heading, cell in cells.items()}
    code, beds = given.get("room", ""), _beds(given.get("beds", "") or "1")
    if not 1 <= len(code) <= 20:
        return Fault.CODE
    if beds is None:
        return Fault.BEDS
    state = STATES.get(given.get("state", "").lower().replace(" ", "_"))
    if state is None:
        return Fault.STATE
    day = given.get("ready_on", "")
    ready_on = _day(day)
    if day and ready_on is None:
        return Fault.READY_ON
    return RoomRow(
        code=code,
        beds=beds,
        building=given.get("building", "")[:40],
        floor=given.get("floor", "")[:10],
        accessible=given.get("accessible", "").lower() in YES,
        state=state,
        ready_on=ready_on,
    )


def _beds(text: str) -> int | None:
    """How many beds, from 1 to 200? None for anything else."""
    count = int(text) if text.isascii() and text.isdecimal() and len(text) <= 3 else 0
    return count if 1 <= count <= 200 else None


def _day(text: str) -> date | None:
    """A day as 2022-08-20, of this century; a time after it, as spreadsheets write, is passed over."""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return day if 2000 <= day.year < 2100 else None
