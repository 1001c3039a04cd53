"""Lateness shows whether or not a worker runs, and is written down once by the one that does."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outpace.command import api
from outpace.command.choices import OwnerCode, Step, TaskState
from outpace.command.data import TaskFilter
from outpace.command.models import Task, TaskFact
from outpace.command.rules.lateness import level
from outpace.command.selectors.tasks import timing_of
from outpace.command.tests.world import COUNTY, MORNING, TOWN, Headquarters, minutes, tasks
from outpace.kernel import clock


def test_a_late_task_comes_up_to_the_post_above_without_any_worker(headquarters: Headquarters) -> None:
    with clock.at(MORNING):
        headquarters.pool()
        above = headquarters.holder(OwnerCode.SAMPLING_TEAM)
        assert api.raised(above) == ()
    with clock.at(MORNING + minutes(31)):
        assert [(row.kind, row.level) for row in api.raised(above)] == [("recall_samples", 2)]


def test_what_nobody_reads_comes_up_at_half_time(headquarters: Headquarters) -> None:
    with clock.at(MORNING):
        headquarters.pool()
        above = headquarters.holder(OwnerCode.SAMPLING_TEAM)
    with clock.at(MORNING + minutes(16)):
        assert [row.kind for row in api.raised(above)] == ["recall_samples"]
        headquarters.step(headquarters.duty, Task.objects.get(kind="recall_samples"), Step.READ)
        assert api.raised(above) == ()


def test_the_duty_officer_sees_at_once_what_has_no_post(db: None) -> None:
    county = Headquarters()
    with clock.at(MORNING):
        county.post(OwnerCode.DUTY_OFFICER)
        officer = county.holder(OwnerCode.DUTY_OFFICER, role="duty_officer")
        county.pool()
    with clock.at(MORNING + minutes(1)):
        assert len(api.raised(officer)) == 5


def test_the_desk_shows_late_tasks_first(headquarters: Headquarters) -> None:
    with clock.at(MORNING):
        headquarters.pool()
    with clock.at(MORNING + minutes(40)):
        rows = api.desk(headquarters.duty, TaskFilter()).items
        assert [row.is_late for row in rows] == sorted((row.is_late for row in rows), reverse=True)
        assert len(api.desk(headquarters.duty, TaskFilter(is_late=True)).items) == 4
        counts = {count.owner: (count.open, count.late) for count in api.desk_counts(headquarters.duty)}
        assert counts["sampling_team"] == (2, 1)


def test_the_job_writes_down_each_rung_once(headquarters: Headquarters) -> None:
    with clock.at(MORNING):
        headquarters.pool()
    with clock.at(MORNING + minutes(31)):
        assert (api.escalate(), api.escalate()) == (4, 0)
    task = Task.objects.get(kind="recall_samples")
    facts = list(TaskFact.objects.filter(task=task).order_by("id").values_list("step", "level", "post_id"))
    assert facts[1:] == [("overdue", 2, None), ("escalated", 2, headquarters.posts["duty_officer", COUNTY])]


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(
    state=st.sampled_from([state for state in TaskState if state not in {TaskState.DONE, TaskState.WITHDRAWN}]),
    wait=st.timedeltas(min_value=timedelta(0), max_value=timedelta(hours=15)),
)
def test_the_jobs_statement_finds_exactly_what_the_rule_says(headquarters: Headquarters, state: TaskState, wait: timedelta) -> None:
    Task.objects.all().update(level=0)
    if not tasks():
        headquarters.pool()
    Task.objects.all().update(state=state)
    moment = MORNING + wait
    expected = {task.pk: level(timing_of(task), moment) for task in tasks()}
    with clock.at(moment):
        assert api.escalate() == sum(found > 0 for found in expected.values())
    assert {task.pk: task.level for task in tasks()} == expected


@pytest.mark.usefixtures("morning")
def test_a_post_without_a_holder_is_a_gap_and_so_is_a_name_without_a_post(headquarters: Headquarters) -> None:
    headquarters.holder(OwnerCode.SAMPLING_TEAM, TOWN)
    api.close_post(headquarters.duty, headquarters.posts["lab_lead", COUNTY])
    headquarters.pool()
    found = {(gap.owner, gap.path): gap for gap in api.gaps(headquarters.duty)}
    assert ("sampling_team", TOWN) not in found
    assert found["community_lead", COUNTY].open == 1
    assert any(gap.owner == "lab_lead" and gap.post_id is None and gap.open == 2 for gap in found.values())
