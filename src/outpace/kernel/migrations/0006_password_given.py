from django.db import migrations, models


class Migration(migrations.Migration):
    """Whether somebody else chose a user's password; users there are keep theirs."""

    dependencies = [("outpace_kernel", "0005_grants_by_area")]

    operations = [migrations.AddField("user", "password_given", models.BooleanField(default=False))]
