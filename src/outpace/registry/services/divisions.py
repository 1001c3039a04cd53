"""Loading the official statistical divisions: 620,573 villages in one statement per level, bad rows given back to be mended."""

import csv
import gzip
import io
import lzma
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from gzip import GzipFile
from io import BufferedReader
from lzma import LZMAFile
from pathlib import Path
from typing import Final

from django.db import connection, transaction

from outpace.kernel import audit
from outpace.kernel.locks import advisory
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath
from outpace.registry.data import DivisionLoad, DivisionRow
from outpace.registry.rules.areas import kind_of_code, normal_name
from outpace.registry.services.areas import TREE

MAX_BAD: Final = 10_000
LENGTHS: Final = (2, 4, 6, 9, 12)

_STAGE = (
    'CREATE TEMPORARY TABLE division (code varchar(12) COLLATE "C" PRIMARY KEY, kind varchar(32), name varchar(120), '
    "name_en varchar(120)) ON COMMIT DROP"
)
# The parent is the longest code in the tree that begins this one: a few towns belong to a city directly (Dongguan, Jiayuguan).
_INSERT = """
INSERT INTO registry_area (code, kind_id, parent_id, name, name_en, path, depth, active)
SELECT d.code, d.kind, p.id, d.name, d.name_en, coalesce(p.path, '/') || d.code || '/', coalesce(p.depth, 0) + 1, true
  FROM division d
  LEFT JOIN registry_area a9 ON a9.code = left(d.code, 9) AND length(d.code) > 9
  LEFT JOIN registry_area a6 ON a6.code = left(d.code, 6) AND length(d.code) > 6
  LEFT JOIN registry_area a4 ON a4.code = left(d.code, 4) AND length(d.code) > 4
  LEFT JOIN registry_area a2 ON a2.code = left(d.code, 2) AND length(d.code) > 2
  LEFT JOIN registry_area p ON p.id = coalesce(a9.id, a6.id, a4.id, a2.id)
 WHERE length(d.code) = %s AND (p.id IS NOT NULL OR length(d.code) = 2)
 ORDER BY d.code
ON CONFLICT DO NOTHING
"""
_ORPHANS = (
    "SELECT d.code, d.name FROM division d WHERE NOT EXISTS (SELECT 1 FROM registry_area a WHERE a.code = d.code) ORDER BY d.code LIMIT %s"
)


class NotDivisions(Exception):
    """The file has no `code` and `name` columns, or is no text; nothing was loaded."""


@dataclass(slots=True)
class _Sorted:
    """Rows sorted into good and bad as they stream by."""

    prefix: str
    seen: set[str] = field(default_factory=set)
    bad: list[DivisionRow] = field(default_factory=list)
    rejected: int = 0
    skipped: int = 0

    def reject(self, row: DivisionRow) -> None:
        """Count a bad row and keep it while there is room."""
        self.rejected += 1
        if len(self.bad) < MAX_BAD:
            self.bad.append(row)


@transaction.atomic
def load_divisions(actor: Actor, files: Sequence[Path], *, prefix: str = "") -> DivisionLoad:
    """Load official division files (CSV, perhaps .gz or .xz; columns code, name and perhaps name_en), parents from the codes alone.

    Only codes that begin with `prefix` or lead to it are taken. Areas already there are left as they are, so a file may be sent again.
    Raises NotAllowed, NotDivisions.
    """
    actor.require(Permission.AREA_MANAGE, AreaPath("/"))
    advisory(TREE)
    rows = _Sorted(prefix)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.division")
        cursor.execute(_STAGE)
        with cursor.cursor.copy("COPY division (code, kind, name, name_en) FROM STDIN") as copy:
            for file in files:
                for good in _good(file, rows):
                    copy.write_row(good)
        loaded = 0
        for length in LENGTHS:
            cursor.execute(_INSERT, [length])
            loaded += cursor.rowcount
            # Each level's parents are the level just inserted; the planner must know they are there now.
            cursor.execute("ANALYZE registry_area")
        cursor.execute(_ORPHANS, [MAX_BAD])
        orphans = cursor.fetchall()
    for code, name in orphans:
        rows.reject(DivisionRow(file="", line=0, code=code, name=name, reason="no_parent"))
    result = DivisionLoad(loaded=loaded, known=len(rows.seen) - loaded - len(orphans), rejected=rows.rejected, bad=tuple(rows.bad))
    details = {"loaded": result.loaded, "known": result.known, "rejected": result.rejected, "prefix": prefix}
    audit.record(actor, "area.load", subject="areas", path=AreaPath("/"), details=details)
    return result


def bad_rows_csv(load: DivisionLoad) -> str:
    """Which file can be mended and sent again? The bad rows with their place and reason."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["code", "name", "reason", "file", "line"])
    writer.writerows([row.code, row.name, row.reason, row.file, row.line] for row in load.bad)
    return out.getvalue()


def _good(file: Path, rows: _Sorted) -> Iterator[tuple[str, str, str, str]]:
    for line, code, name, name_en in _read(file):
        kind, clean = kind_of_code(code), normal_name(name)
        reason = "code" if kind is None else "name" if not clean else "twice" if code in rows.seen else ""
        if reason or kind is None:
            rows.reject(DivisionRow(file=file.name, line=line, code=code, name=name, reason=reason))
        elif code.startswith(rows.prefix) or rows.prefix.startswith(code):
            rows.seen.add(code)
            yield code, kind, clean, name_en[:120]


def _read(file: Path) -> Iterator[tuple[int, str, str, str]]:
    """Line number, code, name and English name of each row."""
    try:
        with _open(file) as stream:
            reader = csv.reader(io.TextIOWrapper(stream, encoding="utf-8-sig", newline=""))
            header = [cell.strip() for cell in next(reader, [])]
            if "code" not in header or "name" not in header:
                raise NotDivisions(file.name)
            code, name = header.index("code"), header.index("name")
            english = header.index("name_en") if "name_en" in header else None
            for row in reader:
                if row:
                    cells = [*row, *[""] * (len(header) - len(row))]
                    yield reader.line_num, cells[code].strip(), cells[name], cells[english].strip() if english is not None else ""
    except (UnicodeDecodeError, csv.Error, EOFError, lzma.LZMAError, gzip.BadGzipFile) as error:
        raise NotDivisions(file.name) from error


def _open(file: Path) -> GzipFile | LZMAFile | BufferedReader:
    if file.suffix == ".gz":
        return gzip.open(file, "rb")
    return lzma.open(file, "rb") if file.suffix == ".xz" else file.open("rb")
