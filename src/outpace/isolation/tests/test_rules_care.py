"""Treatments are at risk before they are missed, and never for want of a test."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outpace.isolation.choices import Care, PlacementState, TreatmentState
from outpace.isolation.rules.care import LEAD, Standing, Treatment, next_due, standing
from outpace.isolation.rules.evening import Leftover, Wanted, leftover, overdue
from outpace.isolation.rules.staffing import clinical_teams

NOON = datetime(2022, 8, 12, 4, tzinfo=UTC)
hours = st.integers(-200, 200).map(lambda number: timedelta(hours=number))


@given(st.sampled_from(Care), hours)
def test_without_transport_the_warning_comes_before_the_hour(care: Care, away: timedelta) -> None:
    found = standing(Treatment(care, NOON, TreatmentState.DUE), NOON - away)
    if timedelta(0) <= away <= LEAD[care]:
        assert found is Standing.AT_RISK
    assert (found is Standing.LATE) == (away < timedelta(0))


@given(st.sampled_from(Care), hours)
def test_booked_transport_is_no_risk_until_the_hour_has_passed(care: Care, away: timedelta) -> None:
    found = standing(Treatment(care, NOON, TreatmentState.BOOKED), NOON - away)
    assert found is (Standing.LATE if away < timedelta(0) else Standing.BOOKED)


def test_no_test_result_has_a_say() -> None:
    assert {field.name for field in fields(Treatment)} == {"care", "due_at", "state"}


@given(st.integers(1, 100).map(lambda number: timedelta(hours=number)), hours)
def test_the_next_treatment_is_the_first_of_the_series_that_is_not_past(every: timedelta, away: timedelta) -> None:
    due = next_due(every, NOON, NOON + away)
    assert due is not None
    assert due > NOON
    assert due >= NOON + away
    assert (due - NOON) % every == timedelta(0)
    assert due - every < NOON + away or due == NOON + every


def test_a_single_treatment_has_no_next() -> None:
    assert next_due(None, NOON, NOON) is None


@given(st.builds(Wanted, st.sampled_from(PlacementState), st.none() | st.just(NOON), st.booleans(), st.booleans()))
def test_whoever_is_not_in_is_named_and_whoever_is_in_is_not(wanted: Wanted) -> None:
    open_states = {PlacementState.REQUESTED, PlacementState.SIGNED, PlacementState.UNDER_WAY}
    assert (leftover(wanted) is not None) == (wanted.state in open_states)
    assert overdue(wanted, NOON + timedelta(minutes=1)) == (wanted.state in open_states and wanted.due_at is not None)
    assert not overdue(wanted, NOON)


def test_what_is_in_the_way_is_said() -> None:
    assert leftover(Wanted(PlacementState.REQUESTED, None)) is Leftover.NOT_SIGNED
    assert leftover(Wanted(PlacementState.SIGNED, None)) is Leftover.NO_TRIP
    assert leftover(Wanted(PlacementState.SIGNED, None, on_trip=True)) is Leftover.NOT_DEPARTED
    assert leftover(Wanted(PlacementState.UNDER_WAY, None)) is Leftover.UNDER_WAY


@pytest.mark.parametrize(("beds", "teams"), [(0, 0), (1, 1), (50, 1), (51, 2), (141, 3)])
def test_one_doctor_and_one_nurse_for_every_50_people(beds: int, teams: int) -> None:
    assert clinical_teams(beds) == teams


@pytest.mark.parametrize(("minutes", "found"), [(1, Standing.QUIET), (0, Standing.AT_RISK), (-1, Standing.AT_RISK)])
def test_before_its_lead_a_treatment_is_quiet_and_from_then_on_at_risk(minutes: int, found: Standing) -> None:
    now = NOON - LEAD[Care.DIALYSIS] - timedelta(minutes=minutes)
    assert standing(Treatment(Care.DIALYSIS, NOON, TreatmentState.DUE), now) is found


def test_the_hour_itself_is_in_time_and_a_booked_one_is_booked_until_then() -> None:
    booked = Treatment(Care.DIALYSIS, NOON, TreatmentState.BOOKED)
    assert [standing(booked, NOON + timedelta(seconds=late)) for late in (0, 1)] == [Standing.BOOKED, Standing.LATE]


def test_the_next_of_a_series_may_be_due_now() -> None:
    day = timedelta(days=1)
    assert [next_due(day, NOON, NOON + days * day) for days in (1, 2)] == [NOON + day, NOON + 2 * day]
    assert next_due(timedelta(0), NOON, NOON) is None
