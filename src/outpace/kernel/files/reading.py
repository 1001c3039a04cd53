"""Read an uploaded CSV or XLSX file as text cells, within limits that protect the machine."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from outpace.kernel.files.writing import GUARD, PROBLEM_COLUMN, RISKY_STARTS

_ZIP_MAGIC = b"PK\x03\x04"
_OLD_EXCEL_MAGIC = b"\xd0\xcf\x11\xe0"
_ENCODINGS = ("utf-8-sig", "gb18030")
_DELIMITERS = (",", "\t", ";")
_MEBI = 1024 * 1024


class FileRefused(Exception):
    """The file cannot be read as a table; the text tells the person who sent it why."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a table may be. Bytes are of the file; unpacked bytes are of an XLSX's contents."""

    size: int = 64 * _MEBI
    unpacked: int = 512 * _MEBI
    rows: int = 1_000_000
    columns: int = 200
    cell: int = 2_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet shows it (the header is row 1), and its cells as trimmed text."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table being read: its headings, and its rows, which are read as they are asked for and only once."""

    headings: tuple[str, ...]
    rows: Iterator[Row]

    def records(self) -> Iterator[tuple[int, Mapping[str, str]]]:
        """What are the rows as (number, value by heading)? Missing cells at the end are empty text."""
        for row in self.rows:
            cells = row.cells + ("",) * (len(self.headings) - len(row.cells))
            yield row.number, dict(zip(self.headings, cells, strict=False))


def read_table(content: bytes, *, limits: Limits | None = None) -> Table:
    """What table does this file hold (CSV in UTF-8 or GB18030, or the first sheet of an XLSX)?

    Blank rows are passed over but counted; the column an error file adds is left out, so that a mended file can be sent as it is.
    Raises FileRefused here for a file that is no table, and while rows are read for one that grows past its limits.
    """
    limits = limits or Limits()
    if len(content) > limits.size:
        raise FileRefused(_("The file is larger than %(size)d MB.") % {"size": limits.size // _MEBI})
    if content.startswith(_OLD_EXCEL_MAGIC):
        raise FileRefused(_("This is an old Excel file (.xls) or one with a password. Save it as .xlsx or .csv."))
    raw = _xlsx_rows(content, limits) if content.startswith(_ZIP_MAGIC) else _csv_rows(content)
    return _table(raw, limits)


def _table(raw: Iterable[tuple[str, ...]], limits: Limits) -> Table:
    numbered = _numbered(raw, limits)
    header = next(numbered, None)
    if header is None:
        raise FileRefused(_("The file is empty."))
    last = max((index for index, name in enumerate(header.cells) if name), default=-1) + 1
    headings = header.cells[:last]
    kept = tuple(index for index, name in enumerate(headings) if name != PROBLEM_COLUMN)
    names = tuple(headings[index] for index in kept)
    if "" in names:
        raise FileRefused(_("A column has no heading."))
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise FileRefused(_("Two columns have the same heading: %(names)s.") % {"names": ", ".join(twice)})
    return Table(headings=names, rows=_chosen(numbered, kept))


def _chosen(rows: Iterator[Row], kept: tuple[int, ...]) -> Iterator[Row]:
    for row in rows:
        cells = tuple(row.cells[index] if index < len(row.cells) else "" for index in kept)
        if any(cells):
            yield Row(number=row.number, cells=cells)


def _numbered(raw: Iterable[tuple[str, ...]], limits: Limits) -> Iterator[Row]:
    for number, cells in enumerate(raw, start=1):
        if number > limits.rows + 1:
            raise FileRefused(_("The file has more than %(rows)d rows.") % {"rows": limits.rows})
        if len(cells) > limits.columns and any(cells[limits.columns :]):
            raise FileRefused(_("Row %(row)d has more than %(columns)d columns.") % {"row": number, "columns": limits.columns})
        if any(len(cell) > limits.cell for cell in cells):
            raise FileRefused(_("Row %(row)d has a cell of more than %(cell)d characters.") % {"row": number, "cell": limits.cell})
        yield Row(number=number, cells=tuple(_plain(cell) for cell in cells[: limits.columns]))


def _plain(cell: str) -> str:
    """What did the cell say before it was guarded against being run as a formula?"""
    text = cell.strip()
    return text[1:] if text.startswith(GUARD) and text[1:2] in RISKY_STARTS else text


def _csv_rows(content: bytes) -> Iterator[tuple[str, ...]]:
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield tuple(cells)
    except csv.Error as error:
        raise FileRefused(_("Line %(line)d cannot be read as CSV.") % {"line": reader.line_num}) from error


def _decoded(content: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise FileRefused(_("The file is neither a text table (CSV in UTF-8 or GB18030) nor an XLSX workbook."))


def _xlsx_rows(content: bytes, limits: Limits) -> Iterator[tuple[str, ...]]:
    try:
        _refuse_bombs(content, limits)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            for cells in book.worksheets[0].iter_rows(values_only=True, max_col=limits.columns + 1):
                yield tuple(_text(cell) for cell in cells)
        finally:
            book.close()
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError, SyntaxError) as error:
        raise FileRefused(_("The workbook is damaged or is not an XLSX file.")) from error


def _refuse_bombs(content: bytes, limits: Limits) -> None:
    """Refuse an archive that would unpack to more than the limit, before any of it is unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > limits.unpacked:
            raise FileRefused(_("The workbook unpacks to more than %(size)d MB.") % {"size": limits.unpacked // _MEBI})


def _text(value: object) -> str:
    """What does this cell say? A whole number without a decimal point, a moment as ISO text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, date | time) else str(value)
