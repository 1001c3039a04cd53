"""How far a rotation of keys has come, table by table."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Resealing(models.Model):
    """One table's progress towards one pair of keys, so that a rotation cut short goes on where it was.

    Personal data: none.
    Retired: with the next rotation of the same table.
    """

    table = models.CharField(max_length=63, unique=True)
    key_id = models.SmallIntegerField()
    blind_key_id = models.SmallIntegerField()
    last_key = models.BigIntegerField(default=0)
    rows = models.BigIntegerField(default=0)
    done = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("progress of a key rotation")
        verbose_name_plural = _("progress of key rotations")

    def __str__(self) -> str:
        return f"{self.table} -> {self.key_id}"
