"""The itinerary of a case: a stay is written down, corrected by a later one, or said not to have happened."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from epiworks.protocol import PlaceKind, Situation, Spread
from outpace.casework import api
from outpace.casework.api import CaseSheet
from outpace.casework.choices.cases import Evidence, LegalBasis
from outpace.casework.data.cases import NewStay, StayView
from outpace.casework.web.case_forms import CorrectForm, StayForm, VoidForm, area_typed, refuse
from outpace.casework.web.links import SeeOther
from outpace.kernel.errors import Refusal
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, NotAllowed, NotFound


@require_http_methods(["GET", "HEAD", "POST"])
def stay_new(request: HttpRequest, case_id: int) -> HttpResponse:
    """Write down where the case was."""
    actor = actor_of(request)
    sheet = _sheet(actor, case_id)
    form = StayForm(request.POST or None, initial={"record_id": uuid4(), "spread": Spread.SOME})
    if request.method == "POST" and form.is_valid():
        try:
            api.add_stay(actor, case_id, _stay(actor, form))
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _to(case_id)
    return render(request, "casework/cases/stay.html", {"sheet": sheet, "form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def stay_correct(request: HttpRequest, case_id: int, stay_id: int) -> HttpResponse:
    """A stay was not as it was written down: what it was instead, and why."""
    actor = actor_of(request)
    sheet = _sheet(actor, case_id)
    wrong = _one(sheet, stay_id)
    form = CorrectForm(request.POST or None, initial=_as_it_is(wrong))
    if request.method == "POST" and form.is_valid():
        try:
            api.add_stay(actor, case_id, _stay(actor, form, corrects=wrong))
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _to(case_id)
    return _correcting(request, sheet, wrong, form=form, void=VoidForm(initial={"record_id": uuid4()}, prefix="void"))


@require_POST
def stay_void(request: HttpRequest, case_id: int, stay_id: int) -> HttpResponse:
    """A stay did not happen."""
    actor = actor_of(request)
    sheet = _sheet(actor, case_id)
    wrong = _one(sheet, stay_id)
    form = VoidForm(request.POST, prefix="void")
    if form.is_valid():
        given = form.cleaned_data
        try:
            api.void_stay(actor, case_id, stay_id, record_id=given["record_id"], reason=given["reason"])
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _to(case_id)
    return _correcting(request, sheet, wrong, form=CorrectForm(initial=_as_it_is(wrong)), void=form)


def _sheet(actor: Actor, case_id: int) -> CaseSheet:
    sheet = api.get_case(actor, case_id)
    if not sheet.may_investigate:
        raise NotAllowed(str(Permission.CASE_INVESTIGATE))
    return sheet


def _one(sheet: CaseSheet, stay_id: int) -> StayView:
    """The stay that is to be corrected; one that was corrected already is shown as it was, and refused by the service."""
    found = next((stay for stay in (*sheet.stays, *sheet.wrong_stays) if stay.id == stay_id), None)
    if found is None:
        raise NotFound(f"stay {stay_id}")
    return found


def _as_it_is(wrong: StayView) -> dict[str, object]:
    return {
        "record_id": uuid4(),
        "area": wrong.area_path.strip("/").rpartition("/")[2],
        "place_name": wrong.place,
        "place_kind": wrong.place_kind.value,
        "starts_at": timezone.localtime(wrong.starts_at),
        "ends_at": timezone.localtime(wrong.ends_at),
        "situation": wrong.situation.value,
        "spread": wrong.spread.value,
        "is_protected": wrong.is_protected,
        "evidence": wrong.evidence,
        "legal_basis": wrong.legal_basis,
        "reference": wrong.reference,
    }


def _correcting(request: HttpRequest, sheet: CaseSheet, wrong: StayView, *, form: CorrectForm, void: VoidForm) -> HttpResponse:
    context = {"sheet": sheet, "wrong": wrong, "form": form, "void": void}
    refused = (form.is_bound and bool(form.errors)) or (void.is_bound and bool(void.errors))
    return render(request, "casework/cases/stay_correct.html", context, status=422 if refused else 200)


def _stay(actor: Actor, form: StayForm, *, corrects: StayView | None = None) -> NewStay:
    """The stay that was typed. Raises Refusal when no area has that name."""
    given = form.cleaned_data
    return NewStay(
        record_id=given["record_id"],
        area_path=area_typed(actor, given["area"]),
        place_name=given["place_name"],
        place_kind=PlaceKind(given["place_kind"]),
        spread=Spread(given["spread"]),
        starts_at=given["starts_at"],
        ends_at=given["ends_at"],
        situation=Situation(given["situation"]),
        evidence=Evidence(given["evidence"]),
        legal_basis=LegalBasis(given["legal_basis"]),
        reference=given["reference"],
        is_protected=given["is_protected"],
        is_home=corrects is not None and corrects.is_home,
        corrects=None if corrects is None else corrects.id,
        reason=given.get("reason", ""),
    )


def _to(case_id: int) -> HttpResponse:
    return SeeOther(reverse("casework:case", args=[case_id]) + "#places")
