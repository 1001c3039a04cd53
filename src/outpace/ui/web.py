"""The ui app's own pages: switching colours, and the style guide."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from outpace.kernel import clock
from outpace.kernel.permissions import Permission
from outpace.ui.guide import guide_context, guide_job, guide_sheets
from outpace.ui.htmx import render_page
from outpace.ui.labels import LabelKind
from outpace.ui.navigation import THEME_COOKIE, THEMES, actor_of
from outpace.ui.progress import progress_page

_YEAR = 365 * 24 * 3600


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember which colours this browser shows, then go back to the page it came from."""
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(target if safe else "/")
    chosen = request.POST.get("theme", "auto")
    if chosen in {value for value, _label, _icon in THEMES}:
        response.set_cookie(THEME_COOKIE, chosen, max_age=_YEAR, samesite="Lax", secure=request.is_secure())
    return response


@require_GET
def guide(request: HttpRequest) -> HttpResponse:
    """Show every component; only while developing, or to those who run the installation."""
    _require_guide(request)
    return render_page(request, "ui/guide.html", "ui/partials/table.html", context=guide_context(request, clock.now()))


def guide_job_page(request: HttpRequest) -> HttpResponse:
    """Show a job that never ends; its stop button only comes back here."""
    _require_guide(request)
    return progress_page(request, guide_job(clock.now()))


@require_GET
def guide_labels(request: HttpRequest, kind: str) -> HttpResponse:
    """Show a sheet of made-up labels of one kind, to try a printer."""
    _require_guide(request)
    if kind not in set(LabelKind):
        raise Http404
    return render(
        request, "ui/labels.html", {"title": gettext("Labels"), "sheets": guide_sheets(LabelKind(kind)), "back_url": reverse("ui:guide")}
    )


def _require_guide(request: HttpRequest) -> None:
    """Let pass whoever may see the style guide; for others it does not exist."""
    actor = actor_of(request)
    if not settings.DEBUG and not (actor and actor.holds(Permission.ACCOUNT_MANAGE)):
        raise Http404
