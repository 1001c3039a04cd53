"""Tubes, the samples in them, and later facts about either."""

from django.db import models

from outpace.screening.choices import Condition, CorrectionKind, Outcome, Stage, TubeEventKind


class Tube(models.Model):
    """The current state of one tube, kept beside the facts it follows from; pass and site are null until a sampling record names them.

    Personal data: none.
    Retired: with its pass, 90 days after the campaign ends.
    """

    code = models.CharField(max_length=32, db_collation="C")
    screening_pass = models.ForeignKey(
        "Pass", on_delete=models.PROTECT, db_column="pass_id", null=True, db_constraint=False, db_index=False
    )
    site_id = models.BigIntegerField(null=True)
    device_id = models.BigIntegerField(null=True)
    box = models.ForeignKey("Box", on_delete=models.SET_NULL, null=True, related_name="tubes", db_index=False)
    pool_size = models.PositiveSmallIntegerField(default=10)
    people = models.PositiveSmallIntegerField(default=0)
    stage = models.PositiveSmallIntegerField(choices=Stage, default=Stage.SAMPLED)
    condition = models.PositiveSmallIntegerField(choices=Condition, default=Condition.SOUND)
    condition_at = models.DateTimeField(null=True)
    outcome = models.PositiveSmallIntegerField(choices=Outcome, null=True)
    disputed = models.BooleanField(default=False)
    custodian_id = models.BigIntegerField()
    custody_at = models.DateTimeField(null=True)
    offered_to_id = models.BigIntegerField(null=True)
    sampled_at = models.DateTimeField(null=True)
    sealed_at = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    tested_at = models.DateTimeField(null=True)
    uploaded_at = models.DateTimeField(null=True)
    notified_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "screening_tube"
        # A constraint instead of unique=True: Django would add a second pattern index, which "C" order makes needless.
        constraints = [models.UniqueConstraint(fields=["code"], name="screening_tube_code")]
        indexes = [
            models.Index(
                fields=["screening_pass", "site_id", "stage", "id"],
                name="screening_tube_waiting",
                condition=models.Q(stage__lt=Stage.NOTIFIED),
            ),
            models.Index(fields=["custodian_id", "id"], name="screening_tube_custodian", condition=models.Q(stage__lt=Stage.UPLOADED)),
            models.Index(
                fields=["screening_pass", "stage", "id"], name="screening_tube_stage", condition=models.Q(stage__lt=Stage.NOTIFIED)
            ),
            models.Index(
                fields=["screening_pass", "stage", "id"],
                name="screening_tube_ended",
                condition=models.Q(stage__lt=Stage.UPLOADED, condition__gt=Condition.SOUND),
            ),
            models.Index(fields=["screening_pass", "id"], name="screening_tube_disputed", condition=models.Q(disputed=True)),
            models.Index(fields=["box"], name="screening_tube_box", condition=models.Q(box__isnull=False)),
            models.Index(fields=["site_id", "sampled_at"], name="screening_tube_site_hour"),
        ]


class Sample(models.Model):
    """One person's swab in one tube; ``ordinal`` 0 is the person's first in the pass and is what makes coverage exact.

    Personal data: which person was sampled when and in which tube.
    Retired: 90 days after the campaign ends; negatives' links earlier where the pack says so.
    """

    pk = models.CompositePrimaryKey("screening_pass_id", "person_id", "ordinal")
    screening_pass = models.ForeignKey("Pass", on_delete=models.PROTECT, db_column="pass_id", db_constraint=False, db_index=False)
    person_id = models.BigIntegerField()
    ordinal = models.PositiveSmallIntegerField(default=0)
    effective = models.BooleanField(default=True)
    tube = models.ForeignKey(Tube, on_delete=models.PROTECT, related_name="samples", db_constraint=False, db_index=False)
    taken_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    device_id = models.IntegerField(null=True)

    class Meta:
        db_table = "screening_sample"
        indexes = [models.Index(fields=["tube"], name="screening_sample_tube")]


class UnidentifiedSample(models.Model):
    """A swab in a tube whose person the registry does not know yet; the tube's recall must not forget it.

    Personal data: whatever the sampler wrote to find the person again, sealed.
    Retired: when the person is identified, at the latest 30 days after the pass closes.
    """

    tube = models.ForeignKey(Tube, on_delete=models.PROTECT, related_name="unidentified")
    reference_sealed = models.BinaryField()
    taken_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    record_id = models.UUIDField()
    position = models.PositiveSmallIntegerField()
    person_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "screening_unidentified_sample"
        constraints = [models.UniqueConstraint(fields=["record_id", "position"], name="screening_unidentified_once")]


class SampleCorrection(models.Model):
    """A later fact about one person's place in one tube: the scan was wrong, or it was right after all.

    Personal data: a person's id.
    Retired: with the sample.
    """

    id = models.UUIDField(primary_key=True)
    tube = models.ForeignKey(Tube, on_delete=models.PROTECT, related_name="corrections")
    person_id = models.BigIntegerField()
    kind = models.PositiveSmallIntegerField(choices=CorrectionKind)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=150)

    class Meta:
        db_table = "screening_sample_correction"


class TubeEvent(models.Model):
    """One fact about a whole tube, in the order it was recorded: the rows of the custody timeline.

    Personal data: the name of the account that recorded it.
    Retired: with the tube.
    """

    record_id = models.UUIDField()
    tube = models.ForeignKey(Tube, on_delete=models.PROTECT, related_name="events")
    kind = models.PositiveSmallIntegerField(choices=TubeEventKind)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    station_id = models.BigIntegerField(null=True)
    other_station_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=150)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "screening_tube_event"
        constraints = [models.UniqueConstraint(fields=["tube", "record_id", "kind"], name="screening_tube_event_once")]
