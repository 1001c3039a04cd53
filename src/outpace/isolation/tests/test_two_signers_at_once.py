"""Two people sign for the same bed, and two staff members act on the same room, at the same moment: one wins, and what the lock is for.

Both are held at the bed's row by a third transaction until both wait there, so that the meeting is certain, not likely.
"""

import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from epiworks.protocol import Place
from outpace.isolation import api
from outpace.isolation.models import Bed, BedUse, Placement, StateCount
from outpace.isolation.services import beds as bed_services
from outpace.isolation.services import guards, signing
from outpace.isolation.services.beds import WrongState
from outpace.isolation.tests.world import NOW, Isolation, commander, make
from outpace.kernel import clock
from outpace.registry.tests import reference

pytestmark = pytest.mark.django_db(transaction=True)

WAITING = """
SELECT count(DISTINCT waiting.pid) FROM pg_locks waiting
WHERE NOT waiting.granted AND EXISTS (
  SELECT FROM pg_locks held JOIN pg_database d ON d.oid = held.database AND d.datname = current_database() WHERE held.pid = waiting.pid)
"""


@pytest.fixture
def meeting(transactional_db: None) -> Iterator[Isolation]:
    reference.put_back()
    with clock.at(NOW):
        yield make()


def waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return int(cursor.fetchone()[0])


def outcome(work: Callable[[], None]) -> str:
    try:
        with clock.at(NOW):
            work()
    except (WrongState, IntegrityError) as error:
        return type(error).__name__
    finally:
        connection.close()
    return "signed"


def at_once(bed: int, first: Callable[[], None], second: Callable[[], None]) -> list[str]:
    """Let both run up to the bed's row, then let them go together."""
    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            list(Bed.objects.select_for_update(no_key=True).filter(pk=bed))
            ends = [pool.submit(outcome, work) for work in (first, second)]
            while waiting() < 2 and not any(end.done() for end in ends):
                time.sleep(0.01)
        return sorted(end.result(timeout=60) for end in ends)


def both_sign(meeting: Isolation) -> list[str]:
    bed = meeting.free_bed(meeting.fangcang) or 0
    wanted: list[Placement] = [meeting.want(person, Place.FANGCANG) for person in meeting.people[:2]]

    def sign(placement: Placement) -> Callable[[], None]:
        return lambda: api.sign_placement(commander(meeting), placement.pk, facility_id=meeting.fangcang, bed_id=bed)

    return at_once(bed, sign(wanted[0]), sign(wanted[1]))


def reserved(meeting: Isolation) -> int:
    return StateCount.objects.get(facility_id=meeting.fangcang, unit="bed", state="reserved").number


def test_one_person_gets_the_bed_and_the_other_is_told(meeting: Isolation) -> None:
    assert both_sign(meeting) == ["WrongState", "signed"]
    assert (BedUse.objects.filter(ended_at=None).count(), reserved(meeting)) == (1, 1)


def test_without_the_lock_only_the_constraint_is_left_between_two_people_and_one_bed(
    meeting: Isolation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unlocked(room_ids: Collection[int]) -> QuerySet[Bed]:
        return Bed.objects.select_related("room__facility").filter(room_id__in=room_ids).order_by("id")

    for module in (guards, bed_services, signing):
        monkeypatch.setattr(module, "beds_of_rooms", unlocked)
    assert both_sign(meeting) == ["IntegrityError", "signed"]
    assert BedUse.objects.filter(ended_at=None).count() == 1
