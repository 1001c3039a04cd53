"""Background work as people see it: one row per piece of work, whatever the queue does with it underneath."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    """Where a piece of background work stands."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    SUCCEEDED = "succeeded", _("Finished")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class JobRun(models.Model):
    """One piece of background work: what it does, for whom, how far it is and how it ended.

    Personal data: the name of the account that started it; handlers put ids, not people, into payload and result.
    Retired: deleted by age after it ended (jobs.retire).
    """

    kind = models.CharField(max_length=60)
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=RunState, default=RunState.QUEUED)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    result = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    problem = models.TextField(default="", blank=True)
    attempts = models.SmallIntegerField(default=0)
    cancel_requested = models.BooleanField(default=False)
    actor_kind = models.CharField(max_length=8)
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(max_length=64)
    actor_station = models.BigIntegerField(null=True)
    actor_grants = models.JSONField(default=list)  # as held when the work was asked for
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("background work")
        verbose_name_plural = _("background work")
        indexes = [models.Index(fields=["actor_kind", "actor_id", "-id"], name="kernel_run_of_actor")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[RunState.QUEUED, RunState.RUNNING], ended_at__isnull=True)
                | models.Q(state__in=[RunState.SUCCEEDED, RunState.FAILED, RunState.CANCELLED], ended_at__isnull=False),
                name="kernel_run_ended_when_over",
            )
        ]

    def __str__(self) -> str:
        return self.title
