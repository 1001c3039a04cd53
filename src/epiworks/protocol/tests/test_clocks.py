"""By when must what be done, and by which post?"""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.protocol import Owner, Task, Trigger, clock, clocks_started_by, first_actions
from epiworks.protocol.tests.making import packs

AT = datetime(2022, 8, 11, 22, 30, tzinfo=UTC)
NINTH = packs("cn-covid-9", "cn-nat-3")


@pytest.mark.parametrize(
    ("pack", "name", "hours"),
    [
        ("cn-covid-9", "network_report", 2),
        ("cn-covid-9", "report_check", 2),
        ("cn-covid-9", "emergency_event_report", 2),
        ("cn-covid-9", "core_trajectory", 4),
        ("cn-covid-9", "investigation", 24),
        ("cn-covid-8", "isolate_close", 12),
        ("cn-covid-9", "isolate_close", 8),
        ("cn-covid-9", "isolate_secondary", 12),
        ("cn-covid-9", "assistance_check", 24),
        ("cn-nat-3", "result_urgent", 6),
        ("cn-nat-3", "result_inpatient", 12),
        ("cn-nat-3", "result_voluntary", 24),
    ],
)
def test_every_clock_runs_as_long_as_its_text_says(pack: str, name: str, hours: int) -> None:
    assert clock(packs(pack), name, AT).value.due_at == AT + timedelta(hours=hours)


def test_a_room_in_another_area_is_asked_for_a_day_ahead() -> None:
    assert clock(NINTH, "out_of_area_request", AT).value.due_at == AT - timedelta(hours=24)


def test_the_deadline_itself_is_in_time_and_a_second_later_is_not() -> None:
    found = clock(NINTH, "investigation", AT).value
    assert not found.overdue(found.due_at)
    assert found.overdue(found.due_at + timedelta(seconds=1))
    assert found.left(AT) == pytest.approx(24 * 60)
    assert found.left(found.due_at + timedelta(minutes=5)) == pytest.approx(-5)


def test_a_clock_names_its_post_and_what_starts_it() -> None:
    found = clock(NINTH, "investigation", AT).value
    assert (found.owner, found.starts) == (Owner.INVESTIGATION_TEAM, Trigger.PRELIMINARY_POSITIVE)


def test_a_naive_moment_has_no_deadline() -> None:
    naive = AT.replace(tzinfo=None)
    with pytest.raises(ValueError, match="aware"):
        clock(NINTH, "investigation", naive)
    with pytest.raises(ValueError, match="aware"):
        first_actions(NINTH, Trigger.POOL_POSITIVE, naive)


def test_an_event_starts_all_its_clocks_the_most_urgent_first() -> None:
    found = clocks_started_by(NINTH, Trigger.PRELIMINARY_POSITIVE, AT)
    assert [one.name for one in found.value] == ["network_report", "positive_transfer", "core_trajectory", "investigation"]
    assert len(found.because) == 4


def test_an_event_without_clocks_or_actions_says_so() -> None:
    assert clocks_started_by(packs("measles"), Trigger.POOL_POSITIVE, AT).because[0].text == "null"
    found = first_actions(packs("measles"), Trigger.POOL_POSITIVE, AT)
    assert found.value == ()
    assert found.because[0].text == "null"


def test_a_positive_pool_is_recalled_held_told_and_tested_again() -> None:
    actions = first_actions(NINTH, Trigger.POOL_POSITIVE, AT).value
    assert [action.task for action in actions] == [
        Task.RECALL_SAMPLES,
        Task.HOLD_IN_PLACE,
        Task.INFORM_POLICE,
        Task.INFORM_COMMUNITY,
        Task.SINGLE_RETEST,
    ]
    assert actions[0].due_at == AT + timedelta(minutes=30)


def test_a_case_starts_nine_actions_each_with_a_post() -> None:
    actions = first_actions(NINTH, Trigger.PRELIMINARY_POSITIVE, AT).value
    assert len(actions) == 9
    assert actions[0].owner is Owner.HOSPITAL_LEAD
    assert {action.task for action in actions} >= {Task.TRANSFER_CASE, Task.ISOLATE_CONTACTS, Task.PROPOSE_ZONE}


def test_cholera_checks_the_water() -> None:
    assert first_actions(packs("cholera"), Trigger.CASE_CONFIRMED, AT).value[0].task is Task.CHECK_WATER


@given(st.sampled_from([rule.name for rule in NINTH.section("clocks")]), st.integers(0, 10_000))
def test_a_later_event_is_due_exactly_that_much_later(name: str, minutes: int) -> None:
    later = timedelta(minutes=minutes)
    assert clock(NINTH, name, AT + later).value.due_at == clock(NINTH, name, AT).value.due_at + later
