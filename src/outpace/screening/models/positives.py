"""Positive pools and the recall of their members."""

from django.db import models

from outpace.screening.choices import RecallState


class PositivePool(models.Model):
    """A tube with a preliminary positive result, opened in the transaction of that result.

    Personal data: none; its members are in RecallMember.
    Retired: with the campaign.
    """

    tube = models.OneToOneField("Tube", on_delete=models.PROTECT, related_name="positive_pool")
    screening_pass = models.ForeignKey("Pass", on_delete=models.PROTECT, db_column="pass_id", null=True)
    area_path = models.CharField(max_length=400, db_collation="C", db_index=True)
    members = models.PositiveSmallIntegerField()
    unidentified = models.PositiveSmallIntegerField(default=0)
    open_members = models.PositiveSmallIntegerField()
    found_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    holds_signed_by = models.CharField(max_length=150, blank=True)
    holds_signed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "screening_positive_pool"
        indexes = [models.Index(fields=["found_at", "id"], name="screening_pool_found")]


class RecallMember(models.Model):
    """One person to be reached because of a positive pool: asked to wait in place, re-tested alone.

    Personal data: a person's id, who reached them, and their re-test.
    Retired: 30 days after the pool is resolved; the pool's counts stay.
    """

    pool = models.ForeignKey(PositivePool, on_delete=models.CASCADE, related_name="recall")
    person_id = models.BigIntegerField(db_index=True)
    grid_id = models.BigIntegerField()
    grid_path = models.CharField(max_length=400, db_collation="C")
    state = models.CharField(max_length=9, choices=RecallState, default=RecallState.TO_REACH)
    hold_until = models.DateTimeField()
    reached_at = models.DateTimeField(null=True)
    reached_by = models.CharField(max_length=150, blank=True)
    retest_tube = models.ForeignKey("Tube", on_delete=models.PROTECT, null=True, related_name="retests")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "screening_recall_member"
        constraints = [models.UniqueConstraint(fields=["pool", "person_id"], name="screening_recall_once")]
