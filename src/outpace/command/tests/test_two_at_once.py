"""Two people on one task at the same moment: one step counts, the other is told; without the lock both would."""

import threading
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection, transaction

from outpace.command import api
from outpace.command.choices import OwnerCode, Step, TaskState
from outpace.command.data import TaskStep
from outpace.command.models import Task, TaskFact
from outpace.command.tests.world import COUNTY, GRID, MORNING, TOWN, Headquarters, build
from outpace.kernel import clock
from outpace.kernel.errors import Refusal
from outpace.registry.tests import reference
from outpace.screening.data import PoolFoundPositive, PoolWithdrawn

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def county(transactional_db: None) -> Headquarters:
    """Committed posts, and a committed positive pool."""
    reference.put_back()
    made = build()
    with clock.at(MORNING):
        made.pool()
    return made


def together(works: list[Callable[[], object]]) -> list[str]:
    """Do all of it at the same time, each on its own connection; gives what was answered, refusals by their code."""
    answers: list[str] = []
    start = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        start.wait()
        with clock.at(MORNING):
            try:
                answers.append(str(work()))
            except Refusal as refusal:
                answers.append(refusal.code)
            finally:
                connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


def test_two_who_accept_at_once_accept_once(county: Headquarters) -> None:
    task = Task.objects.get(kind="recall_samples")
    with clock.at(MORNING):
        first, second = (county.holder(OwnerCode.SAMPLING_TEAM, path) for path in (TOWN, COUNTY))
    answers = together(
        [
            lambda: api.take_step(first, TaskStep(uuid4(), task.pk, Step.ACCEPTED)),
            lambda: api.take_step(second, TaskStep(uuid4(), task.pk, Step.ACCEPTED)),
        ]
    )
    assert answers == [TaskState.ACCEPTED, TaskState.ACCEPTED]
    assert TaskFact.objects.filter(task=task, step=Step.ACCEPTED).count() == 1


def test_a_task_withdrawn_while_it_is_done_ends_once(county: Headquarters) -> None:
    task = Task.objects.get(kind="recall_samples")
    together(
        [
            lambda: api.take_step(county.duty, TaskStep(uuid4(), task.pk, Step.DONE, "all reached")),
            lambda: county.tell(PoolWithdrawn(1, 1, MORNING)),
        ]
    )
    task.refresh_from_db()
    steps = list(TaskFact.objects.filter(task=task).order_by("id").values_list("step", flat=True))
    assert (task.state, steps) in [("done", ["issued", "done", "cause_gone"]), ("withdrawn", ["issued", "withdrawn"])]


def test_two_laboratories_that_find_the_same_pool_issue_its_tasks_once(county: Headquarters) -> None:
    event = PoolFoundPositive(9, 9, None, GRID, (1,), MORNING)
    together([lambda: county.tell(event), lambda: county.tell(event)])
    assert Task.objects.filter(cause="pool:9").count() == TaskFact.objects.filter(task__cause="pool:9").count() == 5


def test_two_workers_share_what_is_late(county: Headquarters) -> None:
    Task.objects.all().update(due_at=MORNING.replace(year=2020), issued_at=MORNING.replace(year=2019))
    answers = together([lambda: api.escalate(size=3), lambda: api.escalate(size=3)])
    assert sum(map(int, answers)) <= 5
    with clock.at(MORNING), transaction.atomic():
        while api.escalate():
            continue
    assert TaskFact.objects.filter(step=Step.ESCALATED).count() == 5
