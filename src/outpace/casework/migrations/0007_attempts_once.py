from django.contrib.postgres.functions import RandomUUID
from django.db import migrations, models


class Migration(migrations.Migration):
    """Every attempt that is there gets an id of its own; from now on whoever writes one down makes it."""

    dependencies = [
        ("casework", "0006_trajectories"),
    ]

    operations = [
        migrations.AddField(
            model_name="contactattempt",
            name="record_id",
            field=models.UUIDField(unique=True, db_default=RandomUUID()),
        ),
        migrations.AlterField(
            model_name="contactattempt",
            name="record_id",
            field=models.UUIDField(unique=True),
        ),
    ]
