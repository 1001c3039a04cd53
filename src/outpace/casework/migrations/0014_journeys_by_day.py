from django.db import migrations

_DAYS = """
WITH journeys AS (
    SELECT DISTINCT p.id, p.area_path, p.name, p.kind, left(p.key, 109) || '@' || to_char(s.day, 'YYYY-MM-DD') AS key, s.day
    FROM casework_traced_place AS p JOIN casework_held_stay AS s ON s.place_id = p.id
    WHERE p.kind IN ('plane', 'sealed_train', 'open_train', 'sealed_coach', 'ventilated_bus', 'ship') AND strpos(p.key, '@') = 0
), made AS (
    INSERT INTO casework_traced_place (area_path, name, kind, key) SELECT area_path, name, kind, key FROM journeys
    ON CONFLICT DO NOTHING RETURNING id, area_path, kind, key
)
UPDATE casework_held_stay AS s SET place_id = made.id
FROM journeys JOIN made USING (area_path, kind, key)
WHERE s.place_id = journeys.id AND s.day = journeys.day
"""
"""The stays of a vehicle go to the journey of their day; what was proposed names it from the next look on."""


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0013_proposals_decided"),
    ]

    operations = [
        migrations.RunSQL(_DAYS, migrations.RunSQL.noop),
    ]
