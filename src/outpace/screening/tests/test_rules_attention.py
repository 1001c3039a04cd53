"""What needs a human first, and when a tube has stood still too long."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from outpace.screening.choices import Stage
from outpace.screening.rules.attention import LEAST_WAIT, Attention, AttentionKind, is_stuck, rank

NOON = datetime(2021, 11, 8, 12, tzinfo=UTC)
ITEMS = st.builds(
    Attention,
    kind=st.sampled_from(AttentionKind),
    count=st.integers(0, 1_000),
    since=st.none() | st.integers(0, 10_000).map(lambda minutes: NOON - timedelta(minutes=minutes)),
)


def test_people_not_reached_come_before_tubes_and_tubes_before_places() -> None:
    kinds = [AttentionKind.SITE_HEADLESS, AttentionKind.TUBE_STUCK, AttentionKind.POOL_UNREACHED]
    assert [item.kind for item in rank(Attention(kind, 1) for kind in kinds)] == kinds[::-1]


def test_of_one_kind_the_longest_waiting_comes_first() -> None:
    late, early = (Attention(AttentionKind.POOL_UNREACHED, 1, since=NOON - timedelta(hours=hours)) for hours in (1, 5))
    assert rank([late, early]) == [early, late]


def test_of_one_kind_without_times_the_most_come_first() -> None:
    few, many = Attention(AttentionKind.GRID_MISSING, 3), Attention(AttentionKind.GRID_MISSING, 40)
    assert rank([few, many]) == [many, few]


@given(items=st.lists(ITEMS, max_size=20))
def test_ranking_loses_nothing_and_orders_by_kind(items: list[Attention]) -> None:
    ranked = rank(items)
    assert sorted(map(repr, ranked)) == sorted(map(repr, items))
    assert [item.kind for item in ranked] == sorted(item.kind for item in items)


def test_a_tube_is_stuck_beyond_its_clock() -> None:
    assert is_stuck(Stage.SAMPLED, timedelta(hours=4, minutes=1), p90_minutes=None)
    assert not is_stuck(Stage.SAMPLED, timedelta(hours=4), p90_minutes=None)


def test_a_tube_slower_than_nine_tenths_of_the_others_is_stuck_before_its_clock() -> None:
    assert is_stuck(Stage.RECEIVED, timedelta(hours=2), p90_minutes=90)


@given(stage=st.sampled_from(Stage), waited=st.integers(0, 5_000), longer=st.integers(0, 5_000), usual=st.none() | st.floats(1, 5_000))
def test_a_tube_that_is_stuck_stays_so_however_much_longer_it_waits(stage: Stage, waited: int, longer: int, usual: float | None) -> None:
    first = is_stuck(stage, timedelta(minutes=waited), p90_minutes=usual)
    assert not first or is_stuck(stage, timedelta(minutes=waited + longer), p90_minutes=usual)
    assert not first or timedelta(minutes=waited) >= LEAST_WAIT
