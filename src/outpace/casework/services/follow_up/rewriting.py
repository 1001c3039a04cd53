"""Many follow-ups written at once, each with its fact: one statement for everybody whom a change of packs moves, one for whom it ends."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection

from epiworks.protocol import PackLine
from outpace.casework.choices.follow_up import FactKind, FollowUpState
from outpace.casework.models import FollowUp, FollowUpFact
from outpace.casework.services.follow_up.rows import Before, Change, Layout, fact, lines_of

REWRITE = """
WITH plan AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset(%(plans)s::jsonb) AS p (plan int, pack text, version text, stages jsonb, test_days date[],
                                                           checks smallint, place text, stage_until date, until date, because jsonb)
), moved AS (
  UPDATE casework_follow_up AS f
  SET packs = %(packs)s, pack = p.pack, pack_version = p.version, stages = p.stages, test_days = p.test_days, checks_per_day = p.checks,
      place = p.place, stage_until = p.stage_until, until = p.until
  FROM unnest(%(ids)s::bigint[], %(of_plan)s::int[]) AS m (id, plan) JOIN plan AS p USING (plan)
  WHERE f.id = m.id
  RETURNING f.id, f."group", f.place, f.until, f.state, p.because
)
INSERT INTO casework_follow_up_fact (follow_up_id, kind, at, recorded_at, by, signed, "group", place, until, state, packs, because, reason)
SELECT id, %(kind)s, %(at)s, %(now)s, %(by)s, %(signed)s, "group", place, until, state, %(packs)s, because, %(reason)s
FROM moved ORDER BY id
"""
"""People with the same class and the same days share one schedule, so a batch writes a few dozen of them and names who has which."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A schedule, with the pack lines that say so."""

    layout: Layout
    because: tuple[PackLine, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A follow-up with its new schedule on it, and how it stood before."""

    row: FollowUp
    was: Before
    plan: Planned


def move_all(moved: Sequence[Moved], change: Change) -> None:
    """Store the schedules of these rows (locked by the caller, all under the same packs), with a fact for each."""
    if not moved:
        return
    shared = {id(found.plan): found.plan for found in moved}
    numbers = {key: number for number, key in enumerate(shared)}
    values: dict[str, Any] = {
        "plans": orjson.dumps([_as_json(plan, numbers[key]) for key, plan in shared.items()]).decode(),
        "packs": moved[0].plan.layout.packs,
        "ids": [found.row.pk for found in moved],
        "of_plan": [numbers[id(found.plan)] for found in moved],
        "kind": FactKind.RECOMPUTED.value,
        "at": change.at,
        "now": change.now,
        "by": change.actor.name,
        "signed": change.signed,
        "reason": change.reason[:200],
    }
    with connection.cursor() as cursor:
        cursor.execute(REWRITE, values)


def end_all(rows: Sequence[FollowUp], state: FollowUpState, change: Change, *, because: Callable[[FollowUp], Sequence[PackLine]]) -> None:
    """End these follow-ups (locked by the caller), whose class these packs do not follow, each with a fact; the caller tells of it."""
    if not rows:
        return
    for row in rows:
        row.state, row.ended_at, row.grounded = state, change.at, False
    FollowUp.objects.filter(pk__any=[row.pk for row in rows]).update(state=state, ended_at=change.at, packs=rows[0].packs, grounded=False)
    FollowUpFact.objects.bulk_create([fact(row, FactKind.ENDED, change, because=because(row)) for row in rows])


def _as_json(plan: Planned, number: int) -> dict[str, object]:
    laid = plan.layout
    return {
        "plan": number,
        "pack": laid.pack,
        "version": laid.pack_version,
        "stages": laid.stages,
        "test_days": laid.test_days,
        "checks": laid.checks_per_day,
        "place": laid.place.value,
        "stage_until": laid.stage_until,
        "until": laid.until,
        "because": lines_of(plan.because),
    }
