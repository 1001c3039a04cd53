"""Many writers at once: no entry is lost, no chain forks, and nobody waits for another's strand."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from outpace.kernel import audit
from outpace.kernel.models import AuditEntry, AuditStrand
from outpace.kernel.scope import Actor, ActorKind, system_actor

WRITERS, EACH = 8, 25

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_home(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def device(number: int) -> Actor:
    return Actor(kind=ActorKind.DEVICE, id=number, name=f"采样点 {number}", grants=())


def write_many(actor: Actor, start: Barrier) -> None:
    start.wait()
    for number in range(EACH):
        with transaction.atomic():
            audit.record(actor, "sample.take", subject=f"tube:{number}", path=None)
    connection.close()


def run_together(actors: list[Actor]) -> None:
    start = Barrier(len(actors))
    with ThreadPoolExecutor(len(actors)) as pool:
        list(pool.map(lambda actor: write_many(actor, start), actors))


def test_eight_writers_on_one_strand_make_one_unbroken_chain() -> None:
    run_together([device(3)] * WRITERS)
    assert audit.verify().whole
    assert AuditStrand.objects.get().seq == AuditEntry.objects.count() == WRITERS * EACH


def test_eight_writers_on_eight_strands_each_have_their_own_chain() -> None:
    run_together([device(number) for number in range(WRITERS)])
    assert audit.verify().whole
    assert set(AuditStrand.objects.values_list("seq", flat=True)) == {EACH}


def test_one_writer_does_not_wait_for_another_strand() -> None:
    with transaction.atomic():
        audit.record(device(1), "held", subject="open", path=None)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(write_many, device(2), Barrier(1)).result(timeout=30)  # would never end if it waited for us
    assert AuditEntry.objects.count() == EACH + 1


def test_two_transactions_that_act_as_the_same_two_actors_in_opposite_order_do_not_deadlock() -> None:
    start = Barrier(2)

    def act(first: Actor, second: Actor) -> None:
        with transaction.atomic():
            audit.record(first, "first", subject="x", path=None)
            start.wait()
            audit.record(second, "second", subject="x", path=None)
        connection.close()

    one, two = device(1), system_actor("rules")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(act, [one, two], [two, one]))
    assert audit.verify().entries == 4


def test_verifying_while_others_write_finds_nothing_wrong() -> None:
    start = Barrier(3)
    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(write_many, device(number), start) for number in (1, 2)]
        start.wait()
        reports = [audit.verify() for _ in range(5)]
        for job in running:
            job.result()
    assert all(report.whole for report in reports)
