"""The placement desk: requests by deadline with a proposal and its reasons, signed one by one or many at once."""

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outpace.casework import api as casework
from outpace.isolation import api
from outpace.isolation.choices import PlacementState
from outpace.isolation.rules.allocation import Ground
from outpace.isolation.selectors.answers import PlacementRow, Proposal
from outpace.isolation.web.forms import MOST_SIGNED, SignForm, SignManyForm
from outpace.isolation.web.words import GROUNDS, LEFTOVERS, SeeOther, named
from outpace.kernel import clock, places
from outpace.kernel.errors import Refusal
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath
from outpace.ui.text import number_text

FILTERS: Mapping[str, Sequence[PlacementState]] = {
    "requested": (PlacementState.REQUESTED,),
    "signed": (PlacementState.SIGNED, PlacementState.UNDER_WAY),
}


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Who needs a place, and where should they go?"""
    return _desk(request)


def _desk(request: HttpRequest, *, form: SignManyForm | None = None) -> HttpResponse:
    actor, asked = actor_of(request), request.GET.get("state", "requested")
    chosen = asked if asked in FILTERS else "requested"
    page = api.wanted(actor, states=FILTERS[chosen], cursor=request.GET.get("cursor"), size=50)
    found = api.proposals(actor, page.items)
    names = places.names([row.path for row in page.items])
    context = {
        "lines": [line_of(row, found.get(row.id), names) for row in page.items],
        "next_cursor": page.next_cursor,
        "chosen": chosen,
        "form": form,
        "may_sign": actor.holds(Permission.PLACEMENT_SIGN),
        "cursor": request.GET.get("cursor", ""),
        "ticked": request.GET.get("ticked") == "1",
        "now": clock.now(),
    }
    return render(request, "isolation/desk.html", context, status=422 if form is not None else 200)


@require_POST
def sign_many(request: HttpRequest) -> HttpResponse:
    """Sign every ticked proposal; one that has changed meanwhile is named and left open."""
    actor, form = actor_of(request), SignManyForm(request.POST)
    actor.require_anywhere(Permission.PLACEMENT_SIGN)
    if not form.is_valid():
        return _desk(request, form=form)
    chosen = [_read(value) for value in form.cleaned_data["chosen"][:MOST_SIGNED]]
    found = api.proposals_for(actor, [placement for placement, _f, _b in chosen])
    signed = 0
    for placement, facility, bed in chosen:
        grounds = _grounds(found.get(placement), facility, bed)
        try:
            api.sign_placement(actor, placement, facility_id=facility, bed_id=bed, grounds=grounds, note=form.cleaned_data["note"])
        except Refusal as refused:
            text = _("Request %(number)s: %(why)s") % {"number": placement, "why": refused.message}
            messages.error(request, text)
        else:
            signed += 1
    if signed:
        text = ngettext("%(count)s place signed; its bed is reserved.", "%(count)s places signed; their beds are reserved.", signed)
        messages.success(request, text % {"count": number_text(signed)})
    return SeeOther(reverse("isolation:desk"))


@require_http_methods(["GET", "HEAD", "POST"])
def placement(request: HttpRequest, placement_id: int) -> HttpResponse:
    """One request: why, by when, the proposal, what else would do, and the signature."""
    actor = actor_of(request)
    row = api.get_placement(actor, placement_id)
    form = SignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facility, bed = form.cleaned_data["choice"]
        try:
            grounds = _grounds(api.proposals(actor, [row]).get(row.id), facility, bed)
            api.sign_placement(actor, placement_id, facility_id=facility, bed_id=bed, grounds=grounds, note=form.cleaned_data["note"])
        except Refusal as refused:
            form.add_error("note" if refused.field == "note" else "choice", str(refused.message))
        else:
            messages.success(request, _("Signed; the bed is reserved."))
            return SeeOther(reverse("isolation:placement", args=[placement_id]))
    return _placement(request, actor, row, form=form)


def _placement(request: HttpRequest, actor: Actor, row: PlacementRow, *, form: SignForm) -> HttpResponse:
    found = api.proposals(actor, [row]).get(row.id)
    is_open = row.state in {PlacementState.REQUESTED, PlacementState.SIGNED}
    may_sign = is_open and actor.may(Permission.PLACEMENT_SIGN, row.path)
    line = line_of(row, found, places.names([row.path]))
    context = {
        "line": line,
        "form": form,
        "may_sign": may_sign,
        "options": _options(actor, row, found) if may_sign else [],
        "signed_grounds": [GROUNDS[ground] for ground in row.grounds],
        "facility": named(row.facility_name, row.facility_name_en),
    }
    return render(request, "isolation/placement.html", context, status=422 if form.errors else 200)


def _options(actor: Actor, row: PlacementRow, found: Proposal | None) -> list[tuple[str, str, str, bool]]:
    """What may be signed instead, the proposal first: value, name, bed, whether it is the proposal."""
    choice = found.choice if found else None
    proposed = f"{choice.facility_id}:{choice.bed_id or ''}" if choice and choice.facility_id else ""
    first = [(proposed, named(found.facility_name, found.facility_name_en), found.bed, True)] if found and proposed else []
    others = []
    for item in api.options_for(actor, row):
        name = f"{named(item.facility_name, item.facility_name_en)} · {item.kind.label}"
        others.append((f"{item.facility_id}:{item.bed_id or ''}", name, item.bed, False))
    return first + [option for option in others if option[0] != proposed]


def line_of(row: PlacementRow, found: Proposal | None, names: Mapping[AreaPath, str]) -> dict[str, object]:
    """One request as pages show it: person, place, deadline, what is in the way, the proposal and its reasons."""
    choice = found.choice if found else None
    value = f"{row.id}:{choice.facility_id}:{choice.bed_id or ''}" if choice and choice.facility_id else ""
    return {
        "row": row,
        "area": names.get(row.path, ""),
        "place": casework.place_text(row.place),
        "group": casework.group_text(row.group),
        "leftover": LEFTOVERS[row.leftover] if row.leftover else "",
        "facility": named(row.facility_name, row.facility_name_en),
        "value": value,
        "proposed": named(found.facility_name, found.facility_name_en) if found else "",
        "bed": found.bed if found else "",
        "at_home": bool(choice and choice.at_home),
        "grounds": [GROUNDS[ground] for ground in choice.grounds] if choice else [],
        "because": row.because,
    }


def _grounds(found: Proposal | None, facility: int, bed: int | None) -> Sequence[Ground]:
    """Which grounds has the signature: the proposal's when it is what was signed, else that somebody chose otherwise."""
    if found is not None and (found.choice.facility_id, found.choice.bed_id) == (facility, bed):
        return found.choice.grounds
    if found is not None and found.choice.facility_id == facility:
        return tuple(ground for ground in found.choice.grounds if ground is not Ground.ACCESSIBLE)
    return (Ground.OTHER_CHOICE,)


def _read(value: str) -> tuple[int, int, int | None]:
    placement, facility, bed = value.split(":")
    return int(placement), int(facility), int(bed) if bed else None
