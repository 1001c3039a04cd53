"""Pages of the audit log."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from outpace.kernel import audit, places
from outpace.kernel.middleware import actor_of
from outpace.kernel.upkeep import start_verification
from outpace.kernel.web.forms import LogForm


@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """Show what happened inside the reader's areas, and whether the chain was found whole."""
    actor = actor_of(request)
    form = LogForm(request.GET)
    wanted = audit.AuditFilter()
    if form.is_valid():
        since, until = form.moments()
        asked = form.cleaned_data
        wanted = audit.AuditFilter(
            actor_kind=asked["actor_kind"], actor_id=asked["actor_id"], action=asked["action"], since=since, until=until
        )
    page = audit.entries(actor, wanted, cursor=request.GET.get("cursor"))
    names = places.names({entry.path for entry in page.items})
    context = {"page": page, "places": names, "form": form, "chain": audit.chain_status(actor), "actions": audit.named_actions()}
    return render(request, "kernel/log.html", context, status=422 if form.errors else 200)


@require_GET
def readers(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show who has read one person's data; that somebody asked is logged as well."""
    page = audit.readers(actor_of(request), person_id, cursor=request.GET.get("cursor"))
    names = places.names({entry.path for entry in page.items})
    return render(request, "kernel/readers.html", {"page": page, "places": names, "person_id": person_id})


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Have the whole chain verified in the background."""
    start_verification(actor_of(request))
    messages.success(request, _("The log is being verified; the outcome will show here."))
    return redirect("kernel:log")
