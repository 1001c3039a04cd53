"""All figures of an area worked out in the background: begun, followed, stopped."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from outpace.analysis import api
from outpace.analysis.web.frame import DAYS, WindowForm, area_name
from outpace.kernel import jobs
from outpace.kernel.errors import Refusal
from outpace.kernel.middleware import actor_of
from outpace.kernel.scope import Actor, NotFound
from outpace.registry.data import AreaNode
from outpace.ui.progress import ProgressView, progress_page, shown_state


@require_POST
def start(request: HttpRequest, area_id: int) -> HttpResponseBase:
    """Work out all figures of this area and window anew, in the background."""
    actor = actor_of(request)
    area = api.area_for(actor, area_id)
    form = WindowForm({name: request.POST.get(name, "") for name in DAYS})
    if not form.is_valid():
        raise Refusal("window", _("No such window can be shown."), field=next(iter(form.errors)))
    try:
        run = api.start_work(actor, form.asked(area), title=_("Analysis of %(area)s") % {"area": area_name(area)})
    except api.WindowRefused as refused:
        raise Refusal("window", _("No such window can be shown."), field=str(refused)) from refused
    return redirect("analysis:progress", area_id, run)


@require_safe
def progress(request: HttpRequest, area_id: int, run_id: int) -> HttpResponse:
    """How far is it?"""
    actor = actor_of(request)
    area = api.area_for(actor, area_id)
    run = _run(actor, run_id)
    view = ProgressView(
        title=run.title,
        state=shown_state(run.state),
        done=run.done,
        total=run.total or 0,
        url=reverse("analysis:progress", args=[area.id, run_id]),
        cancel_url=reverse("analysis:stop", args=[area.id, run_id]),
        note=run.problem,
        result_url=_result(area, run),
    )
    return progress_page(request, view)


@require_POST
def stop(request: HttpRequest, area_id: int, run_id: int) -> HttpResponseBase:
    """Stop it; figures that are worked out stay."""
    actor = actor_of(request)
    area = api.area_for(actor, area_id)
    run = _run(actor, run_id)
    jobs.cancel(actor, run_id)
    messages.info(request, _("The work stops; figures worked out until now stay."))
    return redirect(_result(area, run))


def _run(actor: Actor, run_id: int) -> jobs.RunView:
    """Which work of analysis is this? Raises NotFound for other work, and for somebody else's."""
    run = jobs.get(actor, run_id)
    if run.kind != api.WORK_JOB:
        raise NotFound(f"run:{run_id}")
    return run


def _result(area: AreaNode, run: jobs.RunView) -> str:
    """Where are the figures of the days that were asked for?"""
    return f"{reverse('analysis:curve', args=[area.id])}?{urlencode({name: run.payload[name] for name in DAYS})}"
