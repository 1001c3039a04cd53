"""Two commanders sign the same proposal at the same moment: one zone, and what would happen without the lock."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.db.models import Model, QuerySet

from outpace.kernel.errors import Refusal
from outpace.registry import api as registry
from outpace.registry.tests import reference
from outpace.screening.tests.world import World, build
from outpace.zoning.models import Proposal, Zone
from outpace.zoning.services import signing
from outpace.zoning.tests.world import found, grid, sign, waiting

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
    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            list(Proposal.objects.select_for_update().filter(pk=proposal.pk))
            ends = [pool.submit(in_own_connection, lambda: sign(world, proposal)) for _ in range(2)]
            while blocked() < 2 and not any(end.done() for end in ends):
                time.sleep(0.01)
        return sorted(end.result(timeout=60) for end in ends)


def test_one_signs_and_the_other_hears_that_it_is_decided() -> None:
    world = build(is_open=False)
    found(grid(world, 0))
    assert at_once(world, waiting()[0]) == ["decided", "signed"]
    assert Zone.objects.count() == 1


def test_without_the_locks_two_zones_stand_over_one_grid(monkeypatch: pytest.MonkeyPatch) -> None:
    def unlocked(queryset: QuerySet[Model], keys: list[int]) -> list[Model]:
        return list(queryset.filter(pk__in=list(keys)))

    monkeypatch.setattr(signing, "lock_rows", unlocked)
    monkeypatch.setattr(registry, "hold_counts", lambda paths: (12, 0))
    world = build(is_open=False)
    found(grid(world, 0))
    assert at_once(world, waiting()[0]) == ["signed", "signed"]
    assert Zone.objects.count() == 2
