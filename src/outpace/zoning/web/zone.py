"""One zone: what it is, what it waits for, what holds in it, how it came to be; and asking for its change."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outpace.casework import api as casework
from outpace.kernel import clock
from outpace.kernel.errors import Refusal
from outpace.kernel.middleware import actor_of
from outpace.kernel.scope import Actor, AreaPath
from outpace.kernel.web.refusals import show_refusal
from outpace.zoning import api
from outpace.zoning.choices import Layer, ProposalKind
from outpace.zoning.web.forms import ChangeForm, KeepForm, MeasureForm, TakeBackForm
from outpace.zoning.web.ground import legend, zones_map
from outpace.zoning.web.links import SeeOther, announced, areas_text, names_of, over_link
from outpace.zoning.web.words import look, measure_said, measure_text, regime_text, taken_back_text, type_text, unmet_text

KINDS: Mapping[Layer, tuple[ProposalKind, ...]] = {
    Layer.CONTROL: (
        ProposalKind.LIFT,
        ProposalKind.SHRINK,
        ProposalKind.STEP_DOWN,
        ProposalKind.EXTEND,
        ProposalKind.RAISE,
        ProposalKind.MERGE,
    ),
    Layer.STATIC: (ProposalKind.LIFT, ProposalKind.SHRINK, ProposalKind.EXTEND),
    Layer.FREE: (ProposalKind.LIFT,),
}
"""What may be asked of each layer, what frees people first."""

BACK_ID = "back_%s"
"""How the fields of taking a signature back are told from those of a measure."""


@require_safe
def zone(request: HttpRequest, zone_id: int) -> HttpResponse:
    """What is this zone, whom does it hold, and when may it go?"""
    return _page(request, actor_of(request), zone_id)


def _page(
    request: HttpRequest, actor: Actor, zone_id: int, *, form: MeasureForm | None = None, back: TakeBackForm | None = None
) -> HttpResponse:
    sheet = api.zone_sheet(actor, zone_id)
    names = names_of([sheet.zone.area_paths, *(state.area_paths for state in sheet.history)])
    places = sheet.zone.area_paths or sheet.history[-1].area_paths
    context = {
        "sheet": sheet,
        "zone": sheet.zone,
        "type": type_text(sheet.zone.zone_type),
        "look": look(sheet.zone.zone_type),
        "regime": regime_text(sheet.zone.regime),
        "areas_text": areas_text(places, names),
        "ahead": announced(sheet.zone, names),
        "back": back or TakeBackForm(auto_id=BACK_ID),
        **_checklist_said(sheet.checklist),
        **_turn_said(sheet),
        "measures": [(row, measure_text(row.measure)) for row in sheet.measures],
        "today": timezone.localtime(clock.now()).date(),
        "history": _history_said(sheet, names),
        "waiting": [(row, row.kind.label, type_text(row.zone_type)) for row in sheet.waiting],
        "form": form or MeasureForm(),
        "over_url": over_link(actor, sheet.zone),
        "map": zones_map([sheet.zone], names, around=None),
        "legend": legend([sheet.zone.zone_type]),
    }
    return render(request, "zoning/zone.html", context, status=422 if form or back else 200)


def _checklist_said(listed: api.Checklist | None) -> dict[str, object]:
    """What is met and what is missing before the zone may go, day by day, and what it may become?"""
    if listed is None:
        return {"met": [], "unmet": [], "becomes": "", "days": []}
    return {
        "met": [casework.reason_text(reason) for reason in listed.met],
        "unmet": [casework.reason_text(reason) for reason in listed.unmet],
        "becomes": type_text(listed.step.becomes),
        "days": [(line, unmet_text(tuple(key.value for key in line.unmet))) for line in listed.days],
    }


def _turn_said(sheet: api.ZoneSheet) -> dict[str, object]:
    """Which measures will hold from the hour of the signature that waits, and which end with it?"""
    holding = [row for row in sheet.measures if row.ended_at is None]
    going_on = [measure_said(row) for row in holding if row.id not in sheet.turn.ends]
    ending = [measure_said(row) for row in holding if row.id in sheet.turn.ends and row.measure not in sheet.turn.begins]
    return {"from_then": [*(measure_text(name) for name in sheet.turn.begins), *going_on], "end_then": ending}


def _history_said(sheet: api.ZoneSheet, names: Mapping[AreaPath, str]) -> list[tuple[object, ...]]:
    """What was signed about the zone, newest first, where, and what of it was taken back?"""
    return [
        (state, type_text(state.zone_type), look(state.zone_type), areas_text(state.area_paths, names), taken_back_text(state))
        for state in reversed(sheet.history)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, zone_id: int) -> HttpResponse:
    """Ask for a change of this zone; it is signed on the page that follows."""
    actor = actor_of(request)
    sheet = api.zone_sheet(actor, zone_id)
    api.require_propose(actor, sheet.zone.area_paths)
    form = ChangeForm(request.POST or None, initial={"kind": request.GET.get("kind", "")})
    types = [(name, type_text(name)) for name in api.types_here(sheet.zone.area_path)] if sheet.zone.layer is Layer.CONTROL else []
    form.offer(KINDS[sheet.zone.layer], types)
    if request.method == "POST" and form.is_valid():
        areas = form.read_areas(actor)
        if form.is_valid():
            try:
                number = api.propose_by_hand(actor, form.asked(areas, zone_id), request_id=form.request())
            except Refusal as refused:
                show_refusal(form, refused)
            else:
                return SeeOther(reverse("zoning:proposal", args=[number]))
    names = names_of([sheet.zone.area_paths])
    context = {"form": form, "zone": sheet.zone, "areas_text": areas_text(sheet.zone.area_paths, names)}
    return render(request, "zoning/change.html", context, status=422 if form.is_bound else 200)


@require_POST
def take_back(request: HttpRequest, zone_id: int) -> HttpResponse:
    """A named person takes back what was signed for an hour to come, in writing."""
    actor, form = actor_of(request), TakeBackForm(request.POST, auto_id=BACK_ID)
    api.require_sign(actor, [api.get_zone(actor, zone_id).area_path])
    if not form.is_valid():
        return _page(request, actor, zone_id, back=form)
    try:
        api.take_back(actor, zone_id, reason=form.cleaned_data["reason"])
    except Refusal as refused:
        show_refusal(form, refused)
        return _page(request, actor, zone_id, back=form)
    messages.success(request, gettext("Taken back. Its proposal waits for a signature again."))
    return SeeOther(reverse("zoning:zone", args=[zone_id]))


@require_POST
def measure_add(request: HttpRequest, zone_id: int) -> HttpResponse:
    """Order a measure in this zone."""
    actor, form = actor_of(request), MeasureForm(request.POST)
    api.require_sign(actor, [api.get_zone(actor, zone_id).area_path])
    if not form.is_valid():
        return _page(request, actor, zone_id, form=form)
    try:
        api.order_measure(actor, zone_id, form.new())
    except Refusal as refused:
        show_refusal(form, refused)
        return _page(request, actor, zone_id, form=form)
    begins = form.cleaned_data["starts_at"]
    is_later = begins is not None and begins > clock.now()
    messages.success(request, gettext("The measure is ordered; it begins at its hour.") if is_later else gettext("The measure holds."))
    return SeeOther(f"{reverse('zoning:zone', args=[zone_id])}#measures")


@require_POST
def measure_keep(request: HttpRequest, zone_id: int, measure_id: int) -> HttpResponse:
    """A measure was looked at and is kept until a later day."""
    actor, form = actor_of(request), KeepForm(request.POST)
    api.require_sign(actor, [api.get_zone(actor, zone_id).area_path])
    if not form.is_valid():
        messages.error(request, gettext("Say on which later day it is looked at again."))
    else:
        try:
            api.keep_measure(actor, zone_id, measure_id, review_on=form.cleaned_data["review_on"])
        except Refusal as refused:
            messages.error(request, str(refused.message))
        else:
            messages.success(request, gettext("Looked at and kept."))
    return SeeOther(f"{reverse('zoning:zone', args=[zone_id])}#measures")


@require_POST
def measure_end(request: HttpRequest, zone_id: int, measure_id: int) -> HttpResponse:
    """End a measure of this zone."""
    api.end_measure(actor_of(request), zone_id, measure_id)
    messages.success(request, gettext("The measure has ended."))
    return SeeOther(f"{reverse('zoning:zone', args=[zone_id])}#measures")
