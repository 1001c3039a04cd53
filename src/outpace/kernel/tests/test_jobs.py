"""Background work, done by a real worker on a real queue."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction

from outpace.kernel import jobs
from outpace.kernel.jobs.handlers import UnknownKind
from outpace.kernel.models import AuditEntry, JobRun, RunState
from outpace.kernel.scope import Actor, ActorKind, Grant, NotFound, area_path

pytestmark = pytest.mark.django_db(transaction=True)

ACTOR = Actor(kind=ActorKind.USER, id=7, name="王丽", grants=(Grant(role="lab_staff", path=area_path("/62/6212/")),))
STRANGER = Actor(kind=ActorKind.USER, id=8, name="李强", grants=())

done_by: list[jobs.Run] = []
trouble: list[Exception] = []


@jobs.handler("test.count")
def count(run: jobs.Run) -> Mapping[str, object]:
    """Count to the number asked for, one batch at a time."""
    done_by.append(run)
    if trouble:
        raise trouble.pop()
    size = int(str(run.payload.get("size", 3)))
    for done in range(size + 1):
        if done == run.payload.get("cancel_at"):
            jobs.cancel(run.actor, run.id)
        jobs.progress(run, done, size)
    return {"counted": size}


@pytest.fixture(autouse=True)
def _clean() -> None:
    done_by.clear()
    trouble.clear()


def start(**payload: object) -> int:
    return jobs.start("test.count", ACTOR, title="数到三", payload=payload)


def retry_at_once() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() - interval '1 second' WHERE status = 'todo'")


def test_work_runs_to_its_end_and_keeps_its_result() -> None:
    run = start(size=4)
    jobs.work(until_empty=True)
    view = jobs.get(ACTOR, run)
    assert (view.state, view.done, view.percent, view.result) == (RunState.SUCCEEDED, 4, 100, {"counted": 4})


def test_work_is_done_with_the_rights_of_whoever_asked() -> None:
    start()
    jobs.work(until_empty=True)
    assert done_by[0].actor == ACTOR


def test_work_asked_for_in_a_transaction_that_fails_is_never_done() -> None:
    with transaction.atomic():
        start()
        transaction.set_rollback(True)
    jobs.work(until_empty=True)
    assert not done_by
    assert not JobRun.objects.exists()


def test_waiting_work_that_is_cancelled_never_starts() -> None:
    run = start()
    jobs.cancel(ACTOR, run)
    jobs.work(until_empty=True)
    assert not done_by
    assert jobs.get(ACTOR, run).state == RunState.CANCELLED


def test_running_work_stops_between_two_batches_when_cancelled() -> None:
    run = start(size=1000, cancel_at=2)
    jobs.work(until_empty=True)
    view = jobs.get(ACTOR, run)
    assert (view.state, view.done) == (RunState.CANCELLED, 2)


def test_work_that_waits_or_runs_is_given_back_to_who_asks_for_it_once_more() -> None:
    def ask(actor: Actor = ACTOR, **payload: object) -> int:
        return jobs.start_once("test.count", actor, title="数到三", payload=payload)

    first = ask(size=4)
    assert ask(size=4) == first
    JobRun.objects.filter(pk=first).update(state=RunState.RUNNING)
    assert ask(size=4) == first
    assert first not in {ask(size=5), ask(STRANGER, size=4)}
    jobs.cancel(ACTOR, first)
    assert ask(size=4) != first


def test_a_problem_is_told_in_its_own_words() -> None:
    trouble.append(jobs.JobProblem("第三行没有编号"))
    run = start()
    jobs.work(until_empty=True)
    assert (jobs.get(ACTOR, run).state, jobs.get(ACTOR, run).problem) == (RunState.FAILED, "第三行没有编号")


def test_an_unforeseen_error_is_kept_by_kind_only_since_its_text_may_name_people() -> None:
    trouble.append(RuntimeError("张三 622727198001010000"))
    run = start()
    jobs.work(until_empty=True)
    assert (jobs.get(ACTOR, run).state, jobs.get(ACTOR, run).problem) == (RunState.FAILED, "RuntimeError")


def test_work_that_met_a_passing_trouble_is_tried_again() -> None:
    trouble.append(OperationalError("the database went away"))
    run = start()
    jobs.work(until_empty=True)
    assert jobs.get(ACTOR, run).state == RunState.RUNNING
    retry_at_once()
    jobs.work(until_empty=True)
    assert jobs.get(ACTOR, run).state == RunState.SUCCEEDED
    assert JobRun.objects.get(pk=run).attempts == 2


def test_somebody_elses_work_looks_absent() -> None:
    run = start()
    with pytest.raises(NotFound):
        jobs.get(STRANGER, run)
    with pytest.raises(NotFound):
        jobs.cancel(STRANGER, run)
    assert not jobs.listing(STRANGER).items


def test_the_newest_work_is_listed_first() -> None:
    first, second = start(), start()
    assert [view.id for view in jobs.listing(ACTOR).items] == [second, first]


def test_starting_and_cancelling_are_in_the_audit_log() -> None:
    run = start()
    jobs.cancel(ACTOR, run)
    assert list(AuditEntry.objects.filter(subject=f"run:{run}").order_by("at").values_list("action", flat=True)) == [
        "job.start",
        "job.cancel",
    ]


def test_an_unknown_kind_of_work_is_refused() -> None:
    with pytest.raises(UnknownKind):
        jobs.start("no.such", ACTOR, title="x")


def test_old_runs_are_forgotten_and_waiting_ones_are_kept() -> None:
    ended, waiting = start(), start()
    jobs.cancel(ACTOR, ended)
    assert jobs.retire(older_than=timedelta(0)) == 1
    assert [view.id for view in jobs.listing(ACTOR).items] == [waiting]
