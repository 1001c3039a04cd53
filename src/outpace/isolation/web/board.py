"""The facilities board, one facility with its rooms, arrivals and departures, and loading rooms from a table."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outpace.isolation import api
from outpace.isolation.choices import BedState, EndReason, FacilityKind
from outpace.isolation.selectors.answers import FacilityRow
from outpace.isolation.web.forms import DepartureForm, RoomActForm, RoomsForm
from outpace.isolation.web.ground import facilities_ground
from outpace.isolation.web.words import ROOM_LOOKS, SeeOther, attempt, named
from outpace.kernel import places
from outpace.kernel.files import FileRefused
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import ROOT, AreaPath
from outpace.ui.text import number_text

MOST_TILES = 120
"""Tiles a plan on the board shows at most; in a larger place each stands for several rooms."""


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Which places are there, and how full is each, honestly?"""
    actor = actor_of(request)
    asked = request.GET.get("kind", "")
    kind = FacilityKind(asked) if asked in FacilityKind.values else None
    closed = request.GET.get("state") == "closed"
    page = api.list_facilities(actor, kind=kind, closed=closed, cursor=request.GET.get("cursor"), size=20)
    names = places.names([row.path for row in page.items])
    cards = [_card(row, names) for row in page.items]
    context = {
        "cards": cards,
        "closed": closed,
        "roomless": [card for card, row in zip(cards, page.items, strict=True) if not row.places.listed],
        "map": None if closed else facilities_ground(page.items),
        "next_cursor": page.next_cursor,
        "kinds": FacilityKind.choices,
        "kind": kind,
        "may_open": actor.holds(Permission.ROOM_MANAGE),
        "total": api.capacity_under(actor, ROOT),
        "legend": [(state.label, *ROOM_LOOKS[state], state.value) for state in BedState],
        "evening": api.end_of_day(actor, ROOT),
    }
    return render(request, "isolation/board.html", context)


def _card(row: FacilityRow, names: Mapping[AreaPath, str]) -> dict[str, object]:
    each = max(1, -(-row.places.listed // MOST_TILES))
    tiles = [(state.value, -(-row.states.get(state, 0) // each)) for state in BedState if row.states.get(state)]
    words = [(state.label, row.states[state]) for state in BedState if row.states.get(state)]
    return {
        "row": row,
        "name": named(row.name, row.name_en),
        "area": names.get(row.path, ""),
        "tiles": [state for state, number in tiles for _n in range(number)],
        "each": each,
        "words": words,
    }


@require_safe
def facility(request: HttpRequest, facility_id: int) -> HttpResponse:
    """Which rooms, who is expected, who is here, who is to leave? Of one that is closed: who was here, and nothing to press."""
    actor = actor_of(request)
    row = api.get_facility(actor, facility_id)
    asked = request.GET.get("state", "")
    state = BedState(asked) if asked in BedState.values else None
    is_open = row.closed_at is None
    past = not is_open or request.GET.get("past") == "1"
    rooms = api.rooms_of(actor, facility_id, state=state, cursor=request.GET.get("rooms"), size=120)
    context = {
        "row": row,
        "name": named(row.name, row.name_en),
        "area": places.names([row.path]).get(row.path, ""),
        "rooms": [(room, *ROOM_LOOKS[room.state]) for room in rooms.items],
        "next_rooms": rooms.next_cursor,
        "states": [(item.value, item.label, row.states.get(item, 0)) for item in BedState if row.states.get(item)],
        "state": state,
        "expected": api.expected_at(actor, facility_id),
        "leaving": api.inside(actor, facility_id, leaving=True, size=50).items,
        "inside": api.inside(actor, facility_id, leaving=False, cursor=request.GET.get("cursor"), size=50),
        "stayed": api.stayed(actor, facility_id, cursor=request.GET.get("before"), size=50) if past else None,
        "may_manage": is_open and actor.may(Permission.ROOM_MANAGE, row.path),
        "may_drive": is_open and actor.may(Permission.TRIP_RUN, row.path),
        "reasons": [choice for choice in EndReason.choices if choice[0] != EndReason.MOVED],
    }
    return render(request, "isolation/facility.html", context)


@require_POST
def room_act(request: HttpRequest, room_id: int) -> HttpResponse:
    """Staff open, clean, close or bring back a room."""
    actor, form = actor_of(request), RoomActForm(request.POST)
    facility_id = api.facility_of_room(actor, room_id)
    back = reverse("isolation:facility", args=[facility_id])
    if not form.is_valid():
        return SeeOther(back)
    act = form.cleaned_data["act"]
    return attempt(request, lambda: api.act_on_room(actor, room_id, act), done=_("The room is updated."), back=f"{back}#rooms")


@require_POST
def arrival(request: HttpRequest, placement_id: int) -> HttpResponse:
    """The facility takes somebody in who came by themselves, or who begins to isolate at home."""
    actor = actor_of(request)
    back = _facility_of(request, placement_id)
    return attempt(request, lambda: api.record_arrival(actor, placement_id), done=_("Taken in."), back=back)


@require_POST
def departure(request: HttpRequest, placement_id: int) -> HttpResponse:
    """Somebody has left for good."""
    actor, form = actor_of(request), DepartureForm(request.POST)
    back = _facility_of(request, placement_id)
    reason = form.cleaned_data["reason"] if form.is_valid() else EndReason.RELEASED
    return attempt(request, lambda: api.record_departure(actor, placement_id, reason=reason), done=_("They have left."), back=back)


def _facility_of(request: HttpRequest, placement_id: int) -> str:
    facility_id = api.facility_of_placement(actor_of(request), placement_id)
    return reverse("isolation:facility", args=[facility_id]) if facility_id else reverse("isolation:board")


@require_http_methods(["GET", "HEAD", "POST"])
def rooms_load(request: HttpRequest, facility_id: int) -> HttpResponse:
    """Add rooms from a table; rows that cannot be taken are named with what is wrong."""
    actor = actor_of(request)
    row = api.facility_to_manage(actor, facility_id)
    form = RoomsForm(request.POST or None, request.FILES or None)
    outcome = None
    if request.method == "POST" and form.is_valid():
        try:
            outcome = api.load_rooms(actor, facility_id, form.cleaned_data["file"].read())
        except FileRefused as refused:
            form.add_error("file", str(refused))
    told = ""
    if outcome is not None:
        told = ngettext("%(count)s room added.", "%(count)s rooms added.", outcome.added) % {"count": number_text(outcome.added)}
    context = {"row": row, "name": named(row.name, row.name_en), "form": form, "outcome": outcome, "told": told}
    return render(request, "isolation/rooms_load.html", context, status=422 if form.errors or (outcome and outcome.mistakes) else 200)
