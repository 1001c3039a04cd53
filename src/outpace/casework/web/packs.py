"""Packs in force: what holds here, what each value rests on, and what a change would mean before anybody signs it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from epiworks.protocol import Change, Effect, Place
from outpace.casework import api
from outpace.casework.api import ChangeSheet, PackOrder
from outpace.casework.choices.follow_up import Ongoing
from outpace.casework.web.follow_up_words import grounds
from outpace.casework.web.links import SeeOther
from outpace.kernel.errors import Refusal
from outpace.kernel.middleware import actor_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Over which areas may I see which packs hold? Straight to it when there is one."""
    areas = api.packs_areas(actor_of(request))
    if len(areas) == 1:
        return SeeOther(reverse("casework:packs", args=[areas[0].id]))
    return render(request, "casework/packs/areas.html", {"areas": areas})


@require_safe
def packs(request: HttpRequest, area_id: int) -> HttpResponse:
    """Which packs hold in this area, who said so, and what does every value rest on?"""
    actor = actor_of(request)
    context = {
        "sheet": api.packs_sheet(actor, area_id),
        "decisions": api.decisions(actor, area_id, cursor=request.GET.get("cursor")),
    }
    return render(request, "casework/packs/packs.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, area_id: int) -> HttpResponse:
    """What would these packs mean? Counted both ways; signing them is the same page."""
    actor = actor_of(request)
    chosen = tuple((request.POST if request.method == "POST" else request.GET).getlist("packs"))
    try:
        if request.method == "POST":
            return _signed(request, area_id, chosen)
        return _shown(request, api.change_sheet(actor, area_id, chosen))
    except Refusal as refusal:
        if refusal.field == "packs":
            context = {"sheet": api.packs_sheet(actor, area_id), "decisions": api.decisions(actor, area_id), "problem": refusal.message}
            return render(request, "casework/packs/packs.html", context, status=422)
        return _shown(request, api.change_sheet(actor, area_id, chosen), problem=str(refusal.message))


def _signed(request: HttpRequest, area_id: int, chosen: tuple[str, ...]) -> HttpResponse:
    actor, ongoing = actor_of(request), request.POST.get("ongoing", "")
    sheet = api.change_sheet(actor, area_id, chosen)
    if request.POST.get("read") != "on" or ongoing not in Ongoing.values:
        return _shown(request, sheet, problem=_("Choose what becomes of the people followed now, and tick that you have read the preview."))
    api.decide_packs(actor, PackOrder(area_id, chosen, Ongoing(ongoing), request.POST.get("reason", "")))
    messages.success(request, _("Signed. The packs hold from now on."))
    return SeeOther(reverse("casework:packs", args=[area_id]))


def _shown(request: HttpRequest, sheet: ChangeSheet, *, problem: str = "") -> HttpResponse:
    preview = sheet.preview
    places = [
        (api.place_text(place), preview.keep.by_place.get(place, 0), preview.recompute.by_place.get(place, 0))
        for place in Place
        if place in preview.keep.by_place or place in preview.recompute.by_place
    ]
    context = {
        "sheet": sheet,
        "preview": preview,
        "effects": [(api.effect_text(effect), preview.effects[effect]) for effect in Effect],
        "places": places,
        "changes": [_changed(found) for found in sheet.changes],
        "stricter": [(pack, [_changed(found) for found in changes]) for pack, changes in sheet.stricter_than_parent],
        "warnings": [(api.must_not_text(warning.must_not), warning.change.address, grounds([warning.rule])) for warning in sheet.warnings],
        "lines": grounds(preview.because),
        "ongoing": [(value, label, value == preview.suggested) for value, label in Ongoing.choices],
        "problem": problem,
    }
    return render(request, "casework/packs/change.html", context, status=422 if problem else 200)


def _changed(found: Change) -> tuple[str, str, str, str]:
    before = found.before.text if found.before else ""
    return str(found.address), api.direction_text(found.direction), before, found.after.text if found.after else ""
