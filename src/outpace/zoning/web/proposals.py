"""Proposals: the list, one with its ground and alternatives, the signature and the refusal, and asking for a zone by hand."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outpace.kernel import clock
from outpace.kernel.errors import Refusal
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor
from outpace.kernel.web.refusals import show_refusal
from outpace.ui.htmx import render_page
from outpace.ui.tables import Column, Kind, Table, show
from outpace.ui.templatetags.ui import ago
from outpace.ui.text import moment_text, number_text
from outpace.zoning import api
from outpace.zoning.choices import Layer, ProposalKind, ProposalState
from outpace.zoning.data import ProposalRow, Why, ZoneRow
from outpace.zoning.web.forms import ProposeForm, RefuseForm, SignForm
from outpace.zoning.web.ground import proposal_map
from outpace.zoning.web.links import SeeOther, areas_text, names_of
from outpace.zoning.web.words import look, measure_text, must_nots, regime_text, type_text, unit_text, why_text

DRAWS = frozenset({ProposalKind.ADD, ProposalKind.EXTEND, ProposalKind.SHRINK, ProposalKind.RAISE})
"""Kinds over whose areas or type the person who signs may decide otherwise."""

REFUSAL_ID = "refuse_%s"
"""How the fields of a refusal are told from those of the signature beside it."""

STATES = (
    (ProposalState.OPEN, pgettext_lazy("proposals", "Waiting")),
    (ProposalState.SIGNED, pgettext_lazy("proposals", "Signed")),
    (ProposalState.REFUSED, pgettext_lazy("proposals", "Refused")),
    (ProposalState.WITHDRAWN, pgettext_lazy("proposals", "Withdrawn")),
)

PROPOSALS: Table[tuple[ProposalRow, str]] = Table(
    id="proposals",
    caption=_("Proposals"),
    empty_title=_("No proposal here"),
    empty_text=_("The rules propose a zone when a case is found, and its end as soon as they allow it."),
    icon="signature",
    columns=(
        Column("areas", _("Areas"), cell=lambda row: row[1], link=lambda row: reverse("zoning:proposal", args=[row[0].id])),
        Column("kind", _("Proposed"), cell=lambda row: row[0].kind.label),
        Column("type", _("Type"), cell=lambda row: type_text(row[0].zone_type)),
        Column("people", _("People"), cell=lambda row: number_text(row[0].people), kind=Kind.NUMBER),
        Column("at", _("Since"), cell=lambda row: ago(row[0].proposed_at)),
        Column("by", _("Decided by"), cell=lambda row: row[0].decided_by or "–", on_phone=False),
    ),
)


@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """Which proposals wait for a signature, and what became of the others?"""
    actor = actor_of(request)
    actor.require_anywhere(Permission.ZONE_READ)
    asked = request.GET.get("state", ProposalState.OPEN)
    chosen = ProposalState(asked) if asked in ProposalState.values else ProposalState.OPEN
    page = api.list_proposals(actor, state=chosen, cursor=request.GET.get("cursor"))
    names = names_of([row.area_paths for row in page.items])
    context = {
        "tabs": [(state, label, state is chosen) for state, label in STATES],
        "may_propose": actor.holds(Permission.ZONE_PROPOSE),
        "table": show(request, PROPOSALS, page.map(lambda row: (row, areas_text(row.area_paths, names)))),
    }
    return render_page(request, "zoning/proposals.html", "ui/partials/table.html", context=context)


@require_safe
def proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """What is proposed, why, and whom would it restrict?"""
    return _page(request, actor_of(request), proposal_id)


def _page(
    request: HttpRequest, actor: Actor, proposal_id: int, *, form: SignForm | None = None, refusal: RefuseForm | None = None
) -> HttpResponse:
    found = api.proposal_sheet(actor, proposal_id)
    row = found.proposal
    names = names_of([row.area_paths, [option.path for option in row.options]])
    context = {
        "sheet": found,
        "row": row,
        "by_rules": row.by_rules,
        "type": type_text(row.zone_type),
        "look": look(row.zone_type),
        "areas": [names.get(path, path) for path in row.area_paths],
        "areas_text": areas_text(row.area_paths, names),
        "regime": regime_text(row.regime),
        "unit": unit_text(row.unit),
        "measures": [measure_text(measure) for measure in row.measures],
        "options": [(option, names.get(option.path, option.path), unit_text(option.unit)) for option in row.options],
        "map": proposal_map(row, names),
        "reasons": [why_text(why) for why in row.reasons],
        "decision": why_text(Why(row.decision_reason, {})) if row.state is ProposalState.WITHDRAWN else row.decision_reason,
        "against": [(why_text(why), must_nots(why)) for why in found.against.warnings],
        "sign": form or sign_form(row),
        "may_read_cases": actor.holds(Permission.CASE_READ),
        "refuse": refusal or RefuseForm(auto_id=REFUSAL_ID),
    }
    return render(request, "zoning/proposal.html", context, status=422 if form or refusal else 200)


def sign_form(row: ProposalRow, data: QueryDict | None = None) -> SignForm:
    """The form under which this proposal is signed."""
    form = SignForm(data)
    types = [(name, type_text(name)) for name in api.types_here(row.area_path)] if row.layer is Layer.CONTROL else []
    form.offer(types, is_new=row.kind in DRAWS)
    return form


@require_POST
def sign(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """A named person signs."""
    actor = actor_of(request)
    row = api.get_proposal(actor, proposal_id)
    api.require_sign(actor, row.area_paths)
    form = sign_form(row, request.POST)
    areas = form.read_areas(actor) if form.is_valid() else ()
    if not form.is_valid():
        return _page(request, actor, proposal_id, form=form)
    try:
        zone = api.sign_proposal(actor, proposal_id, form.signature(areas))
    except Refusal as refused:
        show_refusal(form, refused)
        return _page(request, actor, proposal_id, form=form)
    messages.success(request, _signed_text(api.get_zone(actor, zone)))
    return SeeOther(reverse("zoning:zone", args=[zone]))


def _signed_text(zone: ZoneRow) -> str:
    """What does the person who signed read?"""
    if zone.ahead is None:
        return gettext("Signed.")
    return gettext("Signed. It holds from %(hour)s; nothing changes before.") % {"hour": moment_text(zone.ahead.valid_from, clock.now())}


@require_POST
def refuse(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """A named person refuses, in writing."""
    actor, form = actor_of(request), RefuseForm(request.POST, auto_id=REFUSAL_ID)
    api.require_sign(actor, api.get_proposal(actor, proposal_id).area_paths)
    if not form.is_valid():
        return _page(request, actor, proposal_id, refusal=form)
    try:
        api.refuse_proposal(actor, proposal_id, reason=form.cleaned_data["reason"])
    except Refusal as refused:
        show_refusal(form, refused)
        return _page(request, actor, proposal_id, refusal=form)
    messages.success(request, gettext("Refused. What would free people is asked again tomorrow."))
    return SeeOther(reverse("zoning:proposals"))


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Ask for a zone, static management or an epidemic-free unit; it is signed on the page that follows."""
    actor = actor_of(request)
    actor.require_anywhere(Permission.ZONE_PROPOSE)
    asked = request.GET.get("layer", "")
    layer = Layer(asked) if asked in Layer.values else Layer.CONTROL
    form = ProposeForm(request.POST or None)
    form.offer(_types(actor, layer))
    if request.method == "POST" and form.is_valid() and (areas := form.read_areas(actor)):
        try:
            number = api.propose_by_hand(actor, form.asked(areas, layer), request_id=form.request())
        except Refusal as refused:
            show_refusal(form, refused)
        else:
            return SeeOther(reverse("zoning:proposal", args=[number]))
    context = {"form": form, "layer": layer}
    return render(request, "zoning/propose.html", context, status=422 if form.is_bound else 200)


def _types(actor: Actor, layer: Layer) -> list[tuple[str, str]]:
    """Which types may be asked for here, by the rules in force where this person may propose?"""
    here = actor.paths(Permission.ZONE_PROPOSE)[0]
    if layer is Layer.STATIC:
        return [("static", type_text("static"))]
    names = api.definitions_here(here) if layer is Layer.FREE else tuple(api.types_here(here))
    return [(name, type_text(name)) for name in names]
