"""Who sat near whom? Seats of journeys as columns, and the vehicle rules of a pack over millions of pairs.

A journey is a place of the store (`place`), and a seat is a compartment (carriage, cabin, deck) and a row (bay in an open train). What is
not known of a seat never excuses anybody: an unknown compartment is the same one, an unknown row is near, as in
`epiworks.protocol.shared_vehicle`, with which these columns agree row by row (property test).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from epiworks.protocol import Protocol, Seat
from epiworks.trace.rules import KINDS, Flags, Ids

UNKNOWN_ROW = -(2**15)
"""The row of a seat that is not known."""

UNKNOWN_COMPARTMENT = -1
"""The compartment of a seat that is not known."""


@dataclass(frozen=True, eq=False)
class SeatMap:
    """Seats of persons on journeys, a column a fact. Made by `seat_map`, one seat for a person on a journey.

    `compartment`: the caller's code, `UNKNOWN_COMPARTMENT` where not known; codes are compared within a journey only. `row`: `UNKNOWN_ROW`
    where not known. `crew`: works in that compartment, or in all of the vehicle where the compartment is not known.
    """

    place: Ids
    person: Ids
    compartment: Ids
    row: Ids
    crew: Flags

    def __len__(self) -> int:
        """How many seats?"""
        return int(self.place.size)

    @cached_property
    def _persons(self) -> Ids:
        return np.unique(self.person)

    @cached_property
    def _journeys(self) -> Ids:
        return np.unique(self.place)

    @cached_property
    def _keys(self) -> Ids:
        return self._key(self.place, self.person)

    def find(self, place: Ids, person: Ids) -> NDArray[np.int64]:
        """In which row of this map is the seat of each of these persons on these journeys? -1: there is none."""
        if not len(self):
            return np.full(place.shape, -1, dtype=np.int64)
        known = np.isin(place, self._journeys) & np.isin(person, self._persons)
        keys = self._key(place, person)
        found = np.minimum(np.searchsorted(self._keys, keys), len(self) - 1)
        return np.where(known & (self._keys[found] == keys), found, -1)

    def _key(self, place: Ids, person: Ids) -> Ids:
        """One number for a journey and a person of this map; of no meaning for others."""
        keys: Ids = np.searchsorted(self._journeys, place) * (self._persons.size + 1) + np.searchsorted(self._persons, person)
        return keys


def seat_map(
    *,
    place: ArrayLike,
    person: ArrayLike,
    compartment: ArrayLike | None = None,
    row: ArrayLike | None = None,
    crew: ArrayLike | None = None,
) -> SeatMap:
    """Which seats are these? What is not given is not known. Raises `ValueError` for two seats of one person on one journey.

    >>> seats = seat_map(place=[7, 7], person=[1, 2], row=[12, 15])
    >>> seats.find(np.array([7, 7]), np.array([2, 3])).tolist()
    [1, -1]
    """
    places, persons = np.asarray(place, dtype=np.int64), np.asarray(person, dtype=np.int64)
    order = np.lexsort((persons, places))
    places, persons = places[order], persons[order]
    if ((places[1:] == places[:-1]) & (persons[1:] == persons[:-1])).any():
        message = "one person has two seats on one journey"
        raise ValueError(message)
    return SeatMap(
        places,
        persons,
        _given(compartment, UNKNOWN_COMPARTMENT, order),
        _given(row, UNKNOWN_ROW, order),
        _given(crew, 0, order).astype(np.bool_),
    )


def near_seats(protocol: Protocol, seats: SeatMap, kinds: NDArray[np.uint8], *, place: Ids, case: Ids, person: Ids) -> Flags:
    """Did case i and person i sit near each other on journey i, a vehicle of kind i? True also where it is not known.

    Kinds of place that are no vehicle of this pack are near. Source: section `vehicles`.

    >>> from epiworks.protocol import SharedPlace, shipped_library
    >>> from epiworks.trace.rules import kind_code
    >>> seats = seat_map(place=[7, 7, 7], person=[1, 2, 3], row=[12, 15, 16])
    >>> asked = {"place": np.array([7, 7]), "case": np.array([1, 1]), "person": np.array([2, 3])}
    >>> plane = np.full(2, kind_code(SharedPlace.PLANE), dtype=np.uint8)
    >>> near_seats(shipped_library().protocol("cn-covid-9"), seats, plane, **asked).tolist()
    [True, False]
    """
    near = np.ones(kinds.size, dtype=np.bool_)
    one, other = seats.find(place, case), seats.find(place, person)
    both = (one >= 0) & (other >= 0)
    same, apart, crew = _beside(seats, one, other)
    for rule in protocol.section("vehicles"):
        rows = both & np.array([kind.value == rule.name for kind in KINDS])[kinds]
        reach = rule.whole("rows_each_side")
        within = same & (rule.flag("whole_compartment") | (apart == UNKNOWN_ROW) | (np.abs(apart) <= reach))
        near[rows] = np.where(crew, rule.flag("crew"), within)[rows]
    return near


def seat_seen_from(seats: SeatMap, one: int, other: int) -> Seat:
    """How does the seat in row `other` of the map lie, seen from the case's seat in row `one`?"""
    same, apart, crew = (column[0] for column in _beside(seats, np.array([one]), np.array([other])))
    return Seat(bool(same), None if apart == UNKNOWN_ROW else int(apart), crew_of_that_part=bool(crew))


def _beside(seats: SeatMap, one: Ids, other: Ids) -> tuple[Flags, Ids, Flags]:
    """Same compartment, rows apart, and whether the other is crew of the case's part. Of no meaning where a seat is not in the map."""
    if not len(seats):
        return np.ones(one.shape, dtype=np.bool_), np.full(one.shape, UNKNOWN_ROW), np.zeros(one.shape, dtype=np.bool_)
    compartments, rows = (seats.compartment[one], seats.compartment[other]), (seats.row[one], seats.row[other])
    same = (compartments[0] == compartments[1]) | (compartments[0] == UNKNOWN_COMPARTMENT) | (compartments[1] == UNKNOWN_COMPARTMENT)
    unknown = (rows[0] == UNKNOWN_ROW) | (rows[1] == UNKNOWN_ROW)
    return same, np.where(unknown, UNKNOWN_ROW, rows[1] - rows[0]), seats.crew[other] & same


def _given(values: ArrayLike | None, default: int, order: Ids) -> Ids:
    if values is None:
        return np.full(order.shape, default, dtype=np.int64)
    return np.asarray(values).astype(np.int64)[order]
