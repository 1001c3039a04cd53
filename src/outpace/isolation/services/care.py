"""Special patients: listing them, booking their transport, recording what was given, and asking for help before anything is missed."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from outpace.casework import api as casework
from outpace.isolation.choices import Care, EndReason, TreatmentState
from outpace.isolation.data import NewPatient, TreatmentAtRisk, TreatmentSettled
from outpace.isolation.models import SpecialPatient, Treatment
from outpace.isolation.rules import care as rules
from outpace.isolation.rules.care import Standing, next_due
from outpace.isolation.services.guards import admit
from outpace.isolation.services.placements import hold_people
from outpace.kernel import audit, clock, events, locks
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotAllowed, NotFound
from outpace.registry import api as registry
from outpace.registry.choices import Presence


@transaction.atomic
def list_patient(actor: Actor, new: NewPatient) -> int:
    """Which id has the patient on the list? Somebody listed for this care already keeps their entry.

    Raises NotFound, NotAllowed, Refusal `dead` for whoever died: nothing is due for them.
    """
    place = registry.places_of([new.person_id]).get(new.person_id)
    if place is None:
        actor.require_anywhere(Permission.FOLLOW_UP_RECORD)
        raise NotFound(f"person {new.person_id}")
    path = registry.paths_of([place.grid_id])[place.grid_id]
    admit(actor, path, Permission.FOLLOW_UP_RECORD)
    hold_people([new.person_id])  # as news of a death does: either it finds the entry, or the entry finds it
    if place.presence == Presence.DECEASED or casework.died_among([new.person_id]):
        raise Refusal("dead", _("This person has died: nothing is due for them."), field="typed")
    found = SpecialPatient.objects.filter(person_id=new.person_id, care=new.care, ended_at=None).first()
    if found is not None:
        return int(found.pk)
    made = SpecialPatient.objects.create(
        person_id=new.person_id,
        area_path=path,
        care=new.care,
        every_hours=new.every_hours,
        provider=new.provider,
        facility_id=new.facility_id,
        listed_at=clock.now(),
        listed_by=actor.name,
    )
    Treatment.objects.create(patient=made, due_at=new.first_due_at)
    audit.record(actor, "isolation.patient_listed", subject=f"patient:{made.pk}", path=path, details={"care": str(new.care)})
    return int(made.pk)


@locks.taken_again
@transaction.atomic
def book_transport(actor: Actor, treatment_id: int, *, transport: str) -> None:
    """Somebody will fetch the patient for this treatment. It asks for no test: care is never refused for one."""
    treatment = _treatment(actor, treatment_id)
    if not transport.strip():
        raise Refusal("transport", _("Write down who drives: vehicle, driver, phone."), field="transport")
    treatment.state, treatment.transport = TreatmentState.BOOKED, transport.strip()
    treatment.booked_at, treatment.booked_by = clock.now(), actor.name
    treatment.save(update_fields=["state", "transport", "booked_at", "booked_by"])
    _tell_settled(treatment, missed=False)
    _note(actor, "isolation.transport_booked", treatment)


@locks.taken_again
@transaction.atomic
def settle_treatment(actor: Actor, treatment_id: int, *, given: bool) -> None:
    """The treatment was given, or was missed; a regular series gets its next date at once.

    The patient is locked first, as by `end_care`.
    """
    locks.lock_rows(SpecialPatient.objects.all(), Treatment.objects.filter(pk=treatment_id).values_list("patient_id", flat=True))
    treatment, now = _treatment(actor, treatment_id), clock.now()
    was_booked = treatment.state == TreatmentState.BOOKED
    treatment.state = TreatmentState.DONE if given else TreatmentState.MISSED
    treatment.settled_at, treatment.settled_by = now, actor.name
    treatment.save(update_fields=["state", "settled_at", "settled_by"])
    patient = treatment.patient
    due = next_due(timedelta(hours=patient.every_hours) if patient.every_hours else None, treatment.due_at, now)
    if due is not None and patient.ended_at is None:
        Treatment.objects.get_or_create(patient=patient, due_at=due)
    if not was_booked:
        _tell_settled(treatment, missed=not given)
    _note(actor, "isolation.treatment_settled", treatment)


def end_care(actor: Actor, people: Collection[int], *, now: datetime, reason: EndReason) -> None:
    """These people need no regular care any more: nothing is due for them, and nobody is chased for it. Inside the caller's transaction.

    Whoever was asked to book transport is told that it is withdrawn. The reason stands in the log of each treatment.
    """
    listed = SpecialPatient.objects.filter(person_id__any=list(people), ended_at=None)
    patients = [patient.pk for patient in locks.lock_rows(listed, list(listed.values_list("pk", flat=True)))]
    waiting = Treatment.objects.select_related("patient").filter(patient_id__any=patients, settled_at=None)
    for treatment in locks.lock_rows(waiting, list(waiting.values_list("pk", flat=True))):
        was_booked = treatment.state == TreatmentState.BOOKED
        treatment.state, treatment.settled_at, treatment.settled_by = TreatmentState.CLOSED, now, actor.name
        treatment.save(update_fields=["state", "settled_at", "settled_by"])
        if not was_booked:
            _tell_settled(treatment, missed=True)
        _note(actor, "isolation.treatment_closed", treatment, reason=str(reason))
    SpecialPatient.objects.filter(pk__any=patients).update(ended_at=now)


@transaction.atomic
def escalate_treatments(actor: Actor) -> int:
    """How many treatments are newly at risk: due soon without transport? Each is told once, with TreatmentAtRisk, before it is missed."""
    now, told = clock.now(), 0
    horizon = now + max(rules.LEAD.values())
    due = Treatment.objects.filter(settled_at=None, escalated_at=None, due_at__lte=horizon, patient__ended_at=None)
    for treatment in locks.lock_rows(due.select_related("patient"), list(due.order_by("pk").values_list("pk", flat=True))):
        if standing_of(treatment, now) not in {Standing.AT_RISK, Standing.LATE}:
            continue
        treatment.escalated_at = now
        treatment.save(update_fields=["escalated_at"])
        patient = treatment.patient
        _note(actor, "isolation.treatment_escalated", treatment)
        events.publish(TreatmentAtRisk(treatment.pk, patient.person_id, AreaPath(patient.area_path), patient.care, treatment.due_at))
        told += 1
    return told


def _tell_settled(treatment: Treatment, *, missed: bool) -> None:
    """Whoever was asked to see to it need not any more."""
    if treatment.escalated_at is not None:
        patient = treatment.patient
        events.publish(TreatmentSettled(treatment.pk, patient.person_id, AreaPath(patient.area_path), missed))


def standing_of(treatment: Treatment, now: datetime) -> Standing:
    """How does this stored treatment stand?"""
    return rules.standing(rules.Treatment(Care(treatment.patient.care), treatment.due_at, TreatmentState(treatment.state)), now)


def _treatment(actor: Actor, treatment_id: int) -> Treatment:
    """Which open treatment is this, locked? Raises NotFound, NotAllowed, Refusal(`settled`)."""
    rows = locks.lock_rows(Treatment.objects.select_related("patient"), [treatment_id])
    if not rows:
        if not actor.holds(Permission.FOLLOW_UP_RECORD):
            raise NotAllowed(str(Permission.FOLLOW_UP_RECORD))
        raise NotFound(f"treatment {treatment_id}")
    admit(actor, rows[0].patient.area_path, Permission.FOLLOW_UP_RECORD)
    if rows[0].settled_at is not None:
        raise Refusal("settled", _("This treatment has been recorded already."))
    return rows[0]


def _note(actor: Actor, name: str, treatment: Treatment, **details: object) -> None:
    path = AreaPath(treatment.patient.area_path)
    audit.record(actor, name, subject=f"treatment:{treatment.pk}", path=path, details={"patient": treatment.patient_id, **details})
