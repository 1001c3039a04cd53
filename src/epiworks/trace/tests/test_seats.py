"""Seats: the columns agree with the vehicle rule for one pair, and what is not known is near."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.protocol import SharedPlace, shared_vehicle
from epiworks.protocol.tests.making import packs
from epiworks.trace.rules import kind_code
from epiworks.trace.seats import UNKNOWN_COMPARTMENT, UNKNOWN_ROW, SeatMap, near_seats, seat_map, seat_seen_from

NINTH = packs("cn-covid-9")
VEHICLES = [SharedPlace(rule.name) for rule in NINTH.section("vehicles")]


def near(seats: SeatMap, kind: SharedPlace, *persons: int, case: int = 1, place: int = 7) -> list[bool]:
    size = len(persons)
    kinds = np.full(size, kind_code(kind), dtype=np.uint8)
    asked = {"place": np.full(size, place), "case": np.full(size, case), "person": np.array(persons)}
    found: list[bool] = near_seats(NINTH, seats, kinds, **asked).tolist()
    return found


def test_three_rows_each_side_of_a_plane() -> None:
    seats = seat_map(place=[7] * 4, person=[4, 3, 2, 1], row=[UNKNOWN_ROW, 16, 15, 12])
    assert near(seats, SharedPlace.PLANE, 2, 3, 4) == [True, False, True]


def test_crew_of_that_part_counts_on_a_plane_and_not_on_a_train() -> None:
    seats = seat_map(place=[7] * 3, person=[1, 2, 3], compartment=[1, 1, 2], row=[5, 90, 90], crew=[0, 1, 1])
    assert near(seats, SharedPlace.PLANE, 2, 3) == [True, False]
    assert near(seats, SharedPlace.SEALED_TRAIN, 2) == [False]


def test_who_has_no_seat_in_the_map_is_near() -> None:
    seats = seat_map(place=[7, 8], person=[1, 2], row=[1, 30])
    assert near(seats, SharedPlace.PLANE, 2, 3) == [True, True]
    assert near(seat_map(place=[], person=[]), SharedPlace.PLANE, 2) == [True]


def test_seats_matter_in_vehicles_only() -> None:
    assert near(seat_map(place=[7, 7], person=[1, 2], row=[1, 30]), SharedPlace.ROOM, 2) == [True]


def test_two_seats_on_one_journey_are_refused() -> None:
    with pytest.raises(ValueError, match="two seats"):
        seat_map(place=[7, 7], person=[1, 1])


seat = st.tuples(
    st.sampled_from([1, 2]),
    st.integers(1, 6),
    st.sampled_from([UNKNOWN_COMPARTMENT, 1, 2]),
    st.sampled_from([UNKNOWN_ROW, 1, 2, 4, 5, 30]),
    st.booleans(),
)


@given(st.lists(seat, min_size=1, max_size=12, unique_by=lambda drawn: drawn[:2]), st.sampled_from(VEHICLES))
def test_the_columns_agree_with_the_rule_for_one_pair(drawn: list[tuple[int, int, int, int, bool]], kind: SharedPlace) -> None:
    place, person, compartment, row, crew = (list(column) for column in zip(*drawn, strict=True))
    seats = seat_map(place=place, person=person, compartment=compartment, row=row, crew=crew)
    for one in range(len(seats)):
        for other in np.flatnonzero((seats.place == seats.place[one]) & (seats.person != seats.person[one])).tolist():
            expected = shared_vehicle(NINTH, kind.value, seat_seen_from(seats, one, other)).value
            found = near(seats, kind, int(seats.person[other]), case=int(seats.person[one]), place=int(seats.place[one]))
            assert found == [expected]
