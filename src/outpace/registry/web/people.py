"""People as far as the reader may see them: found, listed by grid, one with their household. Every look is logged."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from outpace.kernel.middleware import actor_of
from outpace.kernel.paging import Page
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, NotFound
from outpace.registry import api
from outpace.registry.data import RosterEntry
from outpace.registry.web.forms import FindForm, MovePersonForm, PresenceForm, RosterSearchForm
from outpace.registry.web.tables import ROSTER
from outpace.registry.web.words import area_name, group_names, named, presence_name, sex_name
from outpace.ui.htmx import render_page
from outpace.ui.labels import Label, LabelKind, label_sheets
from outpace.ui.tables import show

PAGE = 50
LABELS = 500


@sensitive_post_parameters("typed")
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Who has this QR code or document?"""
    actor = actor_of(request)
    actor.require_anywhere(Permission.PERSON_READ)
    form = FindForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            found = _find(actor, form.cleaned_data["typed"])
        except NotFound:
            form.add_error("typed", _("Nobody in your areas has this code or document."))
        else:
            return redirect("registry:person", found.id)
    return render(request, "registry/find.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def roster(request: HttpRequest, area_id: int) -> HttpResponseBase:
    """Who lives in this grid?"""
    actor = actor_of(request)
    node = api.area(actor, area_id)
    page = api.roster(actor, area_id, purpose="registry.roster", cursor=request.GET.get("cursor"), size=PAGE)
    context = {
        "node": node,
        "name": area_name(node),
        "above": [(found, area_name(found)) for found in api.ancestors(actor, area_id)],
        "counts": api.counts_under(node.path),
        "form": RosterSearchForm(),
        "table": show(request, ROSTER, page),
        "may_search": actor.may(Permission.ROSTER_SEARCH, node.path),
        "may_enrol": actor.may(Permission.PERSON_MANAGE, node.path),
        "masked": not actor.may(Permission.PERSON_IDENTITY, node.path),
    }
    return render_page(request, "registry/roster.html", "ui/partials/table.html", context=context)


@sensitive_post_parameters("typed")
@require_http_methods(["POST"])
def search(request: HttpRequest, area_id: int) -> HttpResponseBase:
    """Who in this area has this in their name, document or phone?"""
    actor = actor_of(request)
    node = api.area(actor, area_id)
    form = RosterSearchForm(request.POST)
    found: list[RosterEntry] = []
    if form.is_valid():
        try:
            found = api.roster_search(actor, area_id, form.cleaned_data["typed"], purpose="registry.search")
        except api.TooMany as refusal:
            form.add_error("typed", str(refusal.message))
    table = show(request, ROSTER, Page(items=tuple(found), next_cursor=None))
    context = {"node": node, "name": area_name(node), "form": form, "table": table, "may_search": True, "searched": True}
    return render(request, "registry/roster.html", context, status=422 if form.errors else 200)


@require_safe
def person(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Who is this, as far as the reader may see, and with whom do they live?"""
    actor = actor_of(request)
    entry = api.person(actor, person_id, purpose="registry.person")
    members = [row for row in api.household_members(actor, person_id, purpose="registry.household") if row.id != person_id]
    context = {
        "entry": entry,
        "grid_name": named(entry.grid_name, entry.grid_name_en),
        "facts": _facts(entry),
        "groups": group_names(entry.groups, api.key_groups()),
        "presence": presence_name(entry.presence),
        "members": members,
        "may_manage": actor.may(Permission.PERSON_MANAGE, entry.path),
        "may_audit": actor.may(Permission.AUDIT_READ, entry.path),
        "presence_form": PresenceForm(initial={"presence": entry.presence}),
        "move_form": MovePersonForm(),
    }
    return render(request, "registry/person.html", context)


@require_safe
def labels(request: HttpRequest, area_id: int) -> HttpResponse:
    """Which cards with QR codes are printed for the residents of this grid? One page of people at a time; the print is a logged read."""
    actor = actor_of(request)
    node = api.area(actor, area_id)
    page = api.roster(actor, area_id, purpose="registry.labels", cursor=request.GET.get("cursor"), size=LABELS)
    cards = [Label(code=row.code, title=row.name, lines=(area_name(node),)) for row in page.items]
    context = {
        "title": _("Cards of %(name)s") % {"name": area_name(node)},
        "sheets": label_sheets(cards, LabelKind.PERSON),
        "back_url": reverse("registry:roster", args=[area_id]),
    }
    return render(request, "ui/labels.html", context)


def _find(actor: Actor, typed: str) -> RosterEntry:
    """A QR code is tried first: it can be told from a document by its check character."""
    try:
        return api.person_by_code(actor, typed, purpose="registry.find")
    except NotFound:
        return api.person_by_document(actor, typed, purpose="registry.find")


def _facts(entry: RosterEntry) -> list[tuple[str, object]]:
    return [
        (_("Document"), entry.document),
        (_("Phone"), entry.phone),
        (_("Address"), entry.address),
        (_("Sex"), sex_name(entry.sex)),
        (_("Born"), entry.birth_year or ""),
        (_("Household"), entry.household),
        (_("Code on the QR"), entry.code),
    ]
