"""Proposals: what the rules or a person ask for, with the ground; nothing holds before a named human has signed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from outpace.zoning.choices import Layer, ProposalKind, ProposalState


class Proposal(models.Model):
    """One proposal about a zone: why, over what, and whom smaller and larger units would restrict (`options`, persons present).

    `cause` makes it happen once: the same news never proposes twice.

    Personal data: case ids as evidence; the name of the person who decided.
    Retired: never.
    """

    cause = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=12, choices=ProposalKind)
    layer = models.CharField(max_length=8, choices=Layer, default=Layer.CONTROL)
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    zone = models.ForeignKey("Zone", on_delete=models.PROTECT, null=True, related_name="proposals")
    area_path = models.CharField(max_length=400, db_collation="C", db_index=True)
    zone_type = models.CharField(max_length=32, blank=True, default="")
    regime = models.CharField(max_length=60, blank=True, default="")
    unit = models.CharField(max_length=16, blank=True, default="")
    area_paths = ArrayField(models.CharField(max_length=400))
    shape = models.JSONField(null=True)
    measures = ArrayField(models.CharField(max_length=32), default=list)
    people = models.IntegerField(default=0)
    options = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    because = models.JSONField(default=list)
    case_ids = ArrayField(models.BigIntegerField(), default=list)
    packs = ArrayField(models.CharField(max_length=60), default=list)
    relieves = models.BooleanField(default=False)
    proposed_by = models.CharField(max_length=150)
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True, default="")
    decision_reason = models.TextField(blank=True, default="")
    warnings = models.JSONField(default=list)

    class Meta:
        db_table = "zoning_proposal"
        indexes = [models.Index(fields=["state", "proposed_at", "id"], name="zoning_proposal_desk")]
