"""The dispatch desk: what is owed in the areas of a duty officer, late first; issue, give away, take back."""

from collections.abc import Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outpace.command import api
from outpace.command.choices import OwnerCode
from outpace.command.data import Instruction, OwnerCount, TaskFilter
from outpace.command.web.cards import cards
from outpace.command.web.tasks import SeeOther
from outpace.command.web.words import owner_label
from outpace.kernel import clock, places
from outpace.kernel.errors import Refusal
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath
from outpace.ui.tables import with_query

SHOWN = (
    ("", gettext_lazy("All")),
    ("late", gettext_lazy("Late")),
    ("refused", pgettext_lazy("task", "Refused")),
    ("ownerless", gettext_lazy("Without a post")),
)
MOST_MINUTES = 7 * 24 * 60


class BulkForm(forms.Form):
    """Which tasks, and what with them."""

    record_id = forms.UUIDField()
    tasks = forms.TypedMultipleChoiceField(coerce=int, required=False)
    what = forms.ChoiceField(choices=[("withdraw", "withdraw"), ("reassign", "reassign")])
    reason = forms.CharField(required=False, max_length=1_000)
    post = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        given = [value for value in data.getlist("tasks") if value.isdigit() and len(value) < 19]
        self.fields["tasks"] = forms.TypedMultipleChoiceField(coerce=int, required=False, choices=[(value, value) for value in given])


class InstructionForm(forms.Form):
    """An instruction of a person to posts."""

    record_id = forms.UUIDField(widget=forms.HiddenInput)
    owner = forms.ChoiceField(label=gettext_lazy("Which post"), choices=OwnerCode.choices)
    areas = forms.CharField(
        label=gettext_lazy("Areas"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Name, code or path; one line for each area. The nearest post of each area gets the task."),
    )
    minutes = forms.IntegerField(label=gettext_lazy("Due in how many minutes"), min_value=5, max_value=MOST_MINUTES, initial=60)
    text = forms.CharField(label=gettext_lazy("What is to be done"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 4}))


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What is owed, late first, by post and by area?"""
    return _desk(request)


def _desk(request: HttpRequest, *, problem: str = "") -> HttpResponse:
    actor = actor_of(request)
    actor.require_anywhere(Permission.TASK_DISPATCH)
    shown, owner, typed = request.GET.get("show", ""), request.GET.get("owner", ""), request.GET.get("area", "").strip()
    path, unknown = _area(actor, typed)
    wanted = TaskFilter(owner=owner, path=path, is_late=shown == "late", is_refused=shown == "refused", is_ownerless=shown == "ownerless")
    page = api.desk(actor, wanted, cursor=request.GET.get("cursor"))
    counts = api.desk_counts(actor)
    context = {
        "cards": cards(page.items, reader=actor, with_buttons=False),
        "tabs": [(value, label, with_query(request, show=value or None, cursor=None), value == shown) for value, label in SHOWN],
        "owners": [
            (owner_label(count.owner), count, with_query(request, owner=count.owner, cursor=None), count.owner == owner) for count in counts
        ],
        "all_owners_url": with_query(request, owner=None, cursor=None) if owner else "",
        **_totals(counts),
        "posts": [(post.id, post.title or owner_label(post.owner), post.area_name) for post in api.posts(actor, size=200).items],
        "area": typed,
        "shown": shown,
        "problem": problem or unknown,
        "record_id": uuid4(),
        "next_url": with_query(request, cursor=page.next_cursor) if page.next_cursor else "",
        "first_url": with_query(request, cursor=None) if request.GET.get("cursor") else "",
    }
    return render(request, "command/desk.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK)


def _totals(counts: Sequence[OwnerCount]) -> dict[str, int]:
    """How many tasks of all posts together are open, late, refused, without a post?"""
    return {
        "open": sum(count.open for count in counts),
        "late": sum(count.late for count in counts),
        "refused": sum(count.refused for count in counts),
        "ownerless": sum(count.ownerless for count in counts),
    }


def _area(actor: Actor, typed: str) -> tuple[AreaPath | None, str]:
    if not typed:
        return None, ""
    try:
        return places.resolve(actor, typed), ""
    except places.UnknownPlace:
        return None, _("No area of yours, or more than one, is called that.")


@require_POST
def desk_act(request: HttpRequest) -> HttpResponse:
    """Take the chosen tasks back, or give them to another post."""
    actor, form = actor_of(request), BulkForm(request.POST)
    actor.require_anywhere(Permission.TASK_DISPATCH)
    if not form.is_valid():
        return _desk(request, problem=_("This form was incomplete; choose again."))
    given = form.cleaned_data
    try:
        touched = _act(actor, given, given["record_id"])
    except Refusal as refusal:
        return _desk(request, problem=str(refusal.message))
    messages.success(request, ngettext("%(count)d task changed.", "%(count)d tasks changed.", touched) % {"count": touched})
    return SeeOther(reverse("command:desk"))


def _act(actor: Actor, given: dict[str, Any], record_id: UUID) -> int:
    if given["what"] == "withdraw":
        return api.withdraw_tasks(actor, given["tasks"], reason=given["reason"], client_id=record_id)
    if given["post"] is None:
        raise Refusal("no_post", _("Choose the post that gets them."), field="post")
    return api.reassign(actor, given["tasks"], post_id=given["post"], client_id=record_id)


@require_http_methods(["GET", "HEAD", "POST"])
def task_new(request: HttpRequest) -> HttpResponse:
    """Issue a task to the nearest post of each area named."""
    actor = actor_of(request)
    actor.require_anywhere(Permission.TASK_DISPATCH)
    if request.method != "POST":
        return _form(request, InstructionForm(initial={"record_id": uuid4(), "minutes": 60, "areas": request.GET.get("area", "")}))
    form = InstructionForm(request.POST)
    if form.is_valid():
        try:
            issued = api.instruct(actor, _instruction(actor, form.cleaned_data))
        except places.UnknownPlace:
            form.add_error("areas", _("One of these areas is not yours, or the name fits more than one."))
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        else:
            messages.success(request, ngettext("%(count)d task issued.", "%(count)d tasks issued.", len(issued)) % {"count": len(issued)})
            return SeeOther(reverse("command:desk"))
    return _form(request, form)


def _instruction(actor: Actor, given: dict[str, Any]) -> Instruction:
    areas = [line.strip() for line in given["areas"].splitlines() if line.strip()]
    return Instruction(
        id=given["record_id"],
        owner=given["owner"],
        paths=tuple(places.resolve(actor, area) for area in areas),
        due_at=clock.now() + timedelta(minutes=given["minutes"]),
        text=given["text"],
    )


def _form(request: HttpRequest, form: InstructionForm) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {
        "form": form,
        "title": _("Issue a task"),
        "submit": _("Issue"),
        "back_url": reverse("command:desk"),
        "back": _("Dispatch desk"),
    }
    return render(request, "command/form.html", context, status=status)
