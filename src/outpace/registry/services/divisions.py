"""Loading official statistical divisions and a county's own areas: one statement per level, bad rows given back to be mended."""

import csv
import gzip
import io
import lzma
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from gzip import GzipFile
from io import BufferedReader
from lzma import LZMAFile
from pathlib import Path
from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from outpace.kernel import audit
from outpace.kernel.locks import advisory
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath
from outpace.registry.data import DivisionLoad, DivisionRow
from outpace.registry.models import AreaKind
from outpace.registry.rules.areas import kind_of_code, normal_name, plausible_code
from outpace.registry.services.areas import TREE

MAX_BAD: Final = 10_000
LENGTHS: Final = (2, 4, 6, 9, 12)
HEADINGS: Final = {
    "code": ("code", "编码", "代码", "区划代码"),
    "name": ("name", "名称"),
    "name_en": ("name_en", "英文名称"),
    "parent": ("parent", "上级编码", "上级代码"),
    "kind": ("kind", "类别", "类型"),
}
REASONS: Final = {
    "code": _("This is no official code; an area of your own (a grid) needs the code of its parent as well."),
    "name": _("The name is missing."),
    "twice": _("The code stands in the files twice."),
    "kind": _("The kind is not known here: grid, building, compound, section ..."),
    "no_parent": _("The area above it is neither in the files nor known here."),
}

_STAGE = (
    'CREATE TEMPORARY TABLE division (code varchar(40) COLLATE "C" PRIMARY KEY, kind varchar(32), name varchar(120), '
    "name_en varchar(120), parent varchar(40)) ON COMMIT DROP"
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
 WHERE d.parent IS NULL AND length(d.code) = %s AND (p.id IS NOT NULL OR length(d.code) = 2)
 ORDER BY d.code
ON CONFLICT DO NOTHING
"""
# Areas of one's own say what they lie below; each turn takes those whose parent the turn before has made.
_INSERT_OWN = """
INSERT INTO registry_area (code, kind_id, parent_id, name, name_en, path, depth, active)
SELECT d.code, d.kind, p.id, d.name, d.name_en, p.path || d.code || '/', p.depth + 1, true
  FROM division d JOIN registry_area p ON p.code = d.parent
 WHERE length(p.path) + length(d.code) < 400 AND NOT EXISTS (SELECT 1 FROM registry_area a WHERE a.code = d.code)
 ORDER BY d.code
ON CONFLICT DO NOTHING
"""
_ORPHANS = (
    "SELECT d.code, d.name, coalesce(d.parent, ''), d.kind FROM division d "
    "WHERE NOT EXISTS (SELECT 1 FROM registry_area a WHERE a.code = d.code) ORDER BY d.code LIMIT %s"
)


class NotDivisions(Exception):
    """The file has no `code` and `name` columns, or is no text; nothing was loaded."""


@dataclass(slots=True)
class _Sorted:
    """Rows sorted into good and bad as they stream by."""

    prefix: str
    kinds: Mapping[str, str]
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
    """Load division files (CSV, perhaps .gz or .xz; columns code, name and perhaps name_en), parents from the codes alone.

    A row that names its `parent` (a code) and its `kind` (a grid, a building ...) is an area of one's own below it; its code may be any.
    Only codes that begin with `prefix` or lead to it are taken. Areas already there are left as they are, so a file may be sent again.
    Raises NotAllowed, NotDivisions.
    """
    actor.require(Permission.AREA_MANAGE, AreaPath("/"))
    advisory(TREE)
    rows = _Sorted(prefix, _kinds())
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.division")
        cursor.execute(_STAGE)
        with cursor.cursor.copy("COPY division (code, kind, name, name_en, parent) FROM STDIN") as copy:
            for file in files:
                for good in _good(file, rows):
                    copy.write_row(good)
        loaded = 0
        for length in LENGTHS:
            cursor.execute(_INSERT, [length])
            loaded += cursor.rowcount
            # Each level's parents are the level just inserted; the planner must know they are there now.
            cursor.execute("ANALYZE registry_area")
        loaded += _insert_own()
        cursor.execute(_ORPHANS, [MAX_BAD])
        orphans = cursor.fetchall()
    for code, name, parent, kind in orphans:
        above = {"parent": parent, "kind": kind} if parent else {}
        rows.reject(DivisionRow(file="", line=0, code=code, name=name, reason="no_parent", **above))
    result = DivisionLoad(loaded=loaded, known=len(rows.seen) - loaded - len(orphans), rejected=rows.rejected, bad=tuple(rows.bad))
    details = {"loaded": result.loaded, "known": result.known, "rejected": result.rejected, "prefix": prefix}
    audit.record(actor, "area.load", subject="areas", path=AreaPath("/"), details=details)
    return result


def bad_rows_csv(load: DivisionLoad) -> str:
    """Which file can be mended and sent again? The bad rows with their place and reason."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["code", "name", "parent", "kind", "reason", "file", "line"])
    writer.writerows([row.code, row.name, row.parent, row.kind, REASONS[row.reason], row.file, row.line] for row in load.bad)
    return out.getvalue()


def _kinds() -> Mapping[str, str]:
    """Every word by which a kind is known, with its code."""
    kinds = AreaKind.objects.all()
    return {word.strip().lower(): kind.code for kind in kinds for word in (kind.name_zh, kind.name_en, kind.code)}


def _insert_own() -> int:
    loaded = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_INSERT_OWN)
            if not cursor.rowcount:
                return loaded
            loaded += cursor.rowcount


def _good(file: Path, rows: _Sorted) -> Iterator[tuple[str, str | None, str, str, str | None]]:
    for line, row in _read(file):
        code, name = row["code"].strip(), normal_name(row["name"])
        parent, said = row["parent"].strip(), row["kind"].strip()
        kind = rows.kinds.get(said.lower()) if parent else kind_of_code(code)
        reason = _reason(code, kind if plausible_code(code) else None, name=name, own=bool(parent), rows=rows)
        if reason:
            rows.reject(DivisionRow(file.name, line, code, row["name"], reason, parent, said))
        elif parent or code.startswith(rows.prefix) or rows.prefix.startswith(code):
            rows.seen.add(code)
            yield code, kind, name, row["name_en"].strip()[:120], parent or None


def _reason(code: str, kind: str | None, *, name: str, own: bool, rows: _Sorted) -> str:
    """Why can this row not be taken? Empty where it can."""
    if kind is None:
        return "kind" if own and plausible_code(code) else "code"
    if not name:
        return "name"
    return "twice" if code in rows.seen else ""


def _read(file: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Line number and cells of each row, by our names of the columns; a column that is not there is empty."""
    try:
        with _open(file) as stream:
            reader = csv.reader(io.TextIOWrapper(stream, encoding="utf-8-sig", newline=""))
            header = [cell.strip().lower() for cell in next(reader, [])]
            found = {name: header.index(word) for name, words in HEADINGS.items() for word in reversed(words) if word in header}
            if "code" not in found or "name" not in found:
                raise NotDivisions(file.name)
            for row in reader:
                if row:
                    cells = [*row, *[""] * (len(header) - len(row))]
                    yield reader.line_num, {name: cells[found[name]] if name in found else "" for name in HEADINGS}
    except (UnicodeDecodeError, csv.Error, EOFError, lzma.LZMAError, gzip.BadGzipFile) as error:
        raise NotDivisions(file.name) from error


def _open(file: Path) -> GzipFile | LZMAFile | BufferedReader:
    if file.suffix == ".gz":
        return gzip.open(file, "rb")
    return lzma.open(file, "rb") if file.suffix == ".xz" else file.open("rb")
