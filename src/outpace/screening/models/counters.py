"""Counters kept in the same transaction as the facts they count."""

from django.db import models

from outpace.screening.choices import Denominator, Outcome, Stage


class Coverage(models.Model):
    """Distinct persons of one grid in one pass: due, exempt, done, and sampled without being due.

    Personal data: none.
    Retired: never.
    """

    pk = models.CompositePrimaryKey("screening_pass_id", "grid_id")
    screening_pass = models.ForeignKey("Pass", on_delete=models.PROTECT, db_column="pass_id", db_constraint=False, db_index=False)
    grid_id = models.BigIntegerField()
    due = models.IntegerField(default=0)
    exempt = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    extra = models.IntegerField(default=0)

    class Meta:
        db_table = "screening_coverage"


class DenominatorChange(models.Model):
    """One version step of a pass's denominator: which grid, by how many, why.

    Personal data: none.
    Retired: never.
    """

    screening_pass = models.ForeignKey("Pass", on_delete=models.PROTECT, db_column="pass_id", related_name="denominator_changes")
    grid_id = models.BigIntegerField()
    reason = models.CharField(max_length=16, choices=Denominator)
    persons = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "screening_denominator_change"
        indexes = [
            models.Index(fields=["screening_pass"], name="screening_denominator_steps", condition=~models.Q(reason=Denominator.OPENING))
        ]


class Ledger(models.Model):
    """One stage of one pass and site: tubes and person-times that reached it, and those that left the flow there.

    Personal data: none.
    Retired: never.
    """

    pk = models.CompositePrimaryKey("screening_pass_id", "site_id", "stage")
    screening_pass = models.ForeignKey("Pass", on_delete=models.PROTECT, db_column="pass_id", db_constraint=False, db_index=False)
    site_id = models.BigIntegerField()
    stage = models.PositiveSmallIntegerField(choices=Stage)
    tubes = models.IntegerField(default=0)
    people = models.IntegerField(default=0)
    ended_tubes = models.IntegerField(default=0)
    ended_people = models.IntegerField(default=0)

    class Meta:
        db_table = "screening_ledger"


class Turnaround(models.Model):
    """How long tubes of a pass took to reach a stage: a count per logarithmic bucket of minutes (epiworks.plan.turnaround).

    Personal data: none.
    Retired: never.
    """

    pk = models.CompositePrimaryKey("screening_pass_id", "stage", "bucket")
    screening_pass = models.ForeignKey("Pass", on_delete=models.PROTECT, db_column="pass_id", db_constraint=False, db_index=False)
    stage = models.PositiveSmallIntegerField(choices=Stage)
    bucket = models.PositiveSmallIntegerField()
    tubes = models.IntegerField(default=0)

    class Meta:
        db_table = "screening_turnaround"


class OutcomeCount(models.Model):
    """Tubes and person-times of one pass and site by their standing outcome.

    Personal data: none.
    Retired: never.
    """

    pk = models.CompositePrimaryKey("screening_pass_id", "site_id", "outcome")
    screening_pass = models.ForeignKey("Pass", on_delete=models.PROTECT, db_column="pass_id", db_constraint=False, db_index=False)
    site_id = models.BigIntegerField()
    outcome = models.PositiveSmallIntegerField(choices=Outcome)
    tubes = models.IntegerField(default=0)
    people = models.IntegerField(default=0)

    class Meta:
        db_table = "screening_outcome_count"


class LabQueue(models.Model):
    """Tubes and person-times of one pass that wait at one laboratory for their test.

    Personal data: none.
    Retired: never.
    """

    pk = models.CompositePrimaryKey("screening_pass_id", "station_id")
    screening_pass = models.ForeignKey("Pass", on_delete=models.PROTECT, db_column="pass_id", db_constraint=False, db_index=False)
    station_id = models.BigIntegerField()
    tubes = models.IntegerField(default=0)
    people = models.IntegerField(default=0)

    class Meta:
        db_table = "screening_lab_queue"
