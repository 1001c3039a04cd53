"""What I must do now, one task, and the steps a post takes."""

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from outpace.command import api
from outpace.command.choices import Step
from outpace.command.data import TaskStep
from outpace.command.web.cards import card, cards
from outpace.command.web.words import STEP_ICONS, due_words, fact_words, owner_label, reference, why_title
from outpace.kernel import clock
from outpace.kernel.errors import Refusal
from outpace.kernel.middleware import actor_of
from outpace.ui.tables import with_query

BACK = ("mine", "task")


class SeeOther(HttpResponseRedirect):
    """After a POST the browser fetches a page, so that reloading it sends nothing again."""

    status_code = HTTPStatus.SEE_OTHER


class StepForm(forms.Form):
    """A step and what was written with it."""

    record_id = forms.UUIDField()
    step = forms.ChoiceField(choices=Step.choices)
    text = forms.CharField(required=False, max_length=1_000, label=gettext_lazy("What was done, or why not"))
    back = forms.ChoiceField(choices=[(name, name) for name in BACK], required=False)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What must I do now, the nearest deadline first, and what has come up to me from below?"""
    actor = actor_of(request)
    work = api.my_work(actor, cursor=request.GET.get("cursor"))
    context = {
        "cards": cards(work.page.items, reader=actor),
        "raised": cards(work.raised, reader=actor, with_buttons=False),
        "posts": [post.title or owner_label(post.owner) for post in work.posts],
        "next_url": with_query(request, cursor=work.page.next_cursor) if work.page.next_cursor else "",
        "first_url": with_query(request, cursor=None) if request.GET.get("cursor") else "",
    }
    return render(request, "command/mine.html", context)


@require_safe
def task(request: HttpRequest, task_id: int) -> HttpResponse:
    """What is asked here, why, by when, and what has happened since?"""
    return _page(request, task_id)


def _page(request: HttpRequest, task_id: int, *, problem: str = "", typed: str = "") -> HttpResponse:
    actor = actor_of(request)
    sheet = api.task(actor, task_id)
    row = sheet.row
    context = {
        "sheet": sheet,
        "card": card(row, reader=actor, steps=sheet.steps),
        "owner": owner_label(row.owner),
        "cause": reference(sheet.cause, actor),
        "why": why_title(sheet.why),
        "due": due_words(row, clock.now()),
        "facts": [(fact, STEP_ICONS[fact.step], fact_words(fact, actor)) for fact in reversed(sheet.facts)],
        "problem": problem,
        "typed": typed,
    }
    return render(request, "command/task.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK)


@require_POST
def task_step(request: HttpRequest, task_id: int) -> HttpResponse:
    """Read, accept, begin, end with evidence, or refuse with a reason."""
    actor, form = actor_of(request), StepForm(request.POST)
    if not form.is_valid():
        return _page(request, task_id, problem=_("This form was incomplete; take the step again."))
    given = form.cleaned_data
    try:
        state = api.take_step(actor, TaskStep(given["record_id"], task_id, Step(given["step"]), given["text"]))
    except Refusal as refusal:
        return _page(request, task_id, problem=str(refusal.message), typed=given["text"])
    messages.success(request, _("Recorded: the task is now %(state)s.") % {"state": state.label})
    return SeeOther(reverse("command:mine") if given["back"] == "mine" else reverse("command:task", args=[task_id]))
