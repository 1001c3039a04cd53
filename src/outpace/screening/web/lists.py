"""The lists behind the ledger's differences: tubes that wait, that ended, that laboratories dispute, that no site announced."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from outpace.kernel import clock
from outpace.kernel.middleware import actor_of
from outpace.kernel.paging import Page
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import NotFound
from outpace.screening import api
from outpace.screening.choices import Stage
from outpace.screening.data import WaitingCrowded, WaitingTube
from outpace.screening.web.links import named, tube_link
from outpace.screening.web.round_words import pass_name
from outpace.ui.htmx import render_page
from outpace.ui.tables import Column, Kind, Table, csv_response, show
from outpace.ui.text import duration_text, number_text

PAGE = 100
MOST_IN_CSV = 20_000
"""Lines one file holds at most; a list this long is worked by site, not in a file."""

Read = Callable[[str | None, int], Page[WaitingTube]]

GONE_ON = _("Every tube has gone on.")


@dataclass(frozen=True, slots=True)
class TubeList:
    """One list of tubes: its heading, what it means, and how to read a page of it."""

    title: str | Promise
    lead: str | Promise
    read: Read
    crumb: str = ""
    crumb_url: str = ""
    empty: str | Promise = GONE_ON
    has_doubts: bool = False


CONDITION: Column[WaitingTube] = Column("condition", _("Condition"), cell=lambda row: row.condition.label)
WHY: Column[WaitingTube] = Column("why", _("Why"), cell=lambda row: doubt_words(row) if isinstance(row, WaitingCrowded) else "–")


def doubt_words(row: WaitingCrowded) -> str:
    """Why is this tube to be looked at, and how many people might it hold?"""
    room = gettext("at most %(size)s") % {"size": number_text(row.allowed)} if row.allowed else gettext("one household to a tube")
    return f"{row.doubt.label} · {room}"


def _table(found: TubeList) -> Table[WaitingTube]:
    why = (WHY,) if found.has_doubts else ()
    return Table(
        id="tubes",
        caption=_("Tubes"),
        empty_title=_("No tube here"),
        empty_text=found.empty,
        icon="test-pipe",
        has_csv=True,
        columns=(
            Column("code", _("Tube"), cell=lambda row: row.code, link=lambda row: tube_link(row.code), kind=Kind.CODE),
            Column(
                "people", _("Person-times inside"), cell=lambda row: number_text(row.people), plain=lambda row: row.people, kind=Kind.NUMBER
            ),
            *why,
            Column("stage", _("Stage"), cell=lambda row: row.stage.label, on_phone=False),
            *(() if found.has_doubts else (CONDITION,)),
            Column("custodian", _("With"), cell=lambda row: named(row.custodian, row.custodian_en) or "–"),
            Column("since", _("Waiting for"), cell=_since, plain=lambda row: timezone.localtime(row.since).isoformat(timespec="minutes")),
        ),
    )


def _since(row: WaitingTube) -> object:
    moment = timezone.localtime(row.since)
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(timespec="seconds"), duration_text(clock.now() - row.since))


@require_safe
def waiting(request: HttpRequest, pass_id: int, stage: int) -> HttpResponseBase:
    """Which tubes have reached this stage and not gone on?"""
    actor, wanted = actor_of(request), _stage(stage)
    found = TubeList(
        WAITING[wanted],
        _("The longest waiting first, by the order in which tubes were opened."),
        lambda cursor, size: api.waiting_tubes(actor, pass_id, wanted, cursor=cursor, size=size),
    )
    return _answer(request, pass_id, found)


@require_safe
def ended(request: HttpRequest, pass_id: int, stage: int) -> HttpResponseBase:
    """Which tubes left the flow at this stage?"""
    actor, wanted = actor_of(request), _stage(stage)
    found = TubeList(
        _("Tubes that were spoiled, leaked, lost or voided"),
        _("Their people are missing again and are sampled anew."),
        lambda cursor, size: api.ended_tubes(actor, pass_id, wanted, cursor=cursor, size=size),
    )
    return _answer(request, pass_id, found)


@require_safe
def disputed(request: HttpRequest, pass_id: int) -> HttpResponseBase:
    """Of which tubes do laboratories disagree?"""
    actor = actor_of(request)
    found = TubeList(
        _("Tubes whose laboratories disagree"),
        _("The more serious reading stands until a person corrects it."),
        lambda cursor, size: api.disputed_tubes(actor, pass_id, cursor=cursor, size=size),
    )
    return _answer(request, pass_id, found)


@require_safe
def crowded(request: HttpRequest, pass_id: int) -> HttpResponseBase:
    """Which tubes hold more people than allowed where they live, or several households, and are not tested yet?"""
    actor = actor_of(request)
    found = TubeList(
        _("Tubes that hold too many"),
        _("Accepted, because a sample taken is not thrown away. Tell the laboratory, or sample their people again by themselves."),
        lambda cursor, size: api.crowded_tubes(actor, pass_id, cursor=cursor, size=size),
        empty=_("Every tube that is not tested yet holds whom it may hold."),
        has_doubts=True,
    )
    return _answer(request, pass_id, found)


@require_safe
def unannounced(request: HttpRequest) -> HttpResponseBase:
    """Which tubes does a courier or laboratory hold that no site has recorded?"""
    actor = actor_of(request)
    actor.require_anywhere(Permission.SCREENING_READ)
    found = TubeList(
        _("Tubes that no site has recorded"),
        _("A courier or laboratory has them; ask the site that filled them to send its records. Until then nobody knows who is inside."),
        lambda cursor, size: api.unannounced_tubes(actor, cursor=cursor, size=size),
    )
    return _answer(request, None, found)


WAITING: dict[Stage, str | Promise] = {
    Stage.SAMPLED: _("Tubes waiting at sites for their hand-over"),
    Stage.HANDED_OVER: _("Tubes on the way to a laboratory"),
    Stage.RECEIVED: _("Tubes waiting for a test"),
    Stage.TESTED: _("Tested tubes without an uploaded result"),
    Stage.UPLOADED: _("Tubes whose result is not told to its people"),
    Stage.NOTIFIED: _("Tubes that are done"),
}


def _stage(number: int) -> Stage:
    if number not in Stage.values:
        raise NotFound(f"stage {number}")
    return Stage(number)


def _answer(request: HttpRequest, pass_id: int | None, found: TubeList) -> HttpResponseBase:
    info = api.get_pass(actor_of(request), pass_id) if pass_id is not None else None
    table = _table(found)
    if request.GET.get("format") == "csv":
        return csv_response(table, _all(found.read), filename="tubes.csv")
    page = found.read(request.GET.get("cursor"), PAGE)
    context = {"list": found, "info": info, "pass_name": pass_name(info) if info is not None else "", "table": show(request, table, page)}
    return render_page(request, "screening/round/tubes.html", "ui/partials/table.html", context=context)


def _all(read: Read) -> list[WaitingTube]:
    """Every line of a list, up to the bound of a file."""
    rows: list[WaitingTube] = []
    cursor: str | None = None
    while len(rows) < MOST_IN_CSV:
        page = read(cursor, 1_000)
        rows += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    return rows
