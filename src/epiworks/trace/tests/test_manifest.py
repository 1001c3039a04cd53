"""Lists of passengers: what can be read is, what cannot comes back with its row, column and reason."""

import io
import zipfile
from datetime import datetime
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.protocol import SharedPlace
from epiworks.trace.days import LocalDays
from epiworks.trace.manifest import Manifest, ManifestProblem, Passenger, read_manifest
from epiworks.trace.seats import UNKNOWN_ROW

DAYS = LocalDays(ZoneInfo("Asia/Shanghai"))
HEAD = "journey,vehicle,person,compartment,seat,crew,boarded,left"


def read(*rows: str, head: str = HEAD) -> Manifest:
    return read_manifest("\n".join([head, *rows]).encode())


def only(row: str) -> Passenger:
    (passenger,) = read(row).passengers
    return passenger


def faults(found: Manifest) -> list[tuple[int, str, ManifestProblem]]:
    told = [*found.file_problems, *(problem for bad in found.bad_rows for problem in bad.problems)]
    return [(problem.row, problem.column, problem.problem) for problem in told]


@pytest.mark.parametrize(
    ("seat", "compartment", "row"),
    [
        ("12A", "", 12),
        ("05车12A号", "5", 12),
        ("5-12f", "5", 12),
        ("7排", "", 7),
        ("3车厢12号下铺", "3", 12),
        ("85号", "", None),
        ("85", "", None),
        ("", "", None),
    ],
)
def test_a_seat_is_read_as_it_is_printed(seat: str, compartment: str, row: int | None) -> None:
    passenger = only(f"G1,sealed_train,p1,,{seat},,,")
    assert (passenger.compartment, passenger.seat_row) == (compartment, row)


def test_numbered_seats_become_rows_where_it_is_said_how_many_make_one() -> None:
    content = f"{HEAD}\nK1,open_train,p1,7,11,,,\nK1,open_train,p2,7,20,,,\n".encode()
    found = read_manifest(content, seats_per_row={SharedPlace.OPEN_TRAIN: 10})
    assert [(passenger.compartment, passenger.seat_row) for passenger in found.passengers] == [("7", 2), ("7", 2)]


def test_headings_and_words_may_be_chinese_in_any_order_and_encoding() -> None:
    text = "座位,人员编号,交通工具,航班号,乘务人员\n12A,p1,飞机,CA1,否\n,p2,飞机,CA1,是\n"
    for content in (text.encode("gb18030"), text.encode("utf-8-sig"), text.encode()):
        found = read_manifest(content)
        assert [(passenger.vehicle, passenger.crew) for passenger in found.passengers] == [
            (SharedPlace.PLANE, False),
            (SharedPlace.PLANE, True),
        ]


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_a_workbook_is_read_as_a_person_reads_it() -> None:
    moment = datetime.fromisoformat("2022-08-10T08:30")
    found = read_manifest(workbook(tuple(HEAD.split(",")), ("D1", "动车", 17.0, 5, "12A", None, moment, None)))
    assert found.passengers == (Passenger(2, "D1", SharedPlace.SEALED_TRAIN, "17", "5", 12, False, moment, None),)


@pytest.mark.parametrize(
    ("row", "column", "problem"),
    [
        (",plane,p1,,12A,,,", "journey", ManifestProblem.EMPTY),
        ("CA1,rocket,p1,,12A,,,", "vehicle", ManifestProblem.VEHICLE_UNKNOWN),
        ("CA1,plane,p1,,A12,,,", "seat", ManifestProblem.SEAT_UNREADABLE),
        ("CA1,plane,p1,,12A,maybe,,", "crew", ManifestProblem.CREW_UNREADABLE),
        ("CA1,plane,p1,,12A,,yesterday,", "boarded", ManifestProblem.TIME_UNREADABLE),
        ("CA1,plane,p1,,12A,,2022-08-10 09:00,2022/08/10 08:00", "left", ManifestProblem.LEFT_BEFORE_BOARDING),
    ],
)
def test_a_field_that_cannot_be_read_is_told_by_row_and_column(row: str, column: str, problem: ManifestProblem) -> None:
    found = read("CA1,plane,p0,,1A,,,", row)
    assert faults(found) == [(3, column, problem)]
    assert [passenger.person for passenger in found.passengers] == ["p0"]


def test_all_faults_of_a_row_are_told_at_once_and_the_row_comes_back_as_written() -> None:
    found = read("CA1,rocket,,,A12,,,")
    assert [problem for _, _, problem in faults(found)] == [
        ManifestProblem.EMPTY,
        ManifestProblem.VEHICLE_UNKNOWN,
        ManifestProblem.SEAT_UNREADABLE,
    ]
    assert found.bad_rows[0].fields["seat"] == "A12"


def test_one_person_twice_on_a_journey_and_a_journey_with_two_vehicles_are_told() -> None:
    found = read("CA1,plane,p1,,1A,,,", "CA1,plane,p1,,2A,,,", "CA1,ship,p2,,,,,", "", "CA2,ship,p1,,,,,")
    assert faults(found) == [(3, "person", ManifestProblem.REPEATED), (4, "vehicle", ManifestProblem.VEHICLE_DIFFERS)]
    assert len(found.passengers) == 2


def test_a_file_without_the_needed_columns_or_with_too_many_rows_is_told_as_a_whole() -> None:
    assert faults(read("x", head="person,seat")) == [
        (1, "journey", ManifestProblem.COLUMN_MISSING),
        (1, "vehicle", ManifestProblem.COLUMN_MISSING),
    ]
    assert faults(read_manifest(b"")) == [(1, name, ManifestProblem.COLUMN_MISSING) for name in ("journey", "vehicle", "person")]
    long = f"{HEAD}\n" + "CA1,plane,p,,,,,\n" * 4
    assert faults(read_manifest(long.encode(), most_rows=2)) == [(4, "", ManifestProblem.TOO_MANY_ROWS)]


@pytest.mark.parametrize("content", [b"PK\x03\x04broken", b"\xff\xfe\x00\x81", b"PK"])
def test_a_broken_file_is_told_and_never_raises(content: bytes) -> None:
    assert read_manifest(content).file_problems


def test_a_workbook_with_broken_parts_is_told() -> None:
    sound = io.BytesIO(workbook(tuple(HEAD.split(","))))
    for broken in ("xl/workbook.xml", "[Content_Types].xml"):
        kept = io.BytesIO()
        with zipfile.ZipFile(sound) as before, zipfile.ZipFile(kept, "w") as after:
            for name in before.namelist():
                after.writestr(name, b"<broken" if name == broken else before.read(name))
        assert read_manifest(kept.getvalue()).file_problems


@given(st.binary(max_size=80), st.booleans())
def test_whatever_the_bytes_there_is_an_answer(content: bytes, with_head: bool) -> None:
    found = read_manifest(HEAD.encode() + b"\n" + content if with_head else content)
    assert all(passenger.person and passenger.journey for passenger in found.passengers)


def test_seats_and_stays_by_the_numbers_of_the_store() -> None:
    found = read(
        "CA1,plane,p1,,12A,,2022-08-10T08:00,2022-08-10T10:00",
        "CA1,plane,p2,2,,1,2022-08-10T08:00+08:00,2022-08-10T10:00",
        "CA1,plane,p3,,13A,,,",
        "CA1,plane,p9,,14A,,2022-08-10T08:00,2022-08-10T10:00",
    )
    seats = found.seat_map(places={"CA1": 70}, persons={"p1": 1, "p2": 2, "p3": 3})
    assert (seats.person.tolist(), seats.row.tolist(), seats.crew.tolist()) == ([1, 2, 3], [12, UNKNOWN_ROW, 13], [False, True, False])
    kept = found.stays(places={"CA1": 70}, persons={"p1": 1, "p2": 2, "p3": 3}, days=DAYS)
    assert (kept.person.tolist(), set((kept.end - kept.begin).tolist())) == ([1, 2], {120})
    assert len(found.stays(places={}, persons={}, days=DAYS)) == 0
