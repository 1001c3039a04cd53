"""Lists of stays: sent in with their legal basis, followed while they are taken in, and the rows to mend given back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from epiworks.protocol import SharedPlace
from outpace.casework import api
from outpace.casework.choices.cases import Evidence, LegalBasis
from outpace.casework.data.tracing import StayLoadView, StayOrder, Taken
from outpace.casework.web.case_forms import area_typed, refuse
from outpace.casework.web.links import SeeOther
from outpace.casework.web.tracing_forms import StayListForm
from outpace.kernel import clock, jobs
from outpace.kernel.errors import Refusal
from outpace.kernel.files import FileRefused
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor
from outpace.ui.htmx import render_page
from outpace.ui.progress import ProgressView, progress_page, shown_state
from outpace.ui.tables import Column, Kind, Table, show
from outpace.ui.text import day_text, moment_text, number_text

LOADS: Table[StayLoadView] = Table(
    id="stay-lists",
    caption=gettext_lazy("Lists of stays"),
    empty_title=gettext_lazy("No list of stays was sent in yet"),
    empty_text=gettext_lazy("Check-ins of venues, passengers with their seats, wards and classes: each on its legal basis."),
    icon="file-import",
    columns=(
        Column("file", gettext_lazy("File"), cell=lambda row: row.file_name, link=lambda row: reverse("casework:stay_load", args=[row.id])),
        Column("evidence", gettext_lazy("Known from"), cell=lambda row: row.evidence.label),
        Column("area", gettext_lazy("Area"), cell=lambda row: row.area_name, on_phone=False),
        Column("state", gettext_lazy("State"), cell=lambda row: row.state.label),
        Column("taken", gettext_lazy("Stays held"), cell=lambda row: number_text(row.taken), kind=Kind.NUMBER),
        Column("rejected", gettext_lazy("To mend"), cell=lambda row: number_text(row.rejected), kind=Kind.NUMBER),
        Column("at", gettext_lazy("Sent in"), cell=lambda row: moment_text(row.at, clock.now()), on_phone=False),
    ),
)


@require_safe
def loads(request: HttpRequest) -> HttpResponse:
    """Which lists were sent in?"""
    page = api.stay_loads(actor_of(request), cursor=request.GET.get("cursor"))
    context = {"table": show(request, LOADS, page)}
    return render_page(request, "casework/tracing/loads.html", "ui/partials/table.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_load(request: HttpRequest) -> HttpResponse:
    """Send a list in."""
    actor = actor_of(request)
    actor.require_anywhere(Permission.CASE_INVESTIGATE)
    form = StayListForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        try:
            taken = _send(actor, form)
        except FileRefused as refused:
            form.add_error("file", str(refused))
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return SeeOther(_next(taken))
    return render(request, "casework/tracing/load_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def load(request: HttpRequest, stay_load_id: int) -> HttpResponse:
    """What became of this list?"""
    row = api.stay_load(actor_of(request), stay_load_id)
    now = clock.now()
    facts = [
        (_("State"), row.state.label),
        (_("Area"), row.area_name),
        (_("Known from"), row.evidence.label),
        (_("Legal basis"), row.legal_basis.label),
        (_("Number of the request"), row.reference or "–"),
        (_("Last day of the order"), day_text(row.ordered_until, timezone.localdate(now)) if row.ordered_until else "–"),
        (_("What it is needed for"), row.purpose),
        (_("Rows"), number_text(row.rows)),
        (_("Stays held"), number_text(row.taken)),
        (_("Of people in the register"), number_text(row.known)),
        (_("To mend"), number_text(row.rejected)),
        (_("Sent in"), f"{row.by_name} · {moment_text(row.at, now)}"),
    ]
    return render(request, "casework/tracing/load.html", {"row": row, "facts": facts})


@require_safe
def mistakes(request: HttpRequest, stay_load_id: int) -> HttpResponse:
    """Give the rows to mend as a file."""
    return _download(*api.stay_mistakes(actor_of(request), stay_load_id))


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """Give an empty file with the right headings."""
    actor_of(request).require_anywhere(Permission.CASE_INVESTIGATE)
    return _download("stays.csv", api.stays_template())


@require_safe
def progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """How far is a background run of tracing?"""
    run = jobs.get(actor_of(request), run_id)
    view = ProgressView(
        title=run.title,
        state=shown_state(run.state),
        done=run.done,
        total=run.total or 0,
        url=reverse("casework:stay_load_progress", args=[run_id]),
        cancel_url=reverse("casework:stay_load_stop", args=[run_id]),
        note=run.problem,
        result_url=_result(run),
    )
    return progress_page(request, view)


@require_POST
def stop(request: HttpRequest, run_id: int) -> HttpResponse:
    """Stop a background run; what is in stays."""
    run = api.stop_run(actor_of(request), run_id)
    told = (
        _("It stops; nothing was changed.")
        if run.kind == api.LOOK_JOB
        else _("It stops; what is in stays, and the file may be sent again.")
    )
    messages.info(request, told)
    return SeeOther(_result(run))


def _result(run: jobs.RunView) -> str:
    """Where is what comes of this run: on the case whose contacts it looks for, or in the lists?"""
    return reverse("casework:traced", args=[run.payload["case"]]) if run.kind == api.LOOK_JOB else reverse("casework:stay_loads")


def _send(actor: Actor, form: StayListForm) -> Taken:
    """Raises Refusal for an area that nobody knows, and what `load_stays` raises."""
    given = form.cleaned_data
    order = StayOrder(
        area_path=area_typed(actor, given["area"]),
        file_name=given["file"].name or "",
        evidence=Evidence(given["evidence"]),
        legal_basis=LegalBasis(given["legal_basis"]),
        purpose=given["purpose"],
        reference=given["reference"],
        ordered_until=given["ordered_until"],
        kind=SharedPlace(given["kind"]) if given["kind"] else None,
        presumed_minutes=given["presumed_minutes"],
    )
    return api.load_stays(actor, order, given["file"].read())


def _next(taken: Taken) -> str:
    if taken.run_id is not None:
        return reverse("casework:stay_load_progress", args=[taken.run_id])
    return reverse("casework:stay_load", args=[taken.load_id])


def _download(name: str, content: bytes) -> HttpResponse:
    headers = {"Content-Disposition": content_disposition_header(True, name), "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
