"""Two at once: what goes wrong without the lock, and that the lock prevents it."""

import threading
from collections.abc import Callable
from contextlib import suppress
from itertools import count

import pytest
from django.db import connection, transaction
from django.db.models import F

from outpace.kernel import locks
from outpace.kernel.clock import now
from outpace.kernel.locks import LockBusy, advisory, lock_rows
from outpace.kernel.models import JobRun

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], None]) -> list[BaseException]:
    """Do these at the same time, each on its own connection, and collect what they raise."""
    problems: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except (LockBusy, locks.OutsideTransaction) as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


def a_run() -> int:
    return JobRun.objects.create(kind="k", title="t", actor_kind="user", actor_id=1, actor_name="", created_at=now()).pk


def add_one(pk: int, both_have_read: threading.Barrier, *, locked: bool) -> None:
    with transaction.atomic():
        if locked:
            lock_rows(JobRun.objects.all(), [pk])
        done = JobRun.objects.values_list("done", flat=True).get(pk=pk)
        # With the lock the other one cannot come; without it, it surely will.
        with suppress(threading.BrokenBarrierError):
            both_have_read.wait(timeout=0.3 if locked else 30)
        JobRun.objects.filter(pk=pk).update(done=done + 1)


@pytest.mark.parametrize(("locked", "counted"), [(False, 1), (True, 2)], ids=["without the lock one is lost", "with it both count"])
def test_two_who_add_one_at_once(locked: bool, counted: int) -> None:
    pk, barrier = a_run(), threading.Barrier(2)
    assert at_once(*[lambda: add_one(pk, barrier, locked=locked)] * 2) == []
    assert JobRun.objects.get(pk=pk).done == counted


def test_rows_wanted_in_opposite_order_are_no_deadlock() -> None:
    first, second = a_run(), a_run()
    start = threading.Barrier(2)

    def both(*keys: int) -> None:
        start.wait()
        with transaction.atomic():
            assert [row.pk for row in lock_rows(JobRun.objects.all(), keys)] == [first, second]

    for _ in range(5):
        assert at_once(lambda: both(first, second), lambda: both(second, first)) == []


def test_whoever_waits_too_long_is_told_and_nothing_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "LOCK_TIMEOUT_MS", 50)
    pk = a_run()

    def want() -> None:
        with transaction.atomic():
            lock_rows(JobRun.objects.all(), [pk])
            JobRun.objects.filter(pk=pk).update(done=99)

    with transaction.atomic():
        lock_rows(JobRun.objects.all(), [pk])
        assert [type(problem) for problem in at_once(want)] == [LockBusy]
    assert JobRun.objects.get(pk=pk).done == 0


def test_a_name_can_be_held_before_any_row_exists_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "LOCK_TIMEOUT_MS", 50)

    def want(*names: str) -> Callable[[], None]:
        def work() -> None:
            with transaction.atomic():
                advisory(*names)

        return work

    with transaction.atomic():
        advisory("tube:T1", "tube:T2")
        assert [type(problem) for problem in at_once(want("tube:T2"))] == [LockBusy]
        assert at_once(want("tube:T3")) == []


def test_a_lock_outside_a_transaction_is_refused_since_it_would_hold_nothing() -> None:
    with pytest.raises(locks.OutsideTransaction):
        advisory("x")


def test_work_ended_by_a_ring_of_waiting_is_done_again() -> None:
    first, second = a_run(), a_run()
    both_hold_one = threading.Barrier(2)

    def take(*keys: int) -> None:
        updates = count()

        @locks.taken_again
        @transaction.atomic
        def work() -> None:
            for key in keys:
                JobRun.objects.filter(pk=key).update(done=F("done") + 1)
                if next(updates) == 0:  # not when it is done again: then the other one has gone
                    both_hold_one.wait()

        work()

    assert at_once(lambda: take(first, second), lambda: take(second, first)) == []
    assert list(JobRun.objects.filter(pk__in=[first, second]).values_list("done", flat=True)) == [2, 2]
