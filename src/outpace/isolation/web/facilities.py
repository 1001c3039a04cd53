"""A facility opened, written anew and closed; rooms added by count."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from outpace.isolation import api
from outpace.isolation.web.facility_forms import FacilityForm, NewFacilityForm, RoomCountForm
from outpace.isolation.web.words import SeeOther, named
from outpace.kernel.errors import Refusal
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.ui.text import number_text


@require_http_methods(["GET", "HEAD", "POST"])
def facility_new(request: HttpRequest) -> HttpResponse:
    """Open a facility, with its first rooms by count if they are known."""
    actor = actor_of(request)
    actor.require_anywhere(Permission.ROOM_MANAGE)
    form = NewFacilityForm(actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = api.open_facility(actor, form.new_facility(), form.new_rooms())
        except Refusal as refused:
            form.add_error(refused.field or None, str(refused.message))
        else:
            messages.success(request, _("The facility is open."))
            return SeeOther(reverse("isolation:facility", args=[made]))
    context = {"form": form, "title": _("Open a facility"), "submit": _("Open the facility"), "back": reverse("isolation:board")}
    return render(request, "isolation/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def facility_edit(request: HttpRequest, facility_id: int) -> HttpResponse:
    """Write name, address, telephone and care anew; or close it."""
    actor = actor_of(request)
    row = api.facility_to_manage(actor, facility_id)
    kept = {"name": row.name, "name_en": row.name_en, "address": row.address, "phone": row.phone, "head": row.head, "care": list(row.care)}
    form = FacilityForm(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        api.change_facility(actor, facility_id, form.change())
        messages.success(request, _("The facility is updated."))
        return SeeOther(reverse("isolation:facility", args=[facility_id]))
    context = {"form": form, "row": row, "name": named(row.name, row.name_en), "is_bound": bool(row.people or row.expected)}
    return render(request, "isolation/facility_edit.html", context, status=422 if form.errors else 200)


@require_POST
def facility_close(request: HttpRequest, facility_id: int) -> HttpResponse:
    """Close it when nobody is in it or on the way to it. Who comes second is told that it is closed."""
    actor = actor_of(request)
    actor.require_anywhere(Permission.ROOM_MANAGE)
    row = api.get_facility(actor, facility_id)
    if row.closed_at is not None:
        return SeeOther(reverse("isolation:facility", args=[facility_id]))
    try:
        api.close_facility(actor, facility_id)
    except Refusal as refused:
        messages.error(request, str(refused.message))
        return SeeOther(reverse("isolation:facility_edit", args=[facility_id]))
    messages.success(request, _("%(name)s is closed.") % {"name": named(row.name, row.name_en)})
    return SeeOther(reverse("isolation:board"))


@require_http_methods(["GET", "HEAD", "POST"])
def rooms_count(request: HttpRequest, facility_id: int) -> HttpResponse:
    """Add so many rooms of so many beds; sent twice it adds nothing."""
    actor = actor_of(request)
    api.facility_to_manage(actor, facility_id)
    back = reverse("isolation:facility", args=[facility_id])
    form = RoomCountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = api.add_rooms(actor, facility_id, form.new_rooms())
        told = ngettext("%(count)s room added.", "%(count)s rooms added.", added) % {"count": number_text(added)}
        messages.success(request, told)
        return SeeOther(f"{back}#rooms")
    context = {"form": form, "title": _("Add rooms by count"), "submit": _("Add the rooms"), "back": back}
    return render(request, "isolation/form.html", context, status=422 if form.errors else 200)
