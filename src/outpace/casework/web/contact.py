"""One contact: how to reach them, the judgements behind it and taking one back, and the people whom they met in turn."""

from uuid import uuid4

from django import forms
from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from outpace.casework import api
from outpace.casework.api import ContactSheet, SecondHop
from outpace.casework.choices.case_words import word
from outpace.casework.choices.cases import ContactState
from outpace.casework.choices.words import SITUATIONS
from outpace.casework.web.case_forms import JudgeForm, NamedForm, refuse
from outpace.casework.web.judging import CLASSES, JudgeSet, beside, class_choices, initial, judgement, refuse_row, told_of
from outpace.casework.web.links import SeeOther
from outpace.kernel.errors import Refusal
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, NotAllowed


class AttemptForm(forms.Form):
    """Somebody tried to reach a contact."""

    record_id = forms.UUIDField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    next_at = forms.DateTimeField(
        label=gettext_lazy("Next attempt"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("Only when they were not found; left empty, the program sets it."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, link_id: int) -> HttpResponse:
    """One contact: how to reach them, what came of trying, and why they are a contact."""
    actor = actor_of(request)
    sheet = api.get_contact(actor, link_id)
    form = AttemptForm(request.POST or None, initial={"record_id": uuid4()})
    if request.method == "POST" and form.is_valid():
        found = request.POST.get("outcome") == ContactState.FOUND
        given = form.cleaned_data | ({"next_at": None} if found else {})
        try:
            api.record_attempt(actor, link_id, ContactState.FOUND if found else ContactState.NOT_FOUND, **given)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Written down."))
            return SeeOther(f"{reverse('casework:search')}?state={ContactState.TO_FIND}")
    return _page(request, sheet, form)


@require_POST
def take_back(request: HttpRequest, judgement_id: int) -> HttpResponse:
    """A judgement was wrong: say so, and why."""
    actor = actor_of(request)
    try:
        api.take_back_judgement(actor, judgement_id, reason=request.POST.get("reason", "")[:200])
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Taken back, with what hung on it. The judgement stays in the history."))
    return SeeOther(reverse("casework:contact", args=[api.contact_of_judgement(actor, judgement_id)]))


def _page(request: HttpRequest, sheet: ContactSheet, form: AttemptForm) -> HttpResponse:
    context = {
        "sheet": sheet,
        "contact": sheet.contact,
        "group": word(CLASSES, sheet.contact.group),
        "judgements": [
            (one, word(CLASSES, one.group), word(CLASSES, one.proposed), word(SITUATIONS, one.situation)) for one in sheet.judgements
        ],
        "form": form,
    }
    return render(request, "casework/cases/contact.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def judge(request: HttpRequest, link_id: int) -> HttpResponse:
    """Judge the people whom a contact met: where the packs do so at all."""
    actor, higher = actor_of(request), _higher(request)
    hop = _hop(actor, link_id, higher=higher)
    groups = class_choices(api.contact_groups(actor, hop.contact.case_id, generation=2))
    if request.method != "POST":
        return _judging(request, hop, JudgeSet(initial=[initial(one) for one in hop.candidates], form_kwargs={"groups": groups}))
    rows = JudgeSet(request.POST, form_kwargs={"groups": groups})
    if not rows.is_valid():
        return _judging(request, hop, rows, status=422)
    chosen = [form for form in rows.forms if form.cleaned_data.get("pick")]
    given = [judgement(form, through_id=link_id, higher_risk=higher) for form in chosen]
    try:
        answers = api.judge_contacts(actor, hop.contact.case_id, given)
    except Refusal as refusal:
        refuse_row(chosen, refusal)
        return _judging(request, hop, rows, problem=str(refusal.message), status=422)
    told_of(request, answers)
    return SeeOther(reverse("casework:contacts", args=[hop.contact.case_id]))


@require_POST
def name_met(request: HttpRequest, link_id: int) -> HttpResponse:
    """Somebody whom the contact named: found by card or document, and put on the judging form."""
    actor, higher, form = actor_of(request), _higher(request), NamedForm(request.POST)
    hop = _hop(actor, link_id, higher=higher)
    person = api.find_person(actor, form.cleaned_data["typed"]) if form.is_valid() else None
    groups = class_choices(api.contact_groups(actor, hop.contact.case_id, generation=2))
    if person is None:
        form.add_error("typed", _("Nobody in your areas has this card or document number."))
    else:
        hop = _hop(actor, link_id, higher=higher, named=(person,))
    rows = JudgeSet(initial=[initial(one) for one in hop.candidates], form_kwargs={"groups": groups})
    return _judging(request, hop, rows, named=form if person is None else None, status=422 if person is None else 200)


def _higher(request: HttpRequest) -> bool:
    """Did somebody say that the contact in between is of higher risk?"""
    return (request.POST if request.method == "POST" else request.GET).get("higher") == "1"


def _hop(actor: Actor, link_id: int, *, higher: bool, named: tuple[int, ...] = ()) -> SecondHop:
    hop = api.second_hop(actor, link_id, higher_risk=higher, named=named)
    if not hop.may_judge:
        raise NotAllowed(str(Permission.CASE_JUDGE))
    return hop


def _judging(
    request: HttpRequest,
    hop: SecondHop,
    rows: "BaseFormSet[JudgeForm]",
    *,
    named: NamedForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "hop": hop,
        "contact": hop.contact,
        "group": word(CLASSES, hop.contact.group),
        "higher": _higher(request),
        "rows": rows,
        "shown": beside(rows, hop.candidates),
        "named": named or NamedForm(),
        "problem": problem,
    }
    return render(request, "casework/cases/judge_met.html", context, status=status)
