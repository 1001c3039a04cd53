"""Two laboratories upload the same tube at the same moment: one standing state, and what would happen without the lock.

Both uploads are held at the tube's row by a third transaction until both wait there, so that the meeting is certain, not likely.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from outpace.registry.tests import reference
from outpace.screening.choices import Outcome, Stage
from outpace.screening.models import Ledger, PositivePool, Result, Tube
from outpace.screening.services import statements
from outpace.screening.tests.world import World, build

pytestmark = pytest.mark.django_db(transaction=True)

WAITING = """
SELECT count(DISTINCT waiting.pid) FROM pg_locks waiting
WHERE NOT waiting.granted AND EXISTS (
  SELECT FROM pg_locks held JOIN pg_database d ON d.oid = held.database AND d.datname = current_database() WHERE held.pid = waiting.pid)
"""
"""Sessions of this database that wait for a lock; a transaction sees this table as it is now, unlike pg_stat_activity."""


@pytest.fixture(autouse=True)
def reference_rows(transactional_db: None) -> None:
    reference.put_back()


def waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return int(cursor.fetchone()[0])


def in_own_connection(upload: Callable[[], object]) -> None:
    try:
        upload()
    finally:
        connection.close()


def at_once(first: Callable[[], object], second: Callable[[], object]) -> None:
    """Let both run up to the tube's row, then let them go together."""
    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            list(Tube.objects.select_for_update(no_key=True).filter(code="T1"))
            ends = [pool.submit(in_own_connection, upload) for upload in (first, second)]
            while waiting() < 2 and not any(end.done() for end in ends):
                time.sleep(0.01)
        for end in ends:
            end.result(timeout=60)


def meet() -> World:
    world = build()
    people = next(iter(world.people.values()))
    world.sample("T1", people[:5])
    positive, negative = world.reading("T1", Outcome.PRELIMINARY_POSITIVE), world.reading("T1", Outcome.NEGATIVE)
    at_once(lambda: world.results(positive), lambda: world.results(negative, lab=1))
    return world


def uploaded(world: World) -> int:
    return Ledger.objects.get(screening_pass_id=world.pass_id, site_id=world.sites[0].pk, stage=Stage.UPLOADED).tubes


def test_both_readings_are_kept_and_one_disputed_state_stands() -> None:
    world = meet()
    tube = Tube.objects.get(code="T1")
    assert Result.objects.count() == 2
    assert (tube.outcome, tube.disputed) == (Outcome.PRELIMINARY_POSITIVE, True)
    assert (uploaded(world), PositivePool.objects.count()) == (1, 1)


def test_without_the_lock_the_tube_is_counted_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "LOCK_TUBES", statements.LOCK_TUBES.replace("FOR UPDATE", ""))
    world = meet()
    tube = Tube.objects.get(code="T1")
    assert Result.objects.count() == 2
    assert not tube.disputed
    assert uploaded(world) == 2
