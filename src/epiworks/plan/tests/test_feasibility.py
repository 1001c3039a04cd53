"""Can the round end in time? The published situations of Hui, Baise, Shigatse and Zeku, and what must hold for any plan."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.plan.feasibility import (
    Feasibility,
    Laboratory,
    Lags,
    Lift,
    LiftKind,
    Means,
    RoundJob,
    Staffed,
    Stage,
    Transport,
    can_round_end,
    least_pooling,
)
from epiworks.plan.standards import needs, serves
from epiworks.protocol import shipped_library
from epiworks.protocol.screening import round_deadline
from epiworks.units import (
    Hours,
    PersonCount,
    PersonsPerHour,
    PersonTimes,
    PoolSize,
    Share,
    TubeCount,
    TubesPerHour,
    tubes_for_person_times,
)

HUI, BAISE, SHIGATSE = PersonCount(189_888), PersonCount(3_571_505), PersonCount(798_200)
RULES_2021 = shipped_library().protocol("cn-covid-8+community", "cn-nat-2")


def per_day(tubes: float) -> TubesPerHour:
    return TubesPerHour(tubes / 24)


def hui(deadline: float = 48.0) -> Feasibility:
    sites = Staffed(175, serves(RULES_2021, "site").value)
    means = Means([Laboratory("county", per_day(49_800))], sites=sites)
    return can_round_end(RoundJob(HUI, PoolSize(1), Hours(deadline)), means)


def test_hui_county_fails_the_two_day_rule_and_its_laboratory_is_the_bottleneck() -> None:
    found = hui(round_deadline(RULES_2021, HUI).value)
    assert not found.feasible
    assert found.deadline == Hours(48.0)
    assert found.hours / 24 == pytest.approx(3.8, abs=0.02)
    assert found.bottleneck is Stage.LABORATORY


def test_hui_county_needs_about_94_900_tubes_a_day() -> None:
    laboratory = hui().of(Stage.LABORATORY)
    assert laboratory is not None
    more = next(lift.amount for lift in laboratory.lifts if lift.kind is LiftKind.TUBES_PER_HOUR)
    assert (more * 24 + 49_800) == pytest.approx(94_944)


def test_hui_county_has_more_sites_than_the_guide_asks_for() -> None:
    found = needs(RULES_2021, HUI, Hours(24.0)).value.sites
    assert found.published == (63, 95)
    assert found.met_by(175)
    sampling = hui().of(Stage.SAMPLING)
    assert sampling is not None
    assert sampling.in_time
    assert sampling.lifts == ()


def test_hui_county_would_make_it_with_pools_of_two() -> None:
    laboratory = hui().of(Stage.LABORATORY)
    assert laboratory is not None
    assert Lift(LiftKind.POOL_SIZE, 2.0) in laboratory.lifts


def test_baise_ends_in_24_hours_only_when_pooled_more_than_five_to_one() -> None:
    assert least_pooling(BAISE, per_day(672_000), Hours(24.0)) == pytest.approx(5.3, abs=0.05)
    means = Means([Laboratory("all", per_day(672_000))])
    in_time = [can_round_end(RoundJob(BAISE, PoolSize(pool), Hours(24.0)), means).feasible for pool in (1, 5, 6, 10)]
    assert in_time == [False, False, True, True]


def test_shigatse_machines_were_not_what_held_its_backlog_up() -> None:
    backlog = tubes_for_person_times(PersonTimes(232_300), PoolSize(10))
    assert backlog == 23_230
    job = RoundJob(PersonCount(232_300), PoolSize(10), Hours(24.0))
    lorries = Transport(2, TubeCount(500), Hours(4.0))
    found = can_round_end(job, Means([Laboratory("43 and a dome", per_day(470_000))], transport=lorries))
    laboratory = found.of(Stage.LABORATORY)
    assert laboratory is not None
    assert laboratory.hours == pytest.approx(1.19, abs=0.01)
    assert found.bottleneck is Stage.TRANSPORT


@pytest.mark.parametrize(("people", "samplers"), [(12_800, 36), (HUI, 527), (SHIGATSE, 2_217), (BAISE, 9_921)])
def test_samplers_are_people_divided_by_360_for_a_24_hour_job(people: int, samplers: int) -> None:
    found = needs(RULES_2021, PersonCount(people), Hours(24.0)).value.samplers
    assert found.published == (samplers, samplers)
    assert found.whole[0] * 360 >= people


def test_half_the_time_needs_twice_the_tables() -> None:
    day = needs(RULES_2021, HUI, Hours(24.0)).value.tables
    half = needs(RULES_2021, HUI, Hours(12.0)).value.tables
    assert day.published == (237, 316)
    assert half.at_least == pytest.approx(2 * day.at_least)


def test_no_time_is_refused() -> None:
    with pytest.raises(ValueError, match="no time"):
        needs(RULES_2021, HUI, Hours(0.0))


def full_means() -> Means:
    return Means(
        [Laboratory("a", TubesPerHour(500.0), Share(0.8)), Laboratory("b", TubesPerHour(100.0))],
        sites=Staffed(10, PersonsPerHour(125.0)),
        tables=Staffed(30, PersonsPerHour(33.0)),
        samplers=Staffed(60, PersonsPerHour(15.0)),
        registrars=Staffed(30, PersonsPerHour(40.0)),
        transport=Transport(3, TubeCount(400), Hours(2.0)),
        results_per_hour=PersonsPerHour(2000.0),
        lags=Lags(Hours(1.0), Hours(3.0), Hours(0.5)),
    )


def test_every_stage_is_reported_and_lags_delay_the_end() -> None:
    found = can_round_end(RoundJob(PersonCount(18_000), PoolSize(10), Hours(24.0)), full_means())
    assert [report.stage for report in found.stages] == list(Stage)
    assert found.unknown == ()
    assert found.bottleneck is Stage.SAMPLING
    assert found.hours == pytest.approx(20.0 + 4.5)
    assert not found.feasible


def test_the_scarcest_resource_of_a_stage_sets_its_pace_and_only_it_is_lifted() -> None:
    found = can_round_end(RoundJob(PersonCount(18_000), PoolSize(10), Hours(24.0)), full_means())
    sampling = found.of(Stage.SAMPLING)
    assert sampling is not None
    assert sampling.hours == 20.0
    assert sampling.lifts == (Lift(LiftKind.SAMPLERS, 2.0),)


def test_every_late_stage_is_lifted_not_only_the_slowest() -> None:
    found = can_round_end(RoundJob(PersonCount(180_000), PoolSize(1), Hours(24.0)), full_means())
    assert [lift.kind for report in found.stages for lift in report.lifts] == [
        LiftKind.REGISTRARS,
        LiftKind.SITES,
        LiftKind.TABLES,
        LiftKind.SAMPLERS,
        LiftKind.VEHICLES,
        LiftKind.TUBES_PER_HOUR,
        LiftKind.POOL_SIZE,
        LiftKind.RESULTS_PER_HOUR,
    ]


def test_lags_longer_than_the_deadline_leave_nothing_to_lift() -> None:
    found = can_round_end(RoundJob(PersonCount(18_000), PoolSize(10), Hours(4.0)), full_means())
    assert not found.feasible
    assert not any(report.lifts for report in found.stages)


def test_stages_without_figures_are_named_as_unknown() -> None:
    found = hui()
    assert found.unknown == (Stage.REGISTRATION, Stage.TRANSPORT, Stage.UPLOAD)
    assert found.of(Stage.UPLOAD) is None


def test_half_full_tubes_double_the_tubes_but_never_above_one_for_each_person() -> None:
    job = RoundJob(PersonCount(100), PoolSize(10), Hours(1.0), fill=Share(0.5))
    assert job.tubes == 20
    assert replace(job, fill=Share(0.05)).tubes == 100


@pytest.mark.parametrize("means", [Means([]), Means([Laboratory("a", TubesPerHour(1.0))], samplers=Staffed(0, PersonsPerHour(15.0)))])
def test_a_round_without_means_never_ends(means: Means) -> None:
    with pytest.raises(ValueError, match="never end"):
        can_round_end(RoundJob(HUI, PoolSize(1), Hours(24.0)), means)


def test_a_round_over_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="nobody"):
        can_round_end(RoundJob(PersonCount(0), PoolSize(1), Hours(24.0)), full_means())


jobs = st.builds(
    RoundJob,
    people=st.integers(1, 5_000_000).map(PersonCount),
    pool=st.integers(1, 20).map(PoolSize),
    deadline=st.floats(6, 96).map(Hours),
    fill=st.floats(0.3, 1.0).map(Share),
)


@given(jobs, st.integers(0, 200))
def test_one_more_sampler_never_makes_a_round_slower(job: RoundJob, more: int) -> None:
    means = full_means()
    better = replace(means, samplers=Staffed(60 + more, PersonsPerHour(15.0)))
    assert can_round_end(job, better).hours <= can_round_end(job, means).hours


@given(jobs)
def test_every_suggested_laboratory_rate_is_enough(job: RoundJob) -> None:
    means = Means([Laboratory("a", TubesPerHour(100.0))], lags=Lags(laboratory=Hours(3.0)))
    laboratory = can_round_end(job, means).of(Stage.LABORATORY)
    assert laboratory is not None
    for lift in laboratory.lifts:
        if lift.kind is LiftKind.TUBES_PER_HOUR:
            lifted = replace(means, laboratories=[Laboratory("a", TubesPerHour(100.0 + lift.amount + 1e-6))])
            assert can_round_end(job, lifted).feasible


@given(jobs)
def test_every_suggested_number_of_vehicles_is_enough(job: RoundJob) -> None:
    means = Means([Laboratory("a", TubesPerHour(1e9))], transport=Transport(1, TubeCount(400), Hours(3.0)))
    transport = can_round_end(job, means).of(Stage.TRANSPORT)
    assert transport is not None
    for lift in transport.lifts:
        assert can_round_end(job, replace(means, transport=Transport(1 + int(lift.amount), TubeCount(400), Hours(3.0)))).feasible
