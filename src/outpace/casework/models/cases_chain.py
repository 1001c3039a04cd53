"""Who infected whom, as far as anybody knows."""

from django.db import models

from outpace.casework.choices.cases import Doubt
from outpace.casework.models.cases import Case


class SourceFact(models.Model):
    """Somebody judged how sure it is that one case infected another. The latest fact about a pair holds; there may be several sources.

    Personal data: that two people met; the name of the account that judged.
    Retired: with the case.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sources")
    source = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="infected")
    doubt = models.CharField(max_length=12, choices=Doubt)
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        db_table = "casework_source_fact"
        constraints = [models.CheckConstraint(condition=~models.Q(case=models.F("source")), name="casework_source_other")]
        indexes = [models.Index(fields=["case", "id"], name="casework_source_case")]
