"""Cases: their current class, the facts it follows from, and the tubes they rest on."""

from django.db import models

from epiworks.protocol import Setting
from outpace.casework.choices.cases import CaseEnd, ClassGround, Severity

SETTINGS = [(setting.value, setting.value) for setting in Setting]


class Case(models.Model):
    """One infection of one person, from the first positive result on. The class here repeats the latest `ClassFact`.

    `area_path` is where the person lives (their grid); the place of report and the place of care may differ from it. Class names are
    those of the pack. A person has at most one case that is open: `closed_at` is set by exclusion, discharge into follow-up, or death.

    Personal data: a person's id, their class, severity, dates of onset, sample, report and isolation; free text about why care ended
    otherwise than the rules say, which must not name people.
    Retired: with the incident's retention period, the person's id is emptied; class, dates and township stay for the counts.
    """

    person_id = models.BigIntegerField(db_index=True)
    area_path = models.CharField(max_length=400, db_collation="C", db_index=True)
    case_class = models.CharField(max_length=24)
    severity = models.CharField(max_length=12, choices=Severity, default=Severity.NOT_KNOWN)
    setting = models.CharField(max_length=24, choices=SETTINGS)
    setting_settled = models.BooleanField(default=False)
    found_at = models.DateTimeField()
    onset_on = models.DateField(null=True)
    sampled_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    isolated_at = models.DateTimeField(null=True)
    report_path = models.CharField(max_length=400, db_collation="C")
    care_path = models.CharField(max_length=400, db_collation="C", blank=True)
    pool_id = models.BigIntegerField(null=True)
    earlier = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="later")
    closed_at = models.DateTimeField(null=True)
    closed_as = models.CharField(max_length=12, choices=CaseEnd, blank=True)
    closed_by = models.CharField(max_length=150, blank=True)
    closed_note = models.CharField(max_length=200, blank=True)
    closed_because = models.JSONField(default=list, blank=True)
    next_due_at = models.DateTimeField(null=True)
    opened_by = models.CharField(max_length=150)
    packs = models.CharField(max_length=200)

    class Meta:
        db_table = "casework_case"
        constraints = [
            models.UniqueConstraint(fields=["person_id"], condition=models.Q(closed_at=None), name="casework_one_open_case"),
        ]
        indexes = [models.Index(fields=["found_at", "id"], name="casework_case_found")]


class ClassFact(models.Model):
    """A case got a class: from which to which, why, on which pack lines, by whom, when. Corrected by a later fact only.

    Personal data: the name of the account that judged; free text about why, which must not name people.
    Retired: with the case.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="class_facts")
    before = models.CharField(max_length=24, blank=True)
    after = models.CharField(max_length=24)
    ground = models.CharField(max_length=16, choices=ClassGround)
    note = models.CharField(max_length=200, blank=True)
    because = models.JSONField(default=list)
    tube_id = models.BigIntegerField(null=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "casework_class_fact"
        indexes = [models.Index(fields=["case", "id"], name="casework_class_fact_case")]


class CaseEvidence(models.Model):
    """A tube with this person's own positive result, and whether the laboratory took it back.

    Personal data: which tube was this person's.
    Retired: with the tube.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evidence")
    tube_id = models.BigIntegerField(db_index=True)
    pool_id = models.BigIntegerField(null=True)
    found_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "casework_case_evidence"
        constraints = [models.UniqueConstraint(fields=["case", "tube_id"], name="casework_evidence_once")]


class ClassProposal(models.Model):
    """The rules propose another class for a case and a named human decides; nothing changes until then.

    Personal data: the name of the account that decided.
    Retired: with the case.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="proposals")
    becomes = models.CharField(max_length=24)
    ground = models.CharField(max_length=16, choices=ClassGround)
    because = models.JSONField(default=list)
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True)
    accepted = models.BooleanField(null=True)

    class Meta:
        db_table = "casework_class_proposal"
        constraints = [
            models.UniqueConstraint(fields=["case", "becomes"], condition=models.Q(decided_at=None), name="casework_one_proposal"),
        ]


class Deliverable(models.Model):
    """One piece of work that a clock of the pack asks for in a case: due when, done when and by whom.

    Personal data: the names of the accounts that did and reviewed it.
    Retired: with the case.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="deliverables")
    name = models.CharField(max_length=40)
    owner = models.CharField(max_length=24, blank=True)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    because = models.JSONField(default=list)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=150, blank=True)
    done_by_id = models.BigIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True)
    dropped_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "casework_deliverable"
        constraints = [models.UniqueConstraint(fields=["case", "name"], name="casework_deliverable_once")]
        indexes = [
            models.Index(fields=["due_at", "id"], name="casework_deliverable_due", condition=models.Q(done_at=None, dropped_at=None))
        ]
