"""What is to be screened: campaign, round, pass, who is due one by one and who is exempt."""

from django.db import models

from outpace.screening.choices import ExemptReason, PassState, Target


class Campaign(models.Model):
    """One screening operation of a headquarters over one area, run in rounds.

    Personal data: none.
    Retired: never; it is the record of what was ordered.
    """

    name = models.CharField(max_length=200)
    area_id = models.BigIntegerField()
    area_path = models.CharField(max_length=400, db_collation="C", db_index=True)
    pack = models.CharField(max_length=60)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    created_by = models.CharField(max_length=150)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "screening_campaign"


class Round(models.Model):
    """One round of a campaign; a round has one or more passes (oddity 10: "3 rounds 9 passes").

    Personal data: none.
    Retired: with its campaign.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "screening_round"
        constraints = [models.UniqueConstraint(fields=["campaign", "number"], name="screening_round_number")]


class Pass(models.Model):
    """One pass of a round: a scope, a target group, a deadline and the pool sizes in force.

    Personal data: none.
    Retired: with its campaign.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="passes")
    number = models.PositiveSmallIntegerField()
    area_id = models.BigIntegerField()
    area_path = models.CharField(max_length=400, db_collation="C", db_index=True)
    target = models.CharField(max_length=10, choices=Target, default=Target.EVERYONE)
    groups = models.BigIntegerField(default=0)
    cadence_days = models.PositiveSmallIntegerField(null=True, blank=True)
    is_retest = models.BooleanField(default=False)
    pool_size = models.PositiveSmallIntegerField(default=10)
    pool_by_zone = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=PassState, default=PassState.PLANNED)
    opened_at = models.DateTimeField(null=True, blank=True)
    due_by = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "screening_pass"
        constraints = [models.UniqueConstraint(fields=["round", "number", "is_retest"], name="screening_pass_number")]


class DuePerson(models.Model):
    """One person named as due in a pass that does not simply ask for everyone.

    Personal data: a person's id, and by the pass's target what group they belong to.
    Retired: 30 days after the pass closes.
    """

    pk = models.CompositePrimaryKey("screening_pass_id", "person_id")
    screening_pass = models.ForeignKey(Pass, on_delete=models.CASCADE, db_column="pass_id", db_constraint=False, db_index=False)
    person_id = models.BigIntegerField()
    grid_id = models.BigIntegerField()

    class Meta:
        db_table = "screening_due_person"
        indexes = [models.Index(fields=["screening_pass", "grid_id"], name="screening_due_grid")]


class Exemption(models.Model):
    """One person who need not be sampled in a pass, with the reason and who decided.

    Personal data: a person's id and a reason that may be medical.
    Retired: 30 days after the pass closes.
    """

    screening_pass = models.ForeignKey(Pass, on_delete=models.CASCADE, db_column="pass_id", related_name="exemptions")
    person_id = models.BigIntegerField()
    grid_id = models.BigIntegerField()
    reason = models.CharField(max_length=12, choices=ExemptReason)
    note = models.CharField(max_length=200, blank=True)
    granted_by = models.CharField(max_length=150)
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "screening_exemption"
        constraints = [
            models.UniqueConstraint(
                fields=["screening_pass", "person_id"], condition=models.Q(ended_at=None), name="screening_exemption_once"
            )
        ]
