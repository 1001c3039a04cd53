"""The publishable trajectory of a case: draft, change, approve by a second person, withdraw; every text stays."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from outpace.casework import api
from outpace.casework.choices.cases import TrajectoryState
from outpace.casework.web.case_forms import MAX_NUMBER
from outpace.casework.web.links import SeeOther
from outpace.kernel.errors import Refusal
from outpace.kernel.middleware import actor_of
from outpace.kernel.scope import NotFound


class SeenForm(forms.Form):
    """Which draft is this about, and which texts were read?"""

    draft = forms.IntegerField(min_value=1, max_value=MAX_NUMBER)
    seen = forms.CharField(max_length=64)


class TextForm(forms.Form):
    """Both texts of a draft."""

    text_zh = forms.CharField(label=gettext_lazy("Chinese text"), max_length=4000, widget=forms.Textarea(attrs={"rows": 8}))
    text_en = forms.CharField(label=gettext_lazy("English text"), max_length=4000, widget=forms.Textarea(attrs={"rows": 8}))


@require_safe
def trajectory(request: HttpRequest, case_id: int) -> HttpResponse:
    """What was drafted and published of this case, and the draft that may be changed."""
    return _page(request, case_id)


@require_POST
def trajectory_draft(request: HttpRequest, case_id: int) -> HttpResponse:
    """Build a draft from the itinerary."""
    try:
        api.draft_trajectory(actor_of(request), case_id)
    except Refusal as refusal:
        return _page(request, case_id, problem=str(refusal.message))
    return _to(case_id)


@require_POST
def trajectory_save(request: HttpRequest, case_id: int) -> HttpResponse:
    """Change the draft."""
    actor, form = actor_of(request), TextForm(request.POST)
    number, seen = _draft(request, case_id)
    if not form.is_valid():
        return _page(request, case_id, form=form)
    try:
        api.edit_trajectory(actor, number, **form.cleaned_data, seen=seen)
    except Refusal as refusal:
        return _page(request, case_id, form=form, problem=str(refusal.message))
    messages.success(request, _("Saved. Somebody else approves it."))
    return _to(case_id)


@require_POST
def trajectory_approve(request: HttpRequest, case_id: int) -> HttpResponse:
    """A second person approves the draft: it is frozen and numbered."""
    number, seen = _draft(request, case_id)
    try:
        api.approve_trajectory(actor_of(request), number, seen=seen)
    except Refusal as refusal:
        return _page(request, case_id, problem=str(refusal.message))
    return _to(case_id)


@require_POST
def trajectory_withdraw(request: HttpRequest, case_id: int, trajectory_id: int) -> HttpResponse:
    """A text is withdrawn; it stays in the history."""
    try:
        api.withdraw_trajectory(actor_of(request), trajectory_id, reason=request.POST.get("reason", ""))
    except Refusal as refusal:
        return _page(request, case_id, problem=str(refusal.message))
    return _to(case_id)


def _draft(request: HttpRequest, case_id: int) -> tuple[int, str]:
    """Which draft of this case was sent, and as it read when? One that is none of this case does not exist; unread is read as nothing."""
    rows, form = api.trajectories_of(actor_of(request), case_id), SeenForm(request.POST)
    is_sent = form.is_valid()
    wanted = [row.id for row in rows if (row.id == form.cleaned_data["draft"] if is_sent else row.state is TrajectoryState.DRAFT)]
    if not wanted:
        raise NotFound(f"draft of case {case_id}")
    return wanted[0], form.cleaned_data["seen"] if is_sent else ""


def _page(request: HttpRequest, case_id: int, *, form: TextForm | None = None, problem: str = "") -> HttpResponse:
    actor = actor_of(request)
    sheet, rows = api.get_case(actor, case_id), api.trajectories_of(actor, case_id)
    draft = next((row for row in rows if row.state is TrajectoryState.DRAFT), None)
    seen = draft.fingerprint if draft is not None else ""
    if form is not None and form.is_bound:
        seen = request.POST.get("seen", "")  # the texts below rest on that one: saved again, they do not overwrite one that nobody read
    elif draft is not None:
        form = TextForm(initial={"text_zh": draft.text_zh, "text_en": draft.text_en})
    context = {"sheet": sheet, "rows": rows, "draft": draft, "form": form, "seen": seen, "problem": problem}
    context["is_own"] = draft is not None and draft.written_by_id == actor.id
    refused = bool(problem or (form is not None and form.is_bound))
    return render(request, "casework/cases/trajectory.html", context, status=422 if refused else 200)


def _to(case_id: int) -> HttpResponse:
    return SeeOther(reverse("casework:trajectory", args=[case_id]))
