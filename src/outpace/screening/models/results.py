"""What laboratories reported: result facts, uploaded files, and each laboratory's own column names."""

from django.db import models

from outpace.screening.choices import Outcome


class Result(models.Model):
    """One reading of one tube by one laboratory; corrected by a later row with ``corrects``, never overwritten.

    Personal data: none; the people are in the tube.
    Retired: with the tube.
    """

    id = models.UUIDField(primary_key=True)
    tube = models.ForeignKey("Tube", on_delete=models.PROTECT, related_name="results")
    laboratory_id = models.BigIntegerField()
    outcome = models.PositiveSmallIntegerField(choices=Outcome)
    ct = models.JSONField(default=dict)
    tested_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    corrects = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)
    actor = models.CharField(max_length=150)

    class Meta:
        db_table = "screening_result"


class ColumnMapping(models.Model):
    """How one laboratory names its columns and words its outcomes in result files.

    Personal data: none.
    Retired: never.
    """

    laboratory_id = models.BigIntegerField(primary_key=True)
    columns = models.JSONField()
    outcomes = models.JSONField()

    class Meta:
        db_table = "screening_column_mapping"


class ResultFile(models.Model):
    """One uploaded result file: its bytes until it is applied, its digest so that the same file is recognised, and what became of it.

    ``preview`` holds what the rows come to under one column plan; ``rejected`` holds the rows that could not be taken, one JSON list a
    line: row number, cells, problems. The sum of the row counts says how far applying it has come.

    Personal data: none expected; the bytes are deleted when the file has been applied.
    Retired: content at once when applied, the row with the campaign.
    """

    laboratory_id = models.BigIntegerField()
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    content = models.BinaryField(null=True)
    rows_total = models.PositiveIntegerField(default=0)
    rows_applied = models.PositiveIntegerField(default=0)
    rows_replayed = models.PositiveIntegerField(default=0)
    rows_rejected = models.PositiveIntegerField(default=0)
    positives = models.PositiveIntegerField(default=0)
    headings = models.JSONField(default=list)
    preview = models.JSONField(null=True)
    rejected = models.TextField(blank=True)
    uploaded_by = models.CharField(max_length=150)
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    job_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "screening_result_file"
        constraints = [models.UniqueConstraint(fields=["laboratory_id", "digest"], name="screening_result_file_once")]
        indexes = [models.Index(fields=["laboratory_id", "uploaded_at", "id"], name="screening_result_file_lab")]
