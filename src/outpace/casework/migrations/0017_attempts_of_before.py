from django.db import migrations, models


def mark_unknown(apps, _schema_editor):
    """Of an attempt without a next one nobody knows whether one was asked for: 0012 began to keep it."""
    apps.get_model("casework", "ContactAttempt").objects.filter(next_at=None).update(is_next_known=False)


class Migration(migrations.Migration):

    dependencies = [
        ("casework", "0016_evidence_of_journeys"),
    ]

    operations = [
        migrations.AddField(
            model_name="contactattempt",
            name="is_next_known",
            field=models.BooleanField(default=True),
        ),
        migrations.RunPython(mark_unknown, migrations.RunPython.noop),
    ]
