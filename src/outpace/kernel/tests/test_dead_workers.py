"""Work whose worker was killed is done by another, once."""

import multiprocessing
import os
import signal
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import connection, connections
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from outpace.kernel import jobs
from outpace.kernel.jobs import tasks
from outpace.kernel.models import JobRun, RunState
from outpace.kernel.scope import system_actor

pytestmark = pytest.mark.django_db(transaction=True)


@jobs.handler("test.deadly")
def deadly(run: jobs.Run) -> Mapping[str, object]:
    """Leave a mark; the first time, die like a process that was killed."""
    mark = Path(str(run.payload["mark"]))
    first = not mark.exists()
    mark.write_text("been here")
    if first:
        os.kill(os.getpid(), signal.SIGKILL)
    return {"ended": True}


def start_and_kill(mark: Path) -> int:
    """Start a run whose worker, a process of its own, is killed while it works."""
    run = jobs.start("test.deadly", system_actor("test"), title="t", payload={"mark": str(mark)})
    connections.close_all()  # a connection must not be shared with the other process
    worker = multiprocessing.get_context("fork").Process(target=jobs.work, kwargs={"until_empty": True})
    worker.start()
    worker.join()
    assert worker.exitcode == -signal.SIGKILL
    return run


def let_the_heartbeat_grow_old() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")


def queue_unless_waiting(task: str) -> None:
    with suppress(AlreadyEnqueued):  # the worker's own timetable may have been quicker
        app.configure_task(task).defer(timestamp=0)


def test_it_stays_with_the_dead_worker_until_its_heartbeat_is_old(tmp_path: Path) -> None:
    run = start_and_kill(tmp_path / "mark")
    jobs.work(until_empty=True)
    assert JobRun.objects.get(pk=run).state == RunState.RUNNING


def test_then_another_worker_takes_it_up_and_ends_it(tmp_path: Path) -> None:
    run = start_and_kill(tmp_path / "mark")
    let_the_heartbeat_grow_old()
    queue_unless_waiting(tasks.take_up_orphans.name)
    jobs.work(until_empty=True)
    jobs.work(until_empty=True)
    row = JobRun.objects.get(pk=run)
    assert (row.state, row.result, row.attempts) == (RunState.SUCCEEDED, {"ended": True}, 2)


def test_the_nightly_cleaning_runs_on_the_queue() -> None:
    queue_unless_waiting(tasks.forget_runs.name)
    jobs.work(until_empty=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'outpace.forget_runs'")
        assert cursor.fetchone() == (0,)
