"""The zone board: what waits for a signature first, then every zone with its countdown, people inside and what is missing."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from outpace.kernel import clock
from outpace.kernel.middleware import actor_of
from outpace.kernel.paging import Page
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, shared_path
from outpace.ui.htmx import render_page
from outpace.ui.tables import Column, Kind, Table, show
from outpace.ui.templatetags.ui import ago
from outpace.ui.text import moment_text, number_text
from outpace.zoning import api
from outpace.zoning.choices import Layer
from outpace.zoning.data import Why, ZoneRow
from outpace.zoning.web.forms import HourForm
from outpace.zoning.web.ground import hours, legend, zones_map
from outpace.zoning.web.links import announced, areas_text, names_of
from outpace.zoning.web.words import countdown_text, look, measure_said, type_text, why_text


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What stands, what waits for a signature, what may go?"""
    actor = actor_of(request)
    actor.require_anywhere(Permission.ZONE_READ)
    found = api.board(actor)
    today = timezone.localtime(found.as_of).date()
    names = _names(found)
    context = {
        "board": found,
        "may_sign": actor.holds(Permission.ZONE_SIGN),
        "counts": [(type_text(count.zone_type), count, look(count.zone_type)[0]) for count in found.counts],
        "proposals": [
            (
                row,
                row.kind.label,
                type_text(row.zone_type),
                look(row.zone_type),
                areas_text(row.area_paths, names),
                _first_reason(row.reasons),
            )
            for row in found.proposals
        ],
        "zones": [
            (zone, type_text(zone.zone_type), look(zone.zone_type), areas_text(zone.area_paths, names), countdown_text(zone, today))
            for zone in found.zones
        ],
        "reviews": [(row, measure_said(row.measure), areas_text(row.area_paths, names)) for row in found.reviews],
        "ahead": [announced(zone, names) for zone in found.ahead],
        "static": [(zone, areas_text(zone.area_paths, names)) for zone in found.static],
        "free": [(zone, type_text(zone.zone_type), areas_text(zone.area_paths, names)) for zone in found.free],
        "hour": HourForm(),
        "map": zones_map(found.zones, names, around=_around(actor)),
        "legend": legend(zone.zone_type for zone in found.zones),
    }
    return render_page(request, "zoning/board.html", "zoning/board_body.html", context=context)


def _names(found: api.Board) -> Mapping[AreaPath, str]:
    """What are all the areas on the board called?"""
    places = [row.area_paths for row in (*found.zones, *found.static, *found.free)]
    reviewed = [row.area_paths for row in found.reviews]
    coming = [zone.ahead.area_paths for zone in found.ahead if zone.ahead is not None]
    return names_of([*places, *reviewed, *coming, *(row.area_paths for row in found.proposals)])


def _around(actor: Actor) -> AreaPath | None:
    """On which area's ground are the reader's zones drawn? The smallest that holds everything they may see."""
    return shared_path(actor.paths(Permission.ZONE_READ)) if actor.paths(Permission.ZONE_READ) else None


def _first_reason(reasons: tuple[Why, ...]) -> str:
    return why_text(reasons[0]) if reasons else ""


LAYERS = {
    Layer.CONTROL: pgettext_lazy("layer", "Zones"),
    Layer.STATIC: pgettext_lazy("layer", "Static management"),
    Layer.FREE: pgettext_lazy("layer", "Epidemic-free units"),
}


@require_safe
def replay(request: HttpRequest) -> HttpResponse:
    """Which zones, overlays and units stood at this hour?"""
    actor = actor_of(request)
    actor.require_anywhere(Permission.ZONE_READ)
    asked = request.GET.get("layer", "")
    layer = Layer(asked) if asked in Layer.values else Layer.CONTROL
    query = {} if layer is Layer.CONTROL else {"layer": layer.value}
    form = HourForm(request.GET or None)
    at = form.cleaned_data["at"] if form.is_valid() and form.cleaned_data["at"] else clock.now()
    states, counts = api.replay(actor, at, layer=layer)
    names = names_of([state.area_paths for state in states])
    context = {
        "map": zones_map(states, names, around=_around(actor)),
        "legend": legend(state.zone_type for state in states),
        "hours": hours(api.change_hours(actor, layer=layer), at, query=query),
        "layer": layer.value,
        "asked_at": request.GET.get("at", ""),
        "layers": [(item.value, LAYERS[item], item is layer) for item in Layer],
        "form": form if form.is_bound else HourForm(initial={"at": timezone.localtime(at)}),
        "at": at,
        "counts": [(type_text(count.zone_type), count, look(count.zone_type)[0]) for count in counts],
        "states": [(state, type_text(state.zone_type), look(state.zone_type), areas_text(state.area_paths, names)) for state in states],
    }
    return render_page(request, "zoning/replay.html", "zoning/replay_body.html", context=context)


def _ahead(zone: ZoneRow) -> str:
    """What waits for its hour, and when does it come?"""
    if zone.ahead is None:
        return "–"
    return gettext("%(change)s from %(hour)s") % {
        "change": zone.ahead.change.label,
        "hour": moment_text(zone.ahead.valid_from, clock.now()),
    }


ZONES: Table[tuple[ZoneRow, str]] = Table(
    id="zones",
    caption=_("Zones"),
    empty_title=_("No zone here"),
    empty_text=_("Zones are proposed when cases are found, and stand only once a named person has signed."),
    icon="map-2",
    columns=(
        Column("areas", _("Areas"), cell=lambda row: row[1], link=lambda row: reverse("zoning:zone", args=[row[0].id])),
        Column("type", _("Type"), cell=lambda row: type_text(row[0].zone_type)),
        Column("people", pgettext_lazy("zone", "People inside"), cell=lambda row: number_text(row[0].people), kind=Kind.NUMBER),
        Column("changed", _("Last change"), cell=lambda row: ago(row[0].changed_at) if row[0].version else "–"),
        Column("ahead", pgettext_lazy("zones", "Signed for later"), cell=lambda row: _ahead(row[0])),
    ),
)
TABS = (
    (Layer.CONTROL, "", pgettext_lazy("zones", "In force")),
    (Layer.CONTROL, "lifted", pgettext_lazy("zones", "Lifted")),
    (Layer.STATIC, "", pgettext_lazy("zones", "Static management")),
    (Layer.STATIC, "lifted", pgettext_lazy("zones", "Static management, ended")),
    (Layer.FREE, "", pgettext_lazy("zones", "Epidemic-free")),
    (Layer.FREE, "lifted", pgettext_lazy("zones", "Epidemic-free, lost")),
    (Layer.CONTROL, "ahead", pgettext_lazy("zones", "Signed for later")),
    (Layer.CONTROL, "taken_back", pgettext_lazy("zones", "Taken back before their hour")),
)


@require_safe
def zones(request: HttpRequest) -> HttpResponse:
    """Which zones, overlays and units are there, and which were there?"""
    actor = actor_of(request)
    actor.require_anywhere(Permission.ZONE_READ)
    asked = request.GET.get("layer", "")
    layer = Layer(asked) if asked in Layer.values else Layer.CONTROL
    state, cursor = request.GET.get("state", ""), request.GET.get("cursor")
    page = _listed(actor, layer, state, cursor)
    names = names_of([_places(row) for row in page.items])
    context = {
        "tabs": [(tab, which, label, tab is layer and which == state) for tab, which, label in TABS],
        "layer": layer,
        "may_propose": actor.holds(Permission.ZONE_PROPOSE),
        "table": show(request, ZONES, page.map(lambda row: (row, areas_text(_places(row), names)))),
    }
    return render_page(request, "zoning/zones.html", "ui/partials/table.html", context=context)


def _listed(actor: Actor, layer: Layer, state: str, cursor: str | None) -> Page[ZoneRow]:
    """Which zones are under this tab? What waits for its hour, or was taken back before it, is listed for all layers at once."""
    if state == "ahead":
        return api.list_ahead(actor, cursor=cursor)
    if state == "taken_back":
        return api.list_taken_back(actor, cursor=cursor)
    return api.list_zones(actor, layer=layer, in_force=state != "lifted", cursor=cursor)


def _places(row: ZoneRow) -> tuple[AreaPath, ...]:
    """Where does it stand, or is it to stand; or for one that ended, within what did it?"""
    return row.area_paths or (row.ahead.area_paths if row.ahead is not None else (row.area_path,))
