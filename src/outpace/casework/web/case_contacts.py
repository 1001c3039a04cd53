"""Contacts of a case: judged many at once from proposals, listed, and looked for."""

from uuid import uuid4

from django.contrib import messages
from django.forms import BaseFormSet, formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from epiworks.protocol import NO_CLASS, Situation
from outpace.casework import api
from outpace.casework.api import CaseSheet
from outpace.casework.choices.case_words import NOBODY, word
from outpace.casework.choices.cases import ContactSource, ContactState
from outpace.casework.choices.words import GROUPS
from outpace.casework.data.cases import Candidate, ContactRow, NewJudgement
from outpace.casework.web.case_forms import Choices, JudgeForm, NamedForm, choices_of
from outpace.kernel.errors import Refusal
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, NotAllowed
from outpace.ui.htmx import render_page
from outpace.ui.tables import Column, Kind, Table, show
from outpace.ui.text import number_text

CLASSES = {**GROUPS, **NOBODY}
JudgeSet = formset_factory(JudgeForm, extra=0, max_num=200, validate_max=True, absolute_max=200)
STATES = (ContactState.TO_FIND, ContactState.NOT_FOUND, ContactState.FOUND)

COLUMNS: tuple[Column[ContactRow], ...] = (
    Column("name", gettext_lazy("Person"), cell=lambda row: row.name or _("outside your areas")),
    Column("group", pgettext_lazy("contact", "Class"), cell=lambda row: word(CLASSES, row.group)),
    Column("last", gettext_lazy("Last exposure"), cell=lambda row: row.last_on.isoformat()),
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
            link=lambda row: reverse("casework:contact", args=[row.id]),
        ),
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
    context = {
        "tabs": [(state, state == chosen) for state in STATES],
        "counts": api.contact_counts(actor),
        "table": show(request, SEARCH, api.contacts_to_find(actor, chosen, cursor=request.GET.get("cursor"))),
    }
    return render_page(request, "casework/cases/search.html", "ui/partials/table.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, link_id: int) -> HttpResponse:
    """One contact: how to reach them, and what came of trying."""
    actor = actor_of(request)
    found = api.get_contact(actor, link_id)
    problem = ""
    if request.method == "POST":
        outcome = request.POST.get("outcome", "")
        try:
            state = ContactState.FOUND if outcome == ContactState.FOUND else ContactState.NOT_FOUND
            api.record_attempt(actor, link_id, state, note=request.POST.get("note", "")[:200])
        except Refusal as refusal:
            problem = str(refusal.message)
        else:
            messages.success(request, _("Written down."))
            return _see(reverse("casework:search"))
    context = {"contact": found, "group": word(CLASSES, found.group), "problem": problem}
    return render(request, "casework/cases/contact.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def judge(request: HttpRequest, case_id: int) -> HttpResponse:
    """Judge the people proposed, one by one or many at once."""
    actor = actor_of(request)
    sheet = api.get_case(actor, case_id)
    if not sheet.may_judge:
        raise NotAllowed(str(Permission.CASE_JUDGE))
    proposed = api.candidates(actor, case_id)
    groups = _groups(actor, case_id)
    if request.method != "POST":
        rows = JudgeSet(initial=[_initial(one) for one in proposed], form_kwargs={"groups": groups})
        return _judging(request, sheet, proposed, rows)
    rows = JudgeSet(request.POST, form_kwargs={"groups": groups})
    if not rows.is_valid():
        return _judging(request, sheet, proposed, rows, status=422)
    chosen = [form for form in rows.forms if form.cleaned_data.get("pick")]
    try:
        answers = api.judge_contacts(actor, case_id, [_judgement(form) for form in chosen])
    except Refusal as refusal:
        if refusal.row is not None:
            chosen[refusal.row - 1].add_error(refusal.field or None, str(refusal.message))
        return _judging(request, sheet, proposed, rows, problem=str(refusal.message), status=422)
    count = sum(answer.is_contact for answer in answers)
    told = ngettext("%(count)d person judged a contact.", "%(count)d people judged contacts.", count)
    messages.success(request, told % {"count": count})
    return _see(reverse("casework:contacts", args=[case_id]))


@require_POST
def name_contact(request: HttpRequest, case_id: int) -> HttpResponse:
    """Somebody whom the case named: found by card or document, and put on the judging form."""
    actor = actor_of(request)
    sheet = api.get_case(actor, case_id)
    if not sheet.may_judge:
        raise NotAllowed(str(Permission.CASE_JUDGE))
    form = NamedForm(request.POST)
    person = api.find_person(actor, form.cleaned_data["typed"]) if form.is_valid() else None
    groups = _groups(actor, case_id)
    if person is None:
        form.add_error("typed", _("Nobody in your areas has this card or document number."))
        proposed = api.candidates(actor, case_id)
        rows = JudgeSet(initial=[_initial(one) for one in proposed], form_kwargs={"groups": groups})
        return _judging(request, sheet, proposed, rows, named=form, status=422)
    proposed = api.candidates(actor, case_id, named=(person,))
    rows = JudgeSet(initial=[_initial(one) for one in proposed], form_kwargs={"groups": groups})
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
    known = {one.person_id: one for one in proposed}
    shown = [(form, one, word(CLASSES, one.proposed) if one else "") for form in rows.forms for one in [known.get(_person_of(form))]]
    context = {"sheet": sheet, "rows": rows, "shown": shown, "named": named or NamedForm(), "problem": problem}
    return render(request, "casework/cases/judge.html", context, status=status)


def _person_of(form: JudgeForm) -> int:
    value = form["person_id"].value()
    return int(value) if str(value or "").isdecimal() and len(str(value)) < 19 else 0


def _groups(actor: Actor, case_id: int) -> Choices:
    codes = [*api.contact_groups(actor, case_id), NO_CLASS]
    return choices_of(codes, CLASSES, empty=pgettext_lazy("contact", "as proposed"))


def _initial(one: Candidate) -> dict[str, object]:
    return {
        "pick": one.source is not ContactSource.SAME_TUBE,
        "person_id": one.person_id,
        "record_id": uuid4(),
        "source": one.source,
        "situation": one.situation,
        "first_on": one.first_on,
        "last_on": one.last_on,
    }


def _judgement(form: JudgeForm) -> NewJudgement:
    given = form.cleaned_data
    return NewJudgement(
        record_id=given["record_id"],
        person_id=given["person_id"],
        source=ContactSource(given["source"]),
        situation=Situation(given["situation"]),
        first_on=given["first_on"],
        last_on=given["last_on"],
        group=given["group"] or None,
        reason=given["reason"],
        is_protected=given["is_protected"],
    )


def _see(url: str) -> HttpResponse:
    response = HttpResponse(status=303)
    response["Location"] = url
    return response
