"""Pages of device tokens."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from outpace.kernel import accounts, clock, places
from outpace.kernel.errors import Refusal
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.web.forms import NewTokenForm
from outpace.kernel.web.refusals import show_refusal


@require_GET
def tokens(request: HttpRequest) -> HttpResponse:
    """List the device tokens inside the reader's areas."""
    page = accounts.tokens(actor_of(request), cursor=request.GET.get("cursor"))
    names = places.names({one.path for one in page.items})
    return render(request, "kernel/tokens.html", {"page": page, "now": clock.now(), "places": names})


@never_cache
def new_token(request: HttpRequest) -> HttpResponse:
    """Issue a token and show its text, this once."""
    actor = actor_of(request)
    actor.require_anywhere(Permission.DEVICE_MANAGE)
    form = NewTokenForm(actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            issued = accounts.issue_token(actor, accounts.NewToken(**form.cleaned_data))
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return render(request, "kernel/token_issued.html", {"issued": issued, "name": form.cleaned_data["name"]}, status=201)
    return render(request, "kernel/token_new.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """Stop a token."""
    accounts.revoke_token(actor_of(request), token_id)
    messages.success(request, _("The device is turned away from now on."))
    return redirect("kernel:tokens")
