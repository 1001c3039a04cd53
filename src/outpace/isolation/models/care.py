"""Special patients: whose treatment must never be missed, and when the next one is due."""

from django.db import models
from django.db.models import Q

from outpace.isolation.choices import Care, TreatmentState


class SpecialPatient(models.Model):
    """Somebody whose regular care goes on whatever restriction holds, and where they are usually treated.

    Personal data: a person's id and the kind of care they need, which is health data.
    Retired: 6 months after `ended_at`.
    """

    person_id = models.BigIntegerField()
    area_path = models.CharField(max_length=400, db_collation="C")
    care = models.CharField(max_length=12, choices=Care)
    every_hours = models.PositiveIntegerField(null=True)
    provider = models.CharField(max_length=120)
    facility = models.ForeignKey("Facility", on_delete=models.PROTECT, null=True, related_name="patients")
    listed_at = models.DateTimeField()
    listed_by = models.CharField(max_length=150)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "isolation_special_patient"
        constraints = [models.UniqueConstraint(fields=["person_id", "care"], condition=Q(ended_at=None), name="isolation_patient_once")]
        indexes = [models.Index(fields=["area_path"], name="isolation_patient_area")]


class Treatment(models.Model):
    """One treatment that is due: its transport, and whether it was given in time.

    Personal data: through the patient; names of those who booked and recorded it.
    Retired: with the patient.
    """

    patient = models.ForeignKey(SpecialPatient, on_delete=models.PROTECT, related_name="treatments", db_index=False)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=TreatmentState, default=TreatmentState.DUE)
    transport = models.CharField(max_length=120, blank=True, default="")
    booked_at = models.DateTimeField(null=True)
    booked_by = models.CharField(max_length=150, blank=True, default="")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=150, blank=True, default="")
    escalated_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "isolation_treatment"
        constraints = [models.UniqueConstraint(fields=["patient", "due_at"], name="isolation_treatment_once")]
        indexes = [models.Index(fields=["due_at", "id"], name="isolation_treatment_open", condition=Q(settled_at=None))]
