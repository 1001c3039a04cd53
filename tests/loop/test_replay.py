"""Whatever is told in a history builds the same state again from zero: row by row, with the same numbers and hours.

The apps above those in which people act are emptied, and hear again, at the hours and in the order of then, what the apps below told. What
a handler asks for instead of being told is named in docs/guide/events.md, and left out here: nobody moves, and whether a zone was proposed
or somebody had arrived when a case was opened is not compared.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outpace.command.choices import Kind
from outpace.command.choices import Step as TaskStep
from tests.loop.county import County
from tests.loop.replaying import Row, Rows, told_again
from tests.loop.test_histories import CALM
from tests.loop.verbs import VERBS, Step, cases, screening

pytestmark = pytest.mark.django_db
TIME = {"wait", "wait again"}
ON_TASKS = {"act", "dispatch"}
ASKED_FOR = {Kind.PROPOSE_ZONE.value, Kind.TRANSFER_CASE.value}
"""Tasks that are done at once when an app below says so, asked at the hour of the news: how they end is not told."""
BY_THE_CLOCK = {TaskStep.OVERDUE.value, TaskStep.ESCALATED.value}
FEW = settings(max_examples=3, derandomize=True, suppress_health_check=CALM)
MANY = settings(max_examples=100, suppress_health_check=CALM)


def histories(verbs: Iterable[str]) -> st.SearchStrategy[list[Step]]:
    return st.lists(st.builds(Step, st.sampled_from(sorted(verbs)), *[st.integers(0, 7)] * 3), min_size=25, max_size=50)


FROM_RESULTS = histories(TIME | screening.VERBS.keys())
FROM_CASES = histories(TIME | screening.VERBS.keys() | cases.VERBS.keys())
FROM_ALL = histories(VERBS.keys() - ON_TASKS)


def tasks(rows: Rows) -> Mapping[object, Row]:
    """Tasks as they were told of: without what the clock did, and without the end of those that are asked for."""
    return {key: _told(row) for key, row in rows["command.Task"].items()}


def _told(task: Row) -> Row:
    left_out = {"level", "state", "ended_at"} if task["kind"] in ASKED_FOR else {"level"}
    return {name: value for name, value in task.items() if name not in left_out}


def facts(rows: Rows) -> Mapping[object, list[Row]]:
    """What happened to each task, in order, as far as it was told."""
    kinds = {key: row["kind"] for key, row in rows["command.Task"].items()}
    found: dict[object, list[Row]] = defaultdict(list)
    for row in rows["command.TaskFact"].values():
        is_told = kinds[row["task_id"]] not in ASKED_FOR or row["step"] == TaskStep.ISSUED.value
        if is_told and row["step"] not in BY_THE_CLOCK:
            found[row["task_id"]].append({name: value for name, value in row.items() if name not in {"id", "level"}})
    return found


def hold_cases(here: County, steps: list[Step]) -> None:
    before, after = told_again(here, steps, ("casework", "zoning", "isolation", "command"))
    assert after == before


def hold_zones_and_rooms(here: County, steps: list[Step]) -> None:
    before, after = told_again(here, steps, ("zoning", "isolation", "command"))
    assert after == before


def hold_tasks(here: County, steps: list[Step]) -> None:
    before, after = told_again(here, steps, ("command",))
    assert tasks(after) == tasks(before)
    assert facts(after) == facts(before)


@FEW
@given(FROM_RESULTS)
def test_cases_zones_requests_and_tasks_are_the_same_when_results_are_told_again(here: County, steps: list[Step]) -> None:
    hold_cases(here, steps)


@FEW
@given(FROM_CASES)
def test_zones_requests_and_tasks_are_the_same_when_cases_are_told_again(here: County, steps: list[Step]) -> None:
    hold_zones_and_rooms(here, steps)


@FEW
@given(FROM_ALL)
def test_tasks_are_the_same_when_everything_is_told_again(here: County, steps: list[Step]) -> None:
    hold_tasks(here, steps)


def test_a_case_found_by_a_swab_that_was_taken_out_of_its_tube_since_is_the_same_when_it_is_told_again(here: County) -> None:
    hold_cases(here, [Step("single"), Step("rescan", c=1)])


def test_what_nobody_tells_again_stays_away(here: County) -> None:
    before, after = told_again(here, [Step("single")], ("command",), telling=False)
    assert (len(before["command.Task"]) > 0, after["command.Task"]) == (True, {})


@pytest.mark.soak
@MANY
@given(FROM_RESULTS)
def test_cases_zones_requests_and_tasks_are_the_same_when_results_are_told_again_many_times(here: County, steps: list[Step]) -> None:
    hold_cases(here, steps)


@pytest.mark.soak
@MANY
@given(FROM_CASES)
def test_zones_requests_and_tasks_are_the_same_when_cases_are_told_again_many_times(here: County, steps: list[Step]) -> None:
    hold_zones_and_rooms(here, steps)


@pytest.mark.soak
@MANY
@given(FROM_ALL)
def test_tasks_are_the_same_when_everything_is_told_again_many_times(here: County, steps: list[Step]) -> None:
    hold_tasks(here, steps)
