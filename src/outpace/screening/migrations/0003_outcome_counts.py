"""Outcomes counted per pass and site, so that no page reads a million tubes to say how many were negative; disputed tubes found at once."""

import django.db.models.deletion
from django.db import migrations, models

COUNT = """
INSERT INTO screening_outcome_count (pass_id, site_id, outcome, tubes, people)
SELECT pass_id, site_id, outcome, count(*), sum(people) FROM screening_tube
WHERE pass_id IS NOT NULL AND site_id IS NOT NULL AND outcome IS NOT NULL GROUP BY pass_id, site_id, outcome;
ALTER TABLE screening_outcome_count SET (fillfactor = 40);
"""


class Migration(migrations.Migration):
    """Follows the validity of tubes."""

    dependencies = [("screening", "0002_validity_and_storage")]

    operations = [
        migrations.CreateModel(
            name="OutcomeCount",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "screening_pass_id", "site_id", "outcome", blank=True, editable=False, primary_key=True, serialize=False
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
                ("site_id", models.BigIntegerField()),
                (
                    "outcome",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "negative"), (2, "preliminary positive"), (3, "inconclusive"), (4, "invalid")]
                    ),
                ),
                ("tubes", models.IntegerField(default=0)),
                ("people", models.IntegerField(default=0)),
            ],
            options={"db_table": "screening_outcome_count"},
        ),
        migrations.AddIndex(
            model_name="tube",
            index=models.Index(condition=models.Q(("disputed", True)), fields=["screening_pass", "id"], name="screening_tube_disputed"),
        ),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
    ]
