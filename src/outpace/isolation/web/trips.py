"""Trips: the list, planning one, and its page with manifest, seal, and both signatures of every hand-over."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outpace.isolation import api
from outpace.isolation.choices import TripState
from outpace.isolation.data import NewTrip
from outpace.isolation.selectors.answers import PassengerRow, TripRow, TripView
from outpace.isolation.web.forms import BoardingForm, PassengerActForm, TripActForm, TripForm
from outpace.isolation.web.words import TRIP_LOOKS, SeeOther, attempt, named
from outpace.kernel import clock
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor
from outpace.ui.htmx import render_page
from outpace.ui.tables import Column, Kind, Table, show
from outpace.ui.text import moment_text, number_text

TRIPS: Table[TripRow] = Table(
    id="trips",
    caption=gettext_lazy("Open trips"),
    empty_title=gettext_lazy("No trip is open"),
    empty_text=gettext_lazy("Plan one for people whose placement has been signed."),
    icon="truck",
    columns=(
        Column("plate", gettext_lazy("Vehicle"), cell=lambda row: row.plate, link=lambda row: reverse("isolation:trip", args=[row.id])),
        Column("kind", gettext_lazy("Kind"), cell=lambda row: row.vehicle.label, on_phone=False),
        Column("to", gettext_lazy("Destination"), cell=lambda row: named(row.facility_name, row.facility_name_en)),
        Column("planned", gettext_lazy("Leaves at"), cell=lambda row: moment_text(row.planned_for, clock.now())),
        Column("state", gettext_lazy("State"), cell=lambda row: row.state.label),
        Column("people", gettext_lazy("People"), cell=lambda row: number_text(row.people), kind=Kind.NUMBER),
        Column("received", gettext_lazy("Signed for"), cell=lambda row: number_text(row.received), kind=Kind.NUMBER),
    ),
)
PAST = replace(TRIPS, caption=gettext_lazy("Closed and cancelled trips"), empty_title=gettext_lazy("No trip is over yet"), empty_text="")
"""What is over: the same rows, the latest first."""


@require_safe
def trips(request: HttpRequest) -> HttpResponse:
    """Is anybody between two custodians, who is still to be brought where, which trips are open? What is over has its own list."""
    actor = actor_of(request)
    is_past, may_drive = request.GET.get("past") == "1", actor.holds(Permission.TRIP_RUN)
    listed = api.past_trips if is_past else api.open_trips
    bring = api.to_bring(actor) if may_drive and not is_past else []
    context = {
        "table": show(request, PAST if is_past else TRIPS, listed(actor, cursor=request.GET.get("cursor"))),
        "gaps": [] if is_past else api.custody_gaps(actor),
        "bring": [(row, named(row.facility_name, row.facility_name_en)) for row in bring],
        "may_drive": may_drive,
        "past": is_past,
    }
    return render_page(request, "isolation/trips.html", "ui/partials/table.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def trip_new(request: HttpRequest) -> HttpResponse:
    """Plan a trip to one facility."""
    actor = actor_of(request)
    form = TripForm(request.POST or None, initial={"planned_for": clock.now(), "seats": 20, "facility": request.GET.get("to")})
    form.offer([(item.id, named(item.name, item.name_en)) for item in api.destinations(actor)])
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        trip = NewTrip(
            plate=given["plate"],
            vehicle=given["vehicle"],
            seats=given["seats"],
            driver=given["driver"],
            to_facility_id=given["facility"],
            planned_for=given["planned_for"],
            crew=given["crew"],
        )
        return SeeOther(reverse("isolation:trip", args=[api.plan_trip(actor, trip)]))
    context = {"form": form, "title": _("Plan a trip"), "submit": _("Plan the trip"), "back": reverse("isolation:trips")}
    return render(request, "isolation/form.html", context, status=422 if form.errors else 200)


@require_safe
def trip(request: HttpRequest, trip_id: int) -> HttpResponse:
    """Who is on board, under which seal, and which signature is missing?"""
    actor = actor_of(request)
    found = api.get_trip(actor, trip_id)
    is_planned = found.row.state is TripState.PLANNED
    may_drive = actor.may(Permission.TRIP_RUN, found.path)
    context = {
        "trip": found,
        "to": named(found.row.facility_name, found.row.facility_name_en),
        "look": TRIP_LOOKS[found.row.state],
        "people": [(row, _acts(actor, found, row_index)) for row_index, row in enumerate(found.passengers)],
        "waiting": api.to_drive(actor, found.row.facility_id) if is_planned and may_drive else [],
        "may_drive": may_drive,
        "step": _step(found) if may_drive else "",
    }
    return render(request, "isolation/trip.html", context)


def _step(found: TripView) -> str:
    """What does the crew do next?"""
    if found.row.state is TripState.PLANNED:
        ready = found.passengers and all(row.boarded_at for row in found.passengers)
        return "depart" if ready else "board"
    if found.row.state is TripState.DEPARTED:
        return "arrive"
    if found.row.state is TripState.ARRIVED:
        return "disinfect" if all(row.received_at for row in found.passengers) else "wait"
    return ""


def _acts(actor: Actor, found: TripView, place: int) -> tuple[str, ...]:
    """Which signatures may this reader give for this person now?"""
    row, may_drive = found.passengers[place], actor.may(Permission.TRIP_RUN, found.path)
    if found.row.state is TripState.PLANNED and row.boarded_at is None:
        return _acts_before_boarding(actor, row, may_drive=may_drive)
    if row.received_at is not None:
        return ()
    if row.withdrawn:
        return ("drop",) if row.boarded_at is not None and may_drive else ()
    return ("receive",) if found.row.state is TripState.ARRIVED and _may_receive(actor, found, may_drive=may_drive) else ()


def _acts_before_boarding(actor: Actor, row: PassengerRow, *, may_drive: bool) -> tuple[str, ...]:
    """Whoever leaves a facility is released there first; the crew boards, or leaves behind."""
    if row.from_path is not None and row.released_at is None:
        released = ("release",) if actor.may(Permission.ROOM_MANAGE, row.from_path) else ()
        return (*released, "drop") if may_drive else released
    return ("board", "drop") if may_drive else ()


def _may_receive(actor: Actor, found: TripView, *, may_drive: bool) -> bool:
    """The facility receives; where it lies in another jurisdiction, the crew writes down who received."""
    return actor.may(Permission.ROOM_MANAGE, found.to_path) or (found.row.outside and may_drive)


@require_POST
def trip_add(request: HttpRequest, trip_id: int) -> HttpResponse:
    """Put somebody on the manifest."""
    actor, form = actor_of(request), BoardingForm(request.POST)
    back = reverse("isolation:trip", args=[trip_id])
    placement = form.cleaned_data["placement"] if form.is_valid() else 0
    fever = bool(form.is_valid() and form.cleaned_data["fever"])
    return attempt(request, lambda: api.add_passenger(actor, trip_id, placement, fever=fever), done=_("On the manifest."), back=back)


@require_POST
def trip_act(request: HttpRequest, trip_id: int) -> HttpResponse:
    """Depart, arrive, disinfect, cancel."""
    actor, form = actor_of(request), TripActForm(request.POST)
    back = reverse("isolation:trip", args=[trip_id])
    if not form.is_valid():
        return SeeOther(back)
    given = form.cleaned_data
    works: Mapping[str, tuple[Callable[[], object], str]] = {
        "depart": (lambda: api.depart(actor, trip_id, seal=given["seal"]), _("Departed.")),
        "arrive": (
            lambda: api.arrive_trip(actor, trip_id, seal_intact=given["intact"]),
            _("Arrived. The other side signs for each."),
        ),
        "disinfect": (lambda: api.disinfect(actor, trip_id), _("Disinfected; the loop is closed.")),
        "cancel": (lambda: api.cancel_trip(actor, trip_id), _("The trip is cancelled.")),
    }
    work, done = works[given["act"]]
    return attempt(request, work, done=done, back=back)


@require_POST
def passenger_act(request: HttpRequest, trip_id: int, passenger_id: int) -> HttpResponse:
    """One signature for one person: handed over, on board, taken over, taken off."""
    actor, form = actor_of(request), PassengerActForm(request.POST)
    back = reverse("isolation:trip", args=[trip_id])
    if not form.is_valid():
        return SeeOther(back)
    given = form.cleaned_data
    works: Mapping[str, tuple[Callable[[], object], str]] = {
        "release": (lambda: api.release_passenger(actor, trip_id, passenger_id), _("Handed over; the crew signs next.")),
        "board": (lambda: api.board_passenger(actor, trip_id, passenger_id), _("On board.")),
        "receive": (
            lambda: api.receive_passenger(actor, trip_id, passenger_id, receiver=given["receiver"], receipt=given["receipt"]),
            _("Taken over."),
        ),
        "drop": (lambda: api.drop_passenger(actor, trip_id, passenger_id), _("Taken off the manifest.")),
    }
    work, done = works[given["act"]]
    return attempt(request, work, done=done, back=back)
