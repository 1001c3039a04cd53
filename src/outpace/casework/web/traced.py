"""Contacts that the records of stays propose: place by place, one decision for many, each explained, looked at again."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outpace.casework import api
from outpace.casework.choices.case_words import word
from outpace.casework.choices.tracing import SHARED_PLACES, ProposalChange, ProposalState
from outpace.casework.choices.words import GROUPS, SITUATIONS
from outpace.casework.data.tracing import Decided, LookView, PlaceRow, ProposalRow, TracedDecision
from outpace.casework.web.case_forms import NamedForm, refuse
from outpace.casework.web.judging import CLASSES, class_choices
from outpace.casework.web.links import SeeOther
from outpace.casework.web.tracing_forms import TracedForm
from outpace.kernel.errors import Refusal
from outpace.kernel.middleware import actor_of
from outpace.kernel.paging import Page
from outpace.kernel.scope import Actor

TICKED, ALL = "ticked", "all"
TONES = {
    ProposalState.OPEN: "warn",
    ProposalState.JUDGED: "ok",
    ProposalState.DISMISSED: "neutral",
    ProposalState.GONE: "neutral",
}


@require_safe
def traced(request: HttpRequest, case_id: int) -> HttpResponse:
    """Whom do the records propose for this case, where?"""
    return _page(request, case_id)


@require_POST
def look(request: HttpRequest, case_id: int) -> HttpResponse:
    """Look at the records, for the first time or again."""
    actor = actor_of(request)
    try:
        looked = api.look(actor, case_id)
    except Refusal as refusal:
        return _page(request, case_id, problem=str(refusal.message))
    if looked.run_id is not None:
        return SeeOther(reverse("casework:stay_load_progress", args=[looked.run_id]))
    return SeeOther(reverse("casework:traced", args=[case_id]))


@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, case_id: int, traced_place_id: int) -> HttpResponse:
    """Who was at this place with the case, and what is decided about them?"""
    actor = actor_of(request)
    row = api.traced_place(actor, case_id, traced_place_id)
    whom = [(TICKED, _("those ticked")), *((name, _whom(name, count)) for name, count in row.groups)]
    groups = class_choices(api.contact_groups(actor, case_id))
    form = TracedForm(request.POST or None, groups=groups, whom=[*whom, (ALL, _("all to be judged here"))])
    if form.is_bound and form.is_valid():
        try:
            decided = api.decide_traced(actor, case_id, _decision(request, form, place_id=traced_place_id))
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            _tell(request, decided)
            return SeeOther(reverse("casework:traced_place", args=[case_id, traced_place_id]))
    page = api.traced_people(actor, case_id, place_id=traced_place_id, cursor=request.GET.get("cursor"))
    context = {
        "sheet": api.get_case(actor, case_id),
        "place": row,
        "kind": word(SHARED_PLACES, row.kind),
        "groups": [(word(CLASSES, name), count) for name, count in row.groups],
        "people": [_person(one) for one in page.items],
        "next_cursor": page.next_cursor,
        "form": form,
    }
    return render(request, "casework/tracing/place.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, case_id: int, contact_proposal_id: int) -> HttpResponse:
    """Why is this person proposed, and what is decided about them?"""
    actor = actor_of(request)
    form = TracedForm(request.POST or None, groups=class_choices(api.contact_groups(actor, case_id)), whom=[])
    if form.is_bound and form.is_valid():
        try:
            decided = api.decide_traced(actor, case_id, _decision(request, form, one=contact_proposal_id))
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            _tell(request, decided)
            return SeeOther(reverse("casework:traced_person", args=[case_id, contact_proposal_id]))
    return _explained(request, case_id, contact_proposal_id, form=form, named=NamedForm())


@require_POST
def identify(request: HttpRequest, case_id: int, contact_proposal_id: int) -> HttpResponse:
    """Say who somebody on no roster is."""
    actor = actor_of(request)
    api.traced_proposal(actor, case_id, contact_proposal_id)
    named = NamedForm(request.POST)
    if named.is_valid():
        try:
            api.identify(actor, case_id, contact_proposal_id, typed=named.cleaned_data["typed"])
        except Refusal as refusal:
            refuse(named, refusal)
        else:
            messages.success(request, _("Their stays count as this person's from now on."))
            return SeeOther(reverse("casework:traced", args=[case_id]))
    form = TracedForm(groups=class_choices(api.contact_groups(actor, case_id)), whom=[])
    return _explained(request, case_id, contact_proposal_id, form=form, named=named)


def _page(request: HttpRequest, case_id: int, *, problem: str = "") -> HttpResponse:
    actor = actor_of(request)
    found = api.traced_contacts(actor, case_id)
    context = {
        "sheet": api.get_case(actor, case_id),
        "found": found,
        "places": [_place(row) for row in found.places],
        "has_known": any(row.fresh < row.open for row in found.places),
        "changes": _changes(found.look),
        "gone": [_person(one) for one in _fallen(actor, case_id, found.gone).items],
        "problem": problem,
    }
    return render(request, "casework/tracing/traced.html", context, status=422 if problem else 200)


def _fallen(actor: Actor, case_id: int, count: int) -> Page[ProposalRow]:
    """Who has fallen away? Nobody is read when nobody has."""
    return api.traced_people(actor, case_id, state=ProposalState.GONE, size=20) if count else Page((), None)


def _explained(request: HttpRequest, case_id: int, proposal_id: int, *, form: TracedForm, named: NamedForm) -> HttpResponse:
    actor = actor_of(request)
    shown = api.traced_proposal(actor, case_id, proposal_id)
    context = {
        "sheet": api.get_case(actor, case_id),
        "shown": shown,
        "one": _person(shown.row),
        "situation": word(SITUATIONS, shown.situation),
        "against": [(word(GROUPS, name), api.reason_text(why)) for name, why in shown.against],
        "evidence": [(row, word(SHARED_PLACES, row.kind)) for row in shown.evidence],
        "form": form,
        "named": named,
    }
    return render(request, "casework/tracing/person.html", context, status=422 if form.errors or named.errors else 200)


def _decision(request: HttpRequest, form: TracedForm, *, place_id: int | None = None, one: int | None = None) -> TracedDecision:
    given = form.cleaned_data
    whom = given.get("whom", TICKED)
    ticked = (one,) if one is not None else _numbers(request.POST.getlist("proposal"))
    by_place = whom != TICKED
    return TracedDecision(
        proposal_ids=() if by_place else ticked,
        place_id=place_id if by_place else None,
        of_group="" if whom in {TICKED, ALL} else whom,
        group=given["group"] or None,
        reason=given["reason"],
        is_protected=given["is_protected"],
        look_id=next(iter(_numbers([request.POST.get("look", "")])), None),
    )


def _numbers(typed: Iterable[str]) -> tuple[int, ...]:
    return tuple(int(one) for one in typed if one.isdecimal() and len(one) < 19)


def _tell(request: HttpRequest, decided: Decided) -> None:
    told = ngettext("%(count)d person judged.", "%(count)d people judged.", decided.judged)
    messages.success(request, told % {"count": decided.judged})
    if decided.unknown:
        told = ngettext(
            "%(count)d is on no roster: identify them first.", "%(count)d are on no roster: identify them first.", decided.unknown
        )
        messages.warning(request, told % {"count": decided.unknown})
    if decided.outside:
        told = ngettext(
            "%(count)d lives outside your areas: send an assistance letter.",
            "%(count)d live outside your areas: send an assistance letter.",
            decided.outside,
        )
        messages.warning(request, told % {"count": decided.outside})


def _whom(name: str, count: int) -> str:
    return _("all %(count)d proposed as: %(name)s") % {"count": count, "name": word(CLASSES, name)}


def _place(row: PlaceRow) -> dict[str, object]:
    return {"row": row, "kind": word(SHARED_PLACES, row.kind), "groups": [(word(CLASSES, name), count) for name, count in row.groups]}


def _person(row: ProposalRow) -> dict[str, object]:
    """One person as the templates show them: classes and changes in words."""
    return {
        "row": row,
        "group": word(CLASSES, row.group),
        "before": word(CLASSES, row.group_before) if row.change in {ProposalChange.RAISED, ProposalChange.LOWERED} else "",
        "judged_as": word(CLASSES, row.judged_as) if row.judged_as else "",
        "tone": TONES[row.state],
        "may_pick": row.state is not ProposalState.GONE and not row.is_outside,
        "is_open": row.state is ProposalState.OPEN and not (row.is_unknown or row.is_outside),
    }


def _changes(look: LookView | None) -> list[tuple[str, int]]:
    """What has the last look changed, in words and persons? What did not change stands last; a change of nobody is left out."""
    if look is None:
        return []
    counts = (
        (ProposalChange.NEW, look.new),
        (ProposalChange.RAISED, look.raised),
        (ProposalChange.LOWERED, look.lowered),
        (ProposalChange.LATER, look.later),
        (ProposalChange.GONE, look.gone),
        (ProposalChange.SAME, look.same),
    )
    return [(str(change.label), count) for change, count in counts if count or change is ProposalChange.NEW]
