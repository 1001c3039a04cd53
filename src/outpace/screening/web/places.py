"""What there is to screen with: sites with their tables and grids, laboratories with their capacity, grids no site serves."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from epiworks.units import TubesPerHour
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, NotFound
from outpace.registry import api as registry
from outpace.screening import api
from outpace.screening.api import LabPlan, SitePlan, UnservedGrid
from outpace.screening.choices import SiteKind
from outpace.screening.rules.equipment import doubted
from outpace.screening.web.lab_words import doubt_text, pieces_text
from outpace.screening.web.links import area_link, link, named
from outpace.screening.web.round_forms import LaboratoryForm, SiteForm
from outpace.screening.web.round_words import pass_name
from outpace.ui.htmx import Also, render_page
from outpace.ui.tables import Column, Kind, Table, show
from outpace.ui.text import number_text

SITES: Table[SitePlan] = Table(
    id="sites",
    caption=_("Sampling sites"),
    empty_title=_("No sampling site yet"),
    empty_text=_("Sites are stations of the registry; here they get tables and grids."),
    icon="map-pin",
    columns=(
        Column(
            "name",
            _("Site"),
            cell=lambda row: named(row.station.name, row.station.name_en),
            link=lambda row: reverse("screening:site_capacity", args=[row.station.id]),
        ),
        Column("area", _("Area"), cell=lambda row: named(row.station.area_name, row.station.area_name_en), on_phone=False),
        Column("kind", _("Kind"), cell=lambda row: row.kind.label if row.kind is not None else gettext("not described yet")),
        Column("tables", pgettext_lazy("site", "Tables"), cell=lambda row: number_text(row.tables), kind=Kind.NUMBER),
        Column("grids", _("Grids"), cell=lambda row: number_text(row.grids), kind=Kind.NUMBER),
        Column("head", _("Site head"), cell=lambda row: row.station.head_name or gettext("nobody")),
    ),
)

LABORATORIES: Table[LabPlan] = Table(
    id="laboratories",
    caption=_("Laboratories"),
    empty_title=_("No laboratory yet"),
    empty_text=_("Laboratories are stations: open an area, choose “Add a station”. Here they get their capacity."),
    icon="flask",
    columns=(
        Column(
            "name",
            _("Laboratory"),
            cell=lambda row: named(row.station.name, row.station.name_en),
            link=lambda row: reverse("screening:lab_capacity", args=[row.station.id]),
        ),
        Column(
            "pieces",
            _("Made of"),
            cell=lambda row: pieces_text(row.pieces) if row.pieces is not None else "–",
            on_phone=False,
        ),
        Column("nominal", _("Nominal, tubes an hour"), cell=lambda row: number_text(row.nominal), kind=Kind.NUMBER, on_phone=False),
        Column("effective", _("Effective, tubes an hour"), cell=lambda row: number_text(row.effective), kind=Kind.NUMBER),
        Column("head", _("Head"), cell=lambda row: row.station.head_name or gettext("nobody")),
    ),
)


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Which laboratories and sites are there, and what can they do?"""
    actor = actor_of(request)
    actor.require_anywhere(Permission.SCREENING_READ)
    current = api.current_pass(actor)
    manages = actor.holds(Permission.STATION_MANAGE)
    laboratories, sites = (LABORATORIES, SITES) if manages else (LABORATORIES.without_links(), SITES.without_links())
    context = {
        "laboratories": show(request, laboratories, api.lab_plans(actor)),
        "sites": show(request, sites, api.site_plans(actor, cursor=request.GET.get("cursor"))),
        "unserved_url": link("unserved", current.id) if current is not None else "",
    }
    return render_page(request, "screening/round/places.html", "screening/round/places_body.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def site(request: HttpRequest, station_id: int) -> HttpResponse:
    """How does this site meet its people, at how many tables, for which grids?"""
    actor = actor_of(request)
    actor.require_anywhere(Permission.SCREENING_READ)
    found = api.site_plan(actor, station_id)
    actor.require(Permission.STATION_MANAGE, found.station.path)
    form = SiteForm(request.POST or None, initial={"kind": found.kind or SiteKind.FIXED, "tables": found.tables or 1})
    if request.method == "POST" and form.is_valid():
        grids, unknown = _grids(actor, form.codes())
        if not unknown:
            api.describe_site(actor, station_id, kind=SiteKind(form.cleaned_data["kind"]), tables=form.cleaned_data["tables"], grids=grids)
            messages.success(request, gettext("The site is saved."))
            return HttpResponseRedirect(link("places"), status=303)
        form.add_error("grids", gettext("No such area: %(codes)s") % {"codes": ", ".join(unknown)})
    lead = gettext("Serves %(grids)s grids now.") % {"grids": number_text(found.grids)}
    return _form(request, form, named(found.station.name, found.station.name_en), lead)


@require_http_methods(["GET", "HEAD", "POST"])
def laboratory(request: HttpRequest, station_id: int) -> HttpResponse:
    """What can this laboratory do in an hour?"""
    actor = actor_of(request)
    actor.require_anywhere(Permission.SCREENING_READ)
    found = api.lab_plan(actor, station_id)
    actor.require(Permission.STATION_MANAGE, found.station.path)
    form = LaboratoryForm(request.POST or None, initial=_described(found))
    if request.method == "POST" and form.is_valid():
        nominal, effective, pieces = form.cleaned_data["nominal"], form.cleaned_data["effective"], form.pieces()
        api.describe_laboratory(actor, station_id, nominal=nominal, effective=effective, cutoffs=form.cutoffs(), pieces=pieces)
        messages.success(request, gettext("The laboratory is saved."))
        doubt = doubted(TubesPerHour(nominal), pieces)
        if doubt is not None:
            messages.warning(request, doubt_text(doubt))
        return HttpResponseRedirect(link("places"), status=303)
    doubt = doubted(found.nominal, found.pieces)
    lead = gettext("Nominal is what was declared; effective is what the forecast uses.")
    return _form(request, form, named(found.station.name, found.station.name_en), doubt_text(doubt) if doubt is not None else lead)


def _described(found: LabPlan) -> dict[str, object]:
    """What stands in the form of a laboratory."""
    return {
        "nominal": int(found.nominal) or None,
        "effective": int(found.effective) if found.is_described else None,
        "equipment": found.pieces.kind.value if found.pieces is not None else "",
        "units": found.pieces.units if found.pieces is not None else None,
        "cutoff_n": found.cutoffs.get("N"),
        "cutoff_orf": found.cutoffs.get("ORF1ab"),
    }


def _unserved(pass_id: int) -> Table[UnservedGrid]:
    return Table(
        id="unserved",
        caption=_("Grids that no site serves"),
        empty_title=_("Every grid with people due has a site"),
        icon="circle-check",
        columns=(
            Column(
                "name", _("Grid"), cell=lambda row: named(row.name, row.name_en), link=lambda row: area_link(pass_id, row.id, is_grid=True)
            ),
            Column("code", _("Code"), cell=lambda row: row.code, kind=Kind.CODE),
            Column("due", _("Due"), cell=lambda row: number_text(row.due), kind=Kind.NUMBER),
        ),
    )


@require_safe
def unserved(request: HttpRequest, pass_id: int) -> HttpResponse:
    """Which grids with people due does no site serve?"""
    actor = actor_of(request)
    info, path = api.shown_part(actor, pass_id)
    page = api.unserved_grids(actor, pass_id, path, cursor=request.GET.get("cursor"))
    context = {"info": info, "pass_name": pass_name(info), "table": show(request, _unserved(pass_id), page)}
    return render_page(request, "screening/round/unserved.html", "ui/partials/table.html", context=context)


def _grids(actor: Actor, codes: list[str]) -> tuple[list[int], list[str]]:
    """Which areas have these codes, and which codes are of none the actor may see?"""
    known: list[int] = []
    unknown: list[str] = []
    for code in codes:
        try:
            known.append(registry.area_by_code(actor, code).id)
        except NotFound:
            unknown.append(code)
    return known, unknown


def _form(request: HttpRequest, form: SiteForm | LaboratoryForm, title: str, lead: str) -> HttpResponse:
    also = Also(status=422 if request.method == "POST" else 200)
    context = {"form": form, "title": title, "lead": lead, "submit": gettext("Save"), "back_url": link("places")}
    return render_page(request, "screening/round/form.html", "ui/partials/form.html", context=context, also=also)
