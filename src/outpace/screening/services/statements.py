"""The SQL of the hot writes: one statement per batch, counters in the same transaction, rows always taken in key order."""

HOLD_TOGETHER = "SELECT pg_advisory_xact_lock_shared(1398, pass_id) FROM (SELECT unnest(%s::int[]) AS pass_id ORDER BY 1) AS wanted"
"""Facts share a pass; whatever changes who is due in it (``HOLD_ALONE``) waits for them and they for it."""

HOLD_ALONE = "SELECT pg_advisory_xact_lock(1398, %s)"
"""Taken by changes of who is due, so that due and done are counted against each other exactly."""

OPEN_TUBES = """
INSERT INTO screening_tube (code, pass_id, site_id, device_id, pool_size, people, stage, condition, disputed,
                            custodian_id, custody_at, sampled_at, sealed_at, recorded_at)
SELECT code, %(pass_id)s::int, %(site_id)s::bigint, %(device_id)s::bigint, %(pool_size)s::smallint, people, 1, 0, false,
       %(site_id)s::bigint, custody_at, sampled_at, sealed_at, %(now)s::timestamptz
FROM unnest(%(codes)s::text[], %(people)s::smallint[], %(sampled)s::timestamptz[], %(held)s::timestamptz[], %(sealed)s::timestamptz[])
  AS given (code, people, sampled_at, custody_at, sealed_at)
ORDER BY code
ON CONFLICT (code) DO NOTHING
RETURNING code, id
"""

ANNOUNCE_GHOSTS = """
INSERT INTO screening_tube (code, pool_size, people, stage, condition, disputed, custodian_id, recorded_at)
SELECT code, 0, 0, 1, 0, false, %(station_id)s, %(now)s FROM unnest(%(codes)s::text[]) AS given (code) ORDER BY code
ON CONFLICT (code) DO NOTHING
"""
"""Tubes that a courier or laboratory names before any site has: kept, and shown as a difference until their sampling record arrives."""

LOCK_TUBES = """
SELECT id, code, pass_id, site_id, pool_size, people, stage, condition, condition_at, outcome, disputed, custodian_id, custody_at,
       offered_to_id, sampled_at, handed_at, received_at, tested_at, uploaded_at, notified_at, sealed_at, box_id
FROM screening_tube WHERE code = ANY(%s::text[]) ORDER BY code FOR UPDATE
"""

UPDATE_TUBES = """
UPDATE screening_tube AS t SET
  pass_id = given.pass_id, site_id = given.site_id, people = given.people, stage = given.stage,
  condition = given.condition, condition_at = given.condition_at, outcome = given.outcome, disputed = given.disputed,
  custodian_id = given.custodian_id, custody_at = given.custody_at, offered_to_id = given.offered_to_id,
  sampled_at = given.sampled_at, handed_at = given.handed_at, received_at = given.received_at, tested_at = given.tested_at,
  uploaded_at = given.uploaded_at, notified_at = given.notified_at, sealed_at = given.sealed_at, box_id = given.box_id,
  pool_size = given.pool_size
FROM unnest(%(id)s::bigint[], %(pass_id)s::bigint[], %(site_id)s::bigint[], %(people)s::smallint[], %(stage)s::smallint[],
            %(condition)s::smallint[], %(condition_at)s::timestamptz[], %(outcome)s::smallint[], %(disputed)s::boolean[],
            %(custodian_id)s::bigint[], %(custody_at)s::timestamptz[], %(offered_to_id)s::bigint[], %(sampled_at)s::timestamptz[],
            %(handed_at)s::timestamptz[], %(received_at)s::timestamptz[], %(tested_at)s::timestamptz[], %(uploaded_at)s::timestamptz[],
            %(notified_at)s::timestamptz[], %(sealed_at)s::timestamptz[], %(box_id)s::bigint[], %(pool_size)s::smallint[])
  AS given (id, pass_id, site_id, people, stage, condition, condition_at, outcome, disputed, custodian_id, custody_at, offered_to_id,
            sampled_at, handed_at, received_at, tested_at, uploaded_at, notified_at, sealed_at, box_id, pool_size)
WHERE t.id = given.id
"""

ADD_SAMPLES = """
INSERT INTO screening_sample (pass_id, person_id, ordinal, effective, tube_id, taken_at, recorded_at, device_id)
SELECT %(pass_id)s::bigint, person_id, 0, true, tube_id, taken_at, %(now)s::timestamptz, %(device_id)s::int
FROM unnest(%(people)s::bigint[], %(tubes)s::bigint[], %(taken)s::timestamptz[]) AS given (person_id, tube_id, taken_at)
ON CONFLICT (pass_id, person_id, ordinal) DO NOTHING
RETURNING person_id, tube_id
"""
"""A person's first sample of a pass. The caller sorts by person, so that two batches meet in the same order."""

LOCK_SAMPLES = """
SELECT 1 FROM screening_sample WHERE pass_id = %s AND person_id = ANY(%s) AND ordinal = 0 ORDER BY person_id FOR UPDATE
"""
"""First samples stand for their people: whoever changes what a person's samples come to holds this row."""

READ_SAMPLES = """
SELECT s.person_id, s.ordinal, s.tube_id, s.effective, s.taken_at, screening_is_valid(t.condition, t.outcome) AS valid
FROM screening_sample s JOIN screening_tube t ON t.id = s.tube_id
WHERE s.pass_id = %s AND s.person_id = ANY(%s) ORDER BY s.person_id, s.ordinal
"""
"""Read in a statement of its own after the lock: only then does it see what the one before us committed."""

SET_PEOPLE = """
UPDATE screening_tube AS t SET people = given.people
FROM unnest(%s::bigint[], %s::smallint[]) AS given (id, people) WHERE t.id = given.id
"""

ADD_REPEATS = """
INSERT INTO screening_sample (pass_id, person_id, ordinal, effective, tube_id, taken_at, recorded_at, device_id)
SELECT %(pass_id)s, person_id, ordinal, effective, tube_id, taken_at, %(now)s, %(device_id)s
FROM unnest(%(people)s::bigint[], %(ordinals)s::smallint[], %(effective)s::boolean[], %(tubes)s::bigint[], %(taken)s::timestamptz[])
  AS given (person_id, ordinal, effective, tube_id, taken_at)
"""

SET_EFFECTIVE = """
UPDATE screening_sample AS s SET effective = given.effective
FROM unnest(%s::bigint[], %s::smallint[], %s::boolean[]) AS given (person_id, ordinal, effective)
WHERE s.pass_id = %s AND s.person_id = given.person_id AND s.ordinal = given.ordinal
"""

COUNT_COVERAGE = """
WITH given AS (
  SELECT pass_id, grid_id, done, extra FROM unnest(%s::int[], %s::bigint[], %s::int[], %s::int[]) AS g (pass_id, grid_id, done, extra)
), held AS (
  SELECT c.pass_id, c.grid_id FROM screening_coverage c JOIN given USING (pass_id, grid_id) ORDER BY c.pass_id, c.grid_id FOR UPDATE OF c
)
UPDATE screening_coverage AS c SET done = c.done + given.done, extra = c.extra + given.extra
FROM given JOIN held USING (pass_id, grid_id) WHERE c.pass_id = given.pass_id AND c.grid_id = given.grid_id
"""

COUNT_LEDGER = """
INSERT INTO screening_ledger AS l (pass_id, site_id, stage, tubes, people, ended_tubes, ended_people)
SELECT pass_id, site_id, stage, tubes, people, ended_tubes, ended_people
FROM unnest(%s::int[], %s::bigint[], %s::smallint[], %s::int[], %s::int[], %s::int[], %s::int[])
  AS given (pass_id, site_id, stage, tubes, people, ended_tubes, ended_people)
ORDER BY pass_id, site_id, stage
ON CONFLICT (pass_id, site_id, stage) DO UPDATE SET
  tubes = l.tubes + excluded.tubes, people = l.people + excluded.people,
  ended_tubes = l.ended_tubes + excluded.ended_tubes, ended_people = l.ended_people + excluded.ended_people
"""

COUNT_TURNAROUND = """
INSERT INTO screening_turnaround AS t (pass_id, stage, bucket, tubes)
SELECT pass_id, stage, bucket, tubes
FROM unnest(%s::int[], %s::smallint[], %s::smallint[], %s::int[]) AS given (pass_id, stage, bucket, tubes)
ORDER BY pass_id, stage, bucket
ON CONFLICT (pass_id, stage, bucket) DO UPDATE SET tubes = t.tubes + excluded.tubes
"""

COUNT_OUTCOMES = """
INSERT INTO screening_outcome_count AS o (pass_id, site_id, outcome, tubes, people)
SELECT pass_id, site_id, outcome, tubes, people
FROM unnest(%s::int[], %s::bigint[], %s::smallint[], %s::int[], %s::int[]) AS given (pass_id, site_id, outcome, tubes, people)
ORDER BY pass_id, site_id, outcome
ON CONFLICT (pass_id, site_id, outcome) DO UPDATE SET tubes = o.tubes + excluded.tubes, people = o.people + excluded.people
"""

COUNT_QUEUES = """
INSERT INTO screening_lab_queue AS q (pass_id, station_id, tubes, people)
SELECT pass_id, station_id, tubes, people
FROM unnest(%s::int[], %s::bigint[], %s::int[], %s::int[]) AS given (pass_id, station_id, tubes, people)
ORDER BY pass_id, station_id
ON CONFLICT (pass_id, station_id) DO UPDATE SET tubes = q.tubes + excluded.tubes, people = q.people + excluded.people
"""

ADD_EVENTS = """
INSERT INTO screening_tube_event (record_id, tube_id, kind, at, recorded_at, station_id, other_station_id, actor, note)
SELECT record_id, tube_id, kind, at, %(now)s, %(station_id)s, %(other_station_id)s, %(actor)s, note
FROM unnest(%(records)s::uuid[], %(tubes)s::bigint[], %(kinds)s::smallint[], %(times)s::timestamptz[], %(notes)s::text[])
  AS given (record_id, tube_id, kind, at, note)
ON CONFLICT (tube_id, record_id, kind) DO NOTHING
"""
