"""What a post and the dispatcher may do with a task, and what is refused."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from outpace.command import api
from outpace.command.choices import OwnerCode, Step, TaskState
from outpace.command.data import Instruction, NewPost, TaskStep
from outpace.command.models import Task, TaskFact
from outpace.command.tests.world import COUNTY, GRID, MORNING, OTHER_TOWN, TOWN, Headquarters, minutes, tasks
from outpace.kernel import clock
from outpace.kernel.errors import Refusal
from outpace.kernel.scope import Actor, NotAllowed, NotFound
from outpace.screening.tests.world import staff

pytestmark = pytest.mark.usefixtures("morning")


@pytest.fixture
def task(headquarters: Headquarters) -> Task:
    """The call-back of a positive pool, at the sampling team of the township."""
    headquarters.pool()
    return Task.objects.get(kind="recall_samples")


@pytest.fixture
def holder(headquarters: Headquarters) -> Actor:
    """Somebody of the township's sampling team."""
    return headquarters.holder(OwnerCode.SAMPLING_TEAM, TOWN)


def test_the_post_reads_accepts_begins_and_ends_its_task(headquarters: Headquarters, task: Task, holder: Actor) -> None:
    taken = [headquarters.step(holder, task, step) for step in (Step.READ, Step.ACCEPTED, Step.STARTED)]
    assert [*taken, headquarters.step(holder, task, Step.DONE, "9 of 9 reached")] == [
        TaskState.READ,
        TaskState.ACCEPTED,
        TaskState.DOING,
        TaskState.DONE,
    ]
    assert TaskFact.objects.filter(task=task).count() == 5


def test_done_needs_evidence_and_refusing_needs_a_reason(headquarters: Headquarters, task: Task, holder: Actor) -> None:
    for step in (Step.DONE, Step.REFUSED):
        with pytest.raises(Refusal, match="text_missing"):
            headquarters.step(holder, task, step, "  ")


def test_evidence_is_sealed(headquarters: Headquarters, task: Task, holder: Actor) -> None:
    headquarters.step(holder, task, Step.DONE, "Wang Fang answered")
    assert b"Wang" not in bytes(TaskFact.objects.get(task=task, step=Step.DONE).note_sealed)
    assert api.task(holder, task.pk).facts[-1].text == "Wang Fang answered"


def test_a_reader_who_sees_people_masked_does_not_read_evidence(headquarters: Headquarters, task: Task, holder: Actor) -> None:
    headquarters.step(holder, task, Step.DONE, "Wang Fang answered")
    seen = api.task(staff("screening_lead", COUNTY), task.pk).facts[-1]
    assert (seen.text, seen.hidden) == ("", True)


def test_the_same_step_sent_twice_is_one_fact(task: Task, holder: Actor) -> None:
    step = TaskStep(uuid4(), task.pk, Step.ACCEPTED)
    assert api.take_step(holder, step) == api.take_step(holder, step) == TaskState.ACCEPTED
    assert TaskFact.objects.filter(task=task, step=Step.ACCEPTED).count() == 1


def test_another_posts_holder_is_told_whose_it_is(headquarters: Headquarters, task: Task) -> None:
    stranger = headquarters.holder(OwnerCode.POLICE_POST)
    with pytest.raises(Refusal, match="not_yours"):
        headquarters.step(stranger, task, Step.READ)


def test_the_post_above_may_act_for_the_one_below(headquarters: Headquarters, task: Task) -> None:
    above = headquarters.holder(OwnerCode.SAMPLING_TEAM)
    assert headquarters.step(above, task, Step.ACCEPTED) is TaskState.ACCEPTED


def test_outside_the_area_a_task_looks_absent(headquarters: Headquarters, task: Task) -> None:
    with pytest.raises(NotFound):
        headquarters.step(staff("site_head", OTHER_TOWN), task, Step.READ)
    with pytest.raises(NotFound):
        api.task(staff("site_head", OTHER_TOWN), task.pk)


def test_a_role_without_tasks_is_refused(headquarters: Headquarters, task: Task) -> None:
    with pytest.raises(NotFound):
        headquarters.step(staff("auditor", COUNTY), task, Step.READ)


def test_a_step_from_where_the_task_no_longer_stands_is_refused(headquarters: Headquarters, task: Task, holder: Actor) -> None:
    headquarters.step(holder, task, Step.REFUSED, "no vehicle")
    with pytest.raises(Refusal, match="moved_on"):
        headquarters.step(holder, task, Step.ACCEPTED)


def test_a_refused_task_is_given_to_another_post_as_freshly_issued(headquarters: Headquarters, task: Task, holder: Actor) -> None:
    headquarters.step(holder, task, Step.REFUSED, "no vehicle")
    county = headquarters.posts["sampling_team", COUNTY]
    assert api.reassign(headquarters.duty, [task.pk], post_id=county, client_id=uuid4()) == 1
    task.refresh_from_db()
    assert (task.state, task.post_id) == (TaskState.ISSUED, county)


def test_a_task_is_not_given_to_a_post_over_another_area(headquarters: Headquarters, task: Task) -> None:
    elsewhere = headquarters.posts["sampling_team", OTHER_TOWN]
    with pytest.raises(Refusal, match="post_elsewhere"):
        api.reassign(headquarters.duty, [task.pk], post_id=elsewhere, client_id=uuid4())


def test_many_tasks_are_withdrawn_at_once_with_one_reason(headquarters: Headquarters, task: Task) -> None:
    keys = [row.pk for row in tasks()]
    assert api.withdraw_tasks(headquarters.duty, keys, reason="exercise over", client_id=uuid4()) == len(keys)
    assert set(Task.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_only_a_dispatcher_withdraws(task: Task, holder: Actor) -> None:
    with pytest.raises(NotAllowed):
        api.withdraw_tasks(holder, [task.pk], reason="no", client_id=uuid4())


def test_an_instruction_goes_to_the_nearest_post_of_each_area_once(headquarters: Headquarters) -> None:
    order = Instruction(uuid4(), "sampling_team", (GRID, OTHER_TOWN), MORNING + minutes(90), text="set up a second table")
    first, second = api.instruct(headquarters.duty, order), api.instruct(headquarters.duty, order)
    assert first == second
    posts = [Task.objects.get(pk=key).post_id for key in first]
    assert posts == [headquarters.posts["sampling_team", TOWN], headquarters.posts["sampling_team", OTHER_TOWN]]


def test_an_instruction_sent_again_after_its_deadline_is_the_same(headquarters: Headquarters) -> None:
    order = Instruction(uuid4(), "sampling_team", (GRID,), MORNING + minutes(90), text="set up a second table")
    first = api.instruct(headquarters.duty, order)
    with clock.at(MORNING + minutes(91)):
        assert api.instruct(headquarters.duty, order) == first
        with pytest.raises(Refusal, match="due_in_the_past"):
            api.instruct(headquarters.duty, replace(order, id=uuid4()))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"text": " "}, "text_missing"),
        ({"due_at": MORNING}, "due_in_the_past"),
        ({"owner": "wizard"}, "unknown_owner"),
        ({"paths": ()}, "no_area"),
    ],
)
def test_an_instruction_that_nobody_could_follow_is_refused(headquarters: Headquarters, change: dict[str, Any], code: str) -> None:
    order = replace(Instruction(uuid4(), "sampling_team", (TOWN,), MORNING + minutes(9), text="go"), **change)
    with pytest.raises(Refusal, match=code):
        api.instruct(headquarters.duty, order)


def test_nobody_instructs_outside_their_areas(headquarters: Headquarters) -> None:
    order = Instruction(uuid4(), "sampling_team", (COUNTY,), MORNING + minutes(9), text="go")
    with pytest.raises(NotAllowed):
        api.instruct(staff("duty_officer", TOWN), order)


def test_a_new_post_takes_over_what_waited_for_one(db: None) -> None:
    county = Headquarters()
    county.pool()
    post = county.post(OwnerCode.POLICE_POST)
    county.post(OwnerCode.LAB_LEAD)
    assert Task.objects.get(kind="inform_police").post_id == county.posts["lab_lead", COUNTY]
    assert not Task.objects.filter(post_id=post).exists()


def test_what_a_closed_post_owes_goes_up(headquarters: Headquarters, task: Task) -> None:
    api.close_post(headquarters.duty, headquarters.posts["sampling_team", TOWN])
    task.refresh_from_db()
    assert task.post_id == headquarters.posts["sampling_team", COUNTY]


def test_an_area_has_one_post_of_a_name(headquarters: Headquarters) -> None:
    with pytest.raises(Refusal, match="post_exists"):
        api.open_post(headquarters.duty, NewPost("police_post", COUNTY))


def test_nobody_is_appointed_whose_role_does_not_reach_the_post(headquarters: Headquarters) -> None:
    with pytest.raises(Refusal, match="cannot_act"):
        headquarters.holder(OwnerCode.POLICE_POST, role="auditor")


def test_a_relieved_holder_owes_nothing_more(headquarters: Headquarters, task: Task, holder: Actor) -> None:
    assert {row.id for row in api.mine(holder).items} > {task.pk}
    api.relieve(headquarters.duty, headquarters.posts["sampling_team", TOWN], user_id=holder.id)
    assert api.mine(holder).items == ()
