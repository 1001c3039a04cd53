from django.db import migrations, models


class Migration(migrations.Migration):
    """An attempt keeps the next one that was asked for: what is sent again under its id is compared with it."""

    dependencies = [
        ("casework", "0011_relooks"),
    ]

    operations = [
        migrations.AddField(
            model_name="contactattempt",
            name="next_at",
            field=models.DateTimeField(null=True),
        ),
    ]
