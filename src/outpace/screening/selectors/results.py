"""Result files of a laboratory: what a file holds, what its rows would come to, and what became of it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import islice

import orjson
from django.utils import timezone
from django.utils.translation import gettext

from outpace.kernel import clock, files, prepared
from outpace.kernel.paging import Page, keyset
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, NotFound
from outpace.registry import api as registry
from outpace.registry.choices import StationKind
from outpace.registry.data import StationRow
from outpace.screening.choices import Outcome
from outpace.screening.models import ColumnMapping, Laboratory, ResultFile
from outpace.screening.rules.readings import contradicts
from outpace.screening.rules.result_rows import ColumnPlan, Fault, Field, Problem, ReadRow, guess_columns, read_rows
from outpace.screening.selectors.result_words import problem_text

LIMITS = files.Limits(size=32 * 1024 * 1024, rows=101_000, columns=60, cell=500)
"""What one result file may hold; a larger one is refused with the bound in the message."""

CHUNK = 2_500
"""Rows looked up, or applied, at once."""

SAMPLED = "SELECT code, sampled_at FROM screening_tube WHERE code = ANY(%s::text[]) AND pass_id IS NOT NULL"
KNOWN = "SELECT count(*) FROM screening_result WHERE id = ANY(%s::uuid[])"

SHOWN = 50
"""Problems and unknown tubes a preview lists; all of them are in the file of rows at fault."""

CLOCK_SKEW = timedelta(minutes=10)
BEFORE_SAMPLING = timedelta(hours=1)
"""How long before its sampling a reading may lie, for devices whose clocks are wrong, before the row is at fault."""


@dataclass(frozen=True, slots=True)
class Faulty:
    """One row at fault as a page shows it: which row, which field, what stood there, what is allowed."""

    row: int
    problem: Problem


@dataclass(frozen=True, slots=True)
class Preview:
    """What the rows of a file would come to, before anything is written. Units: rows; ``outcomes`` counts good rows by outcome code."""

    rows: int
    good: int
    bad: int
    repeated: int
    known: int
    corrections: int
    outcomes: Mapping[int, int]
    unannounced: int
    contradicting: int
    unannounced_codes: tuple[str, ...]
    problems: tuple[Faulty, ...]

    @property
    def fresh(self) -> int:
        """How many rows say something new?"""
        return self.good - self.known


@dataclass(frozen=True, slots=True)
class FileView:
    """One result file as its page shows it; ``done`` rows have been gone through."""

    id: int
    laboratory: StationRow
    name: str
    headings: tuple[str, ...]
    rows_total: int
    rows_applied: int
    rows_replayed: int
    rows_rejected: int
    positives: int
    uploaded_by: str
    uploaded_at: datetime
    applied_at: datetime | None
    job_id: int | None

    @property
    def done(self) -> int:
        """How many rows have been gone through?"""
        return self.rows_applied + self.rows_replayed + self.rows_rejected


def laboratory_of(actor: Actor, station_id: int) -> StationRow:
    """Which laboratory is this, if the actor may upload or correct its results? Raises NotFound otherwise."""
    station = registry.station_for_work(station_id)
    wanted = (Permission.RESULT_UPLOAD, Permission.RESULT_CORRECT)
    if station is None or station.kind != StationKind.LABORATORY or not any(actor.may(right, station.path) for right in wanted):
        raise NotFound(f"laboratory {station_id}")
    return station


def column_plan(laboratory_id: int, headings: Sequence[str]) -> ColumnPlan:
    """How is this file read: by the laboratory's saved columns where the file has them, guessed for the rest?"""
    saved = ColumnMapping.objects.filter(pk=laboratory_id).first()
    guessed = guess_columns(headings)
    if saved is None:
        return ColumnPlan(guessed)
    named = {Field(name): heading for name, heading in saved.columns.items() if heading in headings}
    taken = set(named.values())
    rest = {name: heading for name, heading in guessed.items() if name not in saved.columns and heading not in taken}
    return ColumnPlan({**rest, **named}, {word: Outcome(code) for word, code in saved.outcomes.items()})


def list_files(actor: Actor, station_id: int, *, cursor: str | None = None, size: int = 20) -> Page[FileView]:
    """Which files has this laboratory uploaded, newest first? Raises NotFound outside the actor's scope."""
    laboratory = laboratory_of(actor, station_id)
    rows = ResultFile.objects.filter(laboratory_id=station_id).defer("content", "rejected", "preview")
    return keyset(rows, ["-uploaded_at", "-id"], cursor, size=size).map(lambda row: file_view(row, laboratory))


def get_file(actor: Actor, file_id: int) -> FileView:
    """Which file is this? Raises NotFound outside the actor's scope."""
    row = ResultFile.objects.defer("content", "rejected", "preview").filter(pk=file_id).first()
    if row is None:
        raise NotFound(f"result file {file_id}")
    return file_view(row, laboratory_of(actor, row.laboratory_id))


def plan_of(actor: Actor, file_id: int) -> ColumnPlan:
    """How would this file be read now? Raises NotFound outside the actor's scope."""
    found = get_file(actor, file_id)
    return column_plan(found.laboratory.id, found.headings)


def preview_of(actor: Actor, file_id: int) -> Preview | None:
    """What would this file come to, if that has been worked out? Raises NotFound outside the actor's scope."""
    get_file(actor, file_id)
    kept = ResultFile.objects.values_list("preview", flat=True).get(pk=file_id)
    return None if kept is None else preview_from(kept)


def rejected_rows(actor: Actor, file_id: int) -> bytes:
    """Which CSV holds the rows at fault with what is wrong, to be mended and sent again? Raises NotFound outside the actor's scope."""
    found = get_file(actor, file_id)
    text = ResultFile.objects.values_list("rejected", flat=True).get(pk=file_id)
    mistakes = (_mistake(line) for line in text.splitlines())
    return files.error_file(found.headings, mistakes)


def _mistake(line: str) -> files.Mistake:
    number, cells, problems = orjson.loads(line)
    told = [problem_text(Problem(Field(name), seen, Fault(fault), hint)) for name, seen, fault, hint in problems]
    return files.Mistake(number, tuple(cells), gettext("row %(row)d: ") % {"row": number} + "; ".join(told))


def file_view(row: ResultFile, laboratory: StationRow) -> FileView:
    """Which data object stands for this row?"""
    return FileView(
        id=row.pk,
        laboratory=laboratory,
        name=row.name,
        headings=tuple(row.headings),
        rows_total=row.rows_total,
        rows_applied=row.rows_applied,
        rows_replayed=row.rows_replayed,
        rows_rejected=row.rows_rejected,
        positives=row.positives,
        uploaded_by=row.uploaded_by,
        uploaded_at=row.uploaded_at,
        applied_at=row.applied_at,
        job_id=row.job_id,
    )


def table_of(content: bytes) -> tuple[tuple[str, ...], Iterator[tuple[int, tuple[str, ...]]]]:
    """Which headings and numbered rows does this file hold (CSV, XLSX, or JSON: a list of objects)? Raises FileRefused."""
    if content.lstrip()[:1] in {b"[", b"{"}:
        return _json_table(content)
    table = files.read_table(content, limits=LIMITS)
    return table.headings, ((row.number, row.cells) for row in table.rows)


def _json_table(content: bytes) -> tuple[tuple[str, ...], Iterator[tuple[int, tuple[str, ...]]]]:
    try:
        read = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise files.FileRefused(gettext("The file is not valid JSON.")) from error
    rows = read.get("results") if isinstance(read, dict) else read
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise files.FileRefused(gettext("The file must hold a list of results, each with named values."))
    if len(rows) > LIMITS.rows:
        raise files.FileRefused(gettext("The file has more than %(rows)d rows.") % {"rows": LIMITS.rows})
    flat = [_flat(row) for row in rows]
    headings = tuple(dict.fromkeys(name for row in flat for name in row))
    return headings, ((place, tuple(row.get(name, "") for name in headings)) for place, row in enumerate(flat, start=1))


def _flat(row: Mapping[str, object]) -> dict[str, str]:
    """One JSON result as cells; the Ct values of each target stand under the target's own name."""
    cells: dict[str, str] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            cells.update({str(inner): _cell(found) for inner, found in value.items()})
        else:
            cells[name] = _cell(value)
    return cells


def _cell(value: object) -> str:
    return "" if value is None else ("1" if value else "0") if isinstance(value, bool) else str(value)[: LIMITS.cell]


@dataclass(frozen=True, slots=True)
class Judged:
    """A chunk of a file's rows, and when each tube in it that some site has recorded was sampled."""

    rows: tuple[ReadRow, ...]
    sampled: Mapping[str, datetime | None]


def judged(content: bytes, *, plan: ColumnPlan, laboratory: int) -> Iterator[Judged]:
    """What do the file's rows report, a chunk at a time, with what the database knows against them? Raises FileRefused."""
    headings, rows = table_of(content)
    read = read_rows(headings, rows, plan=plan, laboratory=laboratory, zone=timezone.get_default_timezone())
    while chunk := list(islice(read, CHUNK)):
        yield _with_database(chunk)


def _with_database(chunk: Sequence[ReadRow]) -> Judged:
    """The same rows, at fault where a reading lies in the future or before its tube was sampled."""
    sampled = sampling_times({row.record.tube for row in chunk if row.record})
    latest = clock.now() + CLOCK_SKEW
    return Judged(tuple(_timely(row, sampled, latest) for row in chunk), sampled)


def _timely(row: ReadRow, sampled: Mapping[str, datetime | None], latest: datetime) -> ReadRow:
    if row.record is None:
        return row
    at, start = row.record.tested_at, sampled.get(row.record.tube)
    fault, hint = None, ""
    if at > latest:
        fault = Fault.IN_FUTURE
    elif start is not None and at < start - BEFORE_SAMPLING:
        fault, hint = Fault.BEFORE_SAMPLING, start.isoformat()
    if fault is None:
        return row
    return ReadRow(row.number, row.cells, None, (Problem(Field.TESTED_AT, at.isoformat(), fault, hint),))


def sampling_times(codes: set[str]) -> dict[str, datetime | None]:
    """When was each of these tubes sampled? Tubes no site has recorded are left out."""
    return dict(prepared.fetch(SAMPLED, [prepared.texts(codes)], binary=True))


def work_out(content: bytes, *, plan: ColumnPlan, laboratory: int) -> Preview:
    """What would the rows of this file come to? Reads all of it, writes nothing. Raises FileRefused."""
    cutoffs = Laboratory.objects.filter(pk=laboratory).values_list("cutoffs", flat=True).first() or {}
    outcomes: Counter[int] = Counter()
    sums: Counter[str] = Counter()
    strangers: list[str] = []
    problems: list[Faulty] = []
    for chunk in judged(content, plan=plan, laboratory=laboratory):
        records = [row.record for row in chunk.rows if row.record is not None]
        unknown = [record.tube for record in records if record.tube not in chunk.sampled]
        known = prepared.fetch(KNOWN, [prepared.texts(str(record.id) for record in records)])[0][0]
        outcomes.update(int(record.outcome) for record in records)
        sums.update(
            rows=len(chunk.rows),
            good=len(records),
            bad=sum(bool(row.problems) for row in chunk.rows),
            known=known,
            unannounced=len(unknown),
            corrections=sum(record.corrects for record in records),
            contradicting=sum(contradicts(record.outcome, record.ct, cutoffs) for record in records),
        )
        strangers += unknown[: SHOWN - len(strangers)]
        told = (Faulty(row.number, problem) for row in chunk.rows for problem in row.problems)
        problems += islice(told, SHOWN - len(problems))
    return Preview(
        rows=sums["rows"],
        good=sums["good"],
        bad=sums["bad"],
        repeated=sums["rows"] - sums["good"] - sums["bad"],
        known=sums["known"],
        corrections=sums["corrections"],
        outcomes=dict(outcomes),
        unannounced=sums["unannounced"],
        contradicting=sums["contradicting"],
        unannounced_codes=tuple(strangers),
        problems=tuple(problems),
    )


def preview_json(preview: Preview) -> dict[str, object]:
    """How is a preview kept?"""
    kept = asdict(preview)
    kept["outcomes"] = {str(code): count for code, count in preview.outcomes.items()}
    kept["problems"] = [
        [fault.row, fault.problem.field, fault.problem.seen, fault.problem.fault, fault.problem.hint] for fault in preview.problems
    ]
    return kept


def preview_from(kept: Mapping[str, object]) -> Preview:
    """Which preview was kept?"""
    values = orjson.loads(orjson.dumps(kept))
    values["outcomes"] = {int(code): count for code, count in values["outcomes"].items()}
    values["unannounced_codes"] = tuple(values["unannounced_codes"])
    values["problems"] = tuple(
        Faulty(row, Problem(Field(name), seen, Fault(fault), hint)) for row, name, seen, fault, hint in values["problems"]
    )
    return Preview(**values)
