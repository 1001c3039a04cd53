"""The SQL of the loop: one statement per event, facts in the same statement, rows taken in key order."""

from typing import Final, LiteralString

ISSUE: Final[LiteralString] = """
WITH given AS (
  SELECT kind, owner, due_at, priority, trigger, why, place
  FROM unnest(%(kinds)s::text[], %(owners)s::text[], %(dues)s::timestamptz[], %(priorities)s::smallint[], %(triggers)s::text[],
              %(whys)s::text[]) WITH ORDINALITY AS g (kind, owner, due_at, priority, trigger, why, place)
), put AS (
  INSERT INTO command_task AS t (cause, trigger, kind, subject, person_id, area_path, owner, post_id, issued_at, due_at, priority, state,
                                 level, why, issued_by, text_sealed)
  SELECT %(cause)s, g.trigger, g.kind, %(subject)s, %(person)s::bigint, %(path)s, g.owner,
         (SELECT p.id FROM command_post p
          WHERE p.owner = g.owner AND p.closed_at IS NULL AND p.area_path = ANY(%(ancestors)s::text[])
          ORDER BY length(p.area_path) DESC LIMIT 1),
         %(issued)s::timestamptz, g.due_at, g.priority, 'issued', 0, g.why::jsonb, '', ''::bytea
  FROM given g ORDER BY g.place
  ON CONFLICT (cause, kind, subject) DO UPDATE SET
    trigger = excluded.trigger, area_path = excluded.area_path, owner = excluded.owner, post_id = excluded.post_id,
    issued_at = excluded.issued_at, due_at = excluded.due_at, priority = excluded.priority, state = 'issued', level = 0,
    why = excluded.why, cause_withdrawn_at = NULL, ended_at = NULL
  WHERE t.cause_withdrawn_at IS NOT NULL
  RETURNING t.id, t.post_id
)
INSERT INTO command_task_fact (task_id, step, at, actor, note_sealed, reference, post_id, level)
SELECT id, 'issued', %(now)s::timestamptz, '', ''::bytea, %(cause)s, post_id, 0 FROM put ORDER BY id
RETURNING task_id
"""
"""Issue the tasks of one cause; the same cause asks once for each kind, and again only when it had been taken back in between."""

WITHDRAW: Final[LiteralString] = """
WITH held AS (
  SELECT id, state FROM command_task
  WHERE cause = %(cause)s AND cause_withdrawn_at IS NULL AND (%(trigger)s = '' OR trigger = %(trigger)s)
    AND (%(kinds)s::text[] = '{}' OR kind = ANY(%(kinds)s::text[])) ORDER BY id FOR UPDATE
), moved AS (
  UPDATE command_task t SET cause_withdrawn_at = %(now)s::timestamptz, ended_at = COALESCE(t.ended_at, %(now)s::timestamptz),
    state = CASE WHEN held.state = 'done' THEN 'done' ELSE 'withdrawn' END
  FROM held WHERE t.id = held.id RETURNING t.id, held.state
)
INSERT INTO command_task_fact (task_id, step, at, actor, note_sealed, reference, level)
SELECT id, CASE WHEN state = 'done' THEN 'cause_gone' ELSE 'withdrawn' END, %(now)s::timestamptz, '', ''::bytea, %(reference)s, 0
FROM moved WHERE state <> 'withdrawn' ORDER BY id
RETURNING task_id
"""
"""Take back what a cause asked for: what is not done is withdrawn, what was done says that its cause is gone."""

COMPLETE: Final[LiteralString] = """
WITH held AS (
  SELECT id FROM command_task
  WHERE ended_at IS NULL AND (
    (subject = %(subject)s AND kind = ANY(%(of_subject)s::text[])) OR (person_id = %(person)s::bigint AND kind = ANY(%(of_person)s::text[]))
  ) ORDER BY id FOR UPDATE
), moved AS (
  UPDATE command_task t SET state = 'done', ended_at = %(now)s::timestamptz FROM held WHERE t.id = held.id RETURNING t.id
)
INSERT INTO command_task_fact (task_id, step, at, actor, note_sealed, reference, level)
SELECT id, 'done', %(now)s::timestamptz, '', ''::bytea, %(reference)s, 0 FROM moved ORDER BY id
RETURNING task_id
"""
"""Close what asked for a fact that has arrived."""
