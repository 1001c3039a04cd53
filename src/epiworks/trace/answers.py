"""The three questions, answered by compiled loops over cases: exposures, evidence and presence. `index` calls them on each thread."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from epiworks.trace.compiled import Scalar, compiled
from epiworks.trace.folding import FIRST, GAP, GROUP, LAST, OVERLAP, PERSON, PERSON_HIGH, PLACES, Case, Entries, fold, sort_by_person
from epiworks.trace.gathering import BEGIN, END, PLACE, TAG, Found, gather, room
from epiworks.trace.meeting import Cases, Numbers, World, case_stays, grown, number_different, sort_rows, stays_of

Short = NDArray[np.int32]


class Columns(NamedTuple):
    """Columns of exposures; `place` has no rows if the question was not asked by place."""

    person: Numbers
    kind: NDArray[np.uint8]
    place: Numbers
    overlap: Short
    first: Short
    last: Short
    gap: Short
    places: Short


class Space(NamedTuple):
    """Work space of one thread: room for records, twice, and for entries, of which the first `used` are of parts already answered."""

    found: Found
    spare: Found
    entries: Entries
    used: Scalar


def new_space(entries: int) -> Space:
    """Work space for so many entries; it grows where they are not enough."""
    rooms = [np.empty(2**15, dtype=np.uint64) for _ in range(4)]
    return Space(Found(rooms[0], rooms[1]), Found(rooms[2], rooms[3]), np.empty((entries, 8), dtype=np.int32), 0)


@compiled
def expose(world: World, asked: tuple[Cases, Scalar, Scalar], space: Space) -> tuple[Space, Numbers]:
    """Whom did the cases of rows [first, last) expose? The space, its entries used further, and with which of them each case begins."""
    cases, first, last = asked
    found, spare, entries, used = space
    begins = np.empty(last - first + 1, dtype=np.int64)
    begins[0] = used
    bits = _bits_of(world.person_ids.size)
    for row in range(first, last):
        case = _read_case(world, cases, (row, bits))
        found, number = gather(world.table, _spans_of(case), found)
        if number > spare.who.size:
            spare = room(found.who.size)
        found, spare = sort_by_person(found, spare, (number, bits + _bits_of(case.groups.size)))
        start = begins[row - first]
        entries = _with_room(entries, start, number)
        begins[row - first + 1] = fold(case, (found, number), (entries, start))
    return Space(found, spare, entries, begins[last - first]), begins


@compiled
def _bits_of(number: Scalar) -> Scalar:
    """With how many bits can so many different things be numbered?"""
    bits = np.int64(0)
    while (1 << bits) < number:
        bits += 1
    return bits


@compiled
def _read_case(world: World, cases: Cases, at: tuple[Scalar, Scalar]) -> Case:
    """The stays of a case with their tails, places and groups numbered."""
    row, bits = at
    stays = case_stays(world, cases, row)
    tails, group_of, place_of = np.empty(stays.shape[0], np.int64), np.empty(stays.shape[0], np.int64), np.empty(stays.shape[0], np.int64)
    for stay in range(stays.shape[0]):
        kind = np.int64(world.kinds[stays[stay, 1]])
        tails[stay], place_of[stay] = cases.tails[kind], stays[stay, 1]
        group_of[stay] = stays[stay, 1] if cases.by_place else kind
    places, _number = number_different(place_of)
    numbers, different = number_different(group_of)
    groups = np.empty(different, dtype=np.int64)
    for stay in range(stays.shape[0]):
        groups[numbers[stay]] = group_of[stay]
    return Case(stays, tails, places, numbers, groups, cases.person[row], world.person_ids.size, bits)


@compiled
def _spans_of(case: Case) -> Numbers:
    """Where and when others were exposed to a case: a span (see `gathering`) for each stay, its tag the upper bits of `who`."""
    spans = np.empty((case.stays.shape[0], 4), dtype=np.int64)
    for stay in range(spans.shape[0]):
        spans[stay, PLACE], spans[stay, BEGIN] = case.stays[stay, 1], case.stays[stay, 0]
        spans[stay, END] = case.stays[stay, 2] + case.tails[stay]
        spans[stay, TAG] = (stay << 40) | (case.group_of[stay] << case.shift)
    return spans


@compiled
def _with_room(entries: Entries, used: Scalar, more: Scalar) -> Entries:
    """The same entries with room for more."""
    if used + more <= entries.shape[0]:
        return entries
    bigger = np.empty((2 * (used + more), 8), dtype=np.int32)
    for entry in range(used):
        for field in range(8):
            bigger[entry, field] = entries[entry, field]
    return bigger


@compiled
def write_columns(world: World, entries: Entries, out: Columns) -> None:
    """Write entries as columns: person, kind, place (none if not asked by place), overlap, first, last, gap, places.

    Ids are looked up in a loop of its own: many look-ups then wait for memory at the same time.
    """
    for number in range(out.person.size):
        entry = np.uint64(number)
        out.person[entry] = np.int64(entries[entry, PERSON]) | (np.int64(entries[entry, PERSON_HIGH]) << 31)
        out.kind[entry] = entries[entry, GROUP]
        out.overlap[entry], out.first[entry], out.last[entry] = entries[entry, OVERLAP], entries[entry, FIRST], entries[entry, LAST]
        out.gap[entry], out.places[entry] = entries[entry, GAP], entries[entry, PLACES]
    for number in range(out.person.size):
        entry = np.uint64(number)
        out.person[entry] = world.person_ids[np.uint64(out.person[entry])]
    for number in range(out.place.size):
        group = np.uint64(entries[np.uint64(number), GROUP])
        out.place[number], out.kind[number] = world.place_ids[group], world.kinds[group]


@compiled
def _is_among(numbers: Numbers, wanted: Scalar) -> Scalar:
    """Is it one of these ascending numbers?"""
    low, high = 0, numbers.size
    while low < high:
        middle = (low + high) >> 1
        if numbers[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low < numbers.size and numbers[low] == wanted


@compiled
def witness(world: World, asked: tuple[Cases, Scalar], persons: Numbers) -> Numbers:
    """Which stays of these persons (dense, ascending) were exposed to this case? Person, place, case's begin and end, begin, end."""
    cases, row = asked
    rows = np.empty((64, 6), dtype=np.int64)
    size = np.int64(0)
    bits = _bits_of(world.person_ids.size)
    case = _read_case(world, cases, (row, bits))
    found, number = gather(world.table, _spans_of(case), room(2**12))
    for record in range(number):
        stay, when = found.who[record] >> np.uint64(40), found.when[record]
        person = (np.int64(found.who[record]) & ((1 << 40) - 1)) - (case.group_of[stay] << bits)
        if person != case.myself and _is_among(persons, person):
            rows = grown(rows, size)
            rows[size, 0], rows[size, 1] = person, case.stays[stay, 1]
            rows[size, 2], rows[size, 3] = case.stays[stay, 0], case.stays[stay, 2]
            rows[size, 4], rows[size, 5] = np.int64(when >> np.uint64(32)), np.int64(when & np.uint64(0xFFFFFFFF))
            size += 1
    return rows[:size]


@compiled
def stay_minutes(table: Numbers, asked: tuple[Numbers, Numbers, Numbers, Numbers], out: NDArray[np.int32]) -> None:
    """How many different minutes was each person at the place of the same row within the span of that row?

    `asked`: persons, places, begins, ends.
    """
    persons, places, begins, ends = asked
    for row in range(persons.size):
        lo, hi = begins[row], ends[row]
        out[row] = 0
        if persons[row] < 0 or places[row] < 0:
            continue
        stays = stays_of(table, persons[row], (lo, hi))
        sort_rows(stays, stays.shape[0])
        covered = lo
        for at in range(stays.shape[0]):
            if stays[at, 1] == places[row]:
                end = min(stays[at, 2], hi)
                out[row] += max(0, end - max(stays[at, 0], covered))
                covered = max(covered, end)


@compiled
def present_at(table: Numbers, spans: tuple[Numbers, Numbers, Numbers]) -> Found:
    """Who was at these places (dense) from these begins to these ends? Records whose tag is the row of the span, in order of the spans."""
    places, begins, ends = spans
    asked = np.empty((places.size, 4), dtype=np.int64)
    number = np.int64(0)
    for row in range(places.size):
        if places[row] >= 0 and begins[row] < ends[row]:
            asked[number, PLACE], asked[number, TAG] = places[row], row << 40
            asked[number, BEGIN], asked[number, END] = begins[row], ends[row]
            number += 1
    found, number = gather(table, asked[:number], room(4096))
    return Found(found.who[:number], found.when[:number])
