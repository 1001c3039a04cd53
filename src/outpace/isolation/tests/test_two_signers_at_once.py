"""Two people sign for the same bed, or an arrival and news of the person meet: one wins, and what the lock is for.

Whoever comes second is held at the row until they wait there, so that the meeting is certain, not likely.
"""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from epiworks.protocol import Place
from outpace.casework.data import FollowUpEnded
from outpace.isolation import api
from outpace.isolation.choices import Care, EndReason, PlacementState
from outpace.isolation.data import NewPatient
from outpace.isolation.models import Bed, BedUse, Passenger, Placement, SpecialPatient, StateCount, Treatment
from outpace.isolation.services import beds as bed_services
from outpace.isolation.services import guards, handovers, placements, signing
from outpace.isolation.services.beds import WrongState
from outpace.isolation.services.care import end_care
from outpace.isolation.services.trips import TripRefused
from outpace.isolation.tests.world import NOW, Isolation, commander, crew, head, make, tell
from outpace.kernel import clock, locks
from outpace.kernel.errors import Refusal
from outpace.registry.tests import reference
from outpace.screening.tests.world import staff

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
    except (WrongState, IntegrityError, TripRefused) as error:
        return type(error).__name__
    except Refusal as refused:
        return refused.code
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


def comes_second(first: Callable[[], None], second: Callable[[], None]) -> str:
    """Let the second run into what the first holds, and only then the first end."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            end = pool.submit(outcome, second)
            while waiting() < 1 and not end.done():
                time.sleep(0.01)
        return end.result(timeout=60)


def released_on_arrival(meeting: Isolation) -> str:
    """The site takes somebody over while their release is on its way."""
    placement = meeting.sign(meeting.want(meeting.people[0]))
    ended = FollowUpEnded(placement.follow_up_id or 0, placement.person_id, meeting.path, "close", "released", NOW)
    return comes_second(lambda: api.record_arrival(head(meeting), placement.pk), lambda: tell(ended))


def received_when_withdrawn(meeting: Isolation) -> str:
    """The destination takes somebody over whose request is losing its ground."""
    placement = meeting.sign(meeting.want(meeting.people[0]))
    trip, (passenger,) = meeting.trip(placement)
    api.board_passenger(crew(meeting), trip, passenger.pk)
    api.depart(crew(meeting), trip, seal="1")
    api.arrive_trip(crew(meeting), trip, seal_intact=True)
    ended = FollowUpEnded(placement.follow_up_id or 0, placement.person_id, meeting.path, "close", "released", NOW)
    return comes_second(lambda: tell(ended), lambda: api.receive_passenger(head(meeting), trip, passenger.pk))


def test_a_release_that_waited_for_the_arrival_finds_somebody_who_is_here(meeting: Isolation) -> None:
    assert released_on_arrival(meeting) == "signed"
    assert Placement.objects.values_list("state", "end_reason").get() == ("arrived", "released")


def test_without_asking_again_under_the_lock_the_release_takes_the_arrived_for_an_open_request(
    meeting: Isolation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked_before(people: Collection[int], states: Sequence[PlacementState]) -> dict[int, Placement]:
        keys = list(Placement.objects.filter(person_id__any=people, state__in=states).values_list("pk", flat=True))
        return {found.person_id: found for found in locks.lock_rows(Placement.objects.all(), keys)}

    monkeypatch.setattr(placements, "_held", asked_before)
    assert released_on_arrival(meeting) == "WrongState"


def test_nobody_is_received_whose_placement_is_withdrawn_at_that_moment(meeting: Isolation) -> None:
    assert received_when_withdrawn(meeting) == "TripRefused"
    assert Placement.objects.get().state == "withdrawn"


def test_without_reading_again_under_the_lock_only_the_bed_is_left_between_a_withdrawal_and_an_arrival(
    meeting: Isolation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def as_read_before(passenger: Passenger) -> Placement:
        return passenger.placement

    monkeypatch.setattr(handovers, "_held_placement", as_read_before)
    assert received_when_withdrawn(meeting) == "WrongState"


def test_a_treatment_recorded_while_its_patient_dies_waits_and_leaves_nothing_due(meeting: Isolation) -> None:
    person, officer = meeting.people[0], staff("duty_officer", meeting.path)
    patient = api.list_patient(officer, NewPatient(person, Care.DIALYSIS, "County hospital", NOW, 48))
    treatment = Treatment.objects.get().pk
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            locks.lock_rows(SpecialPatient.objects.all(), [patient])
            settled = pool.submit(outcome, lambda: api.settle_treatment(officer, treatment, given=True))
            while not waiting() and not settled.done():
                time.sleep(0.01)
            end_care(head(meeting), [person], now=NOW, reason=EndReason.DIED)
        assert settled.result(timeout=60) == "settled"
    assert not Treatment.objects.filter(settled_at=None).exists()
