"""Tables that people upload."""

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from outpace.kernel.files import FileRefused, Limits, Mistake, csv_bytes, error_file, read_table

CELL = (
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
    .map(str.strip)
    .filter(lambda text: text and not text.startswith("'"))
)


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_is_read_in_the_encodings_offices_use(encoding: str) -> None:
    table = read_table("管码,结果\nT1,阴性\n".encode(encoding))
    assert list(table.records()) == [(2, {"管码": "T1", "结果": "阴性"})]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_separator_is_found_out(delimiter: str) -> None:
    assert read_table(f"a{delimiter}b\n1{delimiter}2\n".encode()).headings == ("a", "b")


def test_rows_keep_the_number_a_spreadsheet_shows() -> None:
    rows = read_table(b"a\n1\n\n3\n").rows
    assert [(row.number, row.cells) for row in rows] == [(2, ("1",)), (4, ("3",))]


def test_a_workbook_gives_the_text_people_see() -> None:
    table = read_table(workbook(("code", "n", "day"), ("T1", 7.0, date(2022, 10, 25)), ("T2", 1.5, None)))
    assert [row.cells for row in table.rows] == [("T1", "7", "2022-10-25"), ("T2", "1.5", "")]


NO_TABLES = {
    "empty": b"",
    "binary": b"\x00\x01\x02",
    "broken archive": b"PK\x03\x04 broken",
    "old Excel": b"\xd0\xcf\x11\xe0 old",
    "heading twice": b"a,a\n",
    "no heading": b"a,,b\n",
    "open quote": b'a\n"open\n',
    "no known encoding": b"\xff\xfe\xff",
}


@pytest.mark.parametrize("content", NO_TABLES.values(), ids=NO_TABLES.keys())
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(FileRefused):
        list(read_table(content).rows)


@pytest.mark.parametrize(
    "limits", [Limits(size=5), Limits(rows=1), Limits(columns=1), Limits(cell=2)], ids=["size", "rows", "columns", "cell"]
)
def test_a_table_past_its_limits_is_refused(limits: Limits) -> None:
    with pytest.raises(FileRefused):
        list(read_table(b"aa,bb\n11,22\n111,4\n", limits=limits).rows)


def test_an_archive_that_would_unpack_too_large_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 2_000_000)
    with pytest.raises(FileRefused):
        list(read_table(out.getvalue(), limits=Limits(unpacked=1_000_000)).rows)


def test_no_cell_we_write_runs_as_a_formula() -> None:
    assert b"\n'=1+1" in csv_bytes(["x"], [["=1+1"]])


def test_a_mended_error_file_reads_as_the_original_columns() -> None:
    again = read_table(error_file(["管码", "Ct"], [Mistake(number=7, cells=("T1", "-3"), problem="Ct 不能为负")]))
    assert (again.headings, [row.cells for row in again.rows]) == (("管码", "Ct"), [("T1", "-3")])


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=10))
def test_what_is_written_is_read_back(rows: list[tuple[str, str]]) -> None:
    assert [row.cells for row in read_table(csv_bytes(["甲", "乙"], rows)).rows] == rows
