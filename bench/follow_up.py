"""Follow-up under load: preview and recomputation of 58,308 people when packs change (Tibet, 3 Sep 2022), release of 100,000.

People, grids and areas are those of the world; their follow-ups, rooms and orders for the day are made for this and removed again.
Whoever the old packs keep in a facility has a bed in one; rules, database, events and everybody who hears them are those of the program.
"""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db import connection

from bench.first_actions import open_posts
from bench.ingest import clear
from bench.report import Row, say
from bench.size import Size
from bench.world import World
from epiworks.protocol import Anchor, Place, follow_up
from outpace.casework import api
from outpace.casework.api import PackOrder
from outpace.casework.choices.follow_up import FollowUpState, Ongoing
from outpace.casework.models import FollowUp, PacksInForce
from outpace.casework.rules.follow_up import Standing
from outpace.casework.selectors.follow_up.verdicts import verdicts
from outpace.casework.selectors.packs import protocol_of
from outpace.casework.selectors.packs_change import preview_packs
from outpace.casework.services.follow_up.rows import lay_out
from outpace.isolation.models import Placement
from outpace.kernel import clock, jobs
from outpace.kernel.scope import Actor, ActorKind, AreaPath, Grant
from outpace.registry.models import Area, Person
from outpace.screening.models import DuePerson

HELD, JUDGED = 58_308, 100_000
OLD, NEW = ("cn-covid-9", "cn-nat-3"), ("cn-covid-9+20", "cn-nat-3")
FIRST_DAY, SPREAD_DAYS = date(2022, 11, 1), 10
AT = datetime(2022, 11, 11, 4, tzinfo=UTC)
RELEASED_AT = AT + timedelta(days=5)
"""By then half of the ten days' close contacts have been in follow-up as long as the old packs ask."""
BATCH = 5_000
ROOMS = 500
"""Rooms of one site: Tibet's largest of that autumn had about as many."""

SITES = """
INSERT INTO isolation_facility (code, kind, name, name_en, area_id, area_path, address, phone, head, outside, cohort, care, opened_at)
SELECT 'BENCH-' || n, 'isolation_site', 'Bench ' || n, '', %(area)s, %(path)s, '', '', '', false, 'one_party', '[]', %(at)s
FROM generate_series(1, %(sites)s) AS n
"""
COUNTS = """
INSERT INTO isolation_state_count (facility_id, unit, state, number)
SELECT f.id, unit, state, CASE WHEN state = 'occupied' THEN (SELECT count(*) FROM isolation_room r WHERE r.facility_id = f.id) ELSE 0 END
FROM isolation_facility f, unnest(ARRAY['room', 'bed']) AS unit,
     unnest(ARRAY['planned', 'converting', 'ready', 'reserved', 'occupied', 'leaving', 'cleaning', 'out_of_use']) AS state
WHERE f.code LIKE 'BENCH-%%'
"""
STAYS = """
WITH held AS (
  SELECT f.person_id, f.id, f.area_path, f.until, row_number() OVER (ORDER BY f.id) - 1 AS n FROM casework_follow_up f
  WHERE f.place = 'centralised' AND f.person_id BETWEEN %(first)s AND %(last)s
), site AS (
  SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM isolation_facility WHERE code LIKE 'BENCH-%%'
), room AS (
  INSERT INTO isolation_room (facility_id, code, building, floor, accessible, state, state_since)
  SELECT site.id, held.n::text, '', '', false, 'occupied', %(at)s FROM held JOIN site ON site.n = held.n / %(rooms)s RETURNING id, code
), bed AS (
  INSERT INTO isolation_bed (room_id, number, state, state_since) SELECT id, 1, 'occupied', %(at)s FROM room RETURNING id, room_id
), stay AS (
  INSERT INTO isolation_placement (person_id, area_path, place, "group", follow_up_id, is_case, requested_at, sort_due, until, because,
                                   state, facility_id, grounds, note, signed_by, signed_at, arrived_at, end_reason)
  SELECT held.person_id, held.area_path, 'centralised', 'close', held.id, false, %(at)s, '9999-12-31 00:00+00', held.until, '[]',
         'arrived', site.id, '[]', '', 'bench', %(at)s, %(at)s, ''
  FROM held JOIN site ON site.n = held.n / %(rooms)s RETURNING id, person_id, facility_id
), use AS (
  INSERT INTO isolation_bed_use (bed_id, placement_id, person_id, reserved_at, arrived_at)
  SELECT bed.id, stay.id, stay.person_id, %(at)s, %(at)s
  FROM stay JOIN held USING (person_id) JOIN room ON room.code = held.n::text JOIN bed ON bed.room_id = room.id
)
INSERT INTO isolation_custody (person_id, placement_id, custodian_kind, custodian_id, since, by_name)
SELECT person_id, id, 'facility', facility_id, %(at)s, 'bench' FROM stay
"""
TESTED = """
WITH wanted AS (
  SELECT f.person_id, day, (row_number() OVER (PARTITION BY day ORDER BY f.person_id) - 1) / 10 AS tube,
         row_number() OVER (PARTITION BY f.person_id ORDER BY day) - 1 AS ordinal
  FROM casework_follow_up f, unnest(f.test_days) AS day
  WHERE f.person_id BETWEEN %(first)s AND %(last)s AND f.person_id / 10 %% 10 <> 0 AND day < %(today)s
), tube AS (
  INSERT INTO screening_tube (code, pass_id, site_id, pool_size, people, stage, condition, outcome, disputed, custodian_id, custody_at,
                              sampled_at, recorded_at)
  SELECT 'DAY' || day || '-' || tube, %(pass)s, %(site)s, 10, count(*), 6, 0, 1, false, %(laboratory)s, day + '1h'::interval,
         day + '1h'::interval, now()
  FROM wanted GROUP BY day, tube RETURNING id, code
)
INSERT INTO screening_sample (pass_id, person_id, ordinal, effective, tube_id, taken_at, recorded_at)
SELECT %(pass)s, w.person_id, w.ordinal, true, tube.id, w.day + '1h'::interval, now()
FROM wanted w JOIN tube ON tube.code = 'DAY' || w.day || '-' || w.tube
"""
"""Every day's test of nine in ten, negative, in pools of ten."""
CLEAR = (
    "DELETE FROM command_task_fact WHERE task_id IN (SELECT id FROM command_task WHERE person_id BETWEEN %(first)s AND %(last)s)",
    "DELETE FROM command_task WHERE person_id BETWEEN %(first)s AND %(last)s",
    "DELETE FROM isolation_custody WHERE person_id BETWEEN %(first)s AND %(last)s",
    "DELETE FROM isolation_bed_use WHERE person_id BETWEEN %(first)s AND %(last)s",
    "DELETE FROM isolation_placement WHERE person_id BETWEEN %(first)s AND %(last)s",
    "DELETE FROM isolation_room_change WHERE bed_id IN (SELECT b.id FROM isolation_bed b JOIN isolation_room r ON r.id = b.room_id "
    "JOIN isolation_facility f ON f.id = r.facility_id WHERE f.code LIKE 'BENCH-%%')",
    "DELETE FROM isolation_bed WHERE room_id IN (SELECT r.id FROM isolation_room r JOIN isolation_facility f ON f.id = r.facility_id "
    "WHERE f.code LIKE 'BENCH-%%')",
    "DELETE FROM isolation_room WHERE facility_id IN (SELECT id FROM isolation_facility WHERE code LIKE 'BENCH-%%')",
    "DELETE FROM isolation_state_count WHERE facility_id IN (SELECT id FROM isolation_facility WHERE code LIKE 'BENCH-%%')",
    "DELETE FROM isolation_facility WHERE code LIKE 'BENCH-%%'",
    "DELETE FROM screening_due_person WHERE person_id BETWEEN %(first)s AND %(last)s",
    "DELETE FROM casework_follow_up_fact WHERE follow_up_id IN (SELECT id FROM casework_follow_up WHERE person_id BETWEEN %(first)s "
    "AND %(last)s)",
    "DELETE FROM casework_follow_up WHERE person_id BETWEEN %(first)s AND %(last)s",
    "DELETE FROM casework_packs_in_force WHERE decided_by = 'bench'",
)


def rows(world: World, _size: Size) -> list[Row]:
    """Measure preview, recomputation and release eligibility over people in follow-up in the first county of the world."""
    county = Area.objects.filter(kind_id="county").order_by("path").first()
    if county is None:
        raise LookupError("the world has no county")
    open_posts(world)
    people = _people(county)
    try:
        with clock.at(AT):
            changed = list(_change(county, people[:HELD]))
        with clock.at(RELEASED_AT):
            return [*changed, _release(world, people)]
    finally:
        _clear(people)


def _people(county: Area) -> list[tuple[int, str]]:
    """People of the county with the path of their grid, at most as many as are judged."""
    grids = dict(Area.objects.filter(kind_id="grid", path__startswith=county.path).values_list("pk", "path"))
    rows = Person.objects.filter(grid_id__in=list(grids)).order_by("pk").values_list("pk", "grid_id")[:JUDGED]
    return [(person, grids[grid]) for person, grid in rows]


def _change(county: Area, people: Sequence[tuple[int, str]]) -> Iterator[Row]:
    say("filling follow-up, rooms and the day's orders for a change of packs")
    signer = Actor(ActorKind.USER, 1, "bench", (Grant("commander", AreaPath(county.path)), Grant("investigator", AreaPath(county.path))))
    _in_force(county, OLD)
    _fill(people)
    _house(county, people)
    api.order_tests(signer, AT.date())
    started = time.perf_counter()
    preview = preview_packs(AreaPath(county.path), NEW)
    took = time.perf_counter() - started
    yield Row(f"preview of new packs for {preview.people:,} people", f"{took:.1f} s", note=f"{preview.free_now:,} free at once")
    for what, packs in (("new", NEW), ("back again, the old", OLD)):
        yield _applied(county, signer, packs, what=what)
    _clear(people)


def _applied(county: Area, signer: Actor, packs: tuple[str, ...], *, what: str) -> Row:
    asked, due = Placement.objects.count(), _due()
    decision = api.decide_packs(signer, PackOrder(county.pk, packs, Ongoing.RECOMPUTE, "bench"))
    # Done here, not by a worker: a job that nobody takes up would make the server of the next run say that it is not ready.
    jobs.cancel(signer, PacksInForce.objects.get(pk=decision).job_id or 0)
    started, steps = time.perf_counter(), [time.perf_counter()]
    done = api.apply_packs(signer, decision, progress=lambda _seen, _total: steps.append(time.perf_counter()))
    took, longest = time.perf_counter() - started, max(later - earlier for earlier, later in pairwise(steps))
    now = _due()
    orders = f"{len(now - due):,} tests of the day ordered, {len(due - now):,} taken back"
    return Row(
        f"{done.changed:,} follow-ups recomputed under {what} packs, with rooms, orders of the day and tasks, committed",
        f"{took:.1f} s",
        "< 60 s",
        f"longest batch {longest:.1f} s; {Placement.objects.count() - asked:,} places asked for, {orders}",
    )


def _due() -> set[int]:
    return set(DuePerson.objects.values_list("person_id", flat=True))


def _in_force(county: Area, packs: tuple[str, ...]) -> None:
    PacksInForce.objects.create(
        area_path=county.path,
        packs=" ".join(sorted(packs)),
        fingerprint="",
        holds_from=AT - timedelta(days=60),
        ongoing=Ongoing.KEEP_OLD,
        decided_by="bench",
        decided_by_id=1,
        decided_at=AT - timedelta(days=60),
        reason="bench",
    )


def _release(world: World, people: Sequence[tuple[int, str]]) -> Row:
    say("filling follow-up and its negative tests for release")
    clear(world)
    _fill(people)
    _test(world, people)
    started, eligible = time.perf_counter(), 0
    for batch in _batches(people):
        eligible += sum(found.value.eligible for found in verdicts(batch, RELEASED_AT.date()).values())
    took = time.perf_counter() - started
    what = f"release eligibility of {len(people):,} follow-ups, results read from screening"
    return Row(what, f"{took:.1f} s", note=f"{eligible:,} eligible")


def _test(world: World, people: Sequence[tuple[int, str]]) -> None:
    """The tests that the schedules asked for until the day before, negative; one person in ten was never tested."""
    place: dict[str, Any] = {"pass": world.passes[-1], "site": world.sites[0], "laboratory": world.laboratory}
    with connection.cursor() as cursor:
        cursor.execute(TESTED, {**place, **_bounds(people), "today": RELEASED_AT.date()})
        cursor.execute("ANALYZE screening_sample, screening_tube")


def _batches(people: Sequence[tuple[int, str]]) -> Iterator[Sequence[FollowUp]]:
    last, wanted = 0, FollowUp.objects.filter(person_id__gte=people[0][0], person_id__lte=people[-1][0])
    while batch := list(wanted.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def _fill(people: Sequence[tuple[int, str]]) -> None:
    """Close contacts exposed on ten days, each with the schedule that the old packs give."""
    rules = protocol_of(OLD)
    patterns = []
    for offset in range(SPREAD_DAYS):
        day = FIRST_DAY + timedelta(days=offset)
        anchors = {Anchor.FIRST_EXPOSURE: day, Anchor.LAST_EXPOSURE: day}
        patterns.append((Standing("close", anchors), follow_up(rules, "close", anchors)))
    for start in range(0, len(people), BATCH):
        made = []
        for place, (person, path) in enumerate(people[start : start + BATCH], start):
            stands, plan = patterns[place % SPREAD_DAYS]
            row = FollowUp(person_id=person, area_path=path, started_at=AT, state=FollowUpState.ACTIVE)
            lay_out(row, stands, plan, packs=OLD, day=AT.date())
            made.append(row)
        FollowUp.objects.bulk_create(made)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE casework_follow_up")


def _house(county: Area, people: Sequence[tuple[int, str]]) -> None:
    """Give everybody whom the old packs keep in a facility a room of their own there."""
    inside = FollowUp.objects.filter(person_id__gte=people[0][0], person_id__lte=people[-1][0], place=Place.CENTRALISED).count()
    values: dict[str, Any] = {"area": county.pk, "path": county.path, "at": AT, "rooms": ROOMS, "sites": 1 + inside // ROOMS}
    with connection.cursor() as cursor:
        cursor.execute(SITES, values)
        cursor.execute(STAYS, {**values, **_bounds(people)})
        cursor.execute(COUNTS)
        cursor.execute("ANALYZE isolation_placement, isolation_bed, isolation_room, isolation_bed_use, isolation_custody")


def _clear(people: Sequence[tuple[int, str]]) -> None:
    with connection.cursor() as cursor:
        for statement in CLEAR:
            cursor.execute(statement, _bounds(people))


def _bounds(people: Sequence[tuple[int, str]]) -> dict[str, int]:
    return {"first": people[0][0], "last": people[-1][0]}
