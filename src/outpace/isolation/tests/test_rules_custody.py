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
