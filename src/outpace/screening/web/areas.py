"""Coverage area by area: children with their missing, and the grid with its missing people by name."""

import re
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from outpace.kernel import clock
from outpace.kernel.middleware import actor_of
from outpace.kernel.paging import Page
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor
from outpace.screening import api
from outpace.screening.api import AreaPage
from outpace.screening.data import AreaCoverage, MissingPerson
from outpace.screening.web.ground import coverage_ground
from outpace.screening.web.links import area_link, named, tube_link
from outpace.screening.web.overview import coverage_map
from outpace.screening.web.round_forms import ExemptForm
from outpace.screening.web.round_words import pass_name
from outpace.ui.htmx import Also, render_page
from outpace.ui.tables import Column, Kind, Table, csv_response, show
from outpace.ui.text import number_text, percent_text

PAGE = 100
CALLABLE = re.compile(r"^\+?[0-9][0-9 -]{4,19}$")
"""A phone number shown in full; a masked one has stars and is not called."""


def _areas(pass_id: int) -> Table[AreaCoverage]:
    return Table(
        id="areas",
        caption=_("Coverage of the areas below"),
        empty_title=_("No area below has anybody due"),
        has_csv=True,
        columns=(
            Column(
                "name",
                _("Area"),
                cell=lambda row: named(row.name, row.name_en),
                link=lambda row: area_link(pass_id, row.area_id, is_grid=row.is_grid),
            ),
            Column("due", _("Due"), cell=lambda row: number_text(row.due), plain=lambda row: row.due, kind=Kind.NUMBER),
            Column(
                "exempt",
                _("Exempt"),
                cell=lambda row: number_text(row.exempt),
                plain=lambda row: row.exempt,
                kind=Kind.NUMBER,
                on_phone=False,
            ),
            Column(
                "done",
                pgettext_lazy("coverage", "Done"),
                cell=lambda row: number_text(row.done),
                plain=lambda row: row.done,
                kind=Kind.NUMBER,
                on_phone=False,
            ),
            Column("missing", _("Missing"), cell=lambda row: number_text(row.missing), plain=lambda row: row.missing, kind=Kind.NUMBER),
            Column("share", _("Coverage"), cell=lambda row: percent_text(row.share), plain=lambda row: row.share, kind=Kind.NUMBER),
            Column(
                "extra",
                _("Sampled, not due"),
                cell=lambda row: number_text(row.extra),
                plain=lambda row: row.extra,
                kind=Kind.NUMBER,
                on_phone=False,
            ),
        ),
    )


@dataclass(frozen=True, slots=True)
class Scope:
    """What the missing list of one grid needs to make its links."""

    pass_id: int
    grid_id: int
    may_exempt: bool


def _missing(scope: Scope) -> Table[MissingPerson]:
    columns: list[Column[MissingPerson]] = [
        Column("name", _("Name"), cell=lambda row: row.name),
        Column("document", _("Document"), cell=lambda row: row.document or "–", kind=Kind.CODE, on_phone=False),
        Column("phone", _("Phone"), cell=_phone, plain=lambda row: row.phone, kind=Kind.CODE),
        Column("address", _("Address"), cell=lambda row: row.address or "–"),
        Column("reason", _("Why missing"), cell=lambda row: row.reason.label),
        Column("tube", _("Last tube"), cell=lambda row: row.last_tube or "–", link=lambda row: tube_link(row.last_tube), kind=Kind.CODE),
        Column("lane", _("Priority lane"), cell=lambda row: gettext("yes") if row.priority else "–"),
    ]
    if scope.may_exempt:
        columns.append(
            Column(
                "exempt",
                _("Exempt"),
                cell=lambda row: gettext("Exempt"),
                link=lambda row: reverse("screening:exempt", args=[scope.pass_id, scope.grid_id, row.person_id]),
                kind=Kind.ACTION,
            )
        )
    return Table(
        id="missing",
        caption=_("People missing in this grid"),
        empty_title=_("Nobody is missing here"),
        empty_text=_("Everybody due has a valid sample or is exempt."),
        icon="circle-check",
        has_csv=True,
        columns=tuple(columns),
    )


def _phone(row: MissingPerson) -> str | SafeString:
    if not CALLABLE.match(row.phone):
        return row.phone or "–"
    return format_html('<a href="tel:{}">{}</a>', re.sub("[ -]", "", row.phone), row.phone)


@require_safe
def area(request: HttpRequest, pass_id: int, area_id: int) -> HttpResponseBase:
    """How far is this area, and which areas below it are behind?"""
    found = api.area_page(actor_of(request), pass_id, area_id)
    if not found.below and found.area.kind == "grid":
        return HttpResponseRedirect(reverse("screening:grid", args=[pass_id, area_id]))
    table = _areas(pass_id)
    if request.GET.get("format") == "csv":
        return csv_response(table, found.below, filename=f"coverage-{found.area.code}.csv")
    behind = sorted(found.below, key=lambda row: (-row.missing, row.code))
    context = {
        **_frame(found),
        "treemap": coverage_map(found.info, found.below, caption=gettext("Coverage by area")),
        "map": coverage_ground(found.info, found.area.path, found.below) if found.below else None,
        "table": show(request, table, Page(tuple(behind), None)),
    }
    return render_page(request, "screening/round/area.html", "ui/partials/table.html", context=context)


@require_safe
def grid(request: HttpRequest, pass_id: int, area_id: int) -> HttpResponseBase:
    """Who is missing in this grid, and why? Whoever sees numbers only gets the numbers."""
    actor = actor_of(request)
    found = api.grid_page(actor, pass_id, area_id)
    scope = Scope(pass_id, area_id, actor.may(Permission.SCREENING_PLAN, found.area.path))
    table, may_name = _missing(scope), _may_name(actor, found)
    if request.GET.get("format") == "csv":
        return csv_response(table, api.missing_in_grid(actor, pass_id, area_id), filename=f"missing-{found.area.code}.csv")
    is_whole = request.GET.get("view") == "print"
    page: Page[MissingPerson] = Page((), None)
    if may_name and is_whole:
        page = Page(tuple(api.missing_in_grid(actor, pass_id, area_id)), None)
    elif may_name:
        page = api.missing_page(actor, pass_id, area_id, cursor=request.GET.get("cursor"), size=PAGE)
    context = {**_frame(found), "may_name": may_name, "is_whole": is_whole, "table": show(request, table, page) if may_name else None}
    return render_page(request, "screening/round/grid.html", "ui/partials/table.html", context=context)


def _may_name(actor: Actor, found: AreaPage) -> bool:
    return any(actor.may(permission, found.area.path) for permission in (Permission.PERSON_READ, Permission.PERSON_IDENTITY))


def _frame(found: AreaPage) -> dict[str, object]:
    """What pages of an area share: the pass, the way down, the figures."""
    return {
        "found": found,
        "info": found.info,
        "area_name": named(found.area.name, found.area.name_en),
        "pass_name": pass_name(found.info),
        "trail": [(named(node.name, node.name_en), area_link(found.info.id, node.id, is_grid=False)) for node in found.trail],
        "as_of": clock.now(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def exempt(request: HttpRequest, *, pass_id: int, area_id: int, person_id: int) -> HttpResponseBase:
    """Exempt one person of this grid from the pass, with a reason."""
    actor = actor_of(request)
    found = api.grid_page(actor, pass_id, area_id)
    actor.require(Permission.SCREENING_PLAN, found.area.path)
    form = ExemptForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            api.exempt(actor, pass_id, person_id, reason=form.reason_given(), note=form.cleaned_data["note"])
            return HttpResponseRedirect(area_link(pass_id, area_id, is_grid=True), status=303)
        status = 422
    person = api.person_to_exempt(actor, area_id, person_id)
    context = {**_frame(found), "form": form, "person": person}
    return render_page(request, "screening/round/exempt.html", "ui/partials/form.html", context=context, also=Also(status=status))
