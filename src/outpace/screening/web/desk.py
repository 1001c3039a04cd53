"""The desk of a site, courier team or laboratory: scan tubes and boxes in and out, and see at once what only one side has named."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from outpace.kernel import clock
from outpace.kernel.middleware import actor_of
from outpace.kernel.scope import Actor, NotFound
from outpace.registry.choices import StationKind
from outpace.registry.data import StationRow
from outpace.screening import api
from outpace.screening.api import BoxSheet, Difference
from outpace.screening.data import AcceptRecord, FinishedRecord, OfferRecord, PackRecord, WaitingTube
from outpace.screening.web.desk_words import Verdict, difference_kind, verdict_of
from outpace.screening.web.sample import SeeOther
from outpace.ui.htmx import Also, render_page
from outpace.ui.tables import Column, Kind, Table, csv_response, show
from outpace.ui.text import ago_text, duration_text, number_text

NEXT: dict[str, tuple[str, ...]] = {
    StationKind.SAMPLING_SITE: (StationKind.COURIER_TEAM, StationKind.LABORATORY),
    StationKind.COURIER_TEAM: (StationKind.LABORATORY, StationKind.COURIER_TEAM),
    StationKind.LABORATORY: (StationKind.LABORATORY, StationKind.COURIER_TEAM),
}
"""To which kinds of station tubes go from here, the usual one first."""


class ScanForm(forms.Form):
    """One scan at a desk."""

    record_id = forms.UUIDField()
    code = forms.RegexField(r"^\s*[0-9A-Za-z._-]{1,32}\s*\Z")


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of work at a desk: its address, its words, and what one scanned code does (given tubes and boxes)."""

    name: str
    title: str
    help: str
    query: dict[str, str]
    record: Callable[[UUID, datetime, tuple[str, ...], tuple[str, ...]], object]


def _tube_url(code: str) -> str:
    return reverse("screening:tube", args=[code])


HELD: Table[WaitingTube] = Table(
    id="held",
    caption=gettext_lazy("Tubes held now"),
    empty_title=gettext_lazy("No tube is waiting here"),
    icon="test-pipe",
    columns=(
        Column("code", gettext_lazy("Tube"), cell=lambda row: row.code, link=lambda row: _tube_url(row.code), kind=Kind.CODE),
        Column("people", gettext_lazy("Person-times inside"), cell=lambda row: number_text(row.people), kind=Kind.NUMBER),
        Column("stage", gettext_lazy("Stage"), cell=lambda row: row.stage.label),
        Column("since", gettext_lazy("Here for"), cell=lambda row: duration_text(clock.now() - row.since)),
    ),
)

DIFFERENCES: Table[Difference] = Table(
    id="differences",
    caption=gettext_lazy("Differences tube by tube"),
    empty_title=gettext_lazy("No difference"),
    empty_text=gettext_lazy("Both sides of every hand-over have named the same tubes."),
    icon="circle-check",
    has_csv=True,
    columns=(
        Column("code", gettext_lazy("Tube"), cell=lambda row: row.code, link=lambda row: _tube_url(row.code), kind=Kind.CODE),
        Column("kind", gettext_lazy("What differs"), cell=difference_kind),
        Column("giver", gettext_lazy("Sent by"), cell=lambda row: row.giver or "–"),
        Column("taker", gettext_lazy("Received by"), cell=lambda row: row.taker or "–"),
        Column("custodian", gettext_lazy("Now with"), cell=lambda row: row.custodian or "–"),
        Column("since", gettext_lazy("Since"), cell=lambda row: ago_text(row.since, clock.now())),
        Column("people", gettext_lazy("Person-times inside"), cell=lambda row: number_text(row.people), kind=Kind.NUMBER, on_phone=False),
    ),
)


@require_safe
def desks(request: HttpRequest) -> HttpResponse:
    """At which desks does this person work? Somebody with one only is sent there."""
    found = api.desks(actor_of(request))
    if len(found) == 1:
        return SeeOther(reverse("screening:desk", args=[found[0].station.id]))
    context = {"desks": found, "has_queues": any(row.tubes is not None for row in found)}
    return render(request, "screening/desk/desks.html", context)


@require_safe
def desk(request: HttpRequest, station_id: int) -> HttpResponse:
    """What comes, what is here, what differs, and what can be done?"""
    actor = actor_of(request)
    found = api.desk(actor, station_id)
    context = {
        "desk": found,
        "is_laboratory": found.station.kind == StationKind.LABORATORY,
        "fresh": uuid4(),
        "held": show(request, HELD, api.held_here(actor, station_id, size=10)),
        "differences": show(request, DIFFERENCES, api.differences(actor, station_id, size=10)),
    }
    return render(request, "screening/desk/desk.html", context)


@require_safe
def held(request: HttpRequest, station_id: int) -> HttpResponse:
    """Which tubes does this desk hold?"""
    actor = actor_of(request)
    station = api.desk_station(actor, station_id)
    table = show(request, HELD, api.held_here(actor, station_id, cursor=request.GET.get("cursor")))
    return _list(request, station, table, _("Tubes held now"))


@require_safe
def differences(request: HttpRequest, station_id: int) -> HttpResponseBase:
    """Which tubes has only one side named?"""
    actor = actor_of(request)
    station = api.desk_station(actor, station_id)
    if request.GET.get("format") == "csv":
        rows = api.differences(actor, station_id, size=1_000).items
        return csv_response(DIFFERENCES, rows, filename="differences.csv")
    table = show(request, DIFFERENCES, api.differences(actor, station_id, cursor=request.GET.get("cursor")))
    return _list(request, station, table, _("Differences tube by tube"))


def _list(request: HttpRequest, station: StationRow, table: object, title: str) -> HttpResponse:
    context = {"station": station, "table": table, "title": title}
    return render_page(request, "screening/desk/list.html", "ui/partials/table.html", context=context)


@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, station_id: int) -> HttpResponse:
    """Scan in what arrives: each scan makes this station the tube's custodian."""
    actor = actor_of(request)
    handover = _uuid(request, "handover")
    if handover is None:
        return SeeOther(f"{request.path}?{urlencode({'handover': str(uuid4())})}")
    work = Work(
        "desk_receive",
        _("Receive"),
        _("Scan each tube, or the box with all its tubes."),
        {"handover": str(handover)},
        lambda number, now, tubes, boxes: api.accept_handover(actor, AcceptRecord(number, handover, station_id, now, tubes, boxes)),
    )
    return _work(request, actor, station_id, work, handover=handover)


@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, station_id: int) -> HttpResponse:
    """Scan out what leaves: it stays with this station until the other side has received it."""
    actor = actor_of(request)
    station = api.desk_station(actor, station_id)
    handover, taker = _uuid(request, "handover"), _taker(request)
    if handover is None or taker is None:
        return render(request, "screening/desk/send_to.html", {"station": station, "takers": _takers(actor, station), "handover": uuid4()})
    values = {"taker": taker.name}
    work = Work(
        "desk_send",
        _("Send to %(taker)s") % values,
        _("Scan each tube, or the box with all its tubes."),
        {"handover": str(handover), "to": str(taker.id)},
        lambda number, now, tubes, boxes: api.offer(actor, OfferRecord(number, handover, station_id, taker.id, now, tubes, boxes)),
    )
    return _work(request, actor, station_id, work, handover=handover)


@require_http_methods(["GET", "POST"])
def pack(request: HttpRequest, station_id: int) -> HttpResponse:
    """Choose a box, then scan its tubes into it."""
    actor = actor_of(request)
    station = api.desk_station(actor, station_id)
    box = request.GET.get("box", "").strip()
    if not box or not ScanForm({"record_id": uuid4(), "code": box}).is_valid():
        return render(request, "screening/desk/pack_box.html", {"station": station, "typed": box}, status=422 if box else 200)
    work = Work(
        "desk_pack",
        _("Pack box %(box)s") % {"box": box},
        _("Scan each tube that goes into the box."),
        {"box": box},
        lambda number, now, tubes, boxes: api.pack(actor, PackRecord(number, box, station_id, tubes, now)) if tubes else None,
    )
    return _work(request, actor, station_id, work, box=box)


@require_http_methods(["GET", "POST"])
def tested(request: HttpRequest, station_id: int) -> HttpResponse:
    """Scan tubes whose test is finished; their results may follow in a file."""
    actor = actor_of(request)
    if api.desk_station(actor, station_id).kind != StationKind.LABORATORY:
        raise NotFound(f"laboratory {station_id}")

    def _finish(number: UUID, now: datetime, tubes: tuple[str, ...], boxes: tuple[str, ...]) -> object:
        codes = tuple(api.codes_of_tubes([*tubes, *boxes]))
        return api.mark_tested(actor, FinishedRecord(number, station_id, codes, now))

    work = Work("desk_tested", _("Mark as tested"), _("Scan each tube, or a box with all its tubes."), {}, _finish)
    return _work(request, actor, station_id, work)


def _work(request: HttpRequest, actor: Actor, station_id: int, work: Work, *, handover: UUID | None = None, box: str = "") -> HttpResponse:
    """Show the work, or do one scan of it and show it again."""
    station = api.desk_station(actor, station_id)
    here = f"{reverse(f'screening:{work.name}', args=[station_id])}?{urlencode(work.query)}"
    refused: Verdict | None = None
    if request.method == "POST":
        form = ScanForm(request.POST)
        if form.is_valid():
            code = form.cleaned_data["code"].strip()
            boxes, tubes = api.codes_in([code])
            work.record(form.cleaned_data["record_id"], clock.now(), tuple(tubes), tuple(boxes))
            return SeeOther(f"{here}&{urlencode({'last': code})}")
        refused = Verdict("danger", _("Not a tube or box code"), _("Nothing was recorded. Scan again."))
    sheet = api.handover_sheet(actor, station_id, handover) if handover else None
    last = request.GET.get("last", "")[:32]
    verdict = refused or verdict_of(work.name, last, _last_codes(last), sheet=sheet)
    opened = _box(actor, box)
    context = {
        "station": station,
        "work": work,
        "here": here,
        "record_id": uuid4(),
        "sheet": sheet,
        "box": opened,
        "packed": api.tubes_in_box(actor, box, size=200).items if opened else (),
        "last": last,
        "verdict": verdict,
        "is_sending": work.name == "desk_send",
    }
    also = Also(live=str(verdict.title) if verdict else "", status=422 if refused else 200)
    return render_page(request, "screening/desk/work.html", "screening/desk/tally.html", context=context, also=also)


def _last_codes(last: str) -> tuple[str, ...]:
    """Which tubes did the last scan name: itself, or what is in the box?"""
    return tuple(api.codes_of_tubes([last])) if last else ()


def _box(actor: Actor, code: str) -> BoxSheet | None:
    if not code:
        return None
    try:
        return api.get_box(actor, code)
    except NotFound:
        return None


def _uuid(request: HttpRequest, name: str) -> UUID | None:
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None


def _taker(request: HttpRequest) -> StationRow | None:
    typed = request.GET.get("to", "")
    return api.station_to_receive(int(typed)) if typed.isdecimal() and len(typed) < 19 else None


def _takers(actor: Actor, station: StationRow) -> list[StationRow]:
    return api.stations_to_receive(actor, station, NEXT[station.kind])
