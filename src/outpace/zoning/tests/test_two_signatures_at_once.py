"""Two commanders, or a commander and the job, at the same moment: one zone, one taking hold, and what would happen without the lock."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Model, QuerySet

from outpace.kernel import events
from outpace.kernel.errors import Refusal
from outpace.registry import api as registry
from outpace.registry.tests import reference
from outpace.screening.tests.world import World, build
from outpace.zoning.choices import ProposalKind
from outpace.zoning.data import ZoneSigned
from outpace.zoning.models import Proposal, Zone
from outpace.zoning.services import signing
from outpace.zoning.tests.test_ahead import EVENING, ahead, ask, broken, look
from outpace.zoning.tests.world import drawn, found, grid, sign, waiting

pytestmark = pytest.mark.django_db(transaction=True)

WAITING = """
SELECT count(DISTINCT waiting.pid) FROM pg_locks waiting
WHERE NOT waiting.granted AND EXISTS (
  SELECT FROM pg_locks held JOIN pg_database d ON d.oid = held.database AND d.datname = current_database() WHERE held.pid = waiting.pid)
"""


@pytest.fixture(autouse=True)
def reference_rows(transactional_db: None) -> None:
    reference.put_back()


def blocked() -> int:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return int(cursor.fetchone()[0])


def in_own_connection(work: Callable[[], object]) -> str:
    try:
        work()
    except Refusal as refused:
        return refused.code
    finally:
        connection.close()
    return "signed"


def at_once(world: World, proposal: Proposal) -> list[str]:
    """Let both run up to the row they must write, then let them go together."""
    return together(Proposal.objects.filter(pk=proposal.pk), [lambda: sign(world, proposal)] * 2)


def together(rows: QuerySet[Model], works: Sequence[Callable[[], object]]) -> list[str]:
    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            list(rows.select_for_update())
            ends = [pool.submit(in_own_connection, work) for work in works]
            while blocked() < 2 and not any(end.done() for end in ends):
                time.sleep(0.01)
        return sorted(end.result(timeout=60) for end in ends)


def test_one_signs_and_the_other_hears_that_it_is_decided() -> None:
    world = build(is_open=False)
    found(grid(world, 0))
    assert at_once(world, waiting()[0]) == ["decided", "signed"]
    assert Zone.objects.count() == 1


def test_the_job_and_a_signature_at_the_same_moment_let_it_take_hold_once_and_lose_nothing() -> None:
    world = build(is_open=False)
    zone = drawn(world)
    wider = ask(world, ProposalKind.EXTEND, 1, zone=zone)
    ahead(world, ProposalKind.EXTEND, 2, zone=zone)
    told: list[ZoneSigned] = []
    with events.listening(ZoneSigned, told.append):
        works = [lambda: look(EVENING), lambda: sign(world, wider, EVENING + timedelta(seconds=1), reason="as ordered")]
        assert together(Zone.objects.filter(pk=zone), works) == ["signed", "signed"]
    row = Zone.objects.get(pk=zone)
    assert ([len(news.area_paths) for news in told], row.version, row.people, row.areas.count()) == ([2, 3], 3, 36, 3)
    assert broken(EVENING + timedelta(seconds=1)) == []


def test_without_the_locks_two_zones_stand_over_one_grid(monkeypatch: pytest.MonkeyPatch) -> None:
    def unlocked(queryset: QuerySet[Model], keys: list[int]) -> list[Model]:
        return list(queryset.filter(pk__in=list(keys)))

    monkeypatch.setattr(signing, "lock_rows", unlocked)
    monkeypatch.setattr(registry, "hold_counts", lambda paths: (12, 0))
    world = build(is_open=False)
    found(grid(world, 0))
    assert at_once(world, waiting()[0]) == ["signed", "signed"]
    assert Zone.objects.count() == 2
