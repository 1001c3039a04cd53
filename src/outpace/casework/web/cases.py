"""The case queue and the page of one case: class, clocks, itinerary, and what is known."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from epiworks.protocol import Setting
from outpace.casework import api
from outpace.casework.api import CaseRow, CaseSheet, CaseView
from outpace.casework.choices.case_words import DELIVERABLES, OWNERS, PLACE_KINDS, SPREADS, word
from outpace.casework.choices.cases import CaseEnd, Severity
from outpace.casework.choices.words import CASE_CLASSES, SETTINGS, SITUATIONS
from outpace.casework.data.cases import (
    CaseAmendment,
    ClassChange,
    NewCase,
    StayView,
)
from outpace.casework.web.case_forms import ClassForm, EndForm, KnownForm, ReportForm, area_typed, refuse
from outpace.kernel import clock, places
from outpace.kernel.errors import Refusal
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor
from outpace.ui.htmx import render_page
from outpace.ui.tables import Column, Table, show
from outpace.ui.templatetags.ui import ago
from outpace.ui.text import moment_text

VIEWS = (
    (CaseView.DUE, pgettext_lazy("cases", "Owing something")),
    (CaseView.OPEN, pgettext_lazy("cases", "Open")),
    (CaseView.ENDED, pgettext_lazy("cases", "Ended")),
)


def _due(row: CaseRow) -> str:
    if row.due_at is None:
        return "–"
    when = moment_text(row.due_at, clock.now())
    return _("late, was due %(when)s") % {"when": when} if row.late else when


CASES: Table[CaseRow] = Table(
    id="cases",
    caption=gettext_lazy("Cases"),
    empty_title=gettext_lazy("No case here"),
    empty_text=gettext_lazy("A positive single tube or re-test opens one by itself; a fever clinic reports one by hand."),
    icon="virus",
    columns=(
        Column(
            "case",
            gettext_lazy("Case"),
            cell=lambda row: _("Case %(number)s") % {"number": row.case.id},
            link=lambda row: reverse("casework:case", args=[row.case.id]),
        ),
        Column("name", gettext_lazy("Person"), cell=lambda row: row.name or _("outside your areas")),
        Column("class", pgettext_lazy("case", "Class"), cell=lambda row: word(CASE_CLASSES, row.case.case_class)),
        Column("owes", gettext_lazy("Owes next"), cell=lambda row: word(DELIVERABLES, row.owes) if row.owes else "–"),
        Column("due", pgettext_lazy("deadline", "Due"), cell=_due),
        Column("setting", gettext_lazy("Found in"), cell=lambda row: word(SETTINGS, row.case.setting), on_phone=False),
        Column("found", gettext_lazy("Found"), cell=lambda row: ago(row.case.found_at), on_phone=False),
    ),
)


def _day(request: HttpRequest, today: date) -> date:
    """Of which day's cases is the timeliness asked? Yesterday's: of today's nobody's 24 hours are over. Never of a day to come."""
    try:
        asked = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today - timedelta(days=1)
    return min(max(asked, date(2000, 1, 1)), today)


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """Which cases owe something, what is late first; which are open, which have ended?"""
    actor = actor_of(request)
    actor.require_anywhere(Permission.CASE_READ)
    asked = request.GET.get("view", CaseView.DUE)
    chosen = CaseView(asked) if asked in set(CaseView) else CaseView.DUE
    counts, today = api.count_cases(actor), timezone.localtime(clock.now()).date()
    day = _day(request, today)
    context = {
        "day": day,
        "shown": chosen,
        "day_before": day - timedelta(days=1),
        "day_after": day + timedelta(days=1) if day < today else None,
        "tabs": [(view, label, counts[view], view == chosen) for view, label in VIEWS],
        "timeliness": api.timeliness_of_day(actor, day),
        "investigating": api.investigations_running(actor),
        "contacts": api.contact_counts(actor),
        "letters": api.letters_waiting(actor),
        "may_report": actor.holds(Permission.CASE_INVESTIGATE),
        "table": show(request, CASES, api.list_cases(actor, chosen, cursor=request.GET.get("cursor"))),
    }
    return render_page(request, "casework/cases/list.html", "ui/partials/table.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Report a case by hand."""
    actor = actor_of(request)
    actor.require_anywhere(Permission.CASE_INVESTIGATE)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        person = api.find_person(actor, given["typed"])
        if person is not None:
            new = NewCase(person, Setting(given["setting"]), clock.now(), onset_on=given["onset_on"], note=given["note"])
            return _to(api.open_case(actor, new))
        form.add_error("typed", _("Nobody in your areas has this card or document number."))
    return render(request, "casework/cases/report.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Everything about one case that this reader may see."""
    actor = actor_of(request)
    return _page(request, actor, case_id)


@require_POST
def change_class(request: HttpRequest, case_id: int) -> HttpResponse:
    """A named human gives the case another class."""
    actor = actor_of(request)
    form = ClassForm(request.POST, classes=CASE_CLASSES)
    if form.is_valid():
        given = form.cleaned_data
        try:
            api.reclassify_case(actor, case_id, ClassChange(given["becomes"], given["note"], given["correcting"]))
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The class is changed, and what hangs on it."))
            return _to(case_id)
    return _page(request, actor, case_id, class_form=form)


@require_POST
def decide(request: HttpRequest, case_id: int, class_proposal_id: int) -> HttpResponse:
    """A named human takes or declines what the rules proposed."""
    actor = actor_of(request)
    try:
        api.decide_proposal(actor, case_id, class_proposal_id, accept="accept" in request.POST, note=request.POST.get("note", "")[:200])
    except Refusal as refusal:
        return _page(request, actor, case_id, problem=str(refusal.message))
    return _to(case_id)


@require_POST
def done(request: HttpRequest, case_id: int, deliverable: str) -> HttpResponse:
    """A deliverable is signed off."""
    actor = actor_of(request)
    try:
        api.finish_deliverable(actor, case_id, deliverable, note=request.POST.get("note", "")[:200])
    except Refusal as refusal:
        return _page(request, actor, case_id, problem=str(refusal.message))
    return _to(case_id)


@require_POST
def end(request: HttpRequest, case_id: int) -> HttpResponse:
    """A named human signs that the case was discharged, or died."""
    actor = actor_of(request)
    form = EndForm(request.POST, prefix="end")
    if form.is_valid():
        try:
            api.end_case(actor, case_id, CaseEnd(form.cleaned_data["end"]), at=clock.now(), note=form.cleaned_data["note"])
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The case has ended, and what hangs on it."))
            return _to(case_id, "end")
    return _page(request, actor, case_id, end_form=form)


@require_POST
def known(request: HttpRequest, case_id: int) -> HttpResponse:
    """What else is known of the case."""
    actor = actor_of(request)
    form = KnownForm(request.POST)
    if form.is_valid():
        try:
            api.amend_case(actor, case_id, _amendment(actor, form.cleaned_data))
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _to(case_id)
    return _page(request, actor, case_id, known_form=form)


def _amendment(actor: Actor, given: Mapping[str, Any]) -> CaseAmendment:
    """What was written into the form; a day of onset that stands there already does not speak against there being none."""
    return CaseAmendment(
        onset_on=None if given["no_onset"] else given["onset_on"],
        severity=Severity(given["severity"]) if given["severity"] else None,
        setting=Setting(given["setting"]) if given["setting"] else None,
        care_path=area_typed(actor, given["area"].strip()) if given["area"].strip() else None,
        no_onset=given["no_onset"],
    )


def _page(
    request: HttpRequest,
    actor: Actor,
    case_id: int,
    *,
    class_form: ClassForm | None = None,
    known_form: KnownForm | None = None,
    end_form: EndForm | None = None,
    problem: str = "",
) -> HttpResponse:
    sheet = api.get_case(actor, case_id)
    initial = {"onset_on": sheet.case.onset_on, "severity": sheet.case.severity, "setting": sheet.case.setting}
    refused = bool(problem or class_form or known_form or end_form)
    context = {
        "sheet": sheet,
        "class_name": word(CASE_CLASSES, sheet.case.case_class),
        "setting": word(SETTINGS, sheet.case.setting),
        **_areas_said(sheet),
        "steps": _steps(sheet),
        "owing": _owing(sheet),
        "stays": _stays(sheet),
        "proposals": [(proposal, word(CASE_CLASSES, proposal.becomes)) for proposal in sheet.proposals],
        "options": [word(CASE_CLASSES, code) for code in sheet.options],
        "class_form": class_form or ClassForm(classes=[code for code in CASE_CLASSES if code != sheet.case.case_class]),
        "known_form": known_form or KnownForm(initial=initial),
        "end_form": end_form or EndForm(prefix="end"),
        **_leaving_said(sheet),
        "problem": problem,
    }
    return render(request, "casework/cases/case.html", context, status=422 if refused else 200)


def _areas_said(sheet: CaseSheet) -> Mapping[str, str]:
    """Where does the person live, where are they cared for, and where was the case reported, in words?"""
    paths = {"lives_in": sheet.case.area_path, "cared_for_in": sheet.case.care_path, "reported_in": sheet.case.report_path}
    names = places.names([path for path in paths.values() if path])
    return {role: names.get(path, "") if path else "" for role, path in paths.items()}


def _steps(sheet: CaseSheet) -> list[tuple[object, str, str]]:
    """From which class to which has the case gone?"""
    return [(step, word(CASE_CLASSES, step.before) if step.before else "", word(CASE_CLASSES, step.after)) for step in sheet.steps]


def _leaving_said(sheet: CaseSheet) -> dict[str, list[str]]:
    """What is met and what is missing before the case may leave hospital?"""
    if sheet.leaving is None:
        return {"unmet": [], "met": []}
    return {"unmet": list(map(api.reason_text, sheet.leaving.unmet)), "met": list(map(api.reason_text, sheet.leaving.met))}


def _stays(sheet: CaseSheet) -> list[tuple[StayView, str, str, str]]:
    """The itinerary in order of time, with what was corrected struck through where it stood."""
    rows = sorted((*sheet.stays, *sheet.wrong_stays), key=lambda stay: (stay.starts_at, stay.id))
    return [(stay, word(PLACE_KINDS, stay.place_kind), word(SITUATIONS, stay.situation), word(SPREADS, stay.spread)) for stay in rows]


def _owing(sheet: CaseSheet) -> list[tuple[object, str, str, str, bool]]:
    """Each deliverable with its words, its tone, and whether this reader may sign it off."""
    now = clock.now()
    rows: list[tuple[object, str, str, str, bool]] = []
    for one in sheet.owing:
        late = (one.done_at or now) > one.due_at
        tone = "danger" if late else "ok" if one.done_at else "info"
        may = one.done_at is None and (sheet.may_judge if one.name in api.SECOND_PERSON else sheet.may_investigate)
        rows.append((one, word(DELIVERABLES, one.name), word(OWNERS, one.owner) if one.owner else "–", tone, may))
    return rows


def _to(case_id: int, anchor: str = "") -> HttpResponse:
    response = HttpResponse(status=303)
    response["Location"] = reverse("casework:case", args=[case_id]) + (f"#{anchor}" if anchor else "")
    return response


__all__ = ["case", "cases", "change_class", "decide", "done", "end", "known", "report"]
