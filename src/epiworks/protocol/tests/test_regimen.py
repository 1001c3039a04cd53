"""What happens to whom, where, for how long, tested when: the same people under every edition."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.protocol import Anchor, AnchorMissing, Place, Protocol, RuleMissing, Schedule, Schedules, follow_up, regimen_for
from epiworks.protocol.tests.making import after, holding, made, packs

DAY = date(2022, 8, 1)
ANYTHING = dict.fromkeys(Anchor, DAY)
STAGE = {"place": "home_isolation", "days": 3, "source": ["XH-20"]}


def plan_of(pack: str, group: str = "close") -> Schedule:
    return follow_up(packs(pack), group, ANYTHING).value


def lengths(plan: Schedule) -> list[tuple[str, int]]:
    return [(stage.place.value, (stage.last - stage.first).days + 1) for stage in plan.stages]


def with_regimen(**more: Any) -> Protocol:
    regimen = {"anchor": "last_exposure", "anchor_is_day": 0, "free_on": "last_day", "stages": [STAGE], "source": ["XH-20"], **more}
    return holding(made(rules={"regimen": {"close": regimen}}))


@pytest.mark.parametrize(
    ("pack", "stages", "free_after"),
    [
        ("cn-covid-8", [("centralised", 14), ("home_monitoring", 7)], 21),
        ("cn-covid-8+community", [("centralised", 14), ("home_monitoring", 7)], 21),
        ("cn-covid-9", [("centralised", 7), ("home_monitoring", 3)], 10),
        ("cn-local-luzhou", [("centralised", 7), ("home_monitoring", 3)], 10),
        ("cn-covid-9+20", [("centralised", 5), ("home_isolation", 3)], 8),
        ("cn-covid-9+10", [("home_isolation", 5)], 5),
    ],
)
def test_the_same_person_is_released_at_14_and_7_at_7_and_3_at_5_and_3_and_at_5(
    pack: str, stages: list[tuple[str, int]], free_after: int
) -> None:
    plan = plan_of(pack)
    assert lengths(plan) == stages
    assert plan.free_on == after(DAY, free_after)


@pytest.mark.parametrize(
    ("pack", "offsets"),
    [
        ("cn-covid-8", [1, 4, 7, 14, 14 + 2, 14 + 7]),
        ("cn-covid-9", [1, 2, 3, 5, 7, 7 + 3]),
        ("cn-covid-9+20", [1, 2, 3, 5, 5 + 1, 5 + 3]),
        ("cn-covid-9+10", [5]),
    ],
)
def test_close_contacts_are_tested_on_the_days_their_edition_names(pack: str, offsets: list[int]) -> None:
    assert list(plan_of(pack).test_dates) == [after(DAY, offset) for offset in offsets]


@pytest.mark.parametrize(
    ("pack", "group", "stages"),
    [
        ("cn-covid-8", "secondary", [("centralised", 7)]),
        ("cn-covid-9", "secondary", [("home_isolation", 7)]),
        ("cn-covid-8", "inbound", [("centralised", 14), ("home_monitoring", 7)]),
        ("cn-covid-9", "inbound", [("centralised", 7), ("home_monitoring", 3)]),
        ("cn-covid-9+20", "inbound", [("centralised", 5), ("home_isolation", 3)]),
        ("cn-covid-8", "high_risk_area", [("centralised", 14)]),
        ("cn-covid-9", "high_risk_area", [("centralised", 7)]),
        ("cn-covid-9+20", "high_risk_area", [("home_isolation", 7)]),
        ("cn-covid-9", "medium_risk_area", [("home_isolation", 7)]),
        ("cn-covid-9+20", "closed_loop_job", [("home_monitoring", 5)]),
        ("cn-covid-8", "discharged", [("home_monitoring", 14)]),
        ("cn-clin-9", "discharged", [("home_monitoring", 7)]),
        ("who-ebola", "contact", [("community", 21)]),
        ("mers", "contact", [("community", 14)]),
        ("sars-2003", "contact", [("home_isolation", 10)]),
        ("mpox", "contact", [("community", 21)]),
        ("influenza-novel", "contact", [("community", 10)]),
        ("cholera", "household", [("community", 5)]),
    ],
)
def test_every_group_has_the_stages_its_pack_orders(pack: str, group: str, stages: list[tuple[str, int]]) -> None:
    assert lengths(plan_of(pack, group)) == stages


@pytest.mark.parametrize("group", ["secondary", "medium_risk_area"])
def test_the_twenty_measures_order_nothing_for_classes_they_ended(group: str) -> None:
    with pytest.raises(RuleMissing):
        plan_of("cn-covid-9+20", group)


def test_ebola_contacts_are_watched_through_day_21_and_free_the_day_after() -> None:
    plan = plan_of("who-ebola", "contact")
    assert plan.stages[0].last == after(DAY, 21)
    assert plan.free_on == after(DAY, 22)
    assert plan.stages[0].outing
    assert plan.stages[0].checks_per_day == 1


def test_susceptible_measles_contacts_are_excluded_from_day_5_of_the_first_to_day_21_of_the_last_exposure() -> None:
    anchors = {Anchor.FIRST_EXPOSURE: DAY, Anchor.LAST_EXPOSURE: after(DAY, 3)}
    plan = follow_up(packs("measles"), "susceptible", anchors).value
    assert (plan.stages[0].first, plan.stages[0].last) == (after(DAY, 5), after(DAY, 24))
    assert plan.place_on(after(DAY, 4)) is None
    assert plan.place_on(after(DAY, 24)) is Place.EXCLUSION
    assert plan.free_on == after(DAY, 25)


def test_a_span_that_ends_before_it_starts_lasts_one_day() -> None:
    span = {"from": {"anchor": "first_exposure", "day": 5}, "to": {"anchor": "first_exposure", "day": 2}}
    stage = {"place": "exclusion", "span": span, "source": ["Iowa"]}
    plan = follow_up(with_regimen(stages=[stage]), "close", ANYTHING).value
    assert (plan.stages[0].first, plan.stages[0].last) == (after(DAY, 5), after(DAY, 5))


@pytest.mark.parametrize(("anchor_is_day", "first", "last"), [(0, 1, 3), (1, 0, 2)])
def test_the_anchor_day_is_day_nought_or_day_one_as_the_pack_says(anchor_is_day: int, first: int, last: int) -> None:
    plan = follow_up(with_regimen(anchor_is_day=anchor_is_day), "close", ANYTHING).value
    assert (plan.stages[0].first, plan.stages[0].last) == (after(DAY, first), after(DAY, last))


@pytest.mark.parametrize(("free_on", "offset"), [("last_day", 3), ("day_after", 4)])
def test_people_are_free_on_the_last_day_or_the_day_after_as_the_pack_says(free_on: str, offset: int) -> None:
    assert follow_up(with_regimen(free_on=free_on), "close", ANYTHING).value.free_on == after(DAY, offset)


def test_home_days_count_from_the_first_day_at_home() -> None:
    plan = plan_of("cn-covid-9")
    assert plan.stages[1].first == after(DAY, 8)
    assert plan.stages[1].test_dates == (after(DAY, 10),)


def test_a_persons_place_follows_the_schedule_day_by_day() -> None:
    plan = plan_of("cn-covid-9+20")
    places = [plan.place_on(after(DAY, offset)) for offset in (0, 1, 5, 6, 8, 9)]
    assert places == [None, Place.CENTRALISED, Place.CENTRALISED, Place.HOME_ISOLATION, Place.HOME_ISOLATION, None]


def test_the_schedule_keeps_the_anchor_that_disputes_are_about() -> None:
    plan = plan_of("cn-covid-9", "inbound")
    assert (plan.anchor, plan.anchored_on, plan.group) == (Anchor.ARRIVAL, DAY, "inbound")


def test_without_its_anchor_there_is_no_schedule() -> None:
    with pytest.raises(AnchorMissing, match="last_exposure"):
        follow_up(packs("cn-covid-9"), "close", {Anchor.ONSET: DAY})


def test_the_decision_names_the_regimen_and_each_of_its_stages() -> None:
    found = regimen_for(packs("cn-covid-8"), "close")
    assert [line.address for line in found.because] == ["regimen.close", "regimen.close.stages.1", "regimen.close.stages.2"]
    assert [line.confirmed for line in found.because] == [True, True, False]
    assert found.value.days == 21


def test_stages_carry_tests_alternatives_and_checks() -> None:
    low = regimen_for(packs("cn-covid-9"), "low_risk_area").value.stages[0]
    assert (low.tests_needed, low.gap_hours, low.outing) == (2, 24, True)
    assert regimen_for(packs("cn-covid-9+10"), "close").value.stages[0].alternatives == (Place.CENTRALISED,)
    assert low.checks_per_day == 0
    close = regimen_for(packs("cn-covid-9"), "close").value.stages[0]
    assert (close.checks_per_day, close.tests_needed, close.gap_hours) == (2, 0, 0)
    assert (close.specimen, close.double_test_at_end) == ("oropharyngeal", False)
    assert regimen_for(packs("cn-covid-8"), "close").value.stages[0].double_test_at_end


def test_people_with_the_same_anchors_share_one_schedule() -> None:
    schedules = Schedules(regimen_for(packs("cn-covid-9"), "close").value)
    assert schedules.of({Anchor.LAST_EXPOSURE: DAY}) == plan_of("cn-covid-9")
    assert schedules.of({Anchor.LAST_EXPOSURE: DAY}) is schedules.of({Anchor.LAST_EXPOSURE: DAY})
    assert schedules.of({Anchor.LAST_EXPOSURE: after(DAY, 1)}).free_on == after(DAY, 11)


groups = st.sampled_from(
    [
        (pack, rule.name)
        for pack in ("cn-covid-8", "cn-covid-9", "cn-covid-9+20", "who-ebola", "measles", "cholera")
        for rule in packs(pack).section("regimen")
    ]
)


@given(groups, st.integers(0, 400), st.integers(0, 60))
def test_a_later_last_exposure_never_frees_earlier(found: tuple[str, str], start: int, later: int) -> None:
    pack, group = found
    early = {**ANYTHING, Anchor.LAST_EXPOSURE: after(DAY, start), Anchor.FIRST_EXPOSURE: DAY}
    late = {**early, Anchor.LAST_EXPOSURE: after(DAY, start + later)}
    assert follow_up(packs(pack), group, early).value.free_on <= follow_up(packs(pack), group, late).value.free_on


@given(groups, st.dates(date(2021, 1, 1), date(2023, 1, 1)))
def test_stages_follow_one_another_without_a_gap_and_hold_their_tests(found: tuple[str, str], day: date) -> None:
    pack, group = found
    plan = follow_up(packs(pack), group, dict.fromkeys(Anchor, day)).value
    for before, following in zip(plan.stages, plan.stages[1:], strict=False):
        assert following.first == after(before.last, 1)
    for stage in plan.stages:
        assert all(stage.first <= tested <= stage.last for tested in stage.test_dates)
    assert plan.free_on >= plan.stages[-1].last
