"""A laboratory's result files: kept, previewed, and applied in batches that may be cut short and taken up again at any point."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

import orjson
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext

from outpace.kernel import audit, clock, jobs
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor
from outpace.registry.data import StationRow
from outpace.screening.choices import Outcome
from outpace.screening.data import ResultRecord, Verdict
from outpace.screening.models import ColumnMapping, ResultFile
from outpace.screening.rules.result_rows import ColumnPlan, Fault, Field, Problem, ReadRow
from outpace.screening.selectors.results import (
    FileView,
    Preview,
    column_plan,
    file_view,
    get_file,
    judged,
    preview_json,
    table_of,
    work_out,
)
from outpace.screening.services.places import require_laboratory
from outpace.screening.services.results import record_results

JOB_KIND = "screening.result_file"

AT_ONCE = 2_000
"""Rows that are applied within the request; a longer file becomes a job with progress."""

MAX_WORDS = 60
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Received:
    """A file as it was received; ``is_new`` is false when this laboratory has sent the very same file before."""

    file: FileView
    is_new: bool


def receive_file(actor: Actor, laboratory_id: int, *, name: str, content: bytes) -> Received:
    """Keep an uploaded file and work out what it would come to; nothing of it is applied yet.

    Raises NotAllowed without RESULT_UPLOAD over the laboratory, FileRefused for a file that is no table or too large.
    """
    laboratory = require_laboratory(actor, laboratory_id, Permission.RESULT_UPLOAD)
    digest = hashlib.sha256(content).hexdigest()
    known = ResultFile.objects.filter(laboratory_id=laboratory_id, digest=digest).first()
    if known is not None:
        return Received(file_view(known, laboratory), is_new=False)
    headings, _ = table_of(content)
    plan = column_plan(laboratory_id, headings)
    preview = None if plan.missing else work_out(content, plan=plan, laboratory=laboratory_id)
    with transaction.atomic():
        row, is_new = ResultFile.objects.get_or_create(
            laboratory_id=laboratory_id,
            digest=digest,
            defaults={
                "name": name[:200],
                "content": content,
                "headings": list(headings),
                "rows_total": preview.rows if preview else 0,
                "preview": preview_json(preview) if preview else None,
                "uploaded_by": actor.name,
                "uploaded_at": clock.now(),
            },
        )
        if is_new:
            details = {"file": row.pk, "digest": digest, "bytes": len(content)}
            audit.record(actor, "screening.result_file_received", subject=f"station:{laboratory_id}", path=laboratory.path, details=details)
    return Received(file_view(row, laboratory), is_new=is_new)


def save_mapping(actor: Actor, file_id: int, *, columns: Mapping[Field, str], outcomes: Mapping[str, Outcome]) -> Preview | None:
    """Keep how this laboratory names its columns and words its outcomes, and work the file out again with that.

    Raises Refusal when a column is named twice or a needed one not at all, NotFound outside the actor's scope.
    """
    found = get_file(actor, file_id)
    laboratory = require_laboratory(actor, found.laboratory.id, Permission.RESULT_UPLOAD)
    named = [heading for heading in columns.values() if heading]
    plan = ColumnPlan({name: heading for name, heading in columns.items() if heading})
    if len(set(named)) != len(named) or plan.missing or len(outcomes) > MAX_WORDS:
        raise Refusal("bad_mapping", gettext("Name each column once; tube, outcome and time are needed."))
    with transaction.atomic():
        words = {word.strip().casefold(): int(outcome) for word, outcome in outcomes.items() if word.strip()}
        kept = {name.value: heading for name, heading in columns.items()}
        ColumnMapping.objects.update_or_create(laboratory_id=laboratory.id, defaults={"columns": kept, "outcomes": words})
        details = {"columns": kept, "words": len(words)}
        audit.record(actor, "screening.column_mapping", subject=f"station:{laboratory.id}", path=laboratory.path, details=details)
    return _work_out_again(found)


def _work_out_again(found: FileView) -> Preview | None:
    content = _content(found.id)
    if content is None or found.done:
        return None
    preview = work_out(content, plan=column_plan(found.laboratory.id, found.headings), laboratory=found.laboratory.id)
    ResultFile.objects.filter(pk=found.id).update(preview=preview_json(preview), rows_total=preview.rows)
    return preview


def apply_or_start(actor: Actor, file_id: int, *, title: str) -> int | None:
    """Apply a short file now, or start a job for a long one; gives the job's id, or None when the work is done.

    Raises NotFound outside the actor's scope, NotAllowed without RESULT_UPLOAD, Refusal when a needed column is not named.
    """
    found = _ready(actor, file_id)
    if found.applied_at is not None:
        return None
    if found.rows_total < AT_ONCE:
        apply_file(actor, file_id)
        return None
    with transaction.atomic():
        job = jobs.start(JOB_KIND, actor, title=title, payload={"file": file_id})
        ResultFile.objects.filter(pk=file_id).update(job_id=job)
    return job


def apply_file(actor: Actor, file_id: int, *, progress: Progress | None = None) -> FileView:
    """Record every good row of a file and keep the rows at fault; started again, it goes on where it was.

    Each batch commits with its counts, and every row has its own lasting id, so that whatever happens no row is lost or counted twice.
    ``progress`` is told rows done and rows in all between two batches, outside any transaction.
    """
    found = _ready(actor, file_id)
    content = _content(file_id)
    if found.applied_at is not None or content is None:
        return found
    plan = column_plan(found.laboratory.id, found.headings)
    place = 0
    for chunk in judged(content, plan=plan, laboratory=found.laboratory.id):
        if progress is not None:
            progress(place, found.rows_total)
        _apply_chunk(actor, found.laboratory, file_id, chunk.rows, place=place)
        place += len(chunk.rows)
    with transaction.atomic():
        ResultFile.objects.filter(pk=file_id, applied_at=None).update(applied_at=clock.now(), content=None, rows_total=place)
        details = {"file": file_id, "rows": place}
        laboratory = found.laboratory
        audit.record(actor, "screening.result_file_applied", subject=f"station:{laboratory.id}", path=laboratory.path, details=details)
    if progress is not None:
        progress(place, place)
    return get_file(actor, file_id)


def _ready(actor: Actor, file_id: int) -> FileView:
    """The file, if the actor may apply it and every needed column is named."""
    found = get_file(actor, file_id)
    require_laboratory(actor, found.laboratory.id, Permission.RESULT_UPLOAD)
    if column_plan(found.laboratory.id, found.headings).missing:
        raise Refusal("bad_mapping", gettext("Say first which columns hold tube, outcome and time."))
    return found


def _content(file_id: int) -> bytes | None:
    content = ResultFile.objects.values_list("content", flat=True).filter(pk=file_id).first()
    return None if content is None else bytes(content)


def _apply_chunk(actor: Actor, laboratory: StationRow, file_id: int, chunk: Sequence[ReadRow], *, place: int) -> None:
    """Apply the rows that lie after what has been done already, with their counts, in one transaction."""
    with transaction.atomic():
        row = ResultFile.objects.select_for_update().defer("content", "rejected", "preview").get(pk=file_id)
        done = row.rows_applied + row.rows_replayed + row.rows_rejected
        rest = chunk[max(0, done - place) :]
        if not rest or row.applied_at is not None:
            return
        records = [read.record for read in rest if read.record is not None]
        verdicts = _record(actor, laboratory.id, records)
        at_fault = [told for read in rest if (told := _at_fault(read, verdicts)) is not None]
        applied = sum(verdict is Verdict.ACCEPTED for verdict, _message in verdicts.values())
        ResultFile.objects.filter(pk=file_id).update(
            rows_applied=F("rows_applied") + applied,
            rows_rejected=F("rows_rejected") + len(at_fault),
            rows_replayed=F("rows_replayed") + len(rest) - applied - len(at_fault),
            positives=F("positives") + sum(_is_new_positive(record, verdicts) for record in records),
            rejected=Concat(F("rejected"), Value("".join(at_fault))),
        )


def _record(actor: Actor, laboratory_id: int, records: list[ResultRecord]) -> dict[object, tuple[Verdict, str]]:
    if not records:
        return {}
    applied = record_results(actor, laboratory_id, batch_id=uuid4(), records=records)
    return {outcome.id: (outcome.verdict, outcome.message) for outcome in applied.outcome.outcomes}


def _is_new_positive(record: ResultRecord, verdicts: Mapping[object, tuple[Verdict, str]]) -> bool:
    return record.outcome is Outcome.PRELIMINARY_POSITIVE and verdicts[record.id][0] is Verdict.ACCEPTED


def _at_fault(read: ReadRow, verdicts: Mapping[object, tuple[Verdict, str]]) -> str | None:
    """The kept line of a row that could not be taken; None for one that could."""
    problems = read.problems
    if read.record is not None:
        verdict, message = verdicts[read.record.id]
        problems = (Problem(Field.OUTCOME, "", Fault.REFUSED, message),) if verdict is Verdict.REJECTED else ()
    if not problems:
        return None
    told = [[problem.field, problem.seen, problem.fault, problem.hint] for problem in problems]
    return orjson.dumps([read.number, list(read.cells), told]).decode() + "\n"


__all__ = ["AT_ONCE", "JOB_KIND", "Received", "apply_file", "apply_or_start", "receive_file", "save_mapping"]
