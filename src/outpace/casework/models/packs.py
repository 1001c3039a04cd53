"""Which protocol packs hold where, as people decided it."""

from django.db import models

from outpace.casework.choices.follow_up import Ongoing


class PacksInForce(models.Model):
    """A named human decided that these packs hold in an area from a moment on; the nearest area up the tree is heard.

    Append-only: the latest row of an area holds. `preview` keeps the counts that the person saw before signing.

    Personal data: the name of the account that decided.
    Retired: never; it is the record of which rules were in force.
    """

    area_path = models.CharField(max_length=400, db_collation="C")
    packs = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    holds_from = models.DateTimeField()
    ongoing = models.CharField(max_length=10, choices=Ongoing)
    decided_by = models.CharField(max_length=150)
    decided_by_id = models.BigIntegerField()
    decided_at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    preview = models.JSONField(default=dict)
    job_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "casework_packs_in_force"
        indexes = [models.Index(fields=["area_path", "holds_from"], name="casework_packs_area")]
