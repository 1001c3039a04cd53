"""Facilities and rooms: who may change them, what cannot be closed, and counters that equal a recount."""

from collections import Counter
from random import Random

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outpace.isolation import api
from outpace.isolation.choices import BedAct, BedState, FacilityKind, Unit
from outpace.isolation.data import NewFacility, NewRoom
from outpace.isolation.models import Bed, Room, StateCount
from outpace.isolation.rules.rooms import room_state
from outpace.isolation.services.beds import WrongState
from outpace.isolation.tests.world import Isolation, head
from outpace.kernel.errors import Refusal
from outpace.kernel.scope import NotAllowed, NotFound
from outpace.screening.tests.world import staff


def stored(unit: Unit) -> Counter[tuple[int, str]]:
    rows = StateCount.objects.filter(unit=unit, number__gt=0).values_list("facility_id", "state", "number")
    return Counter({(facility, state): number for facility, state, number in rows})


def assert_counters_equal_a_recount() -> None:
    assert stored(Unit.ROOM) == Counter(Room.objects.values_list("facility_id", "state"))
    assert stored(Unit.BED) == Counter(Bed.objects.values_list("room__facility_id", "state"))
    for room in Room.objects.prefetch_related("beds"):
        assert room.state == room_state(BedState(bed.state) for bed in room.beds.all())


def test_new_rooms_are_counted_as_they_are_made(isolation: Isolation) -> None:
    assert stored(Unit.ROOM)[isolation.site, "ready"] == 6
    assert stored(Unit.BED)[isolation.site, "ready"] == 8
    assert_counters_equal_a_recount()


def test_a_list_of_rooms_sent_twice_adds_nothing(isolation: Isolation) -> None:
    assert api.add_rooms(head(isolation), isolation.site, [NewRoom("001"), NewRoom("900")]) == 1
    assert_counters_equal_a_recount()


def test_a_room_named_twice_at_once_is_refused_with_its_rows_and_nothing_is_added(isolation: Isolation) -> None:
    rooms, before = [NewRoom("900"), NewRoom("901"), NewRoom("900", beds=4)], Room.objects.count()
    with translation.override("en"), pytest.raises(Refusal, match="room_twice") as refused:
        api.add_rooms(head(isolation), isolation.site, rooms)
    assert "900 is named twice, in rows 1 and 3" in str(refused.value.message)
    assert (refused.value.row, Room.objects.count()) == (3, before)


def test_a_room_with_somebody_in_it_cannot_be_closed(isolation: Isolation) -> None:
    isolation.placed(isolation.people[0])
    room = Room.objects.get(facility_id=isolation.site, state="occupied")
    with pytest.raises(WrongState):
        api.act_on_room(head(isolation), room.pk, BedAct.CLOSE)


def test_staff_cannot_occupy_a_room_by_hand(isolation: Isolation) -> None:
    room = Room.objects.filter(facility_id=isolation.site).first()
    assert room is not None
    for act in (BedAct.RESERVE, BedAct.LEAVE):
        with pytest.raises(WrongState):
            api.act_on_room(head(isolation), room.pk, act)


def test_a_room_goes_out_of_use_and_comes_back(isolation: Isolation) -> None:
    room = Room.objects.filter(facility_id=isolation.site).earliest("pk")
    seen = []
    for act in (BedAct.CLOSE, BedAct.REOPEN, BedAct.OPEN):
        api.act_on_room(head(isolation), room.pk, act)
        seen.append(Room.objects.get(pk=room.pk).state)
    assert seen == [BedState.OUT_OF_USE, BedState.CONVERTING, BedState.READY]
    assert_counters_equal_a_recount()


def test_a_code_names_one_facility(isolation: Isolation) -> None:
    again = NewFacility("ISO-1", FacilityKind.ISOLATION_SITE, "again", isolation.world.county.pk)
    with pytest.raises(Refusal, match="code_taken"):
        api.open_facility(head(isolation), again)


def test_a_commander_decides_but_does_not_run_rooms(isolation: Isolation) -> None:
    room = Room.objects.earliest("pk")
    with pytest.raises(NotAllowed):
        api.act_on_room(staff("commander", isolation.path), room.pk, BedAct.CLOSE)


def test_another_countys_rooms_do_not_exist(isolation: Isolation) -> None:
    with pytest.raises(NotFound):
        api.act_on_room(staff("isolation_head", "/53/"), Room.objects.earliest("pk").pk, BedAct.CLOSE)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10_000))
def test_counters_equal_a_recount_after_any_history(isolation: Isolation, seed: int) -> None:
    random = Random(seed)
    rooms = list(Room.objects.filter(facility_id=isolation.site).values_list("pk", flat=True))
    for _ in range(6):
        act, room = random.choice(sorted(BedAct)), random.choice(rooms)
        try:
            api.act_on_room(head(isolation), room, BedAct(act))
        except WrongState:
            assert BedAct(act) in BedAct
    assert_counters_equal_a_recount()
