"""How fast are the rules alone? Release of 100,000 people; preview of a rule change for 58,308 in isolation (Tibet, 3 Sep 2022)."""

import time
from datetime import UTC, date, datetime, timedelta

from bench.report import Row, say
from bench.size import Size
from bench.world import World
from epiworks.protocol import (
    Anchor,
    FollowedPerson,
    Outcome,
    Schedule,
    TestResult,
    follow_up,
    preview_transition,
    release_by,
    release_rules,
    shipped_library,
)

RELEASED, ISOLATED = 100_000, 58_308
FIRST_DAY = date(2022, 8, 25)
SPREAD_DAYS = 12
AS_OF = date(2022, 9, 6)


def rows(_world: World, _size: Size) -> list[Row]:
    """Measure both; the world plays no part, the rules read no database."""
    return [_release(), _transition()]


def _people(number: int, *, group: str) -> list[FollowedPerson]:
    """So many people with last exposures over twelve days, each with every test done that was due."""
    protocol = shipped_library().protocol("cn-covid-9")
    known: dict[date, FollowedPerson] = {}
    for offset in range(SPREAD_DAYS):
        day = FIRST_DAY + timedelta(days=offset)
        plan: Schedule = follow_up(protocol, group, {Anchor.LAST_EXPOSURE: day}).value
        results = [
            TestResult(datetime(due.year, due.month, due.day, 9, tzinfo=UTC), Outcome.NEGATIVE) for due in plan.test_dates if due <= AS_OF
        ]
        known[day] = FollowedPerson(offset, group, {Anchor.LAST_EXPOSURE: day}, results=results)
    patterns = list(known.values())
    return [
        FollowedPerson(ref, group, patterns[ref % SPREAD_DAYS].anchors, results=patterns[ref % SPREAD_DAYS].results)
        for ref in range(number)
    ]


def _release() -> Row:
    say("judging release")
    people = _people(RELEASED, group="close")
    started = time.perf_counter()
    rules = release_rules(shipped_library().protocol("cn-covid-9"), "close")
    eligible = sum(decision.value.eligible for decision in release_by(rules, people, AS_OF))
    took = time.perf_counter() - started
    return Row(f"release eligibility of {RELEASED:,} people, with reasons", f"{took:.1f} s", note=f"{eligible:,} eligible; rules alone")


def _transition() -> Row:
    say("previewing a rule change")
    library = shipped_library()
    people = _people(ISOLATED, group="close")
    started = time.perf_counter()
    found = preview_transition(library.protocol("cn-covid-9"), library.protocol("cn-covid-9+20"), people, as_of=AS_OF).value
    took = time.perf_counter() - started
    freed = found.recompute.free - found.keep.free
    return Row(
        f"preview of a rule change for {ISOLATED:,} people, both ways", f"{took:.1f} s", note=f"{freed:,} more would be free; rules alone"
    )
