"""What zoning keeps of the news about cases: when and where one was found, and which places it was at. Never who."""

from django.db import models


class CaseSeen(models.Model):
    """One case as far as zones depend on it: where it lives, when and in which setting it was found, and whether it still is one.

    Personal data: a case id and the grid it lives in (health data once joined with casework); no person.
    Retired: with the case in casework.
    """

    case_id = models.BigIntegerField(primary_key=True)
    area_path = models.CharField(max_length=400, db_collation="C", db_index=True)
    found_at = models.DateTimeField()
    setting = models.CharField(max_length=32)
    excluded_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "zoning_case_seen"


class PlaceSeen(models.Model):
    """One place at which a case was, as the investigation found it.

    Personal data: a case id with a place and times (health data once joined with casework); no person.
    Retired: with the case in casework.
    """

    stay_id = models.BigIntegerField(primary_key=True)
    case_id = models.BigIntegerField(db_index=True)
    area_path = models.CharField(max_length=400, db_collation="C", db_index=True)
    kind = models.CharField(max_length=20)
    spread = models.CharField(max_length=8)
    first = models.DateTimeField()
    last = models.DateTimeField()

    class Meta:
        db_table = "zoning_place_seen"
