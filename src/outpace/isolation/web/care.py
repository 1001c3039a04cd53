"""Special patients: which treatments are due, whose transport is missing, and listing somebody."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outpace.isolation import api
from outpace.isolation.data import NewPatient
from outpace.isolation.web.forms import PatientForm, TreatmentForm
from outpace.isolation.web.words import STANDINGS, SeeOther, attempt
from outpace.kernel import places
from outpace.kernel.errors import Refusal
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import NotFound


@require_safe
def care(request: HttpRequest) -> HttpResponse:
    """Which treatments are due next, and which need somebody to act?"""
    actor = actor_of(request)
    page = api.treatments_due(actor, cursor=request.GET.get("cursor"))
    names = places.names([row.path for row in page.items])
    context = {
        "lines": [(row, names.get(row.path, ""), *STANDINGS[row.standing]) for row in page.items],
        "next_cursor": page.next_cursor,
        "may_record": actor.holds(Permission.FOLLOW_UP_RECORD),
    }
    return render(request, "isolation/care.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def care_new(request: HttpRequest) -> HttpResponse:
    """List somebody whose treatment must not be missed."""
    actor = actor_of(request)
    actor.require_anywhere(Permission.FOLLOW_UP_RECORD)
    form = PatientForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            person = api.person_to_list(actor, given["typed"])
        except NotFound:
            form.add_error("typed", _("Nobody in your area has this card or document."))
        else:
            new = NewPatient(person, given["care"], given["provider"], given["first_due_at"], given["every_hours"])
            try:
                api.list_patient(actor, new)
            except Refusal as refused:
                form.add_error(refused.field or None, str(refused.message))
            else:
                return SeeOther(reverse("isolation:care"))
    context = {"form": form, "title": _("List a special patient"), "submit": _("List"), "back": reverse("isolation:care")}
    return render(request, "isolation/form.html", context, status=422 if form.errors else 200)


@require_POST
def treatment_act(request: HttpRequest, treatment_id: int) -> HttpResponse:
    """Book the transport, or record what became of the treatment."""
    actor, form = actor_of(request), TreatmentForm(request.POST)
    back = reverse("isolation:care")
    if not form.is_valid():
        return SeeOther(back)
    given = form.cleaned_data
    works: Mapping[str, tuple[Callable[[], object], str]] = {
        "book": (lambda: api.book_transport(actor, treatment_id, transport=given["transport"]), _("Transport booked.")),
        "given": (lambda: api.settle_treatment(actor, treatment_id, given=True), _("Recorded as given.")),
        "missed": (lambda: api.settle_treatment(actor, treatment_id, given=False), _("Recorded as missed.")),
    }
    work, done = works[given["act"]]
    return attempt(request, work, done=done, back=back)
