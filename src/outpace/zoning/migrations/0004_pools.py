"""Zones signed before screening kept them: tubes follow them from now on.

Words and ranks as the packs of then name them; the hourly look at every zone tells screening again by the packs in force.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

POOLED = {
    "sealed": ("sealed", 30),
    "controlled": ("controlled", 20),
    "precaution": ("precaution", 10),
    "high": ("sealed", 30),
    "medium": ("controlled", 20),
    "low": ("precaution", 10),
}


def tell(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Copy the areas of every control zone in force."""
    areas = apps.get_model("zoning", "ZoneArea").objects.filter(zone__layer="control", zone__in_force=True, zone__zone_type__in=list(POOLED))
    zoned = apps.get_model("screening", "ZonedArea")
    known = set(zoned.objects.values_list("zone_id", flat=True))
    zoned.objects.bulk_create(
        zoned(zone_id=zone, path=path, pool_as=POOLED[kind][0], rank=POOLED[kind][1], since=since)
        for zone, path, kind, since in areas.values_list("zone_id", "path", "zone__zone_type", "zone__changed_at").iterator()
        if zone not in known
    )


class Migration(migrations.Migration):
    """Dated after screening has a place for them."""

    dependencies = [("screening", "0010_zones_and_crowds"), ("zoning", "0003_drawn")]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
