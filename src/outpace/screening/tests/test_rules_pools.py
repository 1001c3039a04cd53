"""How long people may be asked to wait in place, by the pack; and when a pool is resolved."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.protocol import shipped_library
from outpace.screening.choices import Outcome, RecallState, TubeDoubt, ZoneType
from outpace.screening.rules.pools import (
    FALLBACK_HOLD,
    HOUSEHOLD_TUBE,
    OPEN_STATES,
    Crowd,
    PoolPlan,
    Zoned,
    after_retest,
    count_households,
    doubt_of,
    fewer,
    hold_until,
    is_overfull,
    is_resolved,
    strictest,
)
from outpace.screening.selectors.packs import protocol_on

FOUND = datetime(2021, 11, 8, 6, tzinfo=UTC)
MOMENTS = st.integers(-15_000, 70_000).map(lambda hours: FOUND + timedelta(hours=hours))


def test_the_hold_lasts_to_the_packs_deadline_for_the_single_retest() -> None:
    rule = shipped_library().protocol("cn-covid-8").get("first_actions", "pool_retest")
    assert hold_until(shipped_library().protocol("cn-covid-8"), FOUND) == FOUND + timedelta(minutes=rule.whole("minutes"))


def test_a_pack_without_such_a_deadline_leaves_the_fallback() -> None:
    assert hold_until(shipped_library().protocol("measles"), FOUND) == FOUND + FALLBACK_HOLD
    assert hold_until(None, FOUND) == FOUND + FALLBACK_HOLD


def test_a_campaign_under_a_pack_nobody_ships_follows_the_rules_of_the_day() -> None:
    assert protocol_on("gone", datetime(2022, 2, 12, tzinfo=UTC)) == protocol_on("", datetime(2022, 2, 12, tzinfo=UTC))


def test_before_any_pack_was_in_force_no_protocol_holds() -> None:
    assert protocol_on("", datetime(2001, 1, 1, tzinfo=UTC)) is None


@given(MOMENTS, st.sampled_from(["", "cn-covid-8", "cn-covid-9", "cn-nat-2"]))
def test_a_hold_never_ends_before_the_tube_was_found_and_never_after_a_day(found: datetime, pack: str) -> None:
    assert found < hold_until(protocol_on(pack, found), found) <= found + timedelta(days=1)


@given(st.sampled_from(list(Outcome)), st.sampled_from(list(RecallState)))
def test_only_a_clear_reading_ends_the_asking(outcome: Outcome, state: RecallState) -> None:
    settled = after_retest(outcome, state) not in OPEN_STATES
    assert settled == (outcome in {Outcome.NEGATIVE, Outcome.PRELIMINARY_POSITIVE} or state is RecallState.POSITIVE)


@given(st.lists(st.sampled_from(list(RecallState)), max_size=20))
def test_a_pool_is_resolved_when_nobody_is_open(members: list[RecallState]) -> None:
    assert is_resolved(members) == (not set(members) & OPEN_STATES)


@given(st.integers(0, 500), st.sampled_from([1, 5, 10, 20]), st.sampled_from([5, 10, 20]))
def test_a_tube_is_overfull_beyond_its_size_and_a_households_beyond_what_the_pass_puts_into_any(people: int, size: int, most: int) -> None:
    assert is_overfull(people=people, pool_size=HOUSEHOLD_TUBE, most=most) == (people > most)
    assert is_overfull(people=people, pool_size=size, most=most) == (people > size)


@pytest.mark.parametrize(("default", "sealed", "most"), [(10, 0, 10), (0, 1, 20), (1, 0, 20), (5, 10, 10), (0, 0, 20)])
def test_a_household_shares_a_tube_up_to_the_largest_that_the_pass_names(default: int, sealed: int, most: int) -> None:
    assert PoolPlan(default, {ZoneType.SEALED: sealed}).most == most


@given(st.lists(st.integers(1, 4), max_size=8), st.integers(0, 20))
def test_everybody_of_unknown_household_counts_as_one(known: list[int], unknown: int) -> None:
    assert count_households(known, people=len(known) + unknown) == len(set(known)) + unknown


@given(st.dictionaries(st.sampled_from(list(ZoneType)), st.sampled_from([1, 5, 10]), max_size=3), st.sampled_from([*ZoneType, None]))
def test_a_zone_without_a_size_of_its_own_takes_the_default(by_zone: dict[ZoneType, int], zone: ZoneType | None) -> None:
    assert PoolPlan(20, by_zone).size_for(zone) == (by_zone.get(zone, 20) if zone else 20)


SIZES = st.dictionaries(st.sampled_from(list(ZoneType)), st.sampled_from([1, 5, 10, 20, HOUSEHOLD_TUBE]), max_size=3)


@given(SIZES, st.lists(st.sampled_from([*ZoneType, None]), min_size=1, max_size=5))
def test_no_tube_shared_across_zones_holds_more_than_any_of_them_allows(by_zone: dict[ZoneType, int], zones: list[ZoneType | None]) -> None:
    plan = PoolPlan(20, by_zone)
    sizes, together = [plan.size_for(zone) for zone in zones], plan.size_together(zones)
    assert together in sizes
    assert all(fewer(together, size) == together for size in sizes)
    assert fewer(together, plan.size_at_most(zones)) == together


@given(st.lists(st.builds(Zoned, st.sampled_from(list(ZoneType)), st.integers(0, 40)), max_size=5))
def test_the_strictest_zone_by_rank_governs_tubes(zones: list[Zoned]) -> None:
    governing, top = strictest(zones), max((zoned.rank for zoned in zones), default=None)
    assert governing in {zoned.pool_as for zoned in zones if zoned.rank == top} | ({None} if not zones else set())
    assert governing is strictest(reversed(zones))


@pytest.mark.parametrize(
    ("crowd", "doubt"),
    [
        (Crowd(10, 10, 3, 20), None),
        (Crowd(11, 10, 3, 20), TubeDoubt.OVERFULL),
        (Crowd(20, HOUSEHOLD_TUBE, 1, 20), None),
        (Crowd(21, HOUSEHOLD_TUBE, 1, 20), TubeDoubt.OVERFULL),
        (Crowd(2, HOUSEHOLD_TUBE, 2, 20), TubeDoubt.HOUSEHOLDS),
    ],
)
def test_a_tube_is_doubtful_with_one_person_too_many_or_a_second_household(crowd: Crowd, doubt: TubeDoubt | None) -> None:
    assert doubt_of(crowd) is doubt
