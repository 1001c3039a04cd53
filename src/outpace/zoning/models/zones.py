"""Zones: what stands now, and every signed version as a fact from which any hour can be read again."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from outpace.zoning.choices import Change, Layer


class Zone(models.Model):
    """One zone, static management or epidemic-free unit as it stands now; `people` are persons present inside, counted at write time.

    `ready_on`, `unmet`: the countdown as it stood when the rules last looked (`looked_at`): at every signature, case, and once an hour.
    `ahead`: the signature dated forward that waits for its hour, at most one. `version` is the number of what stands now; 0: nothing has
    held yet, and type, regime and `drawn_at` say what was signed.

    Personal data: none (small counts may single people out: shown to who works in the area only).
    Retired: never; it is the record of what people were asked to bear.
    """

    layer = models.CharField(max_length=8, choices=Layer, default=Layer.CONTROL)
    name = models.CharField(max_length=200, blank=True, default="")
    area_path = models.CharField(max_length=400, db_collation="C", db_index=True)
    county_path = models.CharField(max_length=400, db_collation="C", db_index=True)
    zone_type = models.CharField(max_length=32)
    regime = models.CharField(max_length=60)
    people = models.IntegerField(default=0)
    in_force = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    ahead = models.OneToOneField("ZoneVersion", on_delete=models.PROTECT, null=True, related_name="+")
    drawn_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    stepped_down_on = models.DateField(null=True)
    review_on = models.DateField(null=True)
    ready_on = models.DateField(null=True)
    unmet = ArrayField(models.CharField(max_length=40), default=list)
    looked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "zoning_zone"
        constraints = [models.CheckConstraint(condition=models.Q(people__gte=0), name="zoning_zone_people_not_negative")]
        indexes = [models.Index(fields=["layer", "in_force", "changed_at", "id"], name="zoning_zone_board")]


class ZoneArea(models.Model):
    """One area that a zone covers now; an area stands for everything below it.

    Personal data: none.
    Retired: replaced by the next version of its zone; the version keeps the list.
    """

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="areas")
    path = models.CharField(max_length=400, db_collation="C", db_index=True)

    class Meta:
        db_table = "zoning_zone_area"
        constraints = [models.UniqueConstraint(fields=["zone", "path"], name="zoning_zone_area_once")]


class ZoneVersion(models.Model):
    """One signed fact about a zone: from `valid_from` on it is this, over these areas. An empty type says: no zone any more.

    Corrected by a later version with the same or an earlier `valid_from`; never overwritten. `because` holds the pack lines, `measures`
    those that begin with it. A signature taken back before its hour keeps its number and says when, by whom and why; it never held.

    Personal data: the names of those who signed and took back; case ids as evidence.
    Retired: never.
    """

    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    change = models.CharField(max_length=16, choices=Change)
    zone_type = models.CharField(max_length=32, blank=True, default="")
    regime = models.CharField(max_length=60, blank=True, default="")
    unit = models.CharField(max_length=16, blank=True, default="")
    area_paths = ArrayField(models.CharField(max_length=400))
    shape = models.JSONField(null=True)
    case_ids = ArrayField(models.BigIntegerField(), default=list)
    people = models.IntegerField(default=0)
    measures = ArrayField(models.CharField(max_length=32), default=list)
    exemptions = models.TextField(blank=True, default="")
    review_on = models.DateField(null=True)
    reason = models.TextField(blank=True, default="")
    because = models.JSONField(default=list)
    proposal = models.ForeignKey("Proposal", on_delete=models.PROTECT, null=True, related_name="versions")
    valid_from = models.DateTimeField()
    recorded_at = models.DateTimeField()
    signed_by_id = models.BigIntegerField()
    signed_by = models.CharField(max_length=150)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=150, blank=True, default="")
    taken_back_why = models.TextField(blank=True, default="")

    class Meta:
        db_table = "zoning_zone_version"
        constraints = [models.UniqueConstraint(fields=["zone", "number"], name="zoning_version_number")]
        indexes = [models.Index(fields=["zone", "-valid_from", "-number"], name="zoning_version_replay")]


class ZoneMeasure(models.Model):
    """One measure that holds in a zone: from the pack, or in local words; who is exempt, when it is looked at again, when it ended.

    Personal data: the names of those who ordered and ended it.
    Retired: never.
    """

    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="measures")
    measure = models.CharField(max_length=32, blank=True, default="")
    text = models.CharField(max_length=400, blank=True, default="")
    exemptions = models.CharField(max_length=400, blank=True, default="")
    starts_at = models.DateTimeField()
    review_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ordered_by = models.CharField(max_length=150)
    ended_by = models.CharField(max_length=150, blank=True, default="")

    class Meta:
        db_table = "zoning_measure"
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "measure"], condition=models.Q(ended_at=None) & ~models.Q(measure=""), name="zoning_measure_once"
            )
        ]
