"""What screening keeps of the zones above it, so that tubes follow them, and which tubes did not."""

from django.db import models

from outpace.screening.choices import TubeDoubt, ZoneType
from outpace.screening.models.tubes import Tube


class ZonedArea(models.Model):
    """How one area of a zone in force pools from a moment on, and how strict the zone is there (the pack's rank); told by zoning.

    Of several rows of one zone over one area the latest that had begun when a tube was filled governs it. None begins in the future:
    zoning tells of a signature dated forward when its hour comes.

    Personal data: none.
    Retired: when the zone is lifted or leaves the area; zoning keeps the history.
    """

    zone_id = models.BigIntegerField()
    path = models.CharField(max_length=400, db_collation="C")
    pool_as = models.CharField(max_length=10, choices=ZoneType)
    rank = models.IntegerField()
    since = models.DateTimeField()

    class Meta:
        db_table = "screening_zoned_area"
        indexes = [
            models.Index(fields=["path"], name="screening_zoned_path"),
            models.Index(fields=["zone_id"], name="screening_zoned_zone"),
        ]


class CrowdedTube(models.Model):
    """A tube that holds more people than the place they live in allows, or several households where one belongs: kept, and looked at.

    Personal data: none.
    Retired: with the tube, or when a correction has taken the surplus out.
    """

    tube = models.OneToOneField(Tube, on_delete=models.CASCADE, primary_key=True, related_name="crowded", db_constraint=False)
    screening_pass = models.ForeignKey("Pass", on_delete=models.PROTECT, db_column="pass_id", db_constraint=False, db_index=False)
    site_id = models.BigIntegerField()
    doubt = models.CharField(max_length=10, choices=TubeDoubt)
    allowed = models.PositiveSmallIntegerField()
    noted_at = models.DateTimeField()

    class Meta:
        db_table = "screening_crowded_tube"
        indexes = [models.Index(fields=["screening_pass", "site_id"], name="screening_crowded_site")]
