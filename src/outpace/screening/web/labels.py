"""Labels to print: cards with a QR code for the people of a grid, sheets of tube labels, box labels."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, NotAllowed
from outpace.registry import api as registry
from outpace.registry.data import RosterEntry
from outpace.ui.labels import LAYOUTS, Label, LabelKind, label_sheets

MOST_PEOPLE = 2_000
MOST_LABELS = 1_100
MAY_PRINT = (Permission.SCREENING_SAMPLE, Permission.SCREENING_PLAN, Permission.TUBE_TRANSPORT, Permission.LAB_RECEIVE)


class SerialForm(forms.Form):
    """Labels numbered one after another: nobody else may use the same first letters."""

    beginning = forms.RegexField(
        r"^[0-9A-Za-z._-]{1,20}\Z",
        label=gettext_lazy("Beginning of every code"),
        help_text=gettext_lazy("Yours alone, for example the site code and the day: HX017-1108-"),
    )
    first = forms.IntegerField(label=gettext_lazy("First number"), min_value=1, max_value=999_999, initial=1)
    count = forms.IntegerField(label=gettext_lazy("How many"), min_value=1, max_value=MOST_LABELS, initial=110)


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What is to be printed?"""
    actor = _printer(request)
    context = {
        "form": SerialForm(),
        "tubes_per_sheet": LAYOUTS[LabelKind.TUBE].per_sheet,
        "roots": registry.roots(actor),
        "may_read_sites": actor.holds(Permission.SCREENING_READ),
    }
    return render(request, "screening/labels/start.html", context)


@require_safe
def tubes(request: HttpRequest) -> HttpResponse:
    """Print a run of tube labels."""
    return _serial(request, LabelKind.TUBE, _("Tube labels"))


@require_safe
def boxes(request: HttpRequest) -> HttpResponse:
    """Print a run of box labels."""
    return _serial(request, LabelKind.BOX, _("Box labels"))


def _serial(request: HttpRequest, kind: LabelKind, title: str) -> HttpResponse:
    actor, form = _printer(request), SerialForm(request.GET)
    if not form.is_valid():
        return render(
            request,
            "screening/labels/start.html",
            {"form": form, "roots": registry.roots(actor)} | {"may_read_sites": actor.holds(Permission.SCREENING_READ)},
            status=422,
        )
    given = form.cleaned_data
    labels = [Label(code=f"{given['beginning']}{number:06}") for number in range(given["first"], given["first"] + given["count"])]
    return _sheets(request, title, labels, kind)


@require_safe
def people(request: HttpRequest, grid_id: int) -> HttpResponse:
    """Print the cards of a grid's people, household by household; names as far as the reader may see them, and the read is logged."""
    actor = actor_of(request)
    grid = registry.area(actor, grid_id)
    labels = [_card(person) for person in _residents(actor, grid.id)]
    title = _("Cards of %(grid)s") % {"grid": grid.name}
    back = reverse("screening:labels") if may_print(actor) else reverse("registry:roster", args=[grid.id])
    return _sheets(request, title, labels, LabelKind.PERSON, back=back)


def _residents(actor: Actor, grid_id: int) -> list[RosterEntry]:
    """Who lives in the grid, by household? At most MOST_PEOPLE."""
    found: list[RosterEntry] = []
    cursor: str | None = ""
    while cursor is not None and len(found) < MOST_PEOPLE:
        page = registry.roster(actor, grid_id, purpose="screening.labels", cursor=cursor or None, size=500)
        found += page.items
        cursor = page.next_cursor
    return sorted(found, key=lambda person: (person.household, person.id))


def _card(person: RosterEntry) -> Label:
    return Label(code=person.code, title=person.name, lines=(f"{person.grid_name} {person.household}".strip(), person.document))


def _printer(request: HttpRequest) -> Actor:
    """Who prints? Raises NotAllowed for roles that never handle tubes."""
    actor = actor_of(request)
    if not may_print(actor):
        raise NotAllowed("labels")
    return actor


def may_print(actor: Actor) -> bool:
    """Does this actor handle tubes, and so print their labels?"""
    return any(actor.holds(permission) for permission in MAY_PRINT)


def _sheets(request: HttpRequest, title: str, labels: list[Label], kind: LabelKind, *, back: str = "") -> HttpResponse:
    context = {"title": title, "sheets": label_sheets(labels, kind), "back_url": back or reverse("screening:labels")}
    return render(request, "ui/labels.html", context)
