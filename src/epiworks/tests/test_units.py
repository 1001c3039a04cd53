"""The number types: values are checked at the door, conversions keep their meaning."""

import doctest
import inspect
import typing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks import units


def test_every_docstring_example_is_true() -> None:
    result = doctest.testmod(units)
    assert result.attempted >= 25
    assert result.failed == 0


@pytest.mark.parametrize("make", [units.persons, units.person_times, units.tubes, units.boxes, units.pool_size])
@pytest.mark.parametrize("bad", [-1, True, 1.5])
def test_a_count_must_be_a_whole_number_of_at_least_zero(make: typing.Callable[[typing.Any], int], bad: object) -> None:
    with pytest.raises(ValueError, match="must be"):
        make(bad)


@pytest.mark.parametrize(
    "make", [units.minutes, units.hours, units.days, units.tubes_per_hour, units.tubes_per_day, units.persons_per_hour]
)
@pytest.mark.parametrize("bad", [-0.1, float("nan"), float("inf")])
def test_a_time_or_rate_must_be_finite_and_not_negative(make: typing.Callable[[float], float], bad: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        make(bad)


@pytest.mark.parametrize("make", [units.share, units.probability])
@pytest.mark.parametrize("bad", [-0.01, 1.01, 21.2, float("nan")])
def test_a_share_is_never_per_cent(make: typing.Callable[[float], float], bad: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        make(bad)


def test_a_pool_holds_at_least_one_sample() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        units.pool_size(0)


def test_coverage_above_the_denominator_is_an_error_not_a_percentage() -> None:
    with pytest.raises(ValueError, match="denominator"):
        units.coverage(units.PersonCount(12_762), units.PersonCount(12_263))


def test_coverage_of_nobody_has_no_meaning() -> None:
    with pytest.raises(ValueError, match="nobody"):
        units.coverage(units.PersonCount(0), units.PersonCount(0))


def test_a_rate_of_zero_never_finishes() -> None:
    with pytest.raises(ValueError, match="zero"):
        units.hours_for_tubes(units.TubeCount(1), units.TubesPerHour(0.0))
    with pytest.raises(ValueError, match="zero"):
        units.hours_for_persons(units.PersonCount(1), units.PersonsPerHour(0.0))


def test_nothing_leads_from_person_times_back_to_persons() -> None:
    for name, function in vars(units).items():
        hints = typing.get_type_hints(function) if inspect.isfunction(function) else {}
        if hints.get("return") is units.PersonCount:
            assert units.PersonTimes not in [hint for argument, hint in hints.items() if argument != "return"], name


@given(st.integers(0, 10**9), st.integers(1, 50))
def test_tubes_hold_every_sample_and_none_is_needless(samples: int, pool: int) -> None:
    count = units.tubes_for_person_times(units.PersonTimes(samples), units.PoolSize(pool))
    assert count * pool >= samples
    assert (count - 1) * pool < samples


@given(st.floats(0, 1e6))
def test_hours_survive_the_way_over_minutes_and_days(value: float) -> None:
    there = units.hours_from_minutes(units.minutes_from_hours(units.hours(value)))
    assert there == pytest.approx(value)
    assert units.hours_from_days(units.days_from_hours(units.hours(value))) == pytest.approx(value)
