"""Contacts of cases, as people judged them, and the search for those not yet reached."""

from django.db import models

from epiworks.protocol import Situation
from outpace.casework.choices.cases import ContactSource, ContactState
from outpace.casework.models.cases import Case


class ContactLink(models.Model):
    """One person is a contact of one case: how it stands now. What it follows from are the judgements below it.

    `next_at` is when somebody is to try to reach them (again); None once they are reached or nobody needs to. Units: one link per person
    and case, so links of a case are persons and links of everybody are person-times.

    Personal data: that a person met a case, and on which days.
    Retired: with the case.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="contacts")
    person_id = models.BigIntegerField(db_index=True)
    person_path = models.CharField(max_length=400, db_collation="C", db_index=True)
    group = models.CharField(max_length=24)
    generation = models.PositiveSmallIntegerField(default=1)
    through = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="onward")
    first_on = models.DateField()
    last_on = models.DateField()
    state = models.CharField(max_length=12, choices=ContactState, default=ContactState.TO_FIND)
    state_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    tried = models.PositiveSmallIntegerField(default=0)
    follow_up_id = models.BigIntegerField(null=True)
    judged_at = models.DateTimeField()

    class Meta:
        db_table = "casework_contact_link"
        constraints = [models.UniqueConstraint(fields=["case", "person_id"], name="casework_contact_once")]
        indexes = [
            models.Index(fields=["state", "state_at", "id"], name="casework_contact_state"),
            models.Index(fields=["state", "next_at", "id"], name="casework_contact_next", condition=models.Q(next_at__isnull=False)),
        ]


class ContactJudgement(models.Model):
    """A person judged one exposure of one person to one case. Append-only; several make a repeated exposure.

    `through` is the contact whom a contact of a contact met, `stay` the stay of the itinerary in which they met the case. A judgement that
    was wrong has a `JudgementTakenBack`.

    Personal data: how and when a person was exposed; the name of the account that judged.
    Retired: with the case.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="judgements")
    person_id = models.BigIntegerField(db_index=True)
    link = models.ForeignKey(ContactLink, on_delete=models.PROTECT, null=True, related_name="judgements")
    through = models.ForeignKey(ContactLink, on_delete=models.PROTECT, null=True, related_name="onward_judgements")
    stay = models.ForeignKey("Stay", on_delete=models.PROTECT, null=True, related_name="judgements")
    source = models.CharField(max_length=12, choices=ContactSource)
    situation = models.CharField(max_length=32, choices=[(situation.value, situation.value) for situation in Situation])
    generation = models.PositiveSmallIntegerField(default=1)
    first_on = models.DateField()
    last_on = models.DateField()
    is_protected = models.BooleanField(default=False)
    minutes = models.PositiveIntegerField(null=True)
    is_higher_risk = models.BooleanField(default=False)
    proposed = models.CharField(max_length=24)
    group = models.CharField(max_length=24)
    reason = models.CharField(max_length=200, blank=True)
    packs = models.CharField(max_length=200)
    because = models.JSONField(default=list)
    record_id = models.UUIDField(unique=True)
    judged_by = models.CharField(max_length=150)
    judged_at = models.DateTimeField()

    class Meta:
        db_table = "casework_contact_judgement"
        indexes = [models.Index(fields=["case", "person_id"], name="casework_judgement_case")]


class JudgementTakenBack(models.Model):
    """A judgement was wrong: who says so and why. Append-only; whoever judges again writes a new judgement.

    Personal data: the name of the account; free text about why, which must not name people.
    Retired: with the case.
    """

    judgement = models.OneToOneField(ContactJudgement, on_delete=models.PROTECT, related_name="taken_back")
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        db_table = "casework_judgement_taken_back"


class ContactAttempt(models.Model):
    """Somebody tried to reach a contact: who, when, with what outcome. `record_id` is made by whoever tried: once is once.

    `next_at` is when they said somebody should try again; None left it to the rule, or of an attempt of before the program kept this
    (`is_next_known` False) nobody knows.

    Personal data: the name of the account that tried.
    Retired: with the contact.
    """

    link = models.ForeignKey(ContactLink, on_delete=models.PROTECT, related_name="attempts")
    outcome = models.CharField(max_length=12, choices=ContactState)
    note = models.CharField(max_length=200, blank=True)
    record_id = models.UUIDField(unique=True)
    next_at = models.DateTimeField(null=True)
    is_next_known = models.BooleanField(default=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        db_table = "casework_contact_attempt"
