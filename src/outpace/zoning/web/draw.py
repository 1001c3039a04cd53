"""Drawing a zone: corners on the map or typed, then who is inside, unit by unit, before anything is asked for."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from outpace.kernel.errors import Refusal
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath
from outpace.kernel.web.refusals import show_refusal
from outpace.zoning import api
from outpace.zoning.choices import Layer, ProposalKind
from outpace.zoning.data import ByHand, Inside, ZoneRow
from outpace.zoning.web.forms import DrawForm
from outpace.zoning.web.ground import Ring, drawing_map
from outpace.zoning.web.links import SeeOther, names_of
from outpace.zoning.web.words import type_text, unit_text

MOST_UNITS = 200
"""Units listed after a look; the largest shares come first."""


@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: HttpRequest) -> HttpResponse:
    """Draw a zone, look at who is inside, and ask for it; with `zone`, draw one that stands anew."""
    actor = actor_of(request)
    actor.require_anywhere(Permission.ZONE_PROPOSE)
    asked = request.GET.get("zone", "")
    zone = api.get_zone(actor, int(asked)) if asked.isdecimal() and len(asked) < 18 else None
    before = api.shapes_now([zone.id]).get(zone.id, ()) if zone else ()
    form = DrawForm(request.POST or None, initial={"corners": corners_text(before), "zone_type": zone.zone_type if zone else ""})
    form.offer([(name, type_text(name)) for name in api.types_here(actor.paths(Permission.ZONE_PROPOSE)[0])])
    ring, inside = before, None
    if request.method == "POST" and form.is_valid():
        try:
            ring = api.require_ring(actor, form.cleaned_data["corners"])
            inside = api.look_inside(actor, ring, zone_type=form.cleaned_data["zone_type"])
            if "ask" in request.POST:
                return SeeOther(reverse("zoning:proposal", args=[_ask(actor, request, form, zone=zone, ring=ring, inside=inside)]))
        except Refusal as refused:
            show_refusal(form, refused)
    return _page(request, actor, form, ring=ring, inside=inside, zone=zone)


def corners_text(ring: Ring) -> str:
    """How are the corners of a shape typed?"""
    return "\n".join(f"{lon:.6f}, {lat:.6f}" for lon, lat in ring)


def kind_of(zone: ZoneRow | None, areas: Sequence[AreaPath]) -> ProposalKind:
    """Which kind of change do these areas make of a zone? Raises Refusal (mixed) for one that is larger here and smaller there."""
    if zone is None:
        return ProposalKind.ADD
    if all(any(area.startswith(old) for old in zone.area_paths) for area in areas):
        return ProposalKind.SHRINK
    if all(any(old.startswith(area) for area in areas) for old in zone.area_paths):
        return ProposalKind.EXTEND
    text = _("The new shape leaves out a part of the zone and adds another. Ask for the one and then the other: each is signed by itself.")
    raise Refusal("mixed", text, field="corners")


def _ask(actor: Actor, request: HttpRequest, form: DrawForm, *, zone: ZoneRow | None, ring: Ring, inside: Inside) -> int:
    """Ask for a zone over the units picked; the service counts again. Raises Refusal, also for a unit that the line does not touch."""
    areas = tuple(AreaPath(path) for path in dict.fromkeys(request.POST.getlist("unit")))
    if not areas or not {unit.path for unit in inside.units}.issuperset(areas):
        raise Refusal("unknown_area", _("Pick one unit at least."), field="corners")
    if not form.cleaned_data["reason"].strip():
        raise Refusal("reason_owed", _("Say why the zone is needed."), field="reason")
    kind = kind_of(zone, areas)
    given = form.cleaned_data
    new = ByHand(
        kind,
        areas,
        zone_id=zone.id if zone else None,
        zone_type="" if zone else given["zone_type"],
        layer=zone.layer if zone else Layer.CONTROL,
        reason=given["reason"],
        ring=ring,
    )
    return api.propose_by_hand(actor, new, request_id=form.request())


def _page(request: HttpRequest, actor: Actor, form: DrawForm, *, ring: Ring, inside: Inside | None, zone: ZoneRow | None) -> HttpResponse:
    paths = actor.paths(Permission.ZONE_PROPOSE)
    shown = inside.units[:MOST_UNITS] if inside else ()
    names = names_of([[unit.path for unit in shown], [option.path for option in inside.smaller] if inside else []])
    picked = set(request.POST.getlist("unit"))
    context = {
        "form": form,
        "zone": zone,
        "inside": inside,
        "units": [(unit, names.get(unit.path, unit.path), unit.path in picked if picked else unit.chosen) for unit in shown],
        "more_units": len(inside.units) - len(shown) if inside else 0,
        "smaller": [(option, names.get(option.path, option.path), unit_text(option.unit)) for option in inside.smaller] if inside else [],
        "map": drawing_map(paths, ring=ring, inside=inside, names=names),
    }
    return render(request, "zoning/draw.html", context, status=422 if form.errors else 200)
