"""Stations: the list, one with its staff, a new one."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.registry import api
from outpace.registry.choices import Duty, Mobility, StationKind
from outpace.registry.data import NewStation
from outpace.registry.web.forms import PostForm, StationForm
from outpace.registry.web.pages import form_page, refuse
from outpace.registry.web.tables import STATIONS
from outpace.registry.web.words import named, station_kind, station_name
from outpace.ui.htmx import render_page
from outpace.ui.tables import csv_response, show
from outpace.ui.text import number_text

PAGE = 50


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """Which stations does the reader see, perhaps of one kind?"""
    actor = actor_of(request)
    actor.require_anywhere(Permission.AREA_READ)
    asked = request.GET.get("kind", "")
    kind = asked if asked in StationKind.values else ""
    wants_csv = request.GET.get("format") == "csv"
    page = api.stations(actor, kind=kind, cursor=request.GET.get("cursor"), size=1_000 if wants_csv else PAGE)
    if wants_csv:
        return csv_response(STATIONS, page.items, filename="stations.csv")
    context = {"table": show(request, STATIONS, page), "kinds": StationKind.choices, "kind": kind}
    return render_page(request, "registry/stations.html", "ui/partials/table.html", context=context)


@require_safe
def station(request: HttpRequest, station_id: int) -> HttpResponseBase:
    """What is this station, who answers for it, who works there?"""
    return _station_page(request, station_id, PostForm())


@require_POST
def post(request: HttpRequest, station_id: int) -> HttpResponseBase:
    """Post somebody to this station; a new head relieves the old one."""
    form = PostForm(request.POST)
    if form.is_valid():
        try:
            api.post_by_name(actor_of(request), station_id, username=form.cleaned_data["username"], duty=form.cleaned_data["duty"])
        except api.StationRefused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The post begins now."))
            return redirect("registry:station", station_id)
    return _station_page(request, station_id, form)


@require_POST
def end_post(request: HttpRequest, station_id: int, post_id: int) -> HttpResponseBase:
    """End a post at this station."""
    api.end_post(actor_of(request), post_id)
    messages.success(request, _("The post has ended."))
    return redirect("registry:station", station_id)


def _station_page(request: HttpRequest, station_id: int, form: PostForm) -> HttpResponseBase:
    actor = actor_of(request)
    row = api.station(actor, station_id)
    facts = [
        (_("Kind"), station_kind(row)),
        (_("Mobility"), Mobility(row.mobility).label),
        (_("Code"), row.code),
        (_("Station number"), str(row.id)),
        (_("Area"), named(row.area_name, row.area_name_en)),
        (_("Address"), row.address),
        (_("Nominal capacity per day"), number_text(row.nominal_per_day)),
    ]
    context = {
        "row": row,
        "name": station_name(row),
        "area_name": named(row.area_name, row.area_name_en),
        "facts": facts,
        "posts": [(Duty(found.duty).label, found) for found in api.posts(actor, station_id)],
        "form": form,
        "may_manage": actor.may(Permission.STATION_MANAGE, row.path),
    }
    return render(request, "registry/station.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def new_station(request: HttpRequest, area_id: int) -> HttpResponseBase:
    """Add a station in this area."""
    actor = actor_of(request)
    area = api.area(actor, area_id)
    actor.require(Permission.STATION_MANAGE, area.path)
    form = StationForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            made = api.create_station(actor, area_id, NewStation(**form.cleaned_data))
        except api.StationRefused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The station was added; name its head next."))
            return redirect("registry:station", made.id)
    return form_page(request, form, title=_("Add a station"), back=area)
