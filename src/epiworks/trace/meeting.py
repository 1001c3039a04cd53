"""Whom did a case meet? The compiled loops that answer questions from segments, case by case.

For each case: its stays are read and cut to its window; for each stay, the records of its place that share a minute with it (or its tail)
are gathered and told to a hash table with one entry per person and place kind. Overlaps arrive in order of time, so that their union grows
by what lies beyond the minutes already covered. Where they do not (late segments, stays of a case that overlap each other), the entry is
marked and its union is made anew from its sorted overlaps. So every row is exact whatever the order.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from epiworks.trace.compiled import Scalar, compiled
from epiworks.trace.gathering import Found
from epiworks.trace.scanning import (
    BASE,
    REACH,
    Table,
    list_of,
    next_in_list,
    place_at,
    rows_of_person,
    times_at,
)

Numbers = NDArray[np.int64]
Met = tuple[Found, Scalar, Scalar, Scalar, Scalar, Scalar, Scalar, Scalar]
KEY, KEY_HIGH, OVERLAP, FIRST, LAST, GAP, LATEST, COVERED = range(8)
"""Fields of an entry: person and group in two halves of 31 bits, minutes together, first and last minute exposed, least gap, begin of the
latest overlap, and the end of all so far. When a case is done, the last two become the number of places, and the place if so asked."""
PLACES, PLACE = LATEST, COVERED
OUT_OF_ORDER = np.int32(2**31 - 1)
"""`LATEST` of an entry whose overlaps did not come in order of time."""
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


class World(NamedTuple):
    """What is held: the table of segments by first minute, the ids of persons and places by their dense numbers, kinds of places."""

    table: Table
    person_ids: Numbers
    place_ids: Numbers
    kinds: NDArray[np.uint8]


class Cases(NamedTuple):
    """What is asked, in dense numbers (-1: not known). The extra stays of case i are those from `extra_from[i]` to `extra_from[i + 1]`."""

    person: Numbers
    begin: NDArray[np.int32]
    end: NDArray[np.int32]
    extra_from: Numbers
    extra: Numbers
    tails: NDArray[np.int32]
    by_place: bool


class Tally(NamedTuple):
    """One entry per case, person and group met: the fields above. The tables `slots` and `seen` are of the case at hand only."""

    slots: NDArray[np.int32]
    told: NDArray[np.int32]
    seen: NDArray[np.uint64]
    entry: NDArray[np.int32]


@compiled
def sort_rows(rows: Numbers, number: Scalar) -> None:
    """Bring rows of three numbers into order of the first two."""
    gap = number >> 1
    while gap > 0:
        for start in range(gap, number):
            one, two, three = rows[start, 0], rows[start, 1], rows[start, 2]
            at = start
            while at >= gap and (rows[at - gap, 0] > one or (rows[at - gap, 0] == one and rows[at - gap, 1] > two)):
                rows[at, 0], rows[at, 1], rows[at, 2] = rows[at - gap, 0], rows[at - gap, 1], rows[at - gap, 2]
                at -= gap
            rows[at, 0], rows[at, 1], rows[at, 2] = one, two, three
        gap >>= 1


@compiled
def grown(rows: Numbers, number: Scalar) -> Numbers:
    """The same rows with room for one more after these."""
    if number < rows.shape[0]:
        return rows
    more = np.empty((2 * number + 16, rows.shape[1]), dtype=np.int64)
    more[:number] = rows[:number]
    return more


@compiled
def stays_of(table: Table, person: Scalar, span: tuple[Scalar, Scalar]) -> Numbers:
    """The stays of a person that share a minute with the span: begin, place, end, whole; in no order."""
    rows = np.empty((32, 3), dtype=np.int64)
    number = 0
    hits = np.empty(2048, dtype=np.int64)
    for index in range(table.shape[0]):
        segment = table[index]
        if segment[BASE] >= span[1] or segment[REACH] <= span[0]:
            continue
        at = list_of(segment, person)
        while at >= 0:
            block, at = next_in_list(segment, at)
            if block < 0:
                break
            for hit in range(rows_of_person(segment, (block, person), hits)):
                begin, end = times_at(segment, block, hits[hit])
                if begin < span[1] and end > span[0]:
                    rows = grown(rows, number)
                    rows[number, 0], rows[number, 1], rows[number, 2] = begin, place_at(segment, block, hits[hit]), end
                    number += 1
    return rows[:number]


@compiled
def case_stays(world: World, cases: Cases, case: Scalar) -> Numbers:
    """The stays of a case, cut to its window, by begin: begin, place, end."""
    lo, hi = np.int64(cases.begin[case]), np.int64(cases.end[case])
    stored = stays_of(world.table, cases.person[case], (lo, hi))
    extra = cases.extra[cases.extra_from[case] : cases.extra_from[case + 1]]
    rows = np.empty((stored.shape[0] + extra.shape[0], 3), dtype=np.int64)
    rows[: stored.shape[0]] = stored
    rows[stored.shape[0] :] = extra
    number = 0
    for row in range(rows.shape[0]):
        begin, place, end = max(rows[row, 0], lo), rows[row, 1], min(rows[row, 2], hi)
        if begin < end and place >= 0:
            rows[number, 0], rows[number, 1], rows[number, 2] = begin, place, end
            number += 1
    sort_rows(rows, number)
    return rows[:number]


@compiled
def number_places(stays: Numbers) -> tuple[Numbers, Scalar]:
    """A number from 0 for each different place of these stays, and how many places there are."""
    numbers = np.empty(stays.shape[0], dtype=np.int64)
    different = 0
    for row in range(stays.shape[0]):
        numbers[row] = different
        for before in range(row):
            if stays[before, 1] == stays[row, 1]:
                numbers[row] = numbers[before]
                break
        if numbers[row] == different:
            different += 1
    return numbers, different


@compiled
def new_tally(entries: Scalar) -> Tally:
    """A table with room for so many entries."""
    return Tally(
        np.zeros(8192, dtype=np.int32),
        np.empty((entries, 8), dtype=np.int32),
        np.empty((4096, 1), dtype=np.uint64),
        np.empty(2048, dtype=np.int32),
    )


@compiled
def next_case(tally: Tally, places: Scalar) -> Tally:
    """The table for the next case, which was at so many places: entries stay, nothing is found any more."""
    tally.slots[:] = 0
    words = (places + 63) >> 6
    if words <= tally.seen.shape[1]:
        return tally
    return Tally(tally.slots, tally.told, np.empty((tally.seen.shape[0], words), dtype=np.uint64), tally.entry)


@compiled
def key_of(told: NDArray[np.int32], entry: Scalar) -> Scalar:
    """Person and group of an entry: person << 16 | group."""
    return np.int64(told[entry, KEY]) | (np.int64(told[entry, KEY_HIGH]) << 31)


@compiled
def slot_of(tally: Tally, key: Scalar) -> Scalar:
    """In which slot is this key, or could it be put?"""
    slots, told = tally.slots, tally.told
    mask = np.uint64(slots.size - 1)
    low, high = np.int32(key & 0x7FFFFFFF), np.int32(key >> 31)
    slot = ((np.uint64(key) * _GOLDEN) >> np.uint64(32)) & mask
    while slots[slot] != 0:
        entry = np.uint64(slots[slot] - 1)
        if told[entry, KEY] == low and told[entry, KEY_HIGH] == high:
            break
        slot = (slot + np.uint64(1)) & mask
    return slot


@compiled
def with_room(tally: Tally, start: Scalar, number: Scalar) -> Tally:
    """The same table with room for a whole block more; the entries of the case at hand are [start, number)."""
    mine = number - start + 2048
    slots, told, seen = tally.slots, tally.told, tally.seen
    if number + 2048 > told.shape[0]:
        told = np.empty((2 * number + 4096, 8), dtype=np.int32)
        told[:number] = tally.told[:number]
    if mine > seen.shape[0]:
        seen = np.empty((2 * mine, seen.shape[1]), dtype=np.uint64)
        seen[: number - start] = tally.seen[: number - start]
    if mine <= slots.size >> 1:
        return Tally(slots, told, seen, tally.entry)
    bigger = Tally(np.zeros(slots.size * 4, dtype=np.int32), told, seen, tally.entry)
    for entry in range(start, number):
        bigger.slots[slot_of(bigger, key_of(told, entry))] = entry + 1
    return bigger


@compiled
def tell(tally: Tally, at: tuple[Scalar, Scalar], met: Met) -> Scalar:
    """Tell the table of the records `met`: so many of those found at a stay (begin, end, tail, group, number of the place, case's person).

    The entries of the case are `at` = [start, number); returns how many there are by now.
    """
    start, number = at
    records, size, begin, end, tail, group, ordinal, myself = met
    number = _look_up(tally, (start, number), (records.person[:size], group, myself))
    told, seen = tally.told, tally.seen
    word, bit = np.uint64(ordinal >> 6), np.uint64(1) << np.uint64(ordinal & 63)
    for record in range(size):
        row = np.uint64(record)
        if tally.entry[row] < 0:
            continue
        entry = np.uint64(tally.entry[row])
        first, until = np.int32(max(records.begin[row], begin)), np.int32(min(records.end[row], end))
        last = np.int32(min(records.end[row], end + tail) - 1)
        gap = np.int32(max(0, records.begin[row] - end))
        told[entry, FIRST], told[entry, LAST] = min(told[entry, FIRST], first), max(told[entry, LAST], last)
        told[entry, GAP] = min(told[entry, GAP], gap)
        seen[entry - np.uint64(start), word] |= bit
        if until > first:
            in_order, covered = first >= told[entry, LATEST], told[entry, COVERED]
            told[entry, OVERLAP] += max(np.int32(0), np.int32(until - max(first, covered)))
            told[entry, LATEST] = first if in_order else OUT_OF_ORDER
            told[entry, COVERED] = max(covered, until)
    return number


@compiled
def _look_up(tally: Tally, at: tuple[Scalar, Scalar], who: tuple[Numbers, Scalar, Scalar]) -> Scalar:
    """Write the entry of each person found, a new one where there is none, to `index`; -1 for the case itself."""
    start, number = at
    persons, group, myself = who
    told, seen, slots = tally.told, tally.seen, tally.slots
    for record in range(persons.size):
        row = np.uint64(record)
        key = (persons[row] << 16) | group
        slot = slot_of(tally, key)
        if slots[slot] == 0 and persons[row] != myself:
            slots[slot] = number + 1
            entry = np.uint64(number)
            told[entry, KEY], told[entry, KEY_HIGH] = np.int32(key & 0x7FFFFFFF), np.int32(key >> 31)
            told[entry, OVERLAP], told[entry, FIRST], told[entry, LAST] = 0, 2147483647, 0
            told[entry, GAP], told[entry, LATEST], told[entry, COVERED] = 2147483647, 0, 0
            for word in range(seen.shape[1]):
                seen[entry - np.uint64(start), np.uint64(word)] = 0
            number += 1
        tally.entry[row] = slots[slot] - 1
    return number
