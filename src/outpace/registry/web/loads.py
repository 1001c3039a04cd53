"""Lists of people: sent, looked at, then added in the background; rows to mend come back as a file."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outpace.kernel import jobs
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.registry import api
from outpace.registry.choices import LoadState
from outpace.registry.web.forms import LoadForm
from outpace.registry.web.pages import form_page, refuse
from outpace.registry.web.tables import LOADS
from outpace.registry.web.words import named
from outpace.ui.htmx import render_page
from outpace.ui.progress import ProgressView, progress_page, shown_state
from outpace.ui.tables import show

PAGE = 50


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """Which lists were sent for the reader's areas?"""
    actor = actor_of(request)
    actor.require_anywhere(Permission.PERSON_MANAGE)
    table = show(request, LOADS, api.loads(actor, cursor=request.GET.get("cursor"), size=PAGE))
    return render_page(request, "registry/loads.html", "ui/partials/table.html", context={"table": table})


@require_http_methods(["GET", "POST"])
def new_load(request: HttpRequest, area_id: int) -> HttpResponseBase:
    """Send a list of people for this area, to be looked at first."""
    actor = actor_of(request)
    area = api.area(actor, area_id)
    actor.require(Permission.PERSON_MANAGE, area.path)
    form = LoadForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            made = api.check_people_file(actor, area_id, file_name=sent.name or "", content=sent.read())
        except api.FileRefused as refusal:
            form.add_error("file", str(refusal))
        except api.LoadRefused as refusal:
            refuse(form, refusal)
        else:
            return redirect("registry:load", made.id)
    return form_page(request, form, title=_("Load a list of people"), back=area, text="load")


@require_safe
def load(request: HttpRequest, load_id: int) -> HttpResponse:
    """What was read in this list, and what became of it?"""
    row = api.load(actor_of(request), load_id)
    facts = [
        (_("Area"), named(row.area_name, row.area_name_en)),
        (_("State"), LoadState(row.state).label),
        (_("Rows"), row.rows),
        (_("Added"), row.added),
        (_("Already known"), row.known),
        (_("To mend"), row.rejected),
        (_("By"), row.by_name),
    ]
    good = row.rows - row.rejected
    return render(request, "registry/load.html", {"row": row, "facts": facts, "good": good, "may_start": row.state == LoadState.CHECKED})


@require_POST
def start(request: HttpRequest, load_id: int) -> HttpResponse:
    """Add the good rows, in the background."""
    run = api.start_load(actor_of(request), load_id)
    return redirect("registry:load_progress", load_id, run)


@require_safe
def progress(request: HttpRequest, load_id: int, run_id: int) -> HttpResponse:
    """How far is the load?"""
    run = jobs.get(actor_of(request), run_id)
    view = ProgressView(
        title=run.title,
        state=shown_state(run.state),
        done=run.done,
        total=run.total or 0,
        url=reverse("registry:load_progress", args=[load_id, run_id]),
        cancel_url=reverse("registry:load_stop", args=[load_id, run_id]),
        note=run.problem,
        result_url=reverse("registry:load", args=[load_id]),
    )
    return progress_page(request, view)


@require_POST
def stop(request: HttpRequest, load_id: int, run_id: int) -> HttpResponse:
    """Stop a load; what is in stays."""
    jobs.cancel(actor_of(request), run_id)
    messages.info(request, _("The load stops; what is in stays, and the file may be sent again."))
    return redirect("registry:load", load_id)


@require_safe
def mistakes(request: HttpRequest, load_id: int) -> HttpResponse:
    """Give the rows to mend as a file."""
    name, content = api.mistakes_file(actor_of(request), load_id)
    return _download(name, content)


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """Give an empty file with the right headings."""
    return _download("people.csv", api.template())


def _download(name: str, content: bytes) -> HttpResponse:
    headers = {"Content-Disposition": content_disposition_header(True, name), "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
