"""Rules of grounds: what one reason of a follow-up comes to on news of whoever it hangs on, worked out anew each time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from epiworks.protocol import Anchor, News, shipped_library
from outpace.casework.choices.follow_up import FollowUpState
from outpace.casework.rules.follow_up import (
    Ground,
    Standing,
    hear,
    heard_of,
    must_be_there,
    regimen_line,
    scheduled,
    signal,
    stages_of,
    standing,
    without_case,
)

NINTH = shipped_library().protocol("cn-covid-9")
TWENTY = shipped_library().protocol("cn-covid-9+20")
DAY = date(2022, 8, 1)
AT = datetime(2022, 8, 1, 9, tzinfo=UTC)


def ground(group: str, *, raised_to: str = "", lost: bool = False) -> Ground:
    return Ground(group, Anchor.LAST_EXPOSURE, DAY, DAY, raised_to, lost)


def test_the_class_a_ground_stands_for_is_the_one_it_was_raised_to() -> None:
    assert [ground("secondary").stands_for, ground("secondary", raised_to="close").stands_for] == ["secondary", "close"]


def test_the_first_exposure_is_the_earliest_and_other_anchors_have_none() -> None:
    grounds = [
        Ground("close", Anchor.LAST_EXPOSURE, DAY, DAY + timedelta(days=3)),
        Ground("close", Anchor.LAST_EXPOSURE, DAY - timedelta(days=2), DAY),
        Ground("inbound", Anchor.ARRIVAL, DAY - timedelta(days=9), DAY - timedelta(days=9)),
    ]
    found = standing(NINTH, grounds)
    assert found is not None
    assert found.anchors == {
        Anchor.FIRST_EXPOSURE: DAY - timedelta(days=2),
        Anchor.LAST_EXPOSURE: DAY + timedelta(days=3),
        Anchor.ARRIVAL: DAY - timedelta(days=9),
    }


def test_of_two_grounds_that_bind_alike_the_later_gives_the_class() -> None:
    grounds = [Ground("inbound", Anchor.ARRIVAL, DAY, DAY), Ground("high_risk_area", Anchor.LEFT_RISK_AREA, DAY, DAY + timedelta(days=1))]
    found = standing(NINTH, grounds)
    assert found is not None
    assert found.group == "high_risk_area"


def test_nothing_stands_when_every_ground_is_lost() -> None:
    assert standing(NINTH, [ground("close", lost=True)]) is None


def test_an_excluded_case_loses_the_ground_of_its_close_contact() -> None:
    heard = hear(NINTH, ground("close"), News.LINKED_CASE_EXCLUDED)
    assert (heard.value.lost, str(heard.because[0].address)) == (True, "reclassify.case_excluded")


def test_without_news_a_ground_is_as_it_was_judged_and_rests_on_no_line() -> None:
    assert heard_of(NINTH, ground("secondary", raised_to="close", lost=True), None) == (ground("secondary"), ())


def test_a_ground_lost_on_old_news_is_heard_anew() -> None:
    found, because = heard_of(NINTH, ground("secondary", lost=True), News.LINKED_CLOSE_POSITIVE)
    assert (found.lost, found.raised_to, str(because[0].address)) == (False, "close", "reclassify.secondary_linked_positive")


def test_what_the_rules_of_its_day_raised_stays_raised_where_todays_say_nothing() -> None:
    found, _ = heard_of(TWENTY, ground("potential_close", raised_to="close"), News.LINKED_CLOSE_POSITIVE)
    assert found.raised_to == "close"


def test_what_was_raised_falls_back_when_the_reason_is_gone() -> None:
    found, _ = heard_of(NINTH, ground("close", raised_to="preliminary"), News.LINKED_CLOSE_EXCLUDED)
    assert found.raised_to == ""


@pytest.mark.parametrize(("group", "lost"), [("close", True), ("general", True), ("inbound", False)])
def test_only_grounds_that_hang_on_a_case_are_lost_with_it(group: str, *, lost: bool) -> None:
    assert without_case(NINTH, ground(group)).lost is lost


def test_a_contact_of_a_contact_nobody_linked_is_lost_as_of_an_excluded_close_contact() -> None:
    assert without_case(NINTH, ground("secondary")).lost == hear(NINTH, ground("secondary"), News.LINKED_CLOSE_EXCLUDED).value.lost


@pytest.mark.parametrize(
    ("state", "grounded", "heard"),
    [
        (FollowUpState.BECAME_CASE, True, News.LINKED_CLOSE_POSITIVE),
        (FollowUpState.BECAME_CASE, False, News.LINKED_CLOSE_POSITIVE),
        (FollowUpState.ACTIVE, True, None),
        (FollowUpState.ACTIVE, False, News.LINKED_CLOSE_EXCLUDED),
    ],
)
def test_what_others_hear_of_somebody_depends_on_how_they_stand(state: FollowUpState, *, grounded: bool, heard: News | None) -> None:
    assert signal(state, grounded=grounded) is heard


def test_no_schedule_is_made_for_a_class_the_pack_orders_nothing_for() -> None:
    assert scheduled(NINTH, Standing("nobody", {Anchor.LAST_EXPOSURE: DAY})) is None


def test_the_ninth_editions_close_contact_is_written_down_as_seven_days_and_three() -> None:
    plan = scheduled(NINTH, Standing("close", {Anchor.LAST_EXPOSURE: DAY}))
    assert plan is not None
    first, second = stages_of(plan.value)
    assert [first["place"], second["place"]] == ["centralised", "home_monitoring"]
    assert [first["tests"], second["tests"]] == [[f"2022-08-0{day}" for day in (2, 3, 4, 6, 8)], ["2022-08-11"]]
    assert [first["first"], first["last"], second["first"], second["last"]] == ["2022-08-02", "2022-08-08", "2022-08-09", "2022-08-11"]
    assert [first["checks"], first["outing"]] == [2, plan.value.stages[0].outing]


def test_a_dispute_about_the_last_day_is_about_the_line_of_the_regimen() -> None:
    plan = scheduled(NINTH, Standing("close", {Anchor.LAST_EXPOSURE: DAY}))
    assert plan is not None
    assert str(regimen_line(plan.because).address).startswith("regimen.close")


def test_without_a_line_of_a_regimen_the_first_line_is_named() -> None:
    lines = hear(NINTH, ground("close"), News.LINKED_CASE_EXCLUDED).because
    assert regimen_line(lines) == lines[0]


def test_a_close_contact_must_be_in_a_room_eight_hours_after_being_found() -> None:
    clock = must_be_there(NINTH, "close", AT)
    assert clock is not None
    assert clock.due_at - AT == timedelta(hours=8)


@pytest.mark.parametrize(("pack", "group"), [("cn-covid-9", "general"), ("cholera", "close")])
def test_no_clock_runs_where_the_pack_starts_none(pack: str, group: str) -> None:
    assert must_be_there(shipped_library().protocol(pack), group, AT) is None


def test_a_contact_of_a_contact_has_a_clock_of_their_own() -> None:
    clock = must_be_there(NINTH, "secondary", AT)
    assert clock is not None
    assert clock.name == "isolate_secondary"
