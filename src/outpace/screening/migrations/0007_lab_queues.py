"""What waits at each laboratory, counted; steps of the denominator after opening, found without the opening rows."""

import django.db.models.deletion
from django.db import migrations, models

COUNT = """
INSERT INTO screening_lab_queue (pass_id, station_id, tubes, people)
SELECT pass_id, custodian_id, count(*), sum(people) FROM screening_tube
WHERE pass_id IS NOT NULL AND stage = 3 AND condition = 0 GROUP BY pass_id, custodian_id;
ALTER TABLE screening_lab_queue SET (fillfactor = 40);
"""


class Migration(migrations.Migration):
    """Follows the hours of sites."""

    dependencies = [("screening", "0006_site_hours")]

    operations = [
        migrations.CreateModel(
            name="LabQueue",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "screening_pass_id", "station_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "screening_pass",
                    models.ForeignKey(
                        db_column="pass_id",
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="screening.pass",
                    ),
                ),
                ("station_id", models.BigIntegerField()),
                ("tubes", models.IntegerField(default=0)),
                ("people", models.IntegerField(default=0)),
            ],
            options={"db_table": "screening_lab_queue"},
        ),
        migrations.AddIndex(
            model_name="denominatorchange",
            index=models.Index(
                condition=models.Q(("reason", "opening"), _negated=True), fields=["screening_pass"], name="screening_denominator_steps"
            ),
        ),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
    ]
