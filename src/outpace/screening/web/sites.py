"""Sampling sites: the list, and each site's page with its throughput, its waiting tubes, its grids, and what to hand over next."""

from datetime import timedelta
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from outpace.kernel import accounts, clock
from outpace.kernel.accounts import TokenView
from outpace.kernel.middleware import actor_of
from outpace.kernel.paging import Page
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, NotFound
from outpace.registry import api as registry
from outpace.registry.data import AreaRow
from outpace.screening import api
from outpace.screening.api import HourCount, SiteRow
from outpace.screening.data import AreaCoverage, OfferRecord, PackRecord, PassInfo
from outpace.screening.web.ground import sites_ground
from outpace.screening.web.labels import may_print
from outpace.screening.web.links import area_link, named
from outpace.screening.web.sample import SeeOther
from outpace.screening.web.site_forms import BoxForm, NameForm, OfferForm
from outpace.ui.charts import Line, Point, line
from outpace.ui.htmx import render_page
from outpace.ui.tables import Column, Kind, Table, csv_response, show
from outpace.ui.text import number_text, percent_text

MOST_IN_CSV = 1_000
SILENT_AFTER = timedelta(minutes=30)
"""A device that samples sends every few minutes; half an hour of silence is worth a call."""

SITES: Table[SiteRow] = Table(
    id="sites",
    caption=gettext_lazy("Sampling sites"),
    empty_title=gettext_lazy("No sampling site here"),
    empty_text=gettext_lazy("A station becomes a sampling site when the screening lead describes it."),
    icon="map-pin",
    has_csv=True,
    columns=(
        Column(
            "name",
            gettext_lazy("Site"),
            cell=lambda row: named(row.site.station.name, row.site.station.name_en),
            link=lambda row: _site_url(row.site.station.id),
        ),
        Column("area", gettext_lazy("Area"), cell=lambda row: named(row.site.station.area_name, row.site.station.area_name_en)),
        Column("kind", gettext_lazy("Kind"), cell=lambda row: row.site.kind.label),
        Column("head", gettext_lazy("Site head"), cell=lambda row: row.site.station.head_name or "–"),
        Column("tables", pgettext_lazy("site", "Tables"), cell=lambda row: number_text(row.site.tables), kind=Kind.NUMBER, on_phone=False),
        Column(
            "sampled", gettext_lazy("Tubes"), cell=lambda row: number_text(row.sampled), plain=lambda row: row.sampled, kind=Kind.NUMBER
        ),
        Column(
            "people", gettext_lazy("Person-times"), cell=lambda row: number_text(row.people), plain=lambda row: row.people, kind=Kind.NUMBER
        ),
        Column(
            "waiting",
            gettext_lazy("Tubes waiting to leave"),
            cell=lambda row: number_text(row.waiting),
            plain=lambda row: row.waiting,
            kind=Kind.NUMBER,
        ),
    ),
)


def _site_url(site_id: int) -> str:
    return reverse("screening:site", args=[site_id])


def _grids(pass_id: int) -> Table[AreaCoverage]:
    return Table(
        id="grids",
        caption=gettext_lazy("Grids this site serves"),
        empty_title=gettext_lazy("This site serves no grid yet"),
        icon="grid-dots",
        columns=(
            Column(
                "name",
                gettext_lazy("Grid"),
                cell=lambda row: named(row.name, row.name_en),
                link=lambda row: area_link(pass_id, row.area_id, is_grid=True),
            ),
            Column("due", gettext_lazy("People due"), cell=lambda row: number_text(row.due - row.exempt), kind=Kind.NUMBER),
            Column("share", gettext_lazy("Coverage"), cell=lambda row: percent_text(row.share), kind=Kind.NUMBER),
            Column("missing", gettext_lazy("People missing"), cell=lambda row: number_text(row.missing), kind=Kind.NUMBER),
        ),
    )


@require_safe
def sites(request: HttpRequest) -> HttpResponseBase:
    """Which sampling sites are there, and how busy is each?"""
    actor = actor_of(request)
    info = _pass_of(request, actor)
    places = _places(actor, info)
    chosen = next((place for place in places if str(place.node.id) == request.GET.get("area")), None)
    path = chosen.node.path if chosen else None
    if request.GET.get("format") == "csv":
        rows = api.list_sites(actor, info.id if info else None, path=path, size=MOST_IN_CSV).items
        return csv_response(SITES, rows, filename="sites.csv")
    page = api.list_sites(actor, info.id if info else None, path=path, cursor=request.GET.get("cursor"))
    context = {
        "table": show(request, SITES, page),
        "info": info,
        "places": places,
        "chosen": chosen,
        "may_sample": actor.holds(Permission.SCREENING_SAMPLE),
        "map": sites_ground(page.items),
        "may_print": may_print(actor),
    }
    return render_page(request, "screening/sites/list.html", "ui/partials/table.html", context=context)


def _places(actor: Actor, info: PassInfo | None) -> tuple[AreaRow, ...]:
    """By which areas can the list be narrowed: those directly below the pass's own, as far as the actor sees them."""
    if info is None:
        return ()
    try:
        return registry.children(actor, info.area_id).items
    except NotFound:
        return ()


@require_safe
def site(request: HttpRequest, site_id: int) -> HttpResponse:
    """What is this site doing, what waits here, and what is next?"""
    actor = actor_of(request)
    return _site_page(request, actor, site_id)


def _site_page(
    request: HttpRequest, actor: Actor, site_id: int, *, form: BoxForm | OfferForm | NameForm | None = None, status: int = 200
) -> HttpResponse:
    info, about = api.site(actor, site_id), _pass_of(request, actor)
    waiting = api.held_by(actor, site_id, cursor=request.GET.get("cursor"), size=200)
    path = info.station.path
    context: dict[str, object] = {
        "info": info,
        "about": about,
        "waiting": waiting,
        "form": form,
        "takers": api.takers_for(actor, info),
        "may_sample": actor.may(Permission.SCREENING_SAMPLE, path),
        "record_id": uuid4(),
        "handover_id": uuid4(),
        "now": clock.now(),
        "devices": [(device, *_standing(device)) for device in accounts.devices_at(site_id)],
        "may_manage_devices": actor.may(Permission.DEVICE_MANAGE, path),
    }
    if about is not None:
        lines = api.site_ledger(actor, about.id, info)
        hours = api.site_hours(actor, about.id, info, until=clock.now())
        context |= {
            "lines": lines,
            "first": lines[0] if lines else None,
            "hours": hours,
            "throughput": _hours(hours),
            "busiest": max(hours, key=lambda count: count.tubes),
            "grids": show(request, _grids(about.id), Page(tuple(api.site_grids(actor, about.id, info)), None)),
            "unnamed": api.unnamed_at(actor, about.id, info),
            "crowded": api.crowded_at(actor, about.id, info),
        }
    return render(request, "screening/sites/site.html", context, status=status)


def _standing(device: TokenView) -> tuple[str, str, str]:
    """Words, tone and icon for how lately a device was heard."""
    if device.last_seen_at is None:
        return _("never heard"), "neutral", "device-mobile"
    if clock.now() - device.last_seen_at > SILENT_AFTER:
        return _("silent"), "warn", "alert-circle"
    return _("sending"), "ok", "check"


def _hours(counts: list[HourCount]) -> Line:
    points = [Point(count.hour, count.tubes) for count in counts]
    return line(points, caption=_("Tubes begun in each of the last 12 hours"), size=(420, 72), stepped=True)


@require_POST
def pack(request: HttpRequest, site_id: int) -> HttpResponse:
    """Put the chosen tubes into a box."""
    actor, form = actor_of(request), BoxForm(request.POST)
    if not form.is_valid():
        return _site_page(request, actor, site_id, form=form, status=422)
    given = form.cleaned_data
    api.pack(actor, PackRecord(id=given["record_id"], box=given["box"], station=site_id, tubes=tuple(given["tubes"]), at=clock.now()))
    return SeeOther(f"{_site_url(site_id)}?told=packed")


@require_POST
def offer(request: HttpRequest, site_id: int) -> HttpResponse:
    """Offer the chosen tubes to a courier team or a laboratory; they stay ours until the other side accepts them."""
    actor, form = actor_of(request), OfferForm(request.POST)
    takers = {taker.id for taker in api.takers_for(actor, api.site(actor, site_id))}
    if not form.is_valid() or form.cleaned_data["taker"] not in takers:
        return _site_page(request, actor, site_id, form=form, status=422)
    given = form.cleaned_data
    record = OfferRecord(
        id=given["record_id"],
        handover=given["handover_id"],
        giver=site_id,
        taker=given["taker"],
        at=clock.now(),
        tubes=tuple(given["tubes"]),
    )
    api.offer(actor, record)
    return SeeOther(f"{_site_url(site_id)}?told=offered")


@require_POST
def name_sample(request: HttpRequest, site_id: int, sample_id: int) -> HttpResponse:
    """Say who an unknown person was, by card or document."""
    actor, form = actor_of(request), NameForm(request.POST)
    actor.require(Permission.SCREENING_SAMPLE, api.site(actor, site_id).station.path)
    found = api.find_person(actor, form.cleaned_data["typed"]) if form.is_valid() else None
    if found is None:
        form.add_error("typed", _("Nobody in your area has this card or document."))
        return _site_page(request, actor, site_id, form=form, status=422)
    api.identify(actor, site_id, sample_id=sample_id, person=found.id)
    return SeeOther(f"{_site_url(site_id)}?told=named")


def _pass_of(request: HttpRequest, actor: Actor) -> PassInfo | None:
    """For which pass are the figures: the one asked for, else the one that runs now?"""
    asked = request.GET.get("pass", "")
    return api.get_pass(actor, int(asked)) if asked.isdecimal() and len(asked) < 19 else api.current_pass(actor)
