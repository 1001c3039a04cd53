"""Follow-up under load: preview and recomputation of 58,308 people when packs change (Tibet, 3 Sep 2022), release of 100,000.

The people are made for this and removed again; rules, database and events are those of the program. Nothing is published.
"""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from django.db import connection

from bench.report import Row, say
from bench.size import Size
from bench.world import World
from epiworks.protocol import Anchor, follow_up
from outpace.casework import api
from outpace.casework.api import PackOrder
from outpace.casework.choices.follow_up import FollowUpState, Ongoing
from outpace.casework.models import FollowUp, FollowUpFact, PacksInForce
from outpace.casework.rules.follow_up import Standing
from outpace.casework.selectors.follow_up.verdicts import verdicts
from outpace.casework.selectors.packs import protocol_of
from outpace.casework.selectors.packs_change import preview_packs
from outpace.casework.services.follow_up.rows import lay_out
from outpace.kernel import clock
from outpace.kernel.scope import Actor, ActorKind, AreaPath, Grant
from outpace.registry.models import Area

HELD, JUDGED = 58_308, 100_000
OLD, NEW = ("cn-covid-9", "cn-nat-3"), ("cn-covid-9+20", "cn-nat-3")
FIRST_DAY, SPREAD_DAYS = date(2022, 11, 1), 10
AT = datetime(2022, 11, 11, 4, tzinfo=UTC)
FIRST_PERSON = 9_000_000_000
BATCH = 5_000


def rows(_world: World, _size: Size) -> list[Row]:
    """Measure preview, recomputation and release eligibility over people in follow-up in the first county of the world."""
    county = Area.objects.filter(kind_id="county").order_by("path").first()
    if county is None:
        raise LookupError("the world has no county")
    try:
        with clock.at(AT):
            return [*_change(county), _release(county)]
    finally:
        _clear()


def _change(county: Area) -> Iterator[Row]:
    say("filling follow-up for a change of packs")
    _fill(county, HELD)
    signer = Actor(ActorKind.USER, 1, "bench", (Grant("commander", AreaPath(county.path)),))
    started = time.perf_counter()
    preview = preview_packs(AreaPath(county.path), NEW)
    took = time.perf_counter() - started
    yield Row(f"preview of new packs for {preview.people:,} people", f"{took:.1f} s", note=f"{preview.free_now:,} free at once")
    decision = api.decide_packs(signer, PackOrder(county.pk, NEW, Ongoing.RECOMPUTE, "bench"))
    started = time.perf_counter()
    done = api.apply_packs(signer, decision)
    took = time.perf_counter() - started
    yield Row(f"{done.changed:,} follow-ups recomputed, committed, told", f"{took:.1f} s", note="facts and events included")
    _clear()


def _release(county: Area) -> Row:
    say("filling follow-up for release")
    _fill(county, JUDGED)
    started, eligible = time.perf_counter(), 0
    for batch in _batches():
        eligible += sum(found.value.eligible for found in verdicts(batch, AT.date()).values())
    took = time.perf_counter() - started
    return Row(f"release eligibility of {JUDGED:,} follow-ups, results read from screening", f"{took:.1f} s", note=f"{eligible:,} eligible")


def _batches() -> Iterator[Sequence[FollowUp]]:
    last = 0
    while batch := list(FollowUp.objects.filter(pk__gt=last, person_id__gte=FIRST_PERSON).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def _fill(county: Area, number: int) -> None:
    rules = protocol_of(OLD)
    patterns = []
    for offset in range(SPREAD_DAYS):
        day = FIRST_DAY + timedelta(days=offset)
        anchors = {Anchor.FIRST_EXPOSURE: day, Anchor.LAST_EXPOSURE: day}
        patterns.append((Standing("close", anchors), follow_up(rules, "close", anchors)))
    for start in range(0, number, BATCH):
        made = []
        for place in range(start, min(number, start + BATCH)):
            stands, plan = patterns[place % SPREAD_DAYS]
            row = FollowUp(person_id=FIRST_PERSON + place, area_path=county.path, started_at=AT, state=FollowUpState.ACTIVE)
            lay_out(row, stands, plan, packs=OLD, day=AT.date())
            made.append(row)
        FollowUp.objects.bulk_create(made)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE casework_follow_up")


def _clear() -> None:
    FollowUpFact.objects.filter(follow_up__person_id__gte=FIRST_PERSON).delete()
    FollowUp.objects.filter(person_id__gte=FIRST_PERSON).delete()
    PacksInForce.objects.filter(decided_by="bench").delete()
