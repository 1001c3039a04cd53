"""Where screening happens: what a station needs to be a sampling site or a laboratory, and which grids a site serves."""

from django.db import models

from outpace.screening.choices import Equipment, SiteKind


class SamplingSite(models.Model):
    """What makes a registry station a sampling site: kind, tables, hours.

    Personal data: none; its head is named in the registry.
    Retired: never.
    """

    station_id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=8, choices=SiteKind)
    tables = models.PositiveSmallIntegerField(default=1)
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)

    class Meta:
        db_table = "screening_site"


class SiteGrid(models.Model):
    """Which grids a sampling site serves, so that its roster and its missing list are known.

    Personal data: none.
    Retired: never.
    """

    pk = models.CompositePrimaryKey("site_id", "grid_id")
    site_id = models.BigIntegerField()
    grid_id = models.BigIntegerField(db_index=True)

    class Meta:
        db_table = "screening_site_grid"


class Laboratory(models.Model):
    """What makes a registry station a laboratory: nominal and effective capacity, cut-offs per target, and of how many pieces it is made.

    Personal data: none.
    Retired: never.
    """

    station_id = models.BigIntegerField(primary_key=True)
    nominal_tubes_per_hour = models.PositiveIntegerField()
    effective_tubes_per_hour = models.PositiveIntegerField()
    cutoffs = models.JSONField(default=dict)
    available_from = models.DateTimeField(null=True, blank=True)
    equipment = models.CharField(max_length=12, choices=Equipment, blank=True, default="")
    units = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "screening_laboratory"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(equipment="", units=0) | (~models.Q(equipment="") & models.Q(units__gte=1)),
                name="screening_laboratory_counted",
            )
        ]
