"""The validity of a tube as a function the planner inlines, and room on pages of counters so that their updates stay in place."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION screening_is_valid(condition smallint, outcome smallint) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT condition <> 4 AND CASE WHEN outcome IS NULL THEN condition = 0 ELSE outcome IN (1, 2) END $$;
ALTER TABLE screening_coverage SET (fillfactor = 40, autovacuum_vacuum_scale_factor = 0.5);
ALTER TABLE screening_ledger SET (fillfactor = 40);
ALTER TABLE screening_turnaround SET (fillfactor = 40);
ALTER TABLE screening_tube SET (fillfactor = 85);
"""

BACK = """
DROP FUNCTION screening_is_valid(smallint, smallint);
ALTER TABLE screening_coverage RESET (fillfactor, autovacuum_vacuum_scale_factor);
ALTER TABLE screening_ledger RESET (fillfactor);
ALTER TABLE screening_turnaround RESET (fillfactor);
ALTER TABLE screening_tube RESET (fillfactor);
"""


class Migration(migrations.Migration):
    """Follows the tables."""

    dependencies = [("screening", "0001_tables")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
