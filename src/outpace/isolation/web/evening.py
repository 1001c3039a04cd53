"""The end of the day: who should be in and is not, by name; and whether the rooms will last."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from outpace.isolation import api
from outpace.isolation.web.desk import line_of
from outpace.isolation.web.forms import OutlookForm
from outpace.isolation.web.words import LEFTOVERS
from outpace.kernel import clock, places
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import ROOT, shared_path

CONTACTS = 35
"""How many contacts of each positive are reckoned with until somebody says what they expect (S2)."""


@require_safe
def evening(request: HttpRequest) -> HttpResponse:
    """Is everybody in who should be, and when do the rooms run out?"""
    actor = actor_of(request)
    account = api.end_of_day(actor, ROOT)
    page = api.wanted(actor, cursor=request.GET.get("cursor"), size=50)
    names = places.names([row.path for row in page.items])
    form = OutlookForm(request.GET if "positives" in request.GET else None)
    area = shared_path(actor.paths(Permission.ROOM_READ))
    recent = api.recent_positives(actor, area)
    expected = {"positives": round(recent.a_day, 1) if recent is not None else 0, "contacts": CONTACTS}
    is_said = form.is_bound and form.is_valid()
    given = form.cleaned_data if is_said else expected
    context = {
        "account": account,
        "leftovers": [(LEFTOVERS[reason], number) for reason, number in account.leftovers.items()],
        "lines": [line_of(row, None, names) for row in page.items],
        "next_cursor": page.next_cursor,
        "form": form if form.is_bound else OutlookForm(initial=given),
        "given": given,
        "is_said": is_said,
        "recent": recent,
        "outlook": api.forecast(actor, area, positives_a_day=[float(given["positives"])], contacts_per_case=float(given["contacts"])),
        "now": clock.now(),
    }
    return render(request, "isolation/evening.html", context)
