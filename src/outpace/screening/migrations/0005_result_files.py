"""Result files keep their headings, a preview and the rows at fault, and the same file is kept once per laboratory."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Follows the lists of tubes."""

    dependencies = [("screening", "0004_lists_of_tubes")]
    operations = [
        migrations.RenameField(model_name="resultfile", old_name="rejected_csv", new_name="rejected"),
        migrations.AddField(model_name="resultfile", name="headings", field=models.JSONField(default=list)),
        migrations.AddField(model_name="resultfile", name="preview", field=models.JSONField(null=True)),
        migrations.AddConstraint(
            model_name="resultfile",
            constraint=models.UniqueConstraint(fields=["laboratory_id", "digest"], name="screening_result_file_once"),
        ),
    ]
