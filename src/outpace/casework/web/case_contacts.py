"""Contacts of a case: judged many at once from proposals, listed, and looked for."""

from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outpace.casework import api
from outpace.casework.api import CaseSheet
from outpace.casework.choices.case_words import word
from outpace.casework.choices.cases import ContactState
from outpace.casework.data.contacts import Candidate, ContactRow
from outpace.casework.web.case_forms import JudgeForm, NamedForm
from outpace.casework.web.judging import CLASSES, JudgeSet, beside, class_choices, initial, judgement, refuse_row, stay_choices, told_of
from outpace.casework.web.links import SeeOther
from outpace.kernel import clock
from outpace.kernel.errors import Refusal
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import NotAllowed
from outpace.ui.htmx import render_page
from outpace.ui.tables import Column, Kind, Table, show
from outpace.ui.text import day_text, moment_text, number_text

STATES = (ContactState.TO_FIND, ContactState.NOT_FOUND, ContactState.FOUND)


def next_words(row: ContactRow) -> str:
    """When is somebody to try this contact (again)?"""
    if row.next_at is None:
        return "–"
    now = clock.now()
    when = moment_text(row.next_at, now)
    return _("due since %(when)s") % {"when": when} if row.next_at < now else when


COLUMNS: tuple[Column[ContactRow], ...] = (
    Column(
        "name",
        gettext_lazy("Person"),
        cell=lambda row: row.name or _("outside your areas"),
        link=lambda row: reverse("casework:contact", args=[row.id]),
    ),
    Column("group", pgettext_lazy("contact", "Class"), cell=lambda row: word(CLASSES, row.group)),
    Column("last", gettext_lazy("Last exposure"), cell=lambda row: day_text(row.last_on, timezone.localdate(clock.now()))),
    Column("phone", gettext_lazy("Phone"), cell=lambda row: row.phone or "–", kind=Kind.CODE),
    Column("home", gettext_lazy("Lives in"), cell=lambda row: row.home or "–", on_phone=False),
    Column("cases", gettext_lazy("Cases met"), cell=lambda row: number_text(row.cases), kind=Kind.NUMBER, on_phone=False),
    Column("state", gettext_lazy("State"), cell=lambda row: row.state.label),
)

CONTACTS: Table[ContactRow] = Table(
    id="contacts",
    caption=gettext_lazy("Contacts"),
    empty_title=gettext_lazy("Nobody has been judged a contact yet"),
    empty_text=gettext_lazy("Start with the people proposed: who lives with the case, and who shared its tube."),
    icon="users",
    columns=COLUMNS,
)

SEARCH: Table[ContactRow] = Table(
    id="search",
    caption=gettext_lazy("Contacts to reach"),
    empty_title=gettext_lazy("Nobody in this state"),
    icon="user-search",
    columns=(
        *COLUMNS[:4],
        Column(
            "case",
            gettext_lazy("Case"),
            cell=lambda row: _("Case %(number)s") % {"number": row.case_id},
            link=lambda row: reverse("casework:case", args=[row.case_id]),
        ),
        Column("next", gettext_lazy("Next attempt"), cell=next_words),
        Column("tried", gettext_lazy("Tried"), cell=lambda row: number_text(row.tried), kind=Kind.NUMBER),
    ),
)


@require_safe
def contacts(request: HttpRequest, case_id: int) -> HttpResponse:
    """Who are the contacts of this case?"""
    actor = actor_of(request)
    context = {
        "sheet": api.get_case(actor, case_id),
        "table": show(request, CONTACTS, api.contacts_of(actor, case_id, cursor=request.GET.get("cursor"))),
    }
    return render_page(request, "casework/cases/contacts.html", "ui/partials/table.html", context=context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Which contacts are still to be reached, and which could not be found?"""
    actor = actor_of(request)
    actor.require_anywhere(Permission.CASE_READ)
    asked = request.GET.get("state", "")
    chosen = ContactState(asked) if asked in STATES else ContactState.TO_FIND
    counts = api.contact_counts(actor)
    waiting = {ContactState.TO_FIND: counts.to_find, ContactState.NOT_FOUND: counts.not_found}
    context = {
        "tabs": [(state, waiting.get(state), state == chosen) for state in STATES],
        "counts": counts,
        "table": show(request, SEARCH, api.contacts_to_find(actor, chosen, cursor=request.GET.get("cursor"))),
    }
    return render_page(request, "casework/cases/search.html", "ui/partials/table.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def judge(request: HttpRequest, case_id: int) -> HttpResponse:
    """Judge the people proposed, one by one or many at once."""
    actor = actor_of(request)
    sheet = api.get_case(actor, case_id)
    if not sheet.may_judge:
        raise NotAllowed(str(Permission.CASE_JUDGE))
    proposed = api.candidates(actor, case_id)
    choices = {"groups": class_choices(api.contact_groups(actor, case_id)), "stays": stay_choices(sheet)}
    if request.method != "POST":
        rows = JudgeSet(initial=[initial(one) for one in proposed], form_kwargs=choices)
        return _judging(request, sheet, proposed, rows)
    rows = JudgeSet(request.POST, form_kwargs=choices)
    if not rows.is_valid():
        return _judging(request, sheet, proposed, rows, status=422)
    chosen = [form for form in rows.forms if form.cleaned_data.get("pick")]
    try:
        answers = api.judge_contacts(actor, case_id, [judgement(form) for form in chosen])
    except Refusal as refusal:
        refuse_row(chosen, refusal)
        return _judging(request, sheet, proposed, rows, problem=str(refusal.message), status=422)
    told_of(request, answers)
    return _to_contacts(case_id)


@require_POST
def name_contact(request: HttpRequest, case_id: int) -> HttpResponse:
    """Somebody whom the case named: found by card or document, and put on the judging form."""
    actor = actor_of(request)
    sheet = api.get_case(actor, case_id)
    if not sheet.may_judge:
        raise NotAllowed(str(Permission.CASE_JUDGE))
    form = NamedForm(request.POST)
    person = api.find_person(actor, form.cleaned_data["typed"]) if form.is_valid() else None
    choices = {"groups": class_choices(api.contact_groups(actor, case_id)), "stays": stay_choices(sheet)}
    if person is None:
        form.add_error("typed", _("Nobody in your areas has this card or document number."))
        proposed = api.candidates(actor, case_id)
        rows = JudgeSet(initial=[initial(one) for one in proposed], form_kwargs=choices)
        return _judging(request, sheet, proposed, rows, named=form, status=422)
    proposed = api.candidates(actor, case_id, named=(person,))
    rows = JudgeSet(initial=[initial(one) for one in proposed], form_kwargs=choices)
    return _judging(request, sheet, proposed, rows)


def _judging(
    request: HttpRequest,
    sheet: CaseSheet,
    proposed: tuple[Candidate, ...],
    rows: "BaseFormSet[JudgeForm]",
    *,
    named: NamedForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {"sheet": sheet, "rows": rows, "shown": beside(rows, proposed), "named": named or NamedForm(), "problem": problem}
    return render(request, "casework/cases/judge.html", context, status=status)


def _to_contacts(case_id: int) -> HttpResponse:
    return SeeOther(reverse("casework:contacts", args=[case_id]))
