"""The page of one person in follow-up: their days, why, and every act on them."""

from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from outpace.casework import api
from outpace.casework.api import FollowUpSheet
from outpace.casework.choices.follow_up import FollowUpState, Half, Symptom
from outpace.casework.data.follow_up import CheckRecord
from outpace.casework.web.follow_up import half_now, new_check_id
from outpace.casework.web.follow_up_forms import AnswerForm, AppealForm, CheckForm, EndForm, ReasonForm
from outpace.casework.web.follow_up_words import APPEAL_TONES, SAID, STATE_LOOKS, grounds
from outpace.casework.web.links import SeeOther
from outpace.kernel import clock
from outpace.kernel.errors import Refusal
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor
from outpace.kernel.web.refusals import show_refusal


@require_safe
def person(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """Everything about one person in follow-up that this reader may see."""
    return _page(request, actor_of(request), follow_up_id)


def _page(request: HttpRequest, actor: Actor, follow_up_id: int, **bound: forms.Form) -> HttpResponse:
    sheet = api.follow_up(actor, follow_up_id)
    context = {
        "sheet": sheet,
        "may_read_cases": actor.holds(Permission.CASE_READ),
        "group": api.group_text(sheet.brief.group),
        "proposed": api.group_text(sheet.proposed_class) if sheet.proposed_class else "",
        "place": api.place_text(sheet.brief.place),
        "next_place": api.place_text(sheet.next_place) if sheet.next_place else "",
        "anchored": [(api.anchor_text(name), api.day_text(found)) for name, found in sheet.anchored],
        "until": api.day_text(sheet.brief.until),
        "look": STATE_LOOKS[sheet.state],
        "days": _days(sheet),
        "links": _links(sheet),
        "facts": _facts(sheet),
        **_release_said(sheet),
        "appeals": [(appeal, APPEAL_TONES[appeal.state]) for appeal in sheet.appeals],
        **_empty_forms(),
        **bound,
    }
    return render(request, "casework/follow_up/person.html", context, status=422 if bound else 200)


def _empty_forms() -> dict[str, forms.Form]:
    """Which forms does the page offer, before anything is written into them?"""
    day, half = half_now()
    return {
        "check_form": CheckForm(initial={"record_id": new_check_id(), "day": day, "half": half}),
        "reason_form": ReasonForm(prefix="back"),
        "end_form": EndForm(prefix="end"),
        "appeal_form": AppealForm(prefix="appeal"),
        "answer_form": AnswerForm(prefix="answer"),
    }


def _links(sheet: FollowUpSheet) -> list[tuple[object, ...]]:
    """How is each case or contact said that this person is followed up for?"""
    return [
        (
            link,
            api.group_text(link.group),
            api.group_text(link.raised_to),
            api.situation_text(link.situation),
            api.anchor_text(link.anchor),
            api.day_text(link.first),
            api.day_text(link.last),
        )
        for link in sheet.links
    ]


def _facts(sheet: FollowUpSheet) -> list[tuple[object, ...]]:
    """How is each change of this follow-up said?"""
    return [
        (fact, api.group_text(fact.group), api.place_text(fact.place), api.day_text(fact.until), api.news_text(fact.reason))
        for fact in sheet.facts
    ]


def _release_said(sheet: FollowUpSheet) -> dict[str, object]:
    """What is met and what is missing before the person may go, and by which lines of the pack?"""
    if sheet.verdict is None:
        return {"unmet": [], "met": [], "release_lines": []}
    verdict = sheet.verdict.value
    return {
        "unmet": [api.reason_text(why) for why in verdict.unmet],
        "met": [api.reason_text(why) for why in verdict.met],
        "release_lines": grounds(sheet.verdict.because),
    }


def _days(sheet: FollowUpSheet) -> list[dict[str, object]]:
    """How are the days of the schedule said?"""
    return [
        {
            "view": day,
            "date": api.day_text(day.day),
            "place": api.place_text(day.place) if day.place else "–",
            "said": ", ".join(str(SAID[outcome]) for outcome in day.said),
            "halves": [(half.label, day.checks.get(half), half in day.missed) for half in Half],
        }
        for day in sheet.days
    ]


@require_POST
def check(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """Record temperature and symptoms."""
    actor, form = actor_of(request), CheckForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, follow_up_id, check_form=form)
    given = form.cleaned_data
    record = CheckRecord(
        id=given["record_id"],
        follow_up_id=follow_up_id,
        day=given["day"],
        half=Half(given["half"]),
        temperature=given["temperature"],
        symptoms=tuple(Symptom(code) for code in given["symptoms"]),
        at=clock.now(),
        self_report=given["self_report"],
    )
    outcome = api.record_checks(actor, uuid4(), [record])
    if outcome.rejected:
        form.add_error(None, _("This check was not taken: the person is not in your areas."))
        return _page(request, actor, follow_up_id, check_form=form)
    messages.success(request, _("Recorded."))
    return _to(follow_up_id)


@require_POST
def stage(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """Sign that the person goes on to the stage that the schedule has reached."""
    if api.sign_next_stage(actor_of(request), [follow_up_id]):
        messages.success(request, _("Signed. The next stage has begun."))
    return _to(follow_up_id)


@require_POST
def release(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """Sign the release of one person; refused while a condition is unmet."""
    signed = api.sign_release(actor_of(request), [follow_up_id])
    for why in signed.refused.values():
        messages.error(request, _("Not released: %(why)s.") % {"why": "; ".join(map(api.reason_text, why))})
    if signed.released:
        messages.success(request, _("Signed. The person is released."))
    return _to(follow_up_id)


@require_POST
def take_back(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """Take back a release that was a mistake."""
    actor, form = actor_of(request), ReasonForm(request.POST, prefix="back")
    try:
        if form.is_valid():
            api.take_back_release(actor, follow_up_id, reason=form.cleaned_data["reason"])
            return _to(follow_up_id)
    except Refusal as refusal:
        show_refusal(form, refusal)
    return _page(request, actor, follow_up_id, reason_form=form)


@require_POST
def end(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """Write down that somebody was handed over to another jurisdiction, or died."""
    actor, form = actor_of(request), EndForm(request.POST, prefix="end")
    try:
        if form.is_valid():
            given = form.cleaned_data
            api.end_otherwise(actor, follow_up_id, state=FollowUpState(given["state"]), reason=given["reason"])
            return _to(follow_up_id)
    except Refusal as refusal:
        show_refusal(form, refusal)
    return _page(request, actor, follow_up_id, end_form=form)


@require_POST
def appeal(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """Write down what the person objects to."""
    actor, form = actor_of(request), AppealForm(request.POST, prefix="appeal")
    try:
        if form.is_valid():
            api.make_appeal(actor, follow_up_id, text=form.cleaned_data["text"])
            messages.success(request, _("Written down. It goes to those who sign releases."))
            return _to(follow_up_id)
    except Refusal as refusal:
        show_refusal(form, refusal)
    return _page(request, actor, follow_up_id, appeal_form=form)


@require_POST
def answer(request: HttpRequest, follow_up_id: int, appeal_id: int) -> HttpResponse:
    """Answer an appeal with one's own name."""
    actor, form = actor_of(request), AnswerForm(request.POST, prefix="answer")
    try:
        if form.is_valid():
            given = form.cleaned_data
            api.answer_appeal(actor, appeal_id, upheld=given["upheld"] == "yes", text=given["text"])
            return _to(follow_up_id)
    except Refusal as refusal:
        show_refusal(form, refusal)
    return _page(request, actor, follow_up_id, answer_form=form)


def _to(follow_up_id: int) -> HttpResponse:
    return SeeOther(reverse("casework:follow_up", args=[follow_up_id]))
