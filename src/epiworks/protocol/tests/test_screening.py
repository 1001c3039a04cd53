"""Mass testing by the rules: deadlines, pools, cadence and stop."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.protocol import (
    NextRound,
    NextStep,
    ReasonKey,
    RoundOutcome,
    RuleMissing,
    StreetCadence,
    StreetFacts,
    first_round_deadline,
    next_round,
    pool_size,
    round_deadline,
    street_cadence,
)
from epiworks.protocol.tests.making import after, holding, made, packs
from epiworks.units import PersonCount

DAY = date(2022, 8, 20)
NINTH = packs("cn-covid-9", "cn-nat-3")


def rounds(*found: tuple[int, int]) -> list[RoundOutcome]:
    return [RoundOutcome(after(DAY, day), positives) for day, positives in found]


def following(*found: tuple[int, int]) -> NextRound:
    return next_round(NINTH, rounds(*found)).value


@pytest.mark.parametrize(
    ("pack", "people", "hours"),
    [
        ("cn-nat-2", 189_888, 48),
        ("cn-nat-2", 5_000_000, 48),
        ("cn-nat-2", 5_000_001, 72),
        ("cn-nat-3", 189_888, 24),
        ("cn-nat-3", 10_000_000, 24),
        ("cn-nat-1", 6_000_000, 120),
    ],
)
def test_a_round_ends_in_two_or_three_days_and_since_march_2022_in_24_hours(pack: str, people: int, hours: int) -> None:
    assert int(round_deadline(packs(pack), PersonCount(people)).value) == hours


def test_without_a_deadline_rule_none_is_made_up() -> None:
    with pytest.raises(RuleMissing, match="no deadline"):
        round_deadline(packs("cn-covid-9"), PersonCount(1))


@pytest.mark.parametrize(("zone", "hours"), [("sealed", 24), ("controlled", 48), ("high", 24), ("medium", 48)])
def test_the_first_round_in_a_zone_is_due_in_24_or_48_hours(zone: str, hours: int) -> None:
    assert int(first_round_deadline(NINTH, zone).value) == hours


@pytest.mark.parametrize(
    ("names", "group", "size", "household"),
    [
        (("cn-covid-9", "cn-nat-3"), "high", 1, True),
        (("cn-covid-9", "cn-nat-3"), "medium", 10, False),
        (("cn-covid-9", "cn-nat-3"), "low", 20, False),
        (("cn-covid-8+community", "cn-nat-2"), "sealed", 1, True),
        (("cn-covid-8+community", "cn-nat-2"), "controlled", 10, False),
        (("cn-covid-8+community", "cn-nat-2"), "precaution", 20, False),
        (("cn-nat-2",), "single", 1, False),
        (("cn-nat-1",), "precaution", 10, False),
    ],
)
def test_pools_follow_the_zone(names: tuple[str, ...], group: str, size: int, household: bool) -> None:
    found = pool_size(packs(*names), group).value
    assert (int(found.size), found.or_household) == (size, household)


def test_a_zone_pooled_as_another_names_both_lines() -> None:
    assert [line.address for line in pool_size(NINTH, "high").because] == ["pools.sealed", "zones.high"]


def test_a_zone_without_a_pool_name_is_looked_up_under_its_own() -> None:
    zone = {"regime": "r", "rank": 1, "units": ["village"], "when": [{"place": ["residence"]}], "measures": [], "anchor_is_day": 0}
    rules = {"zones": {"odd": {**zone, "source": ["NJ-9"]}}, "pools": {"odd": {"size": 3, "source": ["Guide2"]}}}
    assert int(pool_size(holding(made(rules=rules)), "odd").value.size) == 3


def test_before_the_first_round_the_first_round_is_next() -> None:
    assert next_round(NINTH, []).value.step is NextStep.ROUND
    assert next_round(NINTH, []).value.on is None
    assert dict(next_round(NINTH, []).value.why.params) == {"clean": 0, "needed": 3}


def test_rounds_are_daily_until_three_were_clean() -> None:
    found = following((0, 4), (1, 0), (2, 0))
    assert (found.step, found.on, found.why.key) == (NextStep.ROUND, after(DAY, 3), ReasonKey.ROUNDS_NOT_CLEAN)
    assert found.why.get("clean") == 2


def test_after_three_clean_rounds_there_is_a_pause_of_three_days() -> None:
    found = following((0, 0), (1, 0), (2, 0))
    assert (found.step, found.on, found.why.key) == (NextStep.ROUND, after(DAY, 5), ReasonKey.GAP_RUNNING)
    assert found.why.get("until") == after(DAY, 5)


def test_one_more_clean_round_after_the_pause_ends_it() -> None:
    assert following((0, 0), (1, 0), (2, 0), (5, 0)).step is NextStep.STOP


def test_a_fourth_round_without_the_pause_does_not_end_it() -> None:
    found = following((0, 0), (1, 0), (2, 0), (3, 0))
    assert (found.step, found.on) == (NextStep.ROUND, after(DAY, 6))


def test_an_infection_in_the_last_round_starts_the_count_again() -> None:
    found = following((0, 0), (1, 0), (2, 0), (5, 1))
    assert (found.step, found.on) == (NextStep.ROUND, after(DAY, 6))
    assert found.why.get("clean") == 0


@pytest.mark.parametrize(
    ("street", "days"),
    [
        (StreetFacts(None, None, isolation_site=True), 1),
        (StreetFacts(2, 3), 1),
        (StreetFacts(3, 14), 2),
        (StreetFacts(9, 15), 5),
        (StreetFacts(None, None), 5),
    ],
)
def test_streets_are_tested_daily_every_second_or_every_fifth_day(street: StreetFacts, days: int) -> None:
    assert street_cadence(packs("cn-nat-2"), street).value == StreetCadence(days, initial_rounds=3)


def test_a_pack_without_street_rules_sets_no_frequency() -> None:
    with pytest.raises(RuleMissing, match="frequency"):
        street_cadence(packs("measles"), StreetFacts(1, 1))


histories = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 2)), max_size=10, unique_by=lambda found: found[0])


@given(histories)
def test_testing_never_stops_before_four_clean_rounds_and_the_order_given_does_not_matter(found: list[tuple[int, int]]) -> None:
    one = next_round(NINTH, rounds(*found))
    assert one == next_round(NINTH, rounds(*reversed(found)))
    if one.value.step is NextStep.STOP:
        last_four = sorted(found)[-4:]
        assert len(last_four) == 4
        assert not any(positives for _, positives in last_four)


@given(histories, st.integers(41, 45))
def test_an_infection_always_calls_for_another_round(found: list[tuple[int, int]], day: int) -> None:
    assert following(*found, (day, 1)).on == after(DAY, day + 1)
