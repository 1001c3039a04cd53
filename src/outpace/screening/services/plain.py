"""The plain batch in one statement: every tube new, everybody known and sampled for the first time in a pass that asks everyone.

Nine batches of ten are plain. Whatever is not is undone and goes the long way (`fills`), which comes to the same: the random histories
of the tests run through both. The statement reads where people live from the registry's covering index (docs/adr/0009).
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from outpace.kernel import prepared
from outpace.screening.choices import Target
from outpace.screening.data import FillRecord
from outpace.screening.selectors.standing import PassFacts

TAKE = """
WITH given AS MATERIALIZED (
  SELECT tube.code, swab.person_id, swab.taken_at, person.grid_id, person.presence = 1 AND NOT EXISTS (
           SELECT FROM screening_exemption AS e
           WHERE e.pass_id = %(pass_id)s::bigint AND e.person_id = swab.person_id AND e.ended_at IS NULL) AS due
  FROM unnest(%(people)s::bigint[], %(taken)s::timestamptz[], %(places)s::int[]) AS swab (person_id, taken_at, place)
  JOIN unnest(%(codes)s::text[]) WITH ORDINALITY AS tube (code, place) ON tube.place = swab.place
  JOIN registry_person AS person ON person.id = swab.person_id
), opened AS (
  INSERT INTO screening_tube (code, pass_id, site_id, device_id, pool_size, people, stage, condition, disputed,
                              custodian_id, custody_at, sampled_at, sealed_at, recorded_at)
  SELECT code, %(pass_id)s::bigint, %(site_id)s::bigint, %(device_id)s::bigint, %(pool_size)s::smallint, people, 1, 0, false,
         %(site_id)s::bigint, held_at, sampled_at, sealed_at, %(now)s::timestamptz
  FROM unnest(%(codes)s::text[], %(sizes)s::smallint[], %(sampled)s::timestamptz[], %(held)s::timestamptz[], %(sealed)s::timestamptz[])
    AS tube (code, people, sampled_at, held_at, sealed_at) ORDER BY code
  ON CONFLICT (code) DO NOTHING RETURNING code, id
), taken AS (
  INSERT INTO screening_sample (pass_id, person_id, ordinal, effective, tube_id, taken_at, recorded_at, device_id)
  SELECT %(pass_id)s::bigint, given.person_id, 0, true, opened.id, given.taken_at, %(now)s::timestamptz, %(device_id)s::int
  FROM given JOIN opened USING (code) ORDER BY given.person_id
  ON CONFLICT (pass_id, person_id, ordinal) DO NOTHING RETURNING person_id
), steps AS (
  SELECT given.grid_id, count(*) FILTER (WHERE given.due) AS done, count(*) FILTER (WHERE NOT given.due) AS extra
  FROM taken JOIN given USING (person_id) GROUP BY given.grid_id
), held AS (
  SELECT c.grid_id FROM screening_coverage AS c JOIN steps USING (grid_id)
  WHERE c.pass_id = %(pass_id)s::bigint ORDER BY c.grid_id FOR UPDATE OF c
), covered AS (
  UPDATE screening_coverage AS c SET done = c.done + steps.done, extra = c.extra + steps.extra
  FROM steps JOIN held USING (grid_id) WHERE c.pass_id = %(pass_id)s::bigint AND c.grid_id = steps.grid_id
), booked AS (
  INSERT INTO screening_ledger AS l (pass_id, site_id, stage, tubes, people, ended_tubes, ended_people)
  SELECT %(pass_id)s::bigint, %(site_id)s::bigint, 1, (SELECT count(*) FROM opened), (SELECT count(*) FROM taken), 0, 0
  ON CONFLICT (pass_id, site_id, stage) DO UPDATE SET tubes = l.tubes + excluded.tubes, people = l.people + excluded.people
)
SELECT (SELECT count(*) FROM opened), (SELECT count(*) FROM taken)
"""


class NotPlain(Exception):
    """The batch is not plain after all; its transaction must be undone."""


def may_be_plain(facts: PassFacts, records: Sequence[FillRecord]) -> bool:
    """Is the batch worth trying: a pass for everyone, one record a tube, one place a person, everybody identified?"""
    people = [swab.person for record in records for swab in record.swabs]
    return (
        facts.target is Target.EVERYONE
        and not facts.is_retest
        and all(record.swabs for record in records)
        and len({record.tube for record in records}) == len(records)
        and len(set(people)) == len(people)
        and 0 not in people
    )


def take(facts: PassFacts, records: Sequence[FillRecord], *, site_id: int, device_id: int | None, now: datetime) -> Callable[[], bool]:
    """Write the batch: tubes, samples, coverage and ledger; what it returns says whether all of it was new and known to the registry.

    If not, the transaction must be undone (NotPlain).
    """
    swabs = [(place, swab) for place, record in enumerate(records, start=1) for swab in record.swabs]
    times = [[swab.taken_at for swab in record.swabs] for record in records]
    values = {
        "pass_id": str(facts.id),
        "site_id": str(site_id),
        "device_id": None if device_id is None else str(device_id),
        "pool_size": str(facts.pools.default),
        "now": now.isoformat(),
        "codes": prepared.texts([record.tube for record in records]),
        "sizes": prepared.numbers([len(record.swabs) for record in records]),
        "sampled": prepared.moments([min(taken) for taken in times]),
        "held": prepared.moments([max(taken) for taken in times]),
        "sealed": prepared.moments([record.sealed_at for record in records]),
        "people": prepared.numbers([swab.person for _, swab in swabs]),
        "taken": prepared.moments([swab.taken_at for _, swab in swabs]),
        "places": prepared.numbers([place for place, _ in swabs]),
    }
    rows = prepared.send(TAKE, values)
    return lambda: rows() == [(len(records), len(swabs))]
