"""Who must be where, who is where, and in whose care."""

from django.db import models
from django.db.models import Q

from outpace.isolation.choices import CustodianKind, EndReason, PlacementState


class Placement(models.Model):
    """One person's place: asked for by follow-up or case, proposed by rules, signed by a named human, then lived in until it ends.

    A person has at most one that is wanted and one in which they are: whoever moves keeps the old place until they leave it.

    Personal data: a person's id, why and where they are kept; names of the accounts that signed.
    Retired: 6 months after it ended; the counts stay.
    """

    person_id = models.BigIntegerField()
    area_path = models.CharField(max_length=400, db_collation="C")
    place = models.CharField(max_length=16)
    group = models.CharField(max_length=40, blank=True, default="")
    follow_up_id = models.BigIntegerField(null=True)
    case_id = models.BigIntegerField(null=True)
    is_case = models.BooleanField(default=False)
    requested_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    sort_due = models.DateTimeField()
    until = models.DateField(null=True)
    because = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=PlacementState, default=PlacementState.REQUESTED)
    facility = models.ForeignKey("Facility", on_delete=models.PROTECT, null=True, related_name="placements")
    grounds = models.JSONField(default=list)
    note = models.CharField(max_length=200, blank=True, default="")
    signed_by = models.CharField(max_length=150, blank=True, default="")
    signed_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=10, choices=EndReason, blank=True, default="")

    class Meta:
        db_table = "isolation_placement"
        constraints = [
            models.UniqueConstraint(
                fields=["person_id"], condition=Q(state__in=["requested", "signed", "under_way"]), name="isolation_one_wanted"
            ),
            models.UniqueConstraint(fields=["person_id"], condition=Q(state="arrived"), name="isolation_one_current"),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "under_way", "arrived"]) | (Q(facility__isnull=False) & ~Q(signed_by="")),
                name="isolation_placement_signed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["sort_due", "id"], name="isolation_placement_due", condition=Q(state__in=["requested", "signed", "under_way"])
            ),
            models.Index(fields=["area_path", "state"], name="isolation_placement_area"),
            models.Index(fields=["follow_up_id"], name="isolation_placement_follow"),
        ]


class Custody(models.Model):
    """One stretch of one person's custody: exactly one is open while the person is under isolation.

    Personal data: a person's id and in whose care they were.
    Retired: with the placement.
    """

    person_id = models.BigIntegerField()
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="custody")
    custodian_kind = models.CharField(max_length=10, choices=CustodianKind)
    custodian_id = models.BigIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by_name = models.CharField(max_length=150)

    class Meta:
        db_table = "isolation_custody"
        constraints = [
            models.UniqueConstraint(fields=["person_id"], condition=Q(until=None), name="isolation_one_custodian"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=models.F("since")), name="isolation_custody_forward"),
        ]
        indexes = [models.Index(fields=["person_id", "since"], name="isolation_custody_person")]
