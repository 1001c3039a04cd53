"""Nobody answers for a facility that is closed: names of heads kept with those closed before are blanked."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def blank(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Blank the head of every closed facility."""
    apps.get_model("isolation", "Facility").objects.exclude(closed_at=None).exclude(head="").update(head="")


class Migration(migrations.Migration):
    """From now on closing does so itself."""

    dependencies = [("isolation", "0002_ready_and_head")]

    operations = [migrations.RunPython(blank, migrations.RunPython.noop)]
