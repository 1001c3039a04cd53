"""Turnaround histograms: fixed edges, addable, quantiles within the promised error."""

from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.plan.turnaround import EDGES, LONGEST, RELATIVE_ERROR, Histogram, bounds, bucket_of, histogram
from epiworks.units import Minutes, Share

times = st.lists(st.floats(0, 30_000).map(Minutes), min_size=1, max_size=200)


def test_the_edges_that_stored_counters_depend_on_have_not_moved() -> None:
    assert len(EDGES) == 116
    assert EDGES[0] == 1.0
    assert EDGES[8] == 2.0
    assert EDGES[40] == 32.0
    assert EDGES[-1] == LONGEST == 20_160.0


def test_the_promised_error_is_under_five_per_cent() -> None:
    assert pytest.approx(0.0443, abs=0.0001) == RELATIVE_ERROR


def test_an_edge_belongs_to_the_bucket_above_it() -> None:
    assert bucket_of(Minutes(1.0)) == 1
    assert bucket_of(Minutes(LONGEST)) == len(EDGES)
    assert bounds(1)[0] == 1.0


def test_a_tie_of_half_the_results_is_the_lower_one() -> None:
    found = histogram([Minutes(10.0), Minutes(1000.0)]).median()
    assert found is not None
    assert found.low <= 10 < found.high


def test_beyond_two_weeks_only_at_least_is_known() -> None:
    found = histogram([Minutes(40_000.0)]).p90()
    assert found is not None
    assert found.value == LONGEST
    assert found.high == float("inf")


def test_below_a_minute_the_answer_is_half_a_minute() -> None:
    found = histogram([Minutes(0.2)]).median()
    assert found is not None
    assert found.value == 0.5


def test_no_results_have_no_quantile() -> None:
    assert Histogram().median() is None
    assert Histogram().p90() is None


@pytest.mark.parametrize("bad", [-1.0, float("nan"), float("inf")])
def test_an_impossible_time_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="clock was wrong"):
        bucket_of(Minutes(bad))


@pytest.mark.parametrize("bad", [-1, len(EDGES) + 1])
def test_a_bucket_that_does_not_exist_is_refused(bad: int) -> None:
    with pytest.raises(IndexError, match="no bucket"):
        bounds(bad)


@pytest.mark.parametrize("bad", [(0,), (-1,) + (0,) * len(EDGES)])
def test_counters_of_another_make_are_refused(bad: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="counters"):
        Histogram(bad)


@pytest.mark.parametrize("bad", [0.0, 1.01])
def test_a_quantile_outside_its_range_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="quantile"):
        histogram([Minutes(1.0)]).quantile(Share(bad))


@given(times, st.floats(0.01, 1.0))
def test_the_true_quantile_lies_within_the_bounds_and_the_promised_error(durations: list[Minutes], share: float) -> None:
    true = sorted(durations)[ceil(share * len(durations)) - 1]
    found = histogram(durations).quantile(Share(share))
    assert found is not None
    assert found.low <= true < found.high or true >= LONGEST
    if 1 <= true < LONGEST:
        assert abs(found.value - true) <= true * RELATIVE_ERROR * (1 + 1e-9)
    elif true < 1:
        assert abs(found.value - true) <= 0.5


@given(times, times)
def test_merging_is_counting_both(one: list[Minutes], other: list[Minutes]) -> None:
    assert histogram(one).merged(histogram(other)) == histogram([*one, *other])
