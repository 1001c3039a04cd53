"""Published trajectories: what the public is told of where a case was, without who it is."""

from django.db import models

from outpace.casework.choices.cases import TrajectoryState
from outpace.casework.models.cases import Case


class Trajectory(models.Model):
    """One text for publication in both languages: a draft that may be changed, approved by a second person, then frozen and numbered.

    A withdrawn one stays, with the reason. A case has at most one draft.

    Personal data: none that identifies: kinds of place, townships or named public venues, days and parts of the day; names of accounts.
    Retired: never; it was published.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="trajectories")
    state = models.CharField(max_length=10, choices=TrajectoryState, default=TrajectoryState.DRAFT)
    number = models.PositiveIntegerField(null=True, unique=True)
    text_zh = models.TextField()
    text_en = models.TextField()
    written_by = models.CharField(max_length=150)
    written_by_id = models.BigIntegerField()
    written_at = models.DateTimeField()
    approved_by = models.CharField(max_length=150, blank=True)
    approved_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=150, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "casework_trajectory"
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(state=TrajectoryState.DRAFT), name="casework_one_draft"),
        ]
