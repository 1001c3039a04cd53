"""Runs: what was worked out, from what, with which methods."""

from django.db import models

from outpace.analysis.choices import Kind, Standing


class AnalysisRun(models.Model):
    """One figure as it was worked out: the inputs as counts, the packs, the seed, the methods and the result, byte for byte.

    Same inputs, seed and methods give the same result; `check_analysis` works runs out again and compares. Inputs and results are texts
    in canonical JSON, because a result is compared by its bytes.

    Personal data: none; counts of cases by day, class and setting of an area, for chains each case by its days and its place in a list,
    without number or name; and the name of the account that asked.
    Retired: 90 days after it was made, unless a report or a decision names it.
    """

    kind = models.CharField(max_length=16, choices=Kind)
    area_path = models.CharField(max_length=400, db_collation="C")
    first_on = models.DateField()
    last_on = models.DateField()
    as_of = models.DateField()
    standing = models.CharField(max_length=12, choices=Standing)
    packs = models.CharField(max_length=400)
    inputs_hash = models.CharField(max_length=64)
    inputs = models.TextField()
    seed = models.BigIntegerField()
    code = models.CharField(max_length=80)
    result_hash = models.CharField(max_length=64)
    result = models.TextField()
    kept = models.BooleanField(default=False)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "analysis_run"
        constraints = [models.UniqueConstraint(fields=["kind", "inputs_hash", "seed", "code"], name="analysis_run_once")]
        indexes = [
            models.Index(fields=["area_path", "kind", "-made_at", "-id"], name="analysis_run_area"),
            models.Index(fields=["made_at"], name="analysis_run_retire", condition=models.Q(kept=False)),
        ]
