"""The ring around a case: places and water, never a list of persons."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.protocol import Ring, SharedPlace
from epiworks.protocol.tests.making import packs
from epiworks.trace.ring import around, metres_between, points, water_used
from epiworks.trace.rules import kind_code
from epiworks.trace.stays import places
from epiworks.trace.tests.worlds import MIDNIGHT, PLACE, World

CHOLERA = packs("cholera")
KNOWN = points([5, 2, 3, 4], [25.0, 25.0008, 25.0, 25.002], [99.0, 99.0, 99.0005, 99.0])
RING = Ring(radius_metres=100, recall_days=1, water_points=True)
WATER = SharedPlace.WATER_POINT


def test_places_within_the_radius_of_any_place_of_a_case_are_in_the_ring() -> None:
    found = around(CHOLERA, [5, 4, 77], KNOWN)
    assert found.value is not None
    assert found.value.places.tolist() == [2, 3, 4, 5]
    assert found.value.metres.round().tolist() == [89.0, 50.0, 0.0, 0.0]
    assert found.value.unplaced.tolist() == [77]
    assert [line.address for line in found.because] == ["area_ring.default"]


def test_a_pack_that_follows_persons_has_no_ring_and_says_so() -> None:
    found = around(packs("measles"), [5], KNOWN)
    assert (found.value, found.because[0].text) == (None, "null")


def test_the_water_that_cases_used_lately_is_found_with_its_minutes() -> None:
    world = (
        World()
        .at(WATER, 1, hours=(8, 9))
        .at(WATER, 2, hours=(8, 9.5), which=1)
        .at(WATER, 1, hours=(-30, -29), which=2)
        .at(WATER, 3, which=3)
    )
    named = places({PLACE[WATER] + 1000 * which: kind_code(WATER) for which in range(4)} | {7: kind_code(SharedPlace.ROOM)})
    found = water_used(world.basis().tracer, named, [1, 2], ring=RING, as_of=MIDNIGHT + 1440)
    assert [column.tolist() for column in found] == [[PLACE[WATER], PLACE[WATER] + 1000], [60, 90]]


def test_a_ring_that_does_not_look_at_water_asks_for_none() -> None:
    found = water_used(World().at(WATER, 1).basis().tracer, places({7: 1}), [1], ring=Ring(100, 1, False), as_of=MIDNIGHT)
    assert [column.size for column in found] == [0, 0]


@pytest.mark.parametrize("degrees", [([91.0], [0.0]), ([0.0], [181.0]), ([np.nan], [0.0]), ([0.0, 1.0], [0.0])])
def test_positions_that_there_are_not_are_refused(degrees: tuple[list[float], list[float]]) -> None:
    with pytest.raises(ValueError, match="latitude within 90"):
        points([1], *degrees)


angle = st.floats(-89, 89)


@given(angle, angle, angle, angle)
def test_distance_is_the_same_both_ways_and_nought_to_itself(north: float, east: float, other_north: float, other_east: float) -> None:
    there = metres_between(north, east, other=(other_north, other_east))
    back = metres_between(other_north, other_east, other=(north, east))
    assert there == pytest.approx(back, abs=1e-6)
    assert float(metres_between(north, east, other=(north, east))) == 0.0
    assert float(there) <= np.pi * 6_371_009
