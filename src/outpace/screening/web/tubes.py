"""Pages of one tube and one box: where it is, what was read, who is inside, and mending what went wrong."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from outpace.kernel import clock
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, NotAllowed, NotFound
from outpace.screening import api
from outpace.screening.api import TubeSheet
from outpace.screening.choices import CorrectionKind, Outcome, TubeEventKind
from outpace.screening.data import ConditionRecord, ResultRecord, ScanCorrection, WaitingTube
from outpace.screening.web.sample import SeeOther
from outpace.screening.web.tube_forms import ResultFixForm, ScanFixForm, condition_form
from outpace.screening.web.tube_words import OUTCOME_TONES, notices, timeline
from outpace.ui.htmx import render_page
from outpace.ui.labels import Label, LabelKind, label_sheets
from outpace.ui.tables import Column, Kind, Table, show
from outpace.ui.text import number_text

BOX_TUBES: Table[WaitingTube] = Table(
    id="box-tubes",
    caption=gettext_lazy("Tubes in this box"),
    empty_title=gettext_lazy("This box is empty"),
    empty_text=gettext_lazy("Scan the box and then its tubes at the desk of the station that packs it."),
    icon="package",
    columns=(
        Column(
            "code",
            gettext_lazy("Tube"),
            cell=lambda row: row.code,
            link=lambda row: reverse("screening:tube", args=[row.code]),
            kind=Kind.CODE,
        ),
        Column("people", gettext_lazy("Person-times inside"), cell=lambda row: number_text(row.people), kind=Kind.NUMBER),
        Column("stage", gettext_lazy("Stage"), cell=lambda row: row.stage.label),
        Column("condition", gettext_lazy("Condition"), cell=lambda row: row.condition.label, on_phone=False),
        Column("custodian", gettext_lazy("With"), cell=lambda row: row.custodian or "–"),
    ),
)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Which tube or box has this code?"""
    actor, typed = actor_of(request), request.GET.get("q", "").strip()[:32]
    if not typed:
        return render(request, "screening/tube/search.html", {"typed": ""})
    try:
        kind = api.find_code(actor, typed)
    except NotFound:
        return render(request, "screening/tube/search.html", {"typed": typed}, status=404)
    return SeeOther(reverse(f"screening:{kind}", args=[typed]))


@require_safe
def tube(request: HttpRequest, code: str) -> HttpResponse:
    """Where is this tube, what was read in it, who is inside?"""
    actor = actor_of(request)
    return _page(request, actor, api.get_tube(actor, code))


def _page(request: HttpRequest, actor: Actor, found: TubeSheet, *, status: int = 200, **forms: object) -> HttpResponse:
    wants_people = request.GET.get("people") == "show" and found.may_meet_people
    context: dict[str, Any] = {
        "tube": found,
        "may_read_pools": actor.holds(Permission.POSITIVE_READ),
        "info": api.get_pass(actor, found.pass_id) if found.pass_id is not None and _reads_pass(actor, found.pass_id) else None,
        "notices": notices(found, actor),
        "line": timeline(api.tube_timeline(actor, found.code), found.code),
        "readings": [(reading, OUTCOME_TONES[reading.outcome], reading.id == found.standing) for reading in reversed(found.readings)],
        "outcome_tone": OUTCOME_TONES.get(found.outcome) if found.outcome else None,
        "inside": api.people_inside(actor, found.code) if wants_people else None,
        "strangers": api.unidentified_inside(actor, found.code) if wants_people else None,
        "condition_form": condition_form(found) if found.may_mark else None,
        "result_form": ResultFixForm(initial={"record_id": uuid4()}) if found.may_correct_result else None,
        "kinds": {"void": CorrectionKind.VOID.value, "restore": CorrectionKind.RESTORE.value},
        **forms,
    }
    return render(request, "screening/tube/tube.html", context, status=status)


def _reads_pass(actor: Actor, pass_id: int) -> bool:
    try:
        api.get_pass(actor, pass_id)
    except NotFound:
        return False
    return True


@require_POST
def condition(request: HttpRequest, code: str) -> HttpResponse:
    """Record what happened to the tube."""
    actor = actor_of(request)
    found = api.get_tube(actor, code)
    form = condition_form(found, request.POST)
    if found.custodian is None:
        raise NotAllowed("nobody has this tube")
    if not form.is_valid():
        return _page(request, actor, found, status=422, condition_form=form)
    given = form.cleaned_data
    record = ConditionRecord(given["record_id"], code, TubeEventKind(given["kind"]), form.at(), given["note"])
    api.record_condition(actor, found.custodian.id, record)
    messages.success(request, _("Recorded. Coverage and ledger follow."))
    return SeeOther(reverse("screening:tube", args=[code]))


@require_POST
def scan(request: HttpRequest, code: str) -> HttpResponse:
    """Take one person's scan back, restore it, or move it to another tube."""
    actor = actor_of(request)
    found = api.get_tube(actor, code)
    form = ScanFixForm(request.POST)
    if found.site is None:
        raise NotAllowed("no site has recorded this tube")
    if not form.is_valid():
        return _page(request, actor, found, status=422, scan_form=form)
    given = form.cleaned_data
    fact = ScanCorrection(
        given["record_id"],
        code,
        given["person"],
        CorrectionKind(given["kind"]),
        clock.now(),
        given["reason"],
        given["into"],
        pass_id=found.pass_id,
    )
    api.correct_scan(actor, found.site.id, fact)
    messages.success(request, _("Recorded. Coverage and ledger follow."))
    return SeeOther(f"{reverse('screening:tube', args=[code])}?people=show#people")


@require_POST
def result(request: HttpRequest, code: str) -> HttpResponse:
    """Correct the standing result, with a reason."""
    actor = actor_of(request)
    found = api.get_tube(actor, code)
    form = ResultFixForm(request.POST)
    if found.standing_laboratory is None:
        raise NotAllowed("there is no result to correct")
    if not form.is_valid():
        return _page(request, actor, found, status=422, result_form=form)
    given = form.cleaned_data
    record = ResultRecord(given["record_id"], code, Outcome(given["outcome"]), clock.now(), corrects=True, reason=given["reason"])
    api.record_results(actor, found.standing_laboratory, batch_id=given["record_id"], records=[record])
    messages.success(request, _("Corrected. Both results stay on record."))
    return SeeOther(reverse("screening:tube", args=[code]))


@require_safe
def tube_label(request: HttpRequest, code: str) -> HttpResponse:
    """Print this tube's label again."""
    found = api.get_tube(actor_of(request), code)
    label = Label(code=found.code, lines=(found.site.name,) if found.site else ())
    return _label(request, label, LabelKind.TUBE, reverse("screening:tube", args=[code]))


@require_safe
def box(request: HttpRequest, code: str) -> HttpResponse:
    """What is in this box, and where is it?"""
    actor = actor_of(request)
    found = api.get_box(actor, code)
    table = show(request, BOX_TUBES, api.tubes_in_box(actor, code, cursor=request.GET.get("cursor")))
    return render_page(request, "screening/tube/box.html", "ui/partials/table.html", context={"box": found, "table": table})


@require_safe
def box_label(request: HttpRequest, code: str) -> HttpResponse:
    """Print this box's label again."""
    found = api.get_box(actor_of(request), code)
    label = Label(code=found.code, title=_("Box"), lines=(found.station.name,) if found.station else ())
    return _label(request, label, LabelKind.BOX, reverse("screening:box", args=[code]))


def _label(request: HttpRequest, label: Label, kind: LabelKind, back: str) -> HttpResponse:
    context = {"title": label.code, "sheets": label_sheets([label], kind), "back_url": back}
    return render(request, "ui/labels.html", context)
