"""The positives desk: open pools, the recall list of each, the signature under the request to wait, and who is still unnamed."""

from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from outpace.kernel import clock
from outpace.kernel.errors import Refusal
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, NotAllowed, NotFound
from outpace.screening import api
from outpace.screening.api import PoolSheet, PoolState
from outpace.screening.choices import RecallState
from outpace.screening.data import PoolSummary
from outpace.screening.web.links import named
from outpace.screening.web.positive_words import OWNERS, STATE_LOOKS, TASKS
from outpace.screening.web.sample import SeeOther
from outpace.ui.charts import Segment, StackedBar, stacked_bar
from outpace.ui.htmx import render_page
from outpace.ui.tables import Column, Kind, Table, show
from outpace.ui.templatetags.ui import ago
from outpace.ui.text import number_text

STATES = (
    (PoolState.OPEN, pgettext_lazy("positive pools", "Open")),
    (PoolState.RESOLVED, pgettext_lazy("positive pools", "Resolved")),
    (PoolState.WITHDRAWN, pgettext_lazy("positive pools", "Withdrawn")),
)

POOLS: Table[PoolSummary] = Table(
    id="pools",
    caption=gettext_lazy("Positive pools"),
    empty_title=gettext_lazy("No positive pool here"),
    empty_text=gettext_lazy("A tube that is read preliminary positive opens one by itself, with everyone in it to be called back."),
    icon="virus-search",
    columns=(
        Column(
            "tube",
            gettext_lazy("Tube"),
            cell=lambda row: row.tube,
            link=lambda row: reverse("screening:pool", args=[row.id]),
            kind=Kind.CODE,
        ),
        Column("area", gettext_lazy("Sampled in"), cell=lambda row: named(row.area_name, row.area_name_en) or "–"),
        Column("open", gettext_lazy("Still open"), cell=lambda row: number_text(row.open_members), kind=Kind.NUMBER),
        Column("members", gettext_lazy("People"), cell=lambda row: number_text(row.members), kind=Kind.NUMBER),
        Column("unidentified", gettext_lazy("Unidentified"), cell=lambda row: number_text(row.unidentified), kind=Kind.NUMBER),
        Column("signed", gettext_lazy("Wait in place"), cell=lambda row: row.holds_signed_by or _("not signed"), on_phone=False),
        Column("found", gettext_lazy("Found"), cell=lambda row: ago(row.found_at)),
    ),
)


class NameForm(forms.Form):
    """Who an unidentified sample belongs to: their card or document number."""

    typed = forms.CharField(max_length=64)


class UntilForm(forms.Form):
    """Until when people are asked to wait, in the incident's time; empty: as the pack says."""

    until = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


@require_safe
def pools(request: HttpRequest) -> HttpResponse:
    """Which positive tubes are there, the open ones first?"""
    actor = actor_of(request)
    if not actor.holds(Permission.POSITIVE_READ):
        raise NotAllowed(str(Permission.POSITIVE_READ))
    asked = request.GET.get("state", PoolState.OPEN)
    chosen = PoolState(asked) if asked in set(PoolState) else PoolState.OPEN
    counts = api.count_pools(actor)
    context = {
        "tabs": [(state, label, counts[state], state == chosen) for state, label in STATES],
        "chosen": chosen,
        "table": show(request, POOLS, api.list_pools(actor, chosen, cursor=request.GET.get("cursor"))),
    }
    return render_page(request, "screening/positives/pools.html", "ui/partials/table.html", context=context)


@require_safe
def pool(request: HttpRequest, pool_id: int) -> HttpResponse:
    """Who is to be reached, who reaches them, what has been asked of them and on what ground?"""
    actor = actor_of(request)
    return _page(request, actor, pool_id)


def _page(request: HttpRequest, actor: Actor, pool_id: int, *, problem: str = "", sample_id: int = 0) -> HttpResponse:
    found = api.get_pool(actor, pool_id)
    context = {
        "pool": found,
        "people": [(entry, *STATE_LOOKS[entry.state]) for entry in found.entries],
        "states": _states(found),
        "to_reach": found.states.get(RecallState.TO_REACH, 0),
        "grounds": [(ground, TASKS.get(ground.task, ground.task), OWNERS.get(ground.owner, ground.owner)) for ground in found.grounds],
        "problem": problem,
        "problem_sample": sample_id,
        "record_id": uuid4(),
        "now": clock.now(),
    }
    return render(request, "screening/positives/pool.html", context, status=422 if problem else 200)


def _states(found: PoolSheet) -> StackedBar:
    parts = [Segment(state.label, found.states.get(state, 0), STATE_LOOKS[state][0]) for state in RecallState]
    return stacked_bar([part for part in parts if part.value], caption=_("People of this pool by state"))


@require_safe
def printable(request: HttpRequest, pool_id: int) -> HttpResponse:
    """The recall list on paper, for those who ring people up and go to doors. The look is recorded."""
    found = api.get_pool(actor_of(request), pool_id)
    return render(request, "screening/positives/print.html", {"pool": found})


@require_POST
def sign(request: HttpRequest, pool_id: int) -> HttpResponse:
    """A named person signs the request that these people wait in place for their re-test."""
    if request.POST.get("read") != "on":
        return _page(request, actor_of(request), pool_id, problem=_("Tick that you have read what you sign."))
    form = UntilForm(request.POST)
    if not form.is_valid():
        return _page(request, actor_of(request), pool_id, problem=_("The time to wait until is not a date with a time."))
    try:
        api.sign_holds(actor_of(request), pool_id, until=form.cleaned_data["until"])
    except Refusal as refusal:
        return _page(request, actor_of(request), pool_id, problem=str(refusal.message))
    messages.success(request, _("Signed. The request lapses by itself at the time shown."))
    return SeeOther(f"{reverse('screening:pool', args=[pool_id])}#hold")


@require_POST
def shorten(request: HttpRequest, pool_id: int) -> HttpResponse:
    """A named person ends a signed request earlier, as after an objection."""
    form = UntilForm(request.POST)
    if not form.is_valid() or form.cleaned_data["until"] is None:
        return _page(request, actor_of(request), pool_id, problem=_("The time to wait until is not a date with a time."))
    try:
        api.shorten_holds(actor_of(request), pool_id, until=form.cleaned_data["until"])
    except Refusal as refusal:
        return _page(request, actor_of(request), pool_id, problem=str(refusal.message))
    messages.success(request, _("Shortened. Tell the people who wait."))
    return SeeOther(f"{reverse('screening:pool', args=[pool_id])}#hold")


@require_POST
def reached(request: HttpRequest, pool_id: int, member_id: int) -> HttpResponse:
    """Somebody was reached and knows what to do."""
    api.mark_reached(actor_of(request), member_id)
    return SeeOther(f"{reverse('screening:pool', args=[pool_id])}#recall")


@require_POST
def identify(request: HttpRequest, pool_id: int, sample_id: int) -> HttpResponse:
    """Say whose the unidentified sample is; they join the recall at once."""
    actor = actor_of(request)
    found = api.get_pool(actor, pool_id)
    form = NameForm(request.POST)
    if not form.is_valid() or found.site is None:
        return _page(request, actor, pool_id, problem=_("Scan the card or type the document number."), sample_id=sample_id)
    person = api.find_person(actor, form.cleaned_data["typed"])
    if person is None:
        return _page(request, actor, pool_id, problem=_("Nobody in your areas has this card or document number."), sample_id=sample_id)
    try:
        api.identify(actor, found.site.id, sample_id=sample_id, person=person.id)
    except NotFound:
        return _page(request, actor, pool_id, problem=_("This sample has been named meanwhile."), sample_id=sample_id)
    messages.success(request, _("Named. They have joined the recall list."))
    return SeeOther(f"{reverse('screening:pool', args=[pool_id])}#recall")
