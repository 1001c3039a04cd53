"""Exactly one custodian at any time, whatever the history (invariant 5)."""

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from outpace.isolation.choices import CustodianKind
from outpace.isolation.rules.custody import GAP_LIMIT, Custodian, Held, Leg, custodians_at, let_go, open_gap, take_over

START = datetime(2022, 8, 12, tzinfo=UTC)
moments = st.integers(0, 2_000).map(lambda minutes: START + timedelta(minutes=minutes))
custodians = st.builds(Custodian, st.sampled_from(CustodianKind), st.integers(1, 3))
steps = st.lists(st.tuples(moments, st.none() | custodians), min_size=1, max_size=20)


def run(facts: list[tuple[datetime, Custodian | None]]) -> tuple[Held, ...]:
    history: tuple[Held, ...] = ()
    for at, custodian in facts:
        history = let_go(history, at) if custodian is None else take_over(history, custodian, at)
    return history


@given(steps, moments)
def test_there_are_never_two_custodians(facts: list[tuple[datetime, Custodian | None]], moment: datetime) -> None:
    assert len(custodians_at(run(facts), moment)) <= 1


@given(st.lists(st.tuples(moments, custodians), min_size=1, max_size=20), moments)
def test_from_the_first_take_over_on_there_is_always_one(facts: list[tuple[datetime, Custodian]], moment: datetime) -> None:
    history = run(list(facts))
    assert len(custodians_at(history, max(moment, history[0].since))) == 1


@given(steps)
def test_custody_never_runs_backwards(facts: list[tuple[datetime, Custodian | None]]) -> None:
    history = run(facts)
    assert all(held.until is None or held.since <= held.until for held in history)
    assert all(before.until is not None and before.until <= later.since for before, later in itertools.pairwise(history))


@given(custodians, moments)
def test_taking_over_whom_one_has_changes_nothing(custodian: Custodian, at: datetime) -> None:
    once = take_over((), custodian, START)
    assert take_over(once, custodian, at) == once


@given(moments, st.none() | moments, moments)
def test_an_alarm_needs_one_signature_without_the_other_for_too_long(given_at: datetime, taken: datetime | None, now: datetime) -> None:
    since = open_gap(Leg(1, given_at, taken), now)
    assert (since is not None) == (taken is None and now - given_at > GAP_LIMIT)


def test_nobody_handed_over_is_nobody_lost() -> None:
    assert open_gap(Leg(1, None, None), START) is None


CAR, SITE = Custodian(CustodianKind.TRIP, 1), Custodian(CustodianKind.FACILITY, 2)


def minute(number: int) -> datetime:
    return START + timedelta(minutes=number)


def test_custody_passes_where_the_last_stretch_ends() -> None:
    assert run([(minute(0), CAR), (minute(9), SITE)]) == (Held(CAR, minute(0), minute(9)), Held(SITE, minute(9)))
    assert run([(minute(0), SITE), (minute(5), CAR), (minute(9), SITE)])[0] == Held(SITE, minute(0), minute(5))


def test_whoever_is_let_go_is_in_nobodys_care_from_then_on() -> None:
    history = run([(minute(0), CAR), (minute(2), SITE), (minute(9), None)])
    assert history == (Held(CAR, minute(0), minute(2)), Held(SITE, minute(2), minute(9)))
    assert [custodians_at(history, minute(number)) for number in (8, 9)] == [(SITE,), ()]


def test_letting_go_twice_or_whom_nobody_has_changes_nothing() -> None:
    once = run([(minute(0), SITE), (minute(9), None)])
    assert (let_go(once, minute(12)), let_go((), minute(1))) == (once, ())


def test_a_moment_before_the_last_take_over_counts_as_that_one() -> None:
    assert run([(minute(5), CAR), (minute(1), SITE)]) == (Held(CAR, minute(5), minute(5)), Held(SITE, minute(5)))
    assert run([(minute(5), SITE), (minute(1), None)]) == (Held(SITE, minute(5), minute(5)),)


def test_half_an_hour_between_two_custodians_is_no_alarm_yet() -> None:
    assert open_gap(Leg(1, START, None), START + timedelta(minutes=30)) is None
    assert open_gap(Leg(1, START, None), START + timedelta(minutes=30, seconds=1)) == START
