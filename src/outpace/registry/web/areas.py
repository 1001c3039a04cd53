"""The area browser: where the tree begins, one area with what lies below it, its people counted, its history."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from outpace.kernel.middleware import actor_of
from outpace.kernel.paging import Page
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath
from outpace.registry import api
from outpace.registry.choices import AreaAction
from outpace.registry.data import AreaRow
from outpace.registry.web.tables import AREAS, FOUND
from outpace.registry.web.words import area_name, kind_name, station_name
from outpace.ui.htmx import render_page
from outpace.ui.tables import csv_response, show

PAGE = 100
DOES: dict[str, str | Promise] = {
    "area_new": _("Add an area below"),
    "area_rename": _("Rename"),
    "area_move": _("Move"),
    "area_points": _("Load points for the map"),
    "enrol": _("Enrol a person"),
    "load_new": _("Load a list of people"),
    "station_new": _("Add a station"),
}
NEEDS = {
    "area_new": Permission.AREA_MANAGE,
    "area_rename": Permission.AREA_MANAGE,
    "area_move": Permission.AREA_MANAGE,
    "area_points": Permission.AREA_MANAGE,
    "enrol": Permission.PERSON_MANAGE,
    "load_new": Permission.PERSON_MANAGE,
    "station_new": Permission.STATION_MANAGE,
}


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """Where does the tree begin for this reader, or which areas match what they typed?"""
    actor = actor_of(request)
    actor.require_anywhere(Permission.AREA_READ)
    typed = request.GET.get("q", "").strip()[:64]
    if typed:
        table = show(request, FOUND, Page(items=tuple(api.search_areas(actor, typed, size=50)), next_cursor=None))
    else:
        table = show(request, AREAS, Page(items=tuple(api.roots(actor)), next_cursor=None))
    return render_page(request, "registry/areas.html", "ui/partials/table.html", context={"table": table, "typed": typed})


@require_safe
def area(request: HttpRequest, area_id: int) -> HttpResponseBase:
    """What is in this area: counts, what lies below, its history, and what the reader may do here?"""
    actor = actor_of(request)
    row = api.area_row(actor, area_id)
    page = api.children(actor, area_id, cursor=request.GET.get("cursor"), size=PAGE)
    if request.GET.get("format") == "csv":
        return csv_response(AREAS, page.items, filename=f"areas-{row.node.code}.csv")
    context = {
        "row": row,
        "name": area_name(row.node),
        "kind": kind_name(row.node),
        "above": [(found, area_name(found)) for found in api.ancestors(actor, area_id)],
        "aliases": api.aliases(actor, area_id),
        "history": [(AreaAction(change.action).label, change) for change in api.history(actor, area_id)[:20]],
        "table": show(request, AREAS, page),
        "actions": actions(actor, row),
        "sees_people": actor.may(Permission.PERSON_READ, row.node.path) and row.children == 0,
        "stations": [(found.id, station_name(found)) for found in api.stations(actor, path=row.node.path, size=10).items],
    }
    return render_page(request, "registry/area.html", "ui/partials/table.html", context=context)


def actions(actor: Actor, row: AreaRow) -> list[tuple[str, str | Promise]]:
    """What may the reader do here, as (address name, label)? People are enrolled where nothing lies below."""
    names = [name for name, permission in NEEDS.items() if actor.may(permission, AreaPath(row.node.path))]
    return [(f"registry:{name}", DOES[name]) for name in names if name != "enrol" or row.children == 0]
