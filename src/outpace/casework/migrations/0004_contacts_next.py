"""What earlier rows say in the new columns: who is still to be reached is due since then, and whom a contact of a contact met."""

from django.db import migrations

DUE = "UPDATE casework_contact_link SET next_at = state_at WHERE state IN ('to_find', 'not_found') AND next_at IS NULL"
THROUGH = """
UPDATE casework_contact_judgement j SET through_id = l.through_id FROM casework_contact_link l
WHERE j.link_id = l.id AND j.generation > 1 AND l.through_id IS NOT NULL AND j.through_id IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0003_contacts_taken_back")]
    operations = [
        migrations.RunSQL(DUE, migrations.RunSQL.noop),
        migrations.RunSQL(THROUGH, migrations.RunSQL.noop),
    ]
