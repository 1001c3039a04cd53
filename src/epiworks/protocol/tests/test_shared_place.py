"""What being in one place counts as, pack by pack, and whose contacts are looked for."""

import pytest

from epiworks.protocol import Meeting, RuleMissing, Seat, SecondHop, SharedPlace, Situation, second_hops, shared_place
from epiworks.protocol.tests.making import holding, made, packs

NINTH = packs("cn-covid-9")
SAME = {"situation": "same_place", "source": ["163-9"]}


@pytest.mark.parametrize(
    ("pack", "kind", "situation"),
    [
        ("cn-covid-8", SharedPlace.HOUSEHOLD, Situation.CO_LIVING),
        ("cn-covid-8", SharedPlace.VENUE, Situation.SAME_PLACE),
        ("cn-covid-9", SharedPlace.VENUE, Situation.VENUE),
        ("cn-covid-9+20", SharedPlace.TOILET_OR_LIFT, Situation.SHARED_TOILET_OR_LIFT),
        ("cn-local-luzhou", SharedPlace.CELL, Situation.SAME_CELL),
        ("measles", SharedPlace.CLASSROOM, Situation.SHARED_AIR),
        ("cholera", SharedPlace.WATER_POINT, Situation.SHARED_WATER),
        ("who-ebola", SharedPlace.FUNERAL, Situation.FUNERAL),
        ("cn-covid-9", SharedPlace.UNKNOWN, Situation.DATA_SUGGESTED),
        ("mpox", SharedPlace.VENUE, None),
    ],
)
def test_each_pack_says_what_a_place_counts_as(pack: str, kind: SharedPlace, situation: Situation | None) -> None:
    found = shared_place(packs(pack), kind)
    assert found.value.situation is situation
    assert found.because[0].address == f"shared_places.{kind.value}"
    assert (found.because[0].text == "null") == (situation is None)


@pytest.mark.parametrize(
    ("kind", "seat", "situation"),
    [
        (SharedPlace.PLANE, Seat(True, 3), Situation.VEHICLE),
        (SharedPlace.PLANE, Seat(True, 4), Situation.SAME_PLACE),
        (SharedPlace.PLANE, None, Situation.VEHICLE),
        (SharedPlace.SHIP, Seat(False, 0), Situation.SAME_PLACE),
        (SharedPlace.ROOM, Seat(True, 40), Situation.SHARED_ROOM),
    ],
)
def test_a_far_seat_counts_as_the_same_place_only(kind: SharedPlace, seat: Seat | None, situation: Situation) -> None:
    assert shared_place(NINTH, kind, seat).value.situation is situation


def test_the_line_of_the_vehicle_is_named_beside_the_line_of_the_place() -> None:
    found = shared_place(NINTH, SharedPlace.PLANE, Seat(True, 1))
    assert [line.address for line in found.because] == ["shared_places.plane", "vehicles.plane"]


def test_far_seats_without_a_rule_of_the_vehicle_are_an_error() -> None:
    lone = holding(made(rules={"shared_places": {"ship": {**SAME, "far_situation": "venue"}}}))
    with pytest.raises(RuleMissing, match=r"vehicles\.ship"):
        shared_place(lone, SharedPlace.SHIP, Seat(True))


def test_hours_in_a_cell_count_cell_by_cell_and_a_shared_home_is_of_higher_risk() -> None:
    assert shared_place(NINTH, SharedPlace.CELL).value == Meeting(Situation.SAME_CELL, each_place=True)
    assert shared_place(NINTH, SharedPlace.HOUSEHOLD).value == Meeting(Situation.CO_LIVING, higher_risk=True)


@pytest.mark.parametrize(
    ("pack", "hops"),
    [
        ("cn-covid-8", (SecondHop("secondary", "close", False),)),
        ("cn-covid-9", (SecondHop("secondary", "close", True),)),
        ("cn-covid-9+20", ()),
        ("measles", ()),
    ],
)
def test_whose_contacts_are_looked_for(pack: str, hops: tuple[SecondHop, ...]) -> None:
    found = second_hops(packs(pack))
    assert found.value == hops
    assert found.because
