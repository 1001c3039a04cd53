"""The SQL of the loop: one statement per event, facts in the same statement, rows taken in key order."""

from typing import Final, LiteralString

ISSUE: Final[LiteralString] = """
WITH given AS (
  SELECT * FROM unnest(%(causes)s::text[], %(subjects)s::text[], %(people)s::bigint[], %(paths)s::text[], %(issued)s::timestamptz[],
                       %(kinds)s::text[], %(owners)s::text[], %(dues)s::timestamptz[], %(priorities)s::smallint[], %(triggers)s::text[],
                       %(whys)s::text[])
    WITH ORDINALITY AS g (cause, subject, person_id, path, issued_at, kind, owner, due_at, priority, trigger, why, place)
), post AS MATERIALIZED (
  SELECT DISTINCT ON (a.path, p.owner) a.path, p.owner, p.id
  FROM unnest(%(of_paths)s::text[], %(above)s::text[]) AS a (path, above) JOIN command_post p ON p.area_path = a.above
  WHERE p.closed_at IS NULL ORDER BY a.path, p.owner, length(p.area_path) DESC
), put AS (
  INSERT INTO command_task AS t (cause, trigger, kind, subject, person_id, area_path, owner, post_id, issued_at, due_at, priority, state,
                                 level, why, issued_by, text_sealed)
  SELECT g.cause, g.trigger, g.kind, g.subject, g.person_id, g.path, g.owner, post.id, g.issued_at, g.due_at, g.priority, 'issued', 0,
         g.why::jsonb, '', ''::bytea
  FROM given g LEFT JOIN post ON post.path = g.path AND post.owner = g.owner ORDER BY g.place
  ON CONFLICT (cause, kind, subject) DO UPDATE SET
    trigger = excluded.trigger, area_path = excluded.area_path, owner = excluded.owner, post_id = excluded.post_id,
    issued_at = excluded.issued_at, due_at = excluded.due_at, priority = excluded.priority, state = 'issued', level = 0,
    why = excluded.why, cause_withdrawn_at = NULL, ended_at = NULL
  WHERE t.cause_withdrawn_at IS NOT NULL
  RETURNING t.id, t.post_id, t.cause
)
INSERT INTO command_task_fact (task_id, step, at, actor, note_sealed, reference, post_id, level)
SELECT id, 'issued', %(now)s::timestamptz, '', ''::bytea, cause, post_id, 0 FROM put ORDER BY id
RETURNING task_id
"""
"""Issue the tasks of causes; the same cause asks once for each kind, and again only when it had been taken back in between."""

WITHDRAW: Final[LiteralString] = """
WITH held AS (
  SELECT t.id, t.state, g.reference
  FROM unnest(%(causes)s::text[], %(triggers)s::text[], %(references)s::text[]) AS g (cause, trigger, reference)
  JOIN command_task t ON t.cause = g.cause AND t.cause_withdrawn_at IS NULL AND (g.trigger = '' OR t.trigger = g.trigger)
    AND (%(kinds)s::text[] = '{}' OR t.kind = ANY(%(kinds)s::text[]))
  ORDER BY t.id FOR UPDATE OF t
), moved AS (
  UPDATE command_task t SET cause_withdrawn_at = %(now)s::timestamptz, ended_at = COALESCE(t.ended_at, %(now)s::timestamptz),
    state = CASE WHEN held.state = 'done' THEN 'done' ELSE 'withdrawn' END
  FROM held WHERE t.id = held.id RETURNING t.id, held.state, held.reference
)
INSERT INTO command_task_fact (task_id, step, at, actor, note_sealed, reference, level)
SELECT id, CASE WHEN state = 'done' THEN 'cause_gone' ELSE 'withdrawn' END, %(now)s::timestamptz, '', ''::bytea, reference, 0
FROM moved WHERE state <> 'withdrawn' ORDER BY id
RETURNING task_id
"""
"""Take back what causes asked for: what is not done is withdrawn, what was done says that its cause is gone."""

COMPLETE: Final[LiteralString] = """
WITH held AS (
  SELECT id FROM command_task
  WHERE ended_at IS NULL AND (
    (subject = %(subject)s AND kind = ANY(%(of_subject)s::text[]))
    OR (cause = %(cause)s AND kind = ANY(%(of_cause)s::text[]))
    OR (person_id = %(person)s::bigint AND kind = ANY(%(of_person)s::text[]))
  ) ORDER BY id FOR UPDATE
), moved AS (
  UPDATE command_task t SET state = 'done', ended_at = %(now)s::timestamptz FROM held WHERE t.id = held.id RETURNING t.id
)
INSERT INTO command_task_fact (task_id, step, at, actor, note_sealed, reference, level)
SELECT id, 'done', %(now)s::timestamptz, '', ''::bytea, %(reference)s, 0 FROM moved ORDER BY id
RETURNING task_id
"""
"""Close what asked for a fact that has arrived."""
