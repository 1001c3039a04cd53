"""A kept connection is known to be dead without asking the server, and a worker opens another before its next task."""

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from outpace.kernel import jobs

pytestmark = pytest.mark.django_db(transaction=True)

backends: list[int] = []


@app.task(name="test.look_and_end")
def look_and_end() -> None:
    """Note which backend serves this worker, and have the server end it, as a restart of the database would, once the task has read."""
    backends.append(backend())
    end(backends[-1])


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def end(victim: int) -> None:
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [victim])
    other.close()


def test_a_connection_that_the_server_ended_is_found_out_by_looking_at_its_socket() -> None:
    victim = backend()
    assert connection.is_usable()
    end(victim)
    assert not connection.is_usable()
    connection.close()


def test_a_worker_whose_connection_the_server_ended_does_its_next_tasks_on_another() -> None:
    backends.clear()
    for _task in range(3):
        look_and_end.defer()
    jobs.work(until_empty=True)
    assert len(set(backends)) == 3
