"""One statement for the plain sampling batch: inbox, pass, tubes, samples, coverage, ledger and audit, in one round trip (docs/adr/0009)."""

from django.db import migrations

TAKE = """
CREATE FUNCTION screening_take_plain(
  new_source text, new_ids uuid[], new_pass bigint, new_site bigint, new_device bigint, new_size smallint, new_moment timestamptz,
  new_codes text[], new_sizes smallint[], new_sampled timestamptz[], new_held timestamptz[], new_sealed timestamptz[],
  new_people bigint[], new_taken timestamptz[], new_places int[],
  log_strand smallint, log_kind text, log_actor bigint, log_name text, log_action text, log_subject text, log_path text, log_details text
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  tubes_opened bigint;
  people_taken bigint;
BEGIN
  INSERT INTO outpace_kernel_inboxrecord (record_id, source, outcome, recorded_at)
  SELECT record_id, new_source, 0, new_moment FROM unnest(new_ids) WITH ORDINALITY AS batch (record_id, place) ORDER BY place
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS tubes_opened = ROW_COUNT;
  IF tubes_opened <> cardinality(new_ids) THEN
    RAISE EXCEPTION 'not plain';
  END IF;

  PERFORM pg_advisory_xact_lock_shared(1398, new_pass::int);

  WITH given AS MATERIALIZED (
    SELECT tube.code, swab.person_id, swab.taken_at, person.grid_id, person.presence = 1 AND NOT EXISTS (
             SELECT FROM screening_exemption AS e
             WHERE e.pass_id = new_pass AND e.person_id = swab.person_id AND e.ended_at IS NULL) AS due
    FROM unnest(new_people, new_taken, new_places) AS swab (person_id, taken_at, place)
    JOIN unnest(new_codes) WITH ORDINALITY AS tube (code, place) ON tube.place = swab.place
    JOIN registry_person AS person ON person.id = swab.person_id
  ), opened AS (
    INSERT INTO screening_tube (code, pass_id, site_id, device_id, pool_size, people, stage, condition, disputed,
                                custodian_id, custody_at, sampled_at, sealed_at, recorded_at)
    SELECT code, new_pass, new_site, new_device, new_size, people, 1, 0, false, new_site, held_at, sampled_at, sealed_at, new_moment
    FROM unnest(new_codes, new_sizes, new_sampled, new_held, new_sealed) AS tube (code, people, sampled_at, held_at, sealed_at)
    ORDER BY code
    ON CONFLICT (code) DO NOTHING RETURNING code, id
  ), taken AS (
    INSERT INTO screening_sample (pass_id, person_id, ordinal, effective, tube_id, taken_at, recorded_at, device_id)
    SELECT new_pass, given.person_id, 0, true, opened.id, given.taken_at, new_moment, new_device::int
    FROM given JOIN opened USING (code) ORDER BY given.person_id
    ON CONFLICT (pass_id, person_id, ordinal) DO NOTHING RETURNING person_id
  ), steps AS (
    SELECT given.grid_id, count(*) FILTER (WHERE given.due) AS done, count(*) FILTER (WHERE NOT given.due) AS extra
    FROM taken JOIN given USING (person_id) GROUP BY given.grid_id
  ), held AS (
    SELECT c.grid_id FROM screening_coverage AS c JOIN steps USING (grid_id)
    WHERE c.pass_id = new_pass ORDER BY c.grid_id FOR UPDATE OF c
  ), covered AS (
    UPDATE screening_coverage AS c SET done = c.done + steps.done, extra = c.extra + steps.extra
    FROM steps JOIN held USING (grid_id) WHERE c.pass_id = new_pass AND c.grid_id = steps.grid_id
  ), booked AS (
    INSERT INTO screening_ledger AS l (pass_id, site_id, stage, tubes, people, ended_tubes, ended_people)
    SELECT new_pass, new_site, 1, (SELECT count(*) FROM opened), (SELECT count(*) FROM taken), 0, 0
    ON CONFLICT (pass_id, site_id, stage) DO UPDATE SET tubes = l.tubes + excluded.tubes, people = l.people + excluded.people
  )
  SELECT (SELECT count(*) FROM opened), (SELECT count(*) FROM taken) INTO tubes_opened, people_taken;
  IF tubes_opened <> cardinality(new_codes) OR people_taken <> cardinality(new_people) THEN
    RAISE EXCEPTION 'not plain';
  END IF;

  PERFORM kernel_audit_append(log_strand, new_moment, log_kind, log_actor, log_name, log_action, log_subject, log_path,
                              NULL::integer, NULL::bigint[], log_details);
END $$
"""


class Migration(migrations.Migration):
    """Follows the queues of laboratories; calls the audit log's own function."""

    dependencies = [
        ("screening", "0007_lab_queues"),
        ("outpace_kernel", "0002_audit_chain"),
        ("registry", "0002_kinds_and_groups"),
    ]

    operations = [migrations.RunSQL(TAKE, "DROP FUNCTION screening_take_plain")]
