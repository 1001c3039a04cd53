"""Whether a round can end in time, and what holds it up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.plan.feasibility import LiftKind, Stage
from epiworks.units import PersonCount, PersonsPerHour, PersonTimes, PoolSize, Share, TubeCount, TubesPerHour
from outpace.screening.rules.outlook import LabCapacity, OutlookInputs, outlook

OPENED = datetime(2021, 11, 8, tzinfo=UTC)
COUNTY = LabCapacity(1, "county", TubesPerHour(2_500), TubesPerHour(49_800 / 24))
HUI = OutlookInputs(
    people_expected=PersonCount(189_888),
    people_missing=PersonCount(189_888),
    untested_tubes=TubeCount(0),
    untested_people=PersonTimes(0),
    pool=PoolSize(1),
    fill=Share(1.0),
    sites=175,
    tables=350,
    people_per_table=PersonsPerHour(800 / 24),
    people_per_site=PersonsPerHour(3_000 / 24),
    laboratories=(COUNTY,),
    opened_at=OPENED,
    due_by=OPENED + timedelta(hours=48),
    as_of=OPENED,
)


def test_hui_county_needs_nearly_four_days_and_the_laboratory_is_why() -> None:
    found = outlook(HUI)
    assert found is not None
    assert (found.bottleneck, found.plan.feasible) == (Stage.LABORATORY, False)
    assert found.hours_left / 24 == pytest.approx(3.8, abs=0.05)
    assert found.late_by > timedelta(hours=43)


def test_the_calculation_says_what_would_lift_the_bottleneck() -> None:
    found = outlook(HUI)
    assert found is not None
    laboratory = found.plan.of(Stage.LABORATORY)
    assert laboratory is not None
    assert {lift.kind: lift.amount for lift in laboratory.lifts}[LiftKind.POOL_SIZE] == 2


def test_pooling_ten_to_one_lets_hui_end_in_time_with_sampling_the_slowest() -> None:
    found = outlook(replace(HUI, pool=PoolSize(10)))
    assert found is not None
    assert (found.bottleneck, found.plan.feasible) == (Stage.SAMPLING, True)


def test_when_everybody_is_sampled_only_the_waiting_tubes_are_left() -> None:
    found = outlook(replace(HUI, people_missing=PersonCount(0), untested_people=PersonTimes(4_150), untested_tubes=TubeCount(4_150)))
    assert found is not None
    assert found.hours_left == pytest.approx(2.0)


def test_nothing_left_ends_now() -> None:
    found = outlook(replace(HUI, people_missing=PersonCount(0)))
    assert found is not None
    assert (found.hours_left, found.ends_at) == (0.0, OPENED)


@pytest.mark.parametrize("known", [replace(HUI, people_expected=PersonCount(0)), replace(HUI, laboratories=())])
def test_without_people_or_laboratories_nothing_is_calculated(known: OutlookInputs) -> None:
    assert outlook(known) is None


@given(done=st.integers(0, 189_888), more=st.integers(0, 189_888))
def test_sampling_more_people_never_makes_the_end_later(done: int, more: int) -> None:
    sooner, later = (outlook(replace(HUI, people_missing=PersonCount(189_888 - done))) for done in sorted((done, more), reverse=True))
    assert sooner is not None
    assert later is not None
    assert sooner.ends_at <= later.ends_at
