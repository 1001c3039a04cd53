"""Many records of one case, sorted by person and folded to one entry each: the compiled loops between records found and rows told.

Records come in order of time as a rule, stay by stay; a stable radix sort by person keeps that order. So the union of a person's overlaps
grows by what lies beyond the minutes already covered. Where they are not in order (late segments, stays of a case that overlap each
other), the overlaps of that one person are sorted first. So every entry is exact whatever the order.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from epiworks.trace.compiled import Scalar, compiled
from epiworks.trace.gathering import Found
from epiworks.trace.meeting import Numbers, grown, sort_rows
from epiworks.trace.scanning import DAMAGED

PERSON, PERSON_HIGH, OVERLAP, FIRST, LAST, GAP, PLACES, GROUP = range(8)
"""Fields of an entry: person in two halves of 31 bits, minutes together, first and last minute exposed, least gap, number of places, and
the kind of the places or, if so asked, the place."""
Entries = NDArray[np.int32]


class Case(NamedTuple):
    """The stays of a case (begin, place, end), the tail of each, numbers for its place and group; the groups; its own person; persons.

    `who` of a record is stay << 40 | group << shift | person.
    """

    stays: Numbers
    tails: Numbers
    places: Numbers
    group_of: Numbers
    groups: Numbers
    myself: Scalar
    persons: Scalar
    shift: Scalar


@compiled
def sort_by_person(found: Found, spare: Found, size: tuple[Scalar, Scalar]) -> tuple[Found, Found]:
    """Sort so many records stably by the lowest bits of `who`; `size`: records and bits. Returns the sorted ones, and the spare room."""
    number, bits = size
    passes = (bits + 10) // 11
    width = np.uint64((bits + passes) // max(passes, 1))
    starts = np.empty((1 << width) + 1, dtype=np.int64)
    mask = (np.uint64(1) << width) - np.uint64(1)
    for turn in range(passes):
        shift = np.uint64(turn) * width
        for key in range(starts.size):
            starts[key] = 0
        for record in range(number):
            starts[((found.who[np.uint64(record)] >> shift) & mask) + np.uint64(1)] += 1
        for key in range(1, starts.size):
            starts[key] += starts[key - 1]
        for record in range(number):
            who = found.who[np.uint64(record)]
            key = (who >> shift) & mask
            at = np.uint64(starts[key])
            starts[key] += 1
            spare.who[at], spare.when[at] = who, found.when[np.uint64(record)]
        found, spare = spare, found
    return found, spare


@compiled
def fold(case: Case, records: tuple[Found, Scalar], into: tuple[Entries, Scalar]) -> Scalar:
    """Write an entry for each person and group among the sorted records; there is room for all. How many entries are there by now?

    Raises `ValueError` where a record is of nobody: its file is damaged.
    """
    found, number = records
    entries, count = into
    who, when, stays, tails, places = found.who, found.when, case.stays, case.tails, case.places
    mask = (np.uint64(1) << np.uint64(40)) - np.uint64(1)
    itself = (np.uint64(1) << np.uint64(case.shift)) - np.uint64(1)
    few = True
    for stay in range(places.size):
        few &= places[stay] < 64
    record = np.uint64(0)
    entry = np.uint64(count)
    while record < np.uint64(number):
        key = who[record] & mask
        start = record
        overlap, first, last, gap = np.int64(0), np.int64(2147483647), np.int64(0), np.int64(2147483647)
        latest, covered, in_order, bits = np.int64(0), np.int64(0), True, np.uint64(0)
        while record < np.uint64(number) and who[record] & mask == key:
            which, times = who[record] >> np.uint64(40), when[record]
            begin, end = np.int64(times >> np.uint64(32)), np.int64(times & np.uint64(0xFFFFFFFF))
            here, gone = stays[which, np.uint64(0)], stays[which, np.uint64(2)]
            since, until = max(begin, here), min(end, gone)
            first, last = min(first, since), max(last, min(end, gone + tails[which]))
            gap = min(gap, max(np.int64(0), begin - gone))
            bits |= np.uint64(1) << np.uint64(places[which] & 63)
            lasts = until > since
            in_order &= since >= latest or not lasts
            overlap += max(np.int64(0), until - max(since, covered))
            latest, covered = (since if lasts else latest), max(covered, until if lasts else covered)
            record += np.uint64(1)
        if np.int64(key & itself) >= case.persons or np.int64(key >> np.uint64(case.shift)) >= case.groups.size:
            raise ValueError(DAMAGED)
        if np.int64(key & itself) == case.myself:
            continue
        if not in_order:
            overlap = _union(case, (found, start, record))
        different = _set_bits(bits) if few else _different_places(case, (found, start, record))
        entries[entry, PERSON], entries[entry, PERSON_HIGH] = key & itself & np.uint64(0x7FFFFFFF), (key & itself) >> np.uint64(31)
        entries[entry, OVERLAP], entries[entry, FIRST], entries[entry, LAST] = overlap, first, last - 1
        entries[entry, GAP], entries[entry, PLACES], entries[entry, GROUP] = gap, different, case.groups[key >> np.uint64(case.shift)]
        entry += np.uint64(1)
    return np.int64(entry)


@compiled
def _set_bits(word: Scalar) -> Scalar:
    """How many bits of a word are set?"""
    number = np.int64(0)
    while word != 0:
        word &= word - np.uint64(1)
        number += 1
    return number


@compiled
def _different_places(case: Case, records: tuple[Found, Scalar, Scalar]) -> Scalar:
    """At how many different places were these records?"""
    found, start, stop = records
    places = np.empty((stop - start, 3), dtype=np.int64)
    for record in range(start, stop):
        places[record - start, 0] = case.places[np.int64(found.who[record] >> np.uint64(40))]
        places[record - start, 1], places[record - start, 2] = 0, 0
    sort_rows(places, stop - start)
    number = np.int64(0)
    for row in range(stop - start):
        number += row == 0 or places[row, 0] != places[row - 1, 0]
    return number


@compiled
def _union(case: Case, records: tuple[Found, Scalar, Scalar]) -> Scalar:
    """How many minutes lie in any overlap of these records, in whatever order?"""
    found, start, stop = records
    rows = np.empty((16, 3), dtype=np.int64)
    size = np.int64(0)
    for record in range(start, stop):
        stay = np.int64(found.who[record] >> np.uint64(40))
        when = found.when[record]
        since = max(np.int64(when >> np.uint64(32)), case.stays[stay, 0])
        until = min(np.int64(when & np.uint64(0xFFFFFFFF)), case.stays[stay, 2])
        if until > since:
            rows = grown(rows, size)
            rows[size, 0], rows[size, 1], rows[size, 2] = since, until, 0
            size += 1
    sort_rows(rows, size)
    overlap, covered = np.int64(0), np.int64(0)
    for row in range(size):
        overlap += max(np.int64(0), rows[row, 1] - max(rows[row, 0], covered))
        covered = max(covered, rows[row, 1])
    return overlap
