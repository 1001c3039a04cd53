"""Where a case was: stays are written down, and a wrong one is corrected by a later one."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from epiworks.protocol import PlaceKind, Situation, Spread
from outpace.casework.choices.cases import Evidence, LegalBasis
from outpace.casework.data.cases import NewStay
from outpace.casework.data.news import CasePlaceFound, CasePlaceWithdrawn
from outpace.casework.models import Case, Stay
from outpace.casework.rules.cases_contacts import basis_holds
from outpace.casework.services.cases.held import hold_case
from outpace.kernel import audit, clock, crypto, events, locks
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.registry import api as registry


@locks.taken_again
def add_stay(actor: Actor, case_id: int, stay: NewStay) -> int:
    """Write down where a case was; returns the stay's id. The same record sent again gives the same id and changes nothing.

    Raises NotFound, NotAllowed without CASE_INVESTIGATE, Refusal for times that cannot be, for evidence without its legal basis, and for
    a correction without a reason, or of a stay that was corrected already. What corrects a home stays sealed as a home.
    """
    with transaction.atomic():
        case = hold_case(actor, case_id, Permission.CASE_INVESTIGATE)
        known = _sent_before(case, stay.record_id)
        if known is not None:
            return known
        _check(stay)
        wrong = _corrected(case, stay)
        row = _row(actor, case, stay, corrects=wrong)
        row.save()
        if wrong is not None:
            events.publish(CasePlaceWithdrawn(case.pk, wrong.pk, AreaPath(wrong.area_path), clock.now()))
        details = {"stay": row.pk, "evidence": str(stay.evidence), "basis": str(stay.legal_basis), "corrects": stay.corrects}
        if not stay.is_void:
            events.publish(
                CasePlaceFound(
                    case_id=case.pk,
                    stay_id=row.pk,
                    area_path=stay.area_path,
                    place_kind=stay.place_kind,
                    spread=stay.spread,
                    first=stay.starts_at,
                    last=stay.ends_at,
                )
            )
        audit.record(actor, "case.stay_added", subject=f"case:{case.pk}", path=AreaPath(case.area_path), details=details)
        return int(row.pk)


def void_stay(actor: Actor, case_id: int, stay_id: int, *, record_id: UUID, reason: str) -> int:
    """A stay did not happen; returns the id of the record that says so. Raises as `add_stay`."""
    wrong = Stay.objects.filter(pk=stay_id, case_id=case_id).first()
    if wrong is None:
        raise NotFound(f"stay {stay_id}")
    said = NewStay(
        record_id=record_id,
        area_path=AreaPath(wrong.area_path),
        place_name="" if wrong.place_sealed is not None else wrong.place_name,
        place_kind=PlaceKind(wrong.place_kind),
        spread=Spread(wrong.spread),
        starts_at=wrong.starts_at,
        ends_at=wrong.ends_at,
        situation=Situation(wrong.situation),
        evidence=Evidence(wrong.evidence),
        legal_basis=LegalBasis(wrong.legal_basis),
        reference=wrong.reference,
        is_home=wrong.place_sealed is not None,
        corrects=stay_id,
        is_void=True,
        reason=reason,
    )
    return add_stay(actor, case_id, said)


def _sent_before(case: Case, record_id: UUID) -> int | None:
    """Was this record taken before? Raises NotFound when it belongs to another case."""
    found = Stay.objects.filter(record_id=record_id).first()
    if found is None:
        return None
    if found.case_id != case.pk:
        raise NotFound(f"stay {record_id}")
    return int(found.pk)


def _check(stay: NewStay) -> None:
    if stay.ends_at < stay.starts_at:
        raise Refusal("ends_before_start", _("The stay ends before it begins."), field="ends_at")
    if stay.starts_at > clock.now():
        raise Refusal("in_future", _("The stay begins in the future."), field="starts_at")
    if not basis_holds(stay.evidence, stay.legal_basis, stay.reference):
        message = _("What others keep is used with consent, or on a written request: choose the basis and give its number.")
        raise Refusal("no_basis", message, field="reference" if stay.legal_basis == "agency_request" else "legal_basis")
    if not registry.areas_at([stay.area_path]):
        raise Refusal("no_area", _("No such area."), field="area")


def _corrected(case: Case, stay: NewStay) -> Stay | None:
    if stay.corrects is None:
        return None
    found = Stay.objects.filter(pk=stay.corrects, case=case).first()
    if found is None:
        raise NotFound(f"stay {stay.corrects}")
    if not stay.reason.strip():
        raise Refusal("reason_missing", _("Say what was wrong with the stay."), field="reason")
    if found.is_void or Stay.objects.filter(corrects=found).exists():
        raise Refusal("corrected_already", _("This stay has been corrected meanwhile; correct the later one."))
    return found


def _row(actor: Actor, case: Case, stay: NewStay, *, corrects: Stay | None) -> Stay:
    """The stay as stored: the name of a place that says where somebody lives is sealed."""
    was_home = corrects is not None and corrects.place_sealed is not None
    is_home = stay.is_home or was_home or stay.place_kind is PlaceKind.RESIDENCE
    return Stay(
        case=case,
        corrects=corrects,
        is_void=stay.is_void,
        area_path=stay.area_path,
        place_name="" if is_home else stay.place_name,
        place_sealed=crypto.seal(stay.place_name) if is_home else None,
        place_kind=stay.place_kind.value,
        spread=Spread(stay.spread).value,
        starts_at=stay.starts_at,
        ends_at=stay.ends_at,
        situation=stay.situation.value,
        is_protected=stay.is_protected,
        evidence=stay.evidence,
        legal_basis=stay.legal_basis,
        reference=stay.reference,
        reason=stay.reason.strip(),
        record_id=stay.record_id,
        recorded_at=clock.now(),
        recorded_by=actor.name,
    )
