"""Replay: the order in which facts arrive does not matter, and an hour once passed stays as it was unless it is corrected."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from outpace.kernel.scope import AreaPath
from outpace.zoning.rules.history import Fact, count_by_type, hours_of, standing, type_at

START = datetime(2022, 5, 9, tzinfo=UTC)
RANKS = {"sealed": 30, "controlled": 20, "precaution": 10}
moments = st.integers(0, 200).map(lambda hours: START + timedelta(hours=hours))
paths = st.sampled_from(["/62/1/", "/62/1/3/", "/62/1/4/", "/62/2/"]).map(AreaPath)
types = st.sampled_from(["", *RANKS])


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    """Facts of a few zones, numbered by zone in the order they were signed, each perhaps valid from earlier or later than that."""
    facts = []
    for zone in range(draw(st.integers(1, 4))):
        recorded = START
        for number in range(1, draw(st.integers(1, 5)) + 1):
            recorded += timedelta(hours=draw(st.integers(0, 50)))
            areas = tuple(draw(st.lists(paths, min_size=1, max_size=3, unique=True)))
            valid = draw(moments)
            back = recorded + timedelta(hours=1) if valid > recorded and draw(st.booleans()) else None
            facts.append(Fact(zone, number, draw(types), areas, valid, recorded, taken_back_at=back))
    return facts


def one_by_one(facts: list[Fact], at: datetime) -> dict[int, Fact]:
    """The plain way: go through each zone's facts in the order of signing, and let each replace the one before from its hour on."""
    now: dict[int, Fact] = {}
    for fact in sorted(facts, key=lambda fact: fact.number):
        if fact.valid_from <= at and fact.taken_back_at is None:
            now[fact.zone_id] = fact
    return {zone: fact for zone, fact in now.items() if fact.zone_type}


@given(histories(), moments)
def test_a_replay_says_what_going_through_the_facts_one_by_one_says(facts: list[Fact], at: datetime) -> None:
    assert standing(facts, at) == one_by_one(facts, at)


@given(histories(), moments, st.randoms())
def test_the_order_in_which_facts_arrive_changes_nothing(facts: list[Fact], at: datetime, order: Random) -> None:
    shuffled = list(facts)
    order.shuffle(shuffled)
    assert standing(shuffled, at) == standing(facts, at)


@given(histories(), moments, moments)
def test_what_was_known_at_a_moment_never_changes_afterwards(facts: list[Fact], at: datetime, known: datetime) -> None:
    later = [fact for fact in facts if fact.recorded_at > known]
    before = [fact for fact in facts if fact.recorded_at <= known]
    before = [fact if (fact.taken_back_at or START) <= known else replace(fact, taken_back_at=None) for fact in before]
    assert standing(before + later, at, known_at=known) == standing(before, at)


@given(histories(), moments)
def test_between_two_changes_nothing_happens(facts: list[Fact], at: datetime) -> None:
    before = max((hour for hour in hours_of(facts) if hour <= at), default=None)
    assert standing(facts, at) == (standing(facts, before) if before else {})


@given(histories(), moments)
def test_every_standing_zone_is_counted_under_its_type(facts: list[Fact], at: datetime) -> None:
    found = standing(facts, at)
    assert sum(count_by_type(found.values()).values()) == len(found)


@given(histories(), moments, paths)
def test_where_zones_overlap_the_harder_one_governs(facts: list[Fact], at: datetime, path: AreaPath) -> None:
    found = standing(facts, at).values()
    held = [fact.zone_type for fact in found if any(path.startswith(area) for area in fact.area_paths)]
    assert RANKS.get(type_at(found, path, RANKS), 0) == max((RANKS[name] for name in held), default=0)
