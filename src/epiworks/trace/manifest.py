"""Lists of passengers (CSV or XLSX) in, seats and stays out; every row that cannot be read comes back with the reason, by row and column.

Headings may be English or Chinese, in any order; only the journey, the vehicle and the person must be there. A seat is read as printed:
`12A` is row 12, `05车12A号` and `5-12A` carriage 5 row 12. A bare number (coach, train) is a row only where `seats_per_row` says how many
seats a row or bay has; otherwise the row is not known, and a person whose row is not known is near (`epiworks.trace.seats`).
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from epiworks.protocol import SharedPlace
from epiworks.trace.days import LocalDays
from epiworks.trace.seats import UNKNOWN_COMPARTMENT, UNKNOWN_ROW, SeatMap, seat_map
from epiworks.trace.stays import Stays, stays

_VEHICLE_KINDS = (
    SharedPlace.PLANE,
    SharedPlace.SEALED_TRAIN,
    SharedPlace.OPEN_TRAIN,
    SharedPlace.SEALED_COACH,
    SharedPlace.VENTILATED_BUS,
    SharedPlace.SHIP,
)
VEHICLES: Mapping[str, SharedPlace] = {
    **{kind.value: kind for kind in _VEHICLE_KINDS},
    "飞机": SharedPlace.PLANE,
    "全封闭空调列车": SharedPlace.SEALED_TRAIN,
    "高铁": SharedPlace.SEALED_TRAIN,
    "动车": SharedPlace.SEALED_TRAIN,
    "普通列车": SharedPlace.OPEN_TRAIN,
    "全密封空调客车": SharedPlace.SEALED_COACH,
    "通风普通客车": SharedPlace.VENTILATED_BUS,
    "轮船": SharedPlace.SHIP,
}
"""How may a vehicle be written?"""

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "journey": ("journey", "航班号", "车次", "班次"),
    "vehicle": ("vehicle", "交通工具"),
    "person": ("person", "人员编号", "乘客"),
    "compartment": ("compartment", "carriage", "cabin", "车厢", "舱室"),
    "seat": ("seat", "座位", "座位号"),
    "crew": ("crew", "乘务人员"),
    "boarded": ("boarded", "上车时间", "登机时间"),
    "left": ("left", "下车时间", "离机时间"),
}
"""How may the heading of a column be written? The first name is the column's own."""

_BROKEN = (ValueError, KeyError, IndexError, EOFError, SyntaxError, csv.Error, zipfile.BadZipFile, InvalidFileException)
"""What reading a broken file raises; broken XML is a `SyntaxError`."""

NEEDED = ("journey", "vehicle", "person")
_TRUE, _FALSE = {"1", "true", "yes", "y", "是"}, {"", "0", "false", "no", "n", "否"}
_SEAT = re.compile(
    r"^(?:(?P<compartment>\d{1,3})\s*(?:车厢|车|[-/ ])\s*)?(?P<number>\d{1,4})\s*(?P<letter>[A-Za-z])?\s*(?:号|座|排)?\s*(?:[上中下]铺)?$"
)


class ManifestProblem(StrEnum):
    """What is wrong with a file, a row or a field?"""

    UNREADABLE = "unreadable"
    TOO_MANY_ROWS = "too_many_rows"
    COLUMN_MISSING = "column_missing"
    EMPTY = "empty"
    VEHICLE_UNKNOWN = "vehicle_unknown"
    VEHICLE_DIFFERS = "vehicle_differs"
    SEAT_UNREADABLE = "seat_unreadable"
    CREW_UNREADABLE = "crew_unreadable"
    TIME_UNREADABLE = "time_unreadable"
    LEFT_BEFORE_BOARDING = "left_before_boarding"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class BadField:
    """Which field of which row could not be used, what stands there, and why? `row` counts as a spreadsheet does; 0: the whole file."""

    row: int
    column: str
    value: str
    problem: ManifestProblem


@dataclass(frozen=True, slots=True)
class Passenger:
    """One person on one journey. `compartment` "" and `seat_row` None: not known; the same of the times."""

    row: int
    journey: str
    vehicle: SharedPlace
    person: str
    compartment: str
    seat_row: int | None
    crew: bool
    boarded: datetime | None
    left: datetime | None


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was not used, as it was written, to be mended and read again."""

    row: int
    fields: Mapping[str, str]
    problems: tuple[BadField, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a file of passengers holds: those that could be read, the rows that could not, and what is wrong with the file as a whole."""

    passengers: tuple[Passenger, ...]
    bad_rows: tuple[BadRow, ...]
    file_problems: tuple[BadField, ...] = ()

    def seat_map(self, *, places: Mapping[str, int], persons: Mapping[str, int]) -> SeatMap:
        """Who sat where, by the numbers that journeys (as places) and persons have in the store? Who has no number there is left out."""
        known = [passenger for passenger in self.passengers if passenger.journey in places and passenger.person in persons]
        compartments = {name: code for code, name in enumerate(sorted({passenger.compartment for passenger in known} - {""}))}
        return seat_map(
            place=[places[passenger.journey] for passenger in known],
            person=[persons[passenger.person] for passenger in known],
            compartment=[compartments.get(passenger.compartment, UNKNOWN_COMPARTMENT) for passenger in known],
            row=[UNKNOWN_ROW if passenger.seat_row is None else passenger.seat_row for passenger in known],
            crew=[passenger.crew for passenger in known],
        )

    def stays(self, *, places: Mapping[str, int], persons: Mapping[str, int], days: LocalDays, source: int = 0) -> Stays:
        """Which stays does the file give? Journeys with both times, of persons and journeys that have a number in the store."""
        rows = [
            (persons[passenger.person], places[passenger.journey], days.minute(passenger.boarded), days.minute(passenger.left))
            for passenger in self.passengers
            if passenger.journey in places and passenger.person in persons and passenger.boarded is not None and passenger.left is not None
        ]
        person, place, begin, end = zip(*rows, strict=True) if rows else ((), (), (), ())
        return stays(person=list(person), place=list(place), begin=list(begin), end=list(end), source=source)


def read_manifest(content: bytes, *, seats_per_row: Mapping[SharedPlace, int] | None = None, most_rows: int = 200_000) -> Manifest:
    """Which passengers does this CSV (UTF-8, with or without a mark, or GB 18030) or XLSX file name? Never raises for what the file holds.

    `seats_per_row`: by kind of vehicle, how many numbered seats make a row (a bay in an open train), where seats are numbered through.

    >>> found = read_manifest("航班号,交通工具,人员编号,座位\\nCA1,飞机,p1,12A\\nCA1,飞机,p2,?\\n".encode())
    >>> [(passenger.person, passenger.seat_row) for passenger in found.passengers]
    [('p1', 12)]
    >>> [(problem.row, problem.column, problem.problem.value) for bad in found.bad_rows for problem in bad.problems]
    [(3, 'seat', 'seat_unreadable')]
    """
    try:
        table = _table(content, most_rows)
    except _BROKEN as broken:
        return Manifest((), (), (BadField(0, "", str(broken)[:200], ManifestProblem.UNREADABLE),))
    columns = _columns(table[0] if table else [])
    missing = tuple(BadField(1, name, "", ManifestProblem.COLUMN_MISSING) for name in NEEDED if name not in columns)
    if missing:
        return Manifest((), (), missing)
    if len(table) > most_rows + 1:
        return Manifest((), (), (BadField(most_rows + 2, "", str(most_rows), ManifestProblem.TOO_MANY_ROWS),))
    return _read(table[1:], columns, seats_per_row or {})


def _read(rows: Sequence[Sequence[str]], columns: Mapping[str, int], seats_per_row: Mapping[SharedPlace, int]) -> Manifest:
    passengers: list[Passenger] = []
    bad: list[BadRow] = []
    vehicles: dict[str, SharedPlace] = {}
    seen: set[tuple[str, str]] = set()
    for number, cells in enumerate(rows, start=2):
        fields = {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()}
        if not any(fields.values()):
            continue
        reader = _Reader(number, fields, [])
        passenger = reader.passenger(seats_per_row)
        if passenger is not None:
            reader.check("person", (passenger.journey, passenger.person) in seen, ManifestProblem.REPEATED)
            first = vehicles.setdefault(passenger.journey, passenger.vehicle)
            reader.check("vehicle", first is not passenger.vehicle, ManifestProblem.VEHICLE_DIFFERS)
        if passenger is None or reader.problems:
            bad.append(BadRow(number, fields, tuple(reader.problems)))
        else:
            seen.add((passenger.journey, passenger.person))
            passengers.append(passenger)
    return Manifest(tuple(passengers), tuple(bad))


@dataclass(slots=True)
class _Reader:
    """One row being read; what is wrong with it is written down and reading goes on, so that all faults of a row are told at once."""

    row: int
    fields: Mapping[str, str]
    problems: list[BadField]

    def check(self, column: str, is_wrong: bool, problem: ManifestProblem) -> None:
        """Write down that this column has this problem, if it has."""
        if is_wrong:
            self.problems.append(BadField(self.row, column, self.fields.get(column, ""), problem))

    def passenger(self, seats_per_row: Mapping[SharedPlace, int]) -> Passenger | None:
        """Which passenger is in this row? None, with the problems written down, where it cannot be said."""
        for column in NEEDED:
            self.check(column, not self.fields[column], ManifestProblem.EMPTY)
        word = self.fields["vehicle"]
        vehicle = VEHICLES.get(word.lower())
        self.check("vehicle", bool(word) and vehicle is None, ManifestProblem.VEHICLE_UNKNOWN)
        crew = self.fields.get("crew", "").lower()
        self.check("crew", crew not in _TRUE | _FALSE, ManifestProblem.CREW_UNREADABLE)
        compartment, seat_row = self._seat(seats_per_row.get(vehicle) if vehicle else None)
        boarded, left = self._moment("boarded"), self._moment("left")
        self.check("left", _reversed(boarded, left), ManifestProblem.LEFT_BEFORE_BOARDING)
        if self.problems or vehicle is None:
            return None
        return Passenger(
            row=self.row,
            journey=self.fields["journey"],
            vehicle=vehicle,
            person=self.fields["person"],
            compartment=compartment,
            seat_row=seat_row,
            crew=crew in _TRUE,
            boarded=boarded,
            left=left,
        )

    def _seat(self, per_row: int | None) -> tuple[str, int | None]:
        given = self.fields.get("compartment", "")
        found = read_seat(self.fields.get("seat", ""), compartment=given, seats_per_row=per_row)
        self.check("seat", found is None, ManifestProblem.SEAT_UNREADABLE)
        return (given, None) if found is None else found

    def _moment(self, column: str) -> datetime | None:
        written = self.fields.get(column, "")
        try:
            return datetime.fromisoformat(written.replace("/", "-")) if written else None
        except ValueError:
            self.check(column, True, ManifestProblem.TIME_UNREADABLE)
            return None


def read_seat(written: str, *, compartment: str = "", seats_per_row: int | None = None) -> tuple[str, int | None] | None:
    """Which compartment and row is this seat, as printed? A row of None is not known; None altogether: it cannot be read.

    >>> read_seat("05车12A号"), read_seat("12A"), read_seat("17", compartment="3"), read_seat("17", seats_per_row=4), read_seat("window")
    (('5', 12), ('', 12), ('3', None), ('', 5), None)
    """
    if not written:
        return compartment, None
    found = _SEAT.match(written)
    if found is None:
        return None
    part, number = compartment or (found["compartment"] or "").lstrip("0"), int(found["number"])
    if found["letter"] or written.endswith(("排", "铺")):
        return part, number
    return part, None if seats_per_row is None else (number - 1) // seats_per_row + 1


def _reversed(boarded: datetime | None, left: datetime | None) -> bool:
    """Is the second before the first? A moment with a zone is not compared with one without."""
    if boarded is None or left is None or (boarded.tzinfo is None) != (left.tzinfo is None):
        return False
    return left < boarded


def _columns(headings: Sequence[str]) -> dict[str, int]:
    written = [heading.strip().lower() for heading in headings]
    return {name: written.index(word) for name, words in HEADINGS.items() for word in words[::-1] if word in written}


def _table(content: bytes, most_rows: int) -> list[list[str]]:
    rows: Iterable[Sequence[object]] = _sheet(content) if content[:2] == b"PK" else csv.reader(io.StringIO(_text(content), newline=""))
    table: list[list[str]] = []
    for cells in rows:
        table.append([_cell(value) for value in cells])
        if len(table) > most_rows + 1:
            break
    return table


def _sheet(content: bytes) -> Iterator[Sequence[object]]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        sheet = book.worksheets[0]
        yield from sheet.iter_rows(values_only=True)
    finally:
        book.close()


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _cell(value: object) -> str:
    """As a person would read the cell: 12.0 is 12, a moment is ISO."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
