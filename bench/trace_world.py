"""A prefecture of stays that never were: eight a day for each person, at places with sizes as they are in life.

Workers and pupils: vehicle, work or class, venue, work or class, vehicle, shop, coarse location cell, home over midnight. All others: home,
shop, home, venue, home, vehicle, cell, home. Households hold three, classes 45; workplaces, shops, venues and cells have heavy tails: of
4.2 M people the largest workplace has some 8,000, the largest shop 20,000 visits a day, the largest cell of 800 m x 800 m 65,000 people.
Every number is a hash of (seed, day, person, stay), so that any day can be made alone, anywhere, the same.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from epiworks.trace.sorting import Rows
from epiworks.trace.stays import MINUTES_PER_DAY, Places, places_from_columns

HOME, WORK, CLASS, SHOP, VENUE, VEHICLE, CELL = range(1, 8)
STAYS_A_DAY, DAYS = 8, 14
FIRST_DAY = 19_236
"""2022-09-01, in days since 1970."""
TAILS = {SHOP: 30, VENUE: 30}
PERSON_STEP, FIRST_PERSON = 3, 620_000_000
PLACE_STEP, FIRST_PLACE = 10, 7
PLANS = np.array(
    [
        [VEHICLE, WORK, VENUE, WORK, VEHICLE, SHOP, CELL, HOME],
        [VEHICLE, CLASS, VENUE, CLASS, VEHICLE, SHOP, CELL, HOME],
        [HOME, SHOP, HOME, VENUE, HOME, VEHICLE, CELL, HOME],
    ]
)
BEGINS = np.array([[440, 470, 710, 770, 1030, 1070, 1110, 1280]] * 2 + [[410, 570, 630, 850, 910, 1030, 1090, 1270]])
MINUTES = np.array([[15, 225, 35, 230, 15, 20, 140, 530]] * 2 + [[140, 25, 190, 35, 90, 15, 150, 550]])


@dataclass(frozen=True, slots=True)
class TraceWorld:
    """How many people, and from which seed. People and places are numbered from 0; ids are what a register would call them."""

    people: int
    seed: int = 20220901

    @property
    def first_places(self) -> NDArray[np.int64]:
        """With which place begins each kind (entry 8: how many places there are)?"""
        shares = {HOME: 3, WORK: 20, CLASS: 225, SHOP: 100, VENUE: 70, VEHICLE: 400, CELL: 1000}
        return np.concatenate([[0, 0], np.cumsum([self.people // share + 1 for share in shares.values()])]).astype(np.int64)

    @property
    def person_ids(self) -> NDArray[np.int64]:
        """The ids of all people by number."""
        return np.arange(self.people, dtype=np.int64) * PERSON_STEP + FIRST_PERSON

    @property
    def place_ids(self) -> NDArray[np.int64]:
        """The ids of all places by number."""
        return np.arange(self.first_places[-1], dtype=np.int64) * PLACE_STEP + FIRST_PLACE

    def places(self) -> Places:
        """The table of kinds of places."""
        return places_from_columns(self.place_ids, np.repeat(np.arange(1, 8), np.diff(self.first_places[1:])))

    def day(self, offset: int) -> Rows:
        """Which stays begin on this day (0 is the first)? By numbers of persons and places, in no order of either."""
        size = self.people * STAYS_A_DAY
        words, times = np.empty((2, size), dtype=np.uint32), np.empty((2, size), dtype=np.int32)
        rows = Rows(words[0], words[1], times[0], times[1])
        _fill((self.people, self.seed, offset), self.first_places, (PLANS, BEGINS, MINUTES), rows)
        return rows


def first_minute_of(offset: int) -> int:
    """With which minute since 1970 does this day of the world begin?"""
    return (FIRST_DAY + offset) * MINUTES_PER_DAY


@njit(cache=True, nogil=True)
def _hash(seed: Any, one: Any, two: Any) -> Any:
    value = np.uint64(seed) ^ (np.uint64(one) * np.uint64(0x9E3779B97F4A7C15)) ^ (np.uint64(two) * np.uint64(0xC2B2AE3D27D4EB4F))
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


@njit(cache=True, nogil=True)
def _one_of(value: Any, power: float, number: Any) -> Any:
    """One of so many, the first ones the likelier the higher the power."""
    return np.int64((np.float64(value >> np.uint64(11)) / 9007199254740992.0) ** power * number)


@njit(cache=True, nogil=True)
def _place(kind: Any, who: Any, seed: Any, firsts: Any) -> Any:
    """A place of this kind: a person's own (home, work, class, cell), or any by chance (shop, venue, vehicle); `who`: person, chance."""
    person, chance = who
    number = firsts[kind + 1] - firsts[kind]
    if kind == 1:
        return firsts[kind] + person // 3
    if kind == 2:
        return firsts[kind] + _one_of(_hash(seed, person, kind), 2.2, number)
    if kind == 3:
        return firsts[kind] + _one_of(_hash(seed, person, kind), 1.0, number)
    if kind == 6:
        return firsts[kind] + _one_of(chance, 1.0, number)
    if kind == 7:
        return firsts[kind] + _one_of(_hash(seed, person // 3, kind), 2.0, number)
    return firsts[kind] + _one_of(chance, 2.0, number)


@njit(cache=True, nogil=True)
def _fill(world: Any, firsts: Any, lives: Any, rows: Any) -> None:
    people, seed, offset = world
    plans, begins, minutes = lives
    midnight = (19_236 + offset) * 1440
    row = 0
    for slot in range(8):
        for step in range(people):
            person = (step * 2_654_435_761 + slot * 97 + offset * 13) % people
            group = _hash(seed, person, 99) % np.uint64(10)
            life = 0 if group < 5 else (1 if group < 7 else 2)
            chance = _hash(seed, person * 8 + slot, offset + 1000)
            begin = midnight + begins[life, slot] + np.int64(_hash(seed, chance >> np.uint64(20), 5) % np.uint64(31))
            rows.person[row] = person
            rows.place[row] = _place(plans[life, slot], (person, chance), seed, firsts)
            rows.begin[row] = begin
            rows.end[row] = begin + minutes[life, slot] + np.int64((chance >> np.uint64(3)) % np.uint64(21))
            row += 1
