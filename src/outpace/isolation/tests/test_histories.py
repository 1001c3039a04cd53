"""Random histories of news, signatures, trips and departures: nobody in two rooms, nobody without a custodian, counters as recounted."""

import itertools
from collections.abc import Callable
from contextlib import suppress
from random import Random

from django.db.models import Count, Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from epiworks.protocol import Place
from outpace.casework.data import CaseReclassified, FollowUpEnded
from outpace.isolation import api
from outpace.isolation.choices import BedAct, BedState, EndReason, PlacementState, VehicleKind
from outpace.isolation.models import Bed, BedUse, Custody, Passenger, Placement, Room
from outpace.isolation.rules.rooms import HELD
from outpace.isolation.tests.test_facilities import assert_counters_equal_a_recount
from outpace.isolation.tests.world import NOW, Isolation, crew, head, tell
from outpace.kernel.errors import Refusal
from outpace.kernel.scope import AreaPath

PLACES = (Place.CENTRALISED, Place.HOME_ISOLATION, Place.FANGCANG, Place.HOME_MONITORING)


class Story:
    """One random history over four people."""

    def __init__(self, isolation: Isolation, seed: int) -> None:
        self.made, self.random, self.people = isolation, Random(seed), isolation.people[:4]

    def step(self) -> None:
        """One thing happens; what cannot be done is refused and changes nothing."""
        news: list[Callable[[int], None]] = [self.start, self.case, self.end, self.exclude]
        work: list[Callable[[int], None]] = [self.sign, self.arrive, self.ride, self.leave, self.clean]
        step, person = self.random.choice(news + work), self.random.choice(self.people)
        with suppress(Refusal):
            step(person)

    def start(self, person: int) -> None:
        tell(self.made.started(person, self.random.choice(PLACES), follow_up_id=person))

    def case(self, person: int) -> None:
        tell(self.made.case(person, case_id=person, case_class=self.random.choice(["preliminary", "asymptomatic"])))

    def end(self, person: int) -> None:
        reason = self.random.choice(["released", "withdrawn", "became_case", "died"])
        tell(FollowUpEnded(person, person, self.made.grid_path(person), "close", reason, NOW))

    def exclude(self, person: int) -> None:
        tell(CaseReclassified(person, person, AreaPath(self.made.path), "preliminary", "excluded", NOW))

    def sign(self, person: int) -> None:
        for wanted in Placement.objects.filter(person_id=person, state__in=["requested", "signed"]):
            where = {"centralised": self.made.site, "fangcang": self.made.fangcang, "hospital": self.made.hospital}.get(wanted.place)
            self.made.sign(wanted, facility=where or self.made.home)

    def arrive(self, person: int) -> None:
        for signed in Placement.objects.filter(person_id=person, state="signed"):
            api.record_arrival(head(self.made), signed.pk)

    def ride(self, person: int) -> None:
        signed = Placement.objects.filter(person_id=person, state="signed").exclude(facility_id=self.made.home).first()
        if signed is None or Passenger.objects.filter(person_id=person, received_at=None, dropped_at=None).exists():
            return
        trip, (passenger,) = self.made.trip(signed, to=signed.facility_id or 0, vehicle=VehicleKind.AMBULANCE)
        if passenger.from_facility_id:
            api.release_passenger(head(self.made), trip, passenger.pk)
        api.board_passenger(crew(self.made), trip, passenger.pk)
        if self.random.random() < 0.8:
            api.depart(crew(self.made), trip, seal="F")
            api.arrive_trip(crew(self.made), trip, seal_intact=True)
            api.receive_passenger(head(self.made), trip, passenger.pk)
            api.disinfect(crew(self.made), trip)

    def leave(self, person: int) -> None:
        for stay in Placement.objects.filter(person_id=person, state="arrived"):
            api.record_departure(head(self.made), stay.pk, reason=EndReason.RELEASED)

    def clean(self, person: int) -> None:
        for room in Room.objects.filter(state="cleaning"):
            api.act_on_room(head(self.made), room.pk, BedAct.CLEANED)


def assert_everybody_is_somewhere_once(people: list[int]) -> None:
    inside = Placement.objects.filter(state=PlacementState.ARRIVED)
    wanted = Placement.objects.filter(state__in=[PlacementState.REQUESTED, PlacementState.SIGNED, PlacementState.UNDER_WAY])
    for person in people:
        assert inside.filter(person_id=person).count() <= 1
        assert wanted.filter(person_id=person).count() <= 1
        open_custody = Custody.objects.filter(person_id=person, until=None).count()
        aboard = Passenger.objects.filter(person_id=person, boarded_at__isnull=False, received_at=None, dropped_at=None).exists()
        assert open_custody == int(inside.filter(person_id=person).exists() or aboard)
        stretches = list(Custody.objects.filter(person_id=person).order_by("since", "pk"))
        assert all(a.until is not None and a.until <= b.since for a, b in itertools.pairwise(stretches))


def assert_beds_are_held_by_those_who_have_them() -> None:
    used = set(BedUse.objects.filter(ended_at=None).values_list("bed_id", flat=True))
    held = set(Bed.objects.filter(state__in=HELD).values_list("pk", flat=True))
    assert used == held
    arrived = BedUse.objects.filter(ended_at=None, bed__state__in=[BedState.OCCUPIED, BedState.LEAVING])
    assert not arrived.exclude(placement__state=PlacementState.ARRIVED).exists()
    strangers = Room.objects.filter(facility__cohort="one_party").annotate(
        people=Count("beds__uses__person_id", filter=Q(beds__uses__ended_at=None), distinct=True)
    )
    assert not strangers.filter(people__gt=1).exists()


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 1_000_000))
def test_no_history_puts_anybody_in_two_places_or_in_nobodys_care(isolation: Isolation, seed: int) -> None:
    story = Story(isolation, seed)
    for _ in range(14):
        story.step()
    assert_everybody_is_somewhere_once(story.people)
    assert_beds_are_held_by_those_who_have_them()
    assert_counters_equal_a_recount()
