"""Result files: upload, see what the file comes to, apply it, mend the rows at fault."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outpace.kernel import jobs
from outpace.kernel.errors import Refusal
from outpace.kernel.files import FileRefused
from outpace.kernel.middleware import actor_of
from outpace.kernel.scope import Actor, NotFound
from outpace.screening import api
from outpace.screening.api import FileView, Preview
from outpace.screening.choices import Outcome
from outpace.screening.web.result_forms import MappingForm, UploadForm, mapping_form
from outpace.screening.web.sample import SeeOther
from outpace.screening.web.tube_words import OUTCOME_TONES
from outpace.ui.charts import Segment, StackedBar, stacked_bar
from outpace.ui.progress import ProgressView, progress_page, shown_state
from outpace.ui.tables import Column, Kind, Table, show
from outpace.ui.text import number_text


def _file_url(name: str, found: FileView) -> str:
    return reverse(f"screening:{name}", args=[found.laboratory.id, found.id])


def _state(row: FileView) -> str:
    if row.applied_at is not None:
        return _("applied")
    return _("partly applied") if row.done else _("not applied yet")


FILES: Table[FileView] = Table(
    id="files",
    caption=gettext_lazy("Result files"),
    empty_title=gettext_lazy("No file uploaded yet"),
    empty_text=gettext_lazy("Results can also come through the API, tube by tube."),
    icon="file-spreadsheet",
    columns=(
        Column("name", gettext_lazy("File"), cell=lambda row: row.name, link=lambda row: _file_url("result_file", row)),
        Column("state", gettext_lazy("State"), cell=_state),
        Column("applied", gettext_lazy("Rows applied"), cell=lambda row: number_text(row.rows_applied), kind=Kind.NUMBER),
        Column("rejected", gettext_lazy("Rows at fault"), cell=lambda row: number_text(row.rows_rejected), kind=Kind.NUMBER),
        Column("positives", gettext_lazy("Positive tubes"), cell=lambda row: number_text(row.positives), kind=Kind.NUMBER),
        Column("by", gettext_lazy("Uploaded by"), cell=lambda row: row.uploaded_by, on_phone=False),
    ),
)


@require_http_methods(["GET", "POST"])
def files(request: HttpRequest, station_id: int) -> HttpResponse:
    """Which files has this laboratory uploaded? POST uploads another."""
    actor = actor_of(request)
    laboratory = api.laboratory_of(actor, station_id)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            received = api.receive_file(actor, station_id, name=given.name, content=given.read())
        except FileRefused as refused:
            form.add_error("file", str(refused))
        else:
            if not received.is_new:
                messages.warning(request, _("This very file was uploaded before. Nothing was done twice."))
            return SeeOther(_file_url("result_file", received.file))
    table = show(request, FILES, api.list_files(actor, station_id, cursor=request.GET.get("cursor")))
    context = {"laboratory": laboratory, "form": form, "table": table}
    return render(request, "screening/results/files.html", context, status=422 if form.is_bound else 200)


def _found(actor: Actor, station_id: int, file_id: int) -> FileView:
    found = api.get_file(actor, file_id)
    if found.laboratory.id != station_id:
        raise NotFound(f"result file {file_id}")
    return found


@require_safe
def file(request: HttpRequest, station_id: int, file_id: int) -> HttpResponse:
    """What would this file come to, or what has become of it?"""
    actor = actor_of(request)
    return _page(request, actor, _found(actor, station_id, file_id))


def _page(request: HttpRequest, actor: Actor, found: FileView, *, form: MappingForm | None = None) -> HttpResponse:
    plan, preview = api.plan_of(actor, found.id), api.preview_of(actor, found.id)
    context = {
        "file": found,
        "preview": preview,
        "outcomes": _outcomes(preview) if preview else None,
        "problems": [(fault, api.FIELD_NAMES[fault.problem.field], api.allowed_text(fault.problem)) for fault in preview.problems]
        if preview
        else [],
        "form": form or mapping_form(found, plan, preview),
        "is_guessed": not plan.outcomes and preview is not None,
        "is_running": found.job_id is not None and found.applied_at is None and not jobs.get(actor, found.job_id).over
        if _is_mine(actor, found)
        else False,
    }
    return render(request, "screening/results/file.html", context, status=422 if form is not None else 200)


def _is_mine(actor: Actor, found: FileView) -> bool:
    """May this actor follow the file's job? Only whoever started it."""
    try:
        return found.job_id is not None and jobs.get(actor, found.job_id) is not None
    except NotFound:
        return False


def _outcomes(preview: Preview) -> StackedBar:
    counted = [Segment(outcome.label, preview.outcomes.get(outcome, 0), OUTCOME_TONES[outcome]) for outcome in Outcome]
    return stacked_bar([segment for segment in counted if segment.value], caption=_("Good rows by outcome"))


@require_POST
def mapping(request: HttpRequest, station_id: int, file_id: int) -> HttpResponse:
    """Keep how this laboratory's files are read, and look at this one again."""
    actor = actor_of(request)
    found = _found(actor, station_id, file_id)
    form = mapping_form(found, api.plan_of(actor, file_id), api.preview_of(actor, file_id), data=request.POST)
    if not form.is_valid():
        return _page(request, actor, found, form=form)
    try:
        api.save_mapping(actor, file_id, columns=form.columns(), outcomes=form.outcomes())
    except Refusal as refusal:
        form.add_error(None, str(refusal.message))
        return _page(request, actor, found, form=form)
    messages.success(request, _("Kept for this laboratory. The file was read again."))
    return SeeOther(_file_url("result_file", found))


@require_POST
def apply(request: HttpRequest, station_id: int, file_id: int) -> HttpResponse:
    """Record the good rows: at once for a short file, in the background for a long one."""
    actor = actor_of(request)
    found = _found(actor, station_id, file_id)
    job = api.apply_or_start(
        actor, file_id, title=_("Results of %(laboratory)s: %(name)s") % {"laboratory": found.laboratory.name, "name": found.name}
    )
    return SeeOther(_file_url("result_progress" if job is not None else "result_file", found))


@require_safe
def progress(request: HttpRequest, station_id: int, file_id: int) -> HttpResponse:
    """How far is the file?"""
    actor = actor_of(request)
    found = _found(actor, station_id, file_id)
    if found.job_id is None:
        return SeeOther(_file_url("result_file", found))
    run = jobs.get(actor, found.job_id)
    view = ProgressView(
        title=run.title,
        state=shown_state(run.state),
        done=run.done,
        total=run.total or found.rows_total,
        url=_file_url("result_progress", found),
        cancel_url=_file_url("result_cancel", found),
        note=run.problem,
        result_url=_file_url("result_file", found),
    )
    return progress_page(request, view)


@require_POST
def cancel(request: HttpRequest, station_id: int, file_id: int) -> HttpResponse:
    """Stop applying after the batch in hand; what is saved stays saved, and applying again goes on from there."""
    actor = actor_of(request)
    found = _found(actor, station_id, file_id)
    if found.job_id is not None:
        jobs.cancel(actor, found.job_id)
    return SeeOther(_file_url("result_progress", found))


@require_safe
def mend(request: HttpRequest, station_id: int, file_id: int) -> HttpResponse:
    """The rows at fault as a CSV file, each with its problem, to be mended and uploaded."""
    actor = actor_of(request)
    found = _found(actor, station_id, file_id)
    response = HttpResponse(api.rejected_rows(actor, file_id), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="mend-{found.id}.csv"'
    return response
