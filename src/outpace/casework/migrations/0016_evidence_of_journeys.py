from django.conf import settings
from django.db import connection, migrations

_UNDATED = """
SELECT e.id, e.person_from, min(l.ordered_until) AS ordered_until, count(s.id) AS stays
FROM casework_proposal_stay AS e
     JOIN casework_traced_place AS p ON p.id = e.place_id
     LEFT JOIN casework_traced_place AS j ON j.area_path = p.area_path AND j.kind = p.kind AND strpos(j.key, '@') > 0
          AND left(j.key, length(j.key) - 11) = left(p.key, 109)
     LEFT JOIN casework_held_stay AS s ON s.place_id = j.id AND s.begins_at < e.person_until AND s.ends_at > e.person_from
     LEFT JOIN casework_stay_load AS l ON l.id = s.load_id
WHERE e.kept_until IS NULL AND strpos(p.key, '@') = 0
      AND p.kind IN ('plane', 'sealed_train', 'open_train', 'sealed_coach', 'ventilated_bus', 'ship')
GROUP BY e.id
"""
_DATED = f"""
UPDATE casework_proposal_stay AS e
SET kept_until = CASE WHEN u.stays > 0 THEN u.ordered_until WHEN u.person_from >= now() - make_interval(days => %s) THEN DATE '2000-01-01' END
FROM ({_UNDATED}) AS u WHERE u.id = e.id
"""
"""Evidence in a vehicle goes with the first order under which stays are held on its journey: 0014 moved them there before 0015 asked
the vehicle. Where none is held although it is young enough to be, the order has ended; what is too old says nothing of an order."""


def date_evidence(_apps, _schema_editor):
    with connection.cursor() as cursor:
        cursor.execute(_DATED, [settings.STAY_DAYS])


class Migration(migrations.Migration):

    dependencies = [
        ("casework", "0015_evidence_kept_until"),
    ]

    operations = [
        migrations.RunPython(date_evidence, migrations.RunPython.noop),
    ]
