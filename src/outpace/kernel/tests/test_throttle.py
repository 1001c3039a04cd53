"""A caller may go at the rate for ever and burst once; nobody pays for another."""

from hypothesis import given
from hypothesis import strategies as st

from outpace.kernel.throttle import Bucket, Rate, Throttle, spend

RATE = Rate(per_second=2, burst=4)
gaps = st.lists(st.floats(0, 10, allow_nan=False), max_size=60)


def allowed(throttle: Throttle, caller: str, moments: list[float]) -> int:
    return sum(throttle.wait(caller, moment) == 0 for moment in moments)


def test_a_burst_is_let_through_and_then_the_rate() -> None:
    throttle = Throttle(RATE)
    assert allowed(throttle, "a", [0.0] * 10) == 4
    assert allowed(throttle, "a", [1.0] * 10) == 2


def test_whoever_waits_as_told_is_let_through() -> None:
    throttle = Throttle(RATE)
    allowed(throttle, "a", [0.0] * 4)
    wait = throttle.wait("a", 0.0)
    assert throttle.wait("a", wait) == 0


def test_one_caller_does_not_spend_for_another() -> None:
    throttle = Throttle(RATE)
    allowed(throttle, "a", [0.0] * 10)
    assert allowed(throttle, "b", [0.0] * 10) == 4


def test_only_the_callers_seen_last_are_remembered() -> None:
    throttle = Throttle(RATE, most=2)
    for caller in ("a", "a", "a", "a", "b", "c"):
        throttle.wait(caller, 0.0)
    assert throttle.wait("a", 0.0) == 0


@given(gaps)
def test_over_any_time_no_more_than_burst_and_rate_is_let_through(waits: list[float]) -> None:
    bucket: Bucket | None = None
    now, through = 0.0, 0
    for gap in waits:
        now += gap
        bucket, wait = spend(bucket, now, RATE)
        through += wait == 0
    assert through <= RATE.burst + RATE.per_second * now + 1e-6


def test_a_clock_that_steps_back_gives_nothing_for_free() -> None:
    assert spend(Bucket(0.0, 100.0), 50.0, RATE)[1] > 0
