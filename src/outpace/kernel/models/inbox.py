"""The inbox: which client-made record ids have been taken, and what became of them."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class InboxRecord(models.Model):
    """One record from a device or laboratory that has been taken, so that sending it again changes nothing.

    Personal data: none (an id made by the device, an outcome, a row number).
    Retired: by age, once no device can still hold the batch unsent (inbox.retire).
    """

    record_id = models.UUIDField(primary_key=True)
    source = models.CharField(max_length=40)
    outcome = models.SmallIntegerField()
    subject = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("inbox record")
        verbose_name_plural = _("inbox records")
        indexes = [BrinIndex(fields=["recorded_at"], name="kernel_inbox_age", autosummarize=True)]

    def __str__(self) -> str:
        return str(self.record_id)
