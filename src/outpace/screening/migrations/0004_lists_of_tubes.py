"""Indexes in the order of the itemised lists: what waits at a stage, and what left the flow there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Follows the outcome counts."""

    dependencies = [("screening", "0003_outcome_counts")]

    operations = [
        migrations.AddIndex(
            model_name="tube",
            index=models.Index(condition=models.Q(("stage__lt", 6)), fields=["screening_pass", "stage", "id"], name="screening_tube_stage"),
        ),
        migrations.AddIndex(
            model_name="tube",
            index=models.Index(
                condition=models.Q(("condition__gt", 0), ("stage__lt", 5)),
                fields=["screening_pass", "stage", "id"],
                name="screening_tube_ended",
            ),
        ),
    ]
