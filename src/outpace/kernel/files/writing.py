"""Write tables that open in a spreadsheet without running anything, and give back rows that could not be taken."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PROBLEM_COLUMN = "问题 Problem"
GUARD = "'"
RISKY_STARTS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet runs a cell that begins with one of these


@dataclass(frozen=True, slots=True)
class Mistake:
    """A row that could not be taken, and why, in the reader's language."""

    number: int
    cells: tuple[str, ...]
    problem: str


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """What are these rows as CSV that spreadsheets open in the right encoding, with no cell run as a formula?"""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([_guarded(cell) for cell in headings])
    writer.writerows([_guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def error_file(headings: Sequence[str], mistakes: Iterable[Mistake]) -> bytes:
    """Which file shows only the rows at fault, each with its problem, ready to be mended and sent again?"""
    return csv_bytes([*headings, PROBLEM_COLUMN], ([*mistake.cells, mistake.problem] for mistake in mistakes))


def _guarded(cell: str) -> str:
    return GUARD + cell if cell.startswith(RISKY_STARTS) else cell
