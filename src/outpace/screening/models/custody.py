"""Boxes, and the two sides of every hand-over."""

from django.db import models


class Box(models.Model):
    """A transport box that carries tubes from a site to a laboratory.

    Personal data: none.
    Retired: with its tubes.
    """

    code = models.CharField(max_length=32, db_collation="C")
    station_id = models.BigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "screening_box"
        constraints = [models.UniqueConstraint(fields=["code"], name="screening_box_code")]


class Handover(models.Model):
    """One hand-over from a station to the next; the giver's side and the taker's side each fill in their own columns.

    Personal data: names of the accounts on either side.
    Retired: with its tubes.
    """

    id = models.UUIDField(primary_key=True)
    giver_id = models.BigIntegerField(null=True)
    taker_id = models.BigIntegerField(null=True)
    offered_at = models.DateTimeField(null=True)
    offered_by = models.CharField(max_length=150, blank=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.CharField(max_length=150, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "screening_handover"
        indexes = [
            models.Index(fields=["taker_id", "recorded_at", "id"], name="screening_handover_taker"),
            models.Index(fields=["giver_id", "recorded_at", "id"], name="screening_handover_giver"),
        ]


class HandoverTube(models.Model):
    """One tube named by either side of a hand-over; a tube named by one side only is a difference.

    Personal data: none.
    Retired: with the tube.
    """

    pk = models.CompositePrimaryKey("handover_id", "tube_id")
    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="items", db_index=False)
    tube = models.ForeignKey("Tube", on_delete=models.PROTECT, related_name="handovers")
    offered = models.BooleanField(default=False)
    accepted = models.BooleanField(default=False)

    class Meta:
        db_table = "screening_handover_tube"
