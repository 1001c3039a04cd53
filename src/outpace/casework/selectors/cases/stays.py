"""Where a case was, as it stands and as it was thought before, and who was judged a contact because of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from epiworks.protocol import NO_CLASS, PlaceKind, Situation, Spread
from epiworks.units import PersonCount
from outpace.casework.choices.cases import Evidence, LegalBasis
from outpace.casework.data.cases import StayFate, StayView
from outpace.casework.models import Case, ContactJudgement, Stay
from outpace.casework.selectors.cases.scope import may
from outpace.kernel import crypto, places
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath

HELD = Q(judgements__taken_back=None) & ~Q(judgements__group=NO_CLASS)


@dataclass(frozen=True, slots=True)
class JudgedThere:
    """One contact judged because of a stay: when they were exposed there, and what became of the stay if it was wrong."""

    link_id: int
    last_on: date
    stay_id: int
    fate: StayFate | None


def stays_of(actor: Actor, case: Case) -> tuple[StayView, ...]:
    """Where was the case, in order of time, with what was corrected? Homes are named to those who may see identities.

    The caller has checked that the actor may see the case.
    """
    rows = list(_stays(case).annotate(judged=Count("judgements__person_id", distinct=True, filter=HELD)))
    names = places.names({row.area_path for row in rows})
    full = may(actor, case, Permission.PERSON_IDENTITY)
    return tuple(_view(row, names, full=full) for row in rows)


def judged_in_wrong_stays(case: Case) -> tuple[JudgedThere, ...]:
    """Who was judged a contact because of a stay that was corrected or did not happen, and has not been looked at since?"""
    rows = _judged(case).filter(Q(stay__corrected_by__isnull=False)).select_related("stay__corrected_by")
    return tuple(_there(row) for row in rows)


def judged_there(case: Case, stay_id: int) -> tuple[JudgedThere, ...]:
    """Who is a contact because of this stay?"""
    return tuple(_there(row) for row in _judged(case).filter(stay_id=stay_id).select_related("stay__corrected_by"))


def fate_of(row: Stay) -> StayFate | None:
    """What became of this stay? None: it stands."""
    later = getattr(row, "corrected_by", None)
    return None if later is None else StayFate(later.pk, later.is_void, later.reason, later.recorded_by, later.recorded_at)


def _judged(case: Case) -> QuerySet[ContactJudgement]:
    rows = ContactJudgement.objects.filter(case=case, taken_back=None, link__isnull=False).exclude(group=NO_CLASS)
    return rows.order_by("link_id", "pk")


def _there(row: ContactJudgement) -> JudgedThere:
    return JudgedThere(row.link_id or 0, row.last_on, row.stay_id or 0, fate_of(row.stay) if row.stay else None)


def _stays(case: Case) -> QuerySet[Stay]:
    return Stay.objects.filter(case=case, is_void=False).select_related("corrected_by").order_by("starts_at", "id")


def _view(row: Stay, names: Mapping[AreaPath, str], *, full: bool) -> StayView:
    path = AreaPath(row.area_path)
    return StayView(
        id=row.pk,
        area_path=path,
        area_name=names.get(path, ""),
        place=_place(row, full=full),
        place_kind=PlaceKind(row.place_kind),
        spread=Spread(row.spread),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        situation=Situation(row.situation),
        is_protected=row.is_protected,
        evidence=Evidence(row.evidence),
        legal_basis=LegalBasis(row.legal_basis),
        reference=row.reference,
        recorded_by=row.recorded_by,
        judged=PersonCount(int(getattr(row, "judged", 0))),
        fate=fate_of(row),
        is_home=row.place_sealed is not None,
    )


def _place(row: Stay, *, full: bool) -> str:
    if row.place_sealed is None:
        return row.place_name
    return crypto.unseal(bytes(row.place_sealed)) if full else ""
