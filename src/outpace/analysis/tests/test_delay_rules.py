"""Delays, shares, the social face and 7-1-7 from counts alone: which cases count, what is left out, and when nothing is said."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from epiworks.protocol import PackId, Setting, shipped_library
from epiworks.units import PersonCount
from outpace.analysis.data import DelayInputs, DelaysFound, GoalStep, Step, StepFound
from outpace.analysis.rules.delays import delays
from outpace.analysis.tests.test_rules import TODAY, cell, inputs
from outpace.casework.data.daily import CaseCell

CONTROLLED = (Setting.CENTRALISED_ISOLATION.value,)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def found(*cells: CaseCell, controlled: tuple[str, ...] = (), worked_on: date | None = None) -> DelaysFound:
    cases = replace(inputs(*cells), controlled=controlled)
    return delays(DelayInputs(cases, (PackId("cn-covid-9"),), None, worked_on), np.random.default_rng(1))


def step(answer: DelaysFound, wanted: Step) -> StepFound:
    return next(one for one in answer.steps if one.step is wanted)


def test_half_and_nine_of_ten_are_days_within_which_cases_come() -> None:
    cells = [cell(ago(30), wait=wait, cases=cases) for wait, cases in ((1, 6), (2, 3), (5, 1))]
    one = step(found(*cells), Step.ONSET_SAMPLE)
    assert one.figures is not None
    assert (one.figures.median, one.figures.p90, one.figures.cases, one.plain_mean) == (1, 2, 10, 1.7)


def test_four_cases_have_no_figures_and_five_have() -> None:
    four, five = (step(found(cell(ago(20), cases=cases)), Step.ONSET_SAMPLE) for cases in (4, 5))
    assert (four.figures, four.plain_mean) == (None, None)
    assert five.figures is not None


def test_the_newest_long_delays_are_allowed_for() -> None:
    early = [cell(ago(30), wait=1, cases=4), cell(ago(30), wait=6, cases=6)]
    late = [cell(ago(3), wait=1, cases=10)]
    one = step(found(*early, *late), Step.ONSET_SAMPLE)
    assert one.figures is not None
    assert one.figures.median == 6
    assert one.plain_mean == 2.5


def test_delays_beyond_three_weeks_are_not_in_the_figures() -> None:
    one = step(found(cell(ago(35), wait=22, cases=5), cell(ago(35), wait=21, cases=5)), Step.ONSET_SAMPLE)
    assert one.figures is not None
    assert (one.figures.cases, one.figures.median) == (5, 21)


def test_who_lacks_a_day_or_came_the_other_way_round_is_counted_apart() -> None:
    isolated_first = replace(cell(ago(20), cases=2), isolated=ago(25))
    one = step(found(isolated_first, cell(ago(20), cases=3)), Step.ONSET_ISOLATION)
    assert (one.before, one.missing, one.figures) == (2, 3, None)


def test_steps_are_told_by_the_week_in_which_they_began() -> None:
    monday = ago(20) - timedelta(days=ago(20).weekday())
    answer = step(
        found(cell(monday, cases=5), cell(monday + timedelta(days=6), cases=1), cell(monday + timedelta(days=7), cases=1)),
        Step.ONSET_SAMPLE,
    )
    assert [(week.first, week.cases) for week in answer.weeks] == [(monday, 6), (monday + timedelta(days=7), 1)]
    assert answer.weeks[0].figures is not None
    assert answer.weeks[1].figures is None


def test_a_step_that_began_before_the_window_is_not_in_it() -> None:
    first = inputs().first
    answer = step(found(cell(first - timedelta(days=1), cases=5), cell(first, cases=1), cell(TODAY, wait=0, cases=2)), Step.ONSET_SAMPLE)
    assert sum(week.cases for week in answer.weeks) == 3


def test_only_what_was_owed_and_is_decided_counts_as_in_time() -> None:
    owed = replace(cell(ago(10)), investigated=True)
    cells = [
        replace(owed, timely=True, cases=PersonCount(3)),
        replace(owed, timely=False, cases=PersonCount(2)),
        replace(owed, timely=None, cases=PersonCount(4)),
        cell(ago(10), cases=7),
    ]
    answer = found(*cells)
    assert (answer.in_time.part, answer.in_time.whole, answer.running, answer.total) == (3, 5, 4, 16)


def test_shares_of_fewer_than_ten_are_called_small_and_of_nobody_are_none() -> None:
    small, large, nobody = (found(*cells).unlinked for cells in ([cell(ago(9), cases=9)], [cell(ago(9), cases=10)], []))
    assert (small.small, large.small, large.share) == (True, False, 1)
    assert (nobody.share, nobody.whole) == (None, 0)


def test_who_was_infected_elsewhere_owes_no_source() -> None:
    cells = [replace(cell(ago(9), cases=2), linked=True), cell(ago(9), cases=3), cell(ago(9), cases=5, imported=True)]
    assert (found(*cells).unlinked.part, found(*cells).unlinked.whole) == (3, 5)


def test_without_a_rule_of_the_packs_nothing_is_said_of_control_and_face() -> None:
    answer = found(cell(ago(9), cases=3))
    assert (answer.under_control, answer.face) == (None, None)


def test_the_social_face_counts_days_since_the_last_finding_outside_control() -> None:
    inside = replace(cell(ago(3), cases=4), setting=Setting.CENTRALISED_ISOLATION)
    answer = found(cell(ago(8), cases=2), inside, controlled=CONTROLLED)
    assert answer.face is not None
    assert (answer.face.last_outside, answer.face.outside, answer.face.days) == (ago(7), 2, 7)
    assert answer.under_control is not None
    assert (answer.under_control.part, answer.under_control.whole) == (4, 6)
    assert not answer.face.whole_window


def test_a_window_without_a_finding_outside_is_clear_on_every_day() -> None:
    answer = found(replace(cell(ago(3)), setting=Setting.CENTRALISED_ISOLATION), controlled=CONTROLLED)
    assert answer.face is not None
    assert (answer.face.zero, answer.face.whole_window, answer.face.last_outside, answer.face.outside) == (True, True, None, 0)


def goal(answer: GoalStep | None) -> tuple[float, int, bool, bool | None]:
    assert answer is not None
    return answer.days, answer.goal, answer.done, answer.met


def test_seven_one_seven_follows_the_first_case() -> None:
    answer = found(cell(ago(20), wait=4), cell(ago(10), wait=1), worked_on=ago(13))
    assert goal(answer.detect) == (4, 7, True, True)
    assert goal(answer.notify) == (0, 1, True, True)
    assert goal(answer.respond) == (3, 7, True, True)


def test_a_late_detection_and_a_response_still_open_are_told() -> None:
    answer = found(cell(ago(30), wait=9))
    assert goal(answer.detect) == (9, 7, True, False)
    assert goal(answer.respond)[2:] == (False, False)


def test_work_signed_before_the_notification_is_no_response_to_it() -> None:
    answer = found(cell(ago(5), wait=3), worked_on=ago(4))
    assert goal(answer.respond)[2:] == (False, None)


def test_without_a_case_no_goal_has_begun() -> None:
    answer = found(worked_on=ago(3))
    assert (answer.detect, answer.notify, answer.respond, answer.total) == (None, None, None, 0)


def test_both_ends_of_the_window_belong_to_what_was_found() -> None:
    first = inputs().first
    answer = found(cell(first, wait=0), cell(TODAY, wait=0), cell(first - timedelta(days=2), wait=1))
    assert answer.total == 2
    assert goal(answer.detect)[0] == 0


def test_five_cases_have_a_plain_mean_and_four_have_none() -> None:
    means = [step(found(cell(ago(20), wait=3, cases=cases)), Step.ONSET_SAMPLE).plain_mean for cases in (4, 5)]
    assert means == [None, 3]


def test_a_share_lies_between_its_bounds() -> None:
    cells = [replace(cell(ago(9), cases=5), linked=True), cell(ago(9), cases=15)]
    share = found(*cells).unlinked
    assert share.share == 0.75
    assert 0.5 < share.low < 0.75 < share.high < 0.95


def test_the_social_face_names_its_rule_and_counts_every_finding_of_a_day() -> None:
    answer = found(cell(ago(8), cases=2), cell(ago(8), cases=3, imported=True), controlled=CONTROLLED)
    assert answer.face is not None
    assert (answer.face.outside, answer.face.line) == (5, "social_face.zero")
    assert answer.face.pack.startswith("cn-covid-9 ")
    rule = shipped_library().protocol("cn-covid-9").get("social_face", "zero")
    assert (answer.face.needed, answer.face.unconfirmed) == (rule.whole("days"), bool(rule.line.unconfirmed))


@pytest.mark.parametrize(("worked", "done"), [(7, True), (0, True), (8, False)])
def test_work_signed_from_the_day_of_the_notification_until_today_is_the_response(worked: int, done: bool) -> None:
    assert goal(found(cell(ago(8)), worked_on=ago(worked)).respond)[2] is done


def test_where_nothing_was_reported_no_response_has_begun() -> None:
    silent = replace(cell(ago(8)), reported=None)
    answer = found(silent, worked_on=ago(3))
    assert goal(answer.notify)[2] is False
    assert answer.respond is None
