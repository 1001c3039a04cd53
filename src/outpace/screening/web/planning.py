"""Planning: campaigns, their rounds and passes; opening, closing and notifying a pass; who is exempt."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from epiworks.units import PersonCount
from outpace.kernel import clock
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import AreaPath
from outpace.registry import api as registry
from outpace.screening import api
from outpace.screening.api import CampaignInfo, ExemptPerson
from outpace.screening.choices import PassState, ZoneType
from outpace.screening.data import PassInfo
from outpace.screening.web.links import area_link, is_chinese, link, named
from outpace.screening.web.round_forms import ZONE_FIELDS, CampaignForm, OpenForm, PassForm
from outpace.screening.web.round_words import pass_name
from outpace.ui.htmx import Also, render_page
from outpace.ui.tables import Column, Kind, Table, show
from outpace.ui.text import day_text, moment_text, number_text

CAMPAIGNS: Table[CampaignInfo] = Table(
    id="campaigns",
    caption=_("Campaigns"),
    empty_title=_("No campaign yet"),
    empty_text=_("A campaign says which area is screened, under which rules, in how many rounds."),
    icon="test-pipe",
    columns=(
        Column("name", _("Campaign"), cell=lambda row: row.name, link=lambda row: reverse("screening:campaign", args=[row.id])),
        Column("area", _("Area"), cell=lambda row: row.area),
        Column("rounds", _("Rounds"), cell=lambda row: number_text(row.rounds), kind=Kind.NUMBER),
        Column("pack", _("Testing guide"), cell=lambda row: row.pack, kind=Kind.CODE, on_phone=False),
        Column("started", _("Start"), cell=lambda row: day_text(row.started_on, timezone.localdate(clock.now()))),
    ),
)


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """Which campaigns are there?"""
    actor = actor_of(request)
    actor.require_anywhere(Permission.SCREENING_READ)
    page = api.list_campaigns(actor, cursor=request.GET.get("cursor"))
    context = {"table": show(request, CAMPAIGNS, page), "may_plan": actor.holds(Permission.SCREENING_PLAN)}
    return render_page(request, "screening/round/campaigns.html", "ui/partials/table.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_new(request: HttpRequest) -> HttpResponse:
    """Plan a campaign: its first round comes with it."""
    actor = actor_of(request)
    actor.require_anywhere(Permission.SCREENING_PLAN)
    form = CampaignForm(request.POST or None, initial={"started_on": clock.now().date()})
    form.offer("area", [(node.id, _area_name(node.depth, named(node.name, node.name_en))) for node in api.plannable_areas(actor)])
    form.offer("pack", [(pack.id, pack.title_zh if is_chinese() else pack.title_en) for pack in api.guides()])
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        number = api.create_campaign(actor, name=given["name"], area_id=given["area"], pack=given["pack"], started_on=given["started_on"])
        return _see(reverse("screening:campaign", args=[number]))
    return _form(request, form, gettext("Plan a campaign"), gettext("Plan the campaign"))


@require_safe
def campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Which rounds and passes has this campaign?"""
    actor = actor_of(request)
    found = api.campaign(actor, campaign_id)
    rounds = [
        (row, [(info, pass_name(info), info.state.label, area_name) for info, area_name in _with_areas(row.passes)])
        for row in api.campaign_rounds(actor, campaign_id)
    ]
    context = {"campaign": found, "rounds": rounds, "may_plan": actor.may(Permission.SCREENING_PLAN, found.area_path)}
    return render_page(request, "screening/round/campaign.html", "screening/round/campaign.html", context=context)


@require_POST
def round_add(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Add the next round to a campaign."""
    actor = actor_of(request)
    api.campaign(actor, campaign_id)
    api.add_round(actor, campaign_id)
    return _see(reverse("screening:campaign", args=[campaign_id]))


@require_http_methods(["GET", "HEAD", "POST"])
def pass_new(request: HttpRequest, round_id: int) -> HttpResponse:
    """Plan the next pass of a round, with the guide's pool sizes suggested."""
    actor = actor_of(request)
    found, number = api.campaign_of_round(actor, round_id)
    actor.require(Permission.SCREENING_PLAN, found.area_path)
    suggested = api.suggestion(found.pack, _people(found.area_path))
    initial = {ZONE_FIELDS[zone]: str(size) for zone, size in suggested.by_zone.items()}
    form = PassForm(request.POST or None, initial={"pool_size": str(suggested.pool_size or 10), "area": found.area_id, **initial})
    form.offer(
        "area",
        [(node.id, _area_name(node.depth, named(node.name, node.name_en))) for node in api.plannable_areas(actor, within=found.area_path)],
    )
    form.offer("groups", [(group.bit, group.name_zh if is_chinese() else group.name_en) for group in registry.key_groups()])
    if request.method == "POST" and form.is_valid():
        try:
            planned = api.plan_pass(actor, round_id, form.plan())
        except api.BadPlan as refused:
            form.add_error(None, str(refused))
        else:
            return _see(reverse("screening:pass_plan", args=[planned]))
    title = gettext("Plan a pass of round %(number)s") % {"number": number}
    return _form(request, form, title, gettext("Plan the pass"), suggestion=suggested, campaign=found)


@require_http_methods(["GET", "HEAD", "POST"])
def pass_plan(request: HttpRequest, pass_id: int) -> HttpResponse:
    """Open a planned pass, seeing first how many people are due; later close it and tell people their results."""
    actor = actor_of(request)
    info = api.get_pass(actor, pass_id)
    actor.require(Permission.SCREENING_PLAN, info.area_path)
    is_planned = info.state == PassState.PLANNED
    due = api.count_due(actor, pass_id) if is_planned else None
    suggested = api.suggestion(info.pack, due or PersonCount(0))
    form = OpenForm(request.POST or None, initial={"hours": int(suggested.hours) if suggested.hours else 24})
    if request.method == "POST" and form.is_valid():
        opened = api.open_pass(actor, pass_id, deadline=form.deadline())
        text = ngettext("The pass is open: %(count)s person is due.", "The pass is open: %(count)s people are due.", opened)
        messages.success(request, text % {"count": number_text(opened)})
        return _see(reverse("screening:pass", args=[pass_id]))
    context = {
        "info": info,
        "pass_name": pass_name(info),
        "due": due,
        "suggestion": suggested,
        "zones": [(ZoneType(zone).label, size) for zone, size in info.pool_by_zone.items()],
        "form": form if is_planned else None,
        "is_open": info.state == PassState.OPEN,
        "due_by": moment_text(info.due_by, clock.now()) if info.due_by else "",
    }
    status = 422 if request.method == "POST" else 200
    return render_page(
        request, "screening/round/pass_plan.html", "screening/round/pass_plan.html", context=context, also=Also(status=status)
    )


@require_POST
def pass_close(request: HttpRequest, pass_id: int) -> HttpResponse:
    """Close an open pass."""
    actor = actor_of(request)
    api.get_pass(actor, pass_id)
    api.close_pass(actor, pass_id)
    messages.success(request, gettext("The pass is closed."))
    return _see(reverse("screening:pass", args=[pass_id]))


@require_POST
def pass_notify(request: HttpRequest, pass_id: int) -> HttpResponse:
    """Tell people every result that may go out; a background job shows how far it is."""
    actor = actor_of(request)
    api.get_pass(actor, pass_id)
    run = api.start_notifying(actor, pass_id)
    messages.success(request, gettext("Results are being told to people; job %(run)s.") % {"run": run})
    return _see(reverse("screening:pass", args=[pass_id]))


def _exempted(pass_id: int, *, may_end: bool) -> Table[ExemptPerson]:
    columns: list[Column[ExemptPerson]] = [
        Column("name", _("Name"), cell=lambda row: row.name),
        Column("document", _("Document"), cell=lambda row: row.document or "–", kind=Kind.CODE, on_phone=False),
        Column("grid", _("Grid"), cell=lambda row: row.grid, link=lambda row: area_link(pass_id, row.grid_id, is_grid=True)),
        Column("reason", _("Reason"), cell=lambda row: row.reason.label),
        Column("note", _("Note"), cell=lambda row: row.note or "–", on_phone=False),
        Column("by", _("Decided by"), cell=lambda row: row.granted_by),
        Column("at", _("When"), cell=lambda row: moment_text(row.granted_at, clock.now())),
    ]
    if may_end:
        columns.append(
            Column(
                "end",
                _("End"),
                cell=lambda row: gettext("End"),
                link=lambda row: reverse("screening:exemption_end", args=[pass_id, row.person_id]),
                kind=Kind.ACTION,
            )
        )
    return Table(id="exempt", caption=_("People exempt from this pass"), empty_title=_("Nobody is exempt"), columns=tuple(columns))


@require_safe
def exemptions(request: HttpRequest, pass_id: int) -> HttpResponse:
    """Who is exempt from this pass, and why?"""
    actor = actor_of(request)
    info = api.get_pass(actor, pass_id)
    actor.require_anywhere(Permission.PERSON_READ)
    table = _exempted(pass_id, may_end=actor.may(Permission.SCREENING_PLAN, info.area_path))
    page = api.exempt_people(actor, pass_id, cursor=request.GET.get("cursor"))
    context = {"info": info, "pass_name": pass_name(info), "table": show(request, table, page)}
    return render_page(request, "screening/round/exemptions.html", "ui/partials/table.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def exemption_end(request: HttpRequest, pass_id: int, person_id: int) -> HttpResponse:
    """End somebody's exemption, asked once more before it is done."""
    actor = actor_of(request)
    info = api.get_pass(actor, pass_id)
    actor.require(Permission.SCREENING_PLAN, info.area_path)
    if request.method == "POST":
        api.end_exemption(actor, pass_id, person_id)
        return _see(link("exemptions", pass_id))
    context = {"info": info, "pass_name": pass_name(info), "cancel_url": link("exemptions", pass_id)}
    return render_page(request, "screening/round/exemption_end.html", "screening/round/exemption_end.html", context=context)


def _form(request: HttpRequest, form: CampaignForm | PassForm, title: str, submit: str, **more: object) -> HttpResponse:
    """A form on its own page; refused, it comes back with what to mend."""
    also = Also(status=422 if request.method == "POST" else 200)
    context = {"form": form, "title": title, "submit": submit, **more}
    return render_page(request, "screening/round/form.html", "ui/partials/form.html", context=context, also=also)


def _people(path: AreaPath) -> PersonCount:
    return PersonCount(registry.counts_under(path).present)


def _with_areas(passes: tuple[PassInfo, ...]) -> list[tuple[PassInfo, str]]:
    areas = registry.areas_of({info.area_id for info in passes})
    return [(info, named(areas[info.area_id].name, areas[info.area_id].name_en) if info.area_id in areas else "") for info in passes]


def _area_name(depth: int, name: str) -> str:
    return "\N{IDEOGRAPHIC SPACE}" * max(0, depth - 3) + name


def _see(url: str) -> HttpResponse:
    return HttpResponseRedirect(url, status=303)
