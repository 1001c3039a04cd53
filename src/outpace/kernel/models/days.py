"""How far an installation with made-up people is ahead of the world's time."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

ONLY = 1


class DaysPassed(models.Model):
    """By how much the clock is ahead: one row at most, and none where nobody has let time pass.

    Personal data: none.
    Retired: never; what was written down meanwhile carries its times.
    """

    id = models.SmallIntegerField(primary_key=True, default=ONLY)
    ahead = models.DurationField()

    class Meta:
        verbose_name = _("days let pass")
        verbose_name_plural = _("days let pass")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=ONLY), name="kernel_days_one_row"),
            models.CheckConstraint(condition=models.Q(ahead__gt=timedelta()), name="kernel_days_forward"),
        ]

    def __str__(self) -> str:
        return str(self.ahead)
