"""The re-look: finished investigations drawn to be read again by a second person."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from outpace.casework.choices.relooks import Gap, RelookOutcome
from outpace.casework.models.cases import Case


class Relook(models.Model):
    """One finished investigation was drawn to be read again; what the second person says of it. The first reading stands.

    Drawn by the local day on which it was finished and the number of the case, at the share of that day in percent, so that anybody can
    draw again and find the same.

    Personal data: the names of the accounts that investigated and read; a note, which must not name people.
    Retired: with the case.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="relook")
    finished_on = models.DateField()
    percent = models.PositiveSmallIntegerField()
    investigator = models.CharField(max_length=150)
    investigator_id = models.BigIntegerField(null=True)
    drawn_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=RelookOutcome, blank=True)
    gaps = ArrayField(models.CharField(max_length=12, choices=Gap), default=list)
    note = models.CharField(max_length=500, blank=True)
    read_at = models.DateTimeField(null=True)
    read_by = models.CharField(max_length=150, blank=True)
    read_by_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "casework_relook"
        indexes = [
            models.Index(fields=["finished_on", "id"], name="casework_relook_waiting", condition=models.Q(read_at=None)),
            models.Index(fields=["-read_at", "-id"], name="casework_relook_read", condition=models.Q(read_at__isnull=False)),
        ]
