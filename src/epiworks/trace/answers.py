"""The three questions, answered by compiled loops over cases: exposures, evidence and presence. `index` calls them on each thread."""

import numpy as np
from numpy.typing import NDArray

from epiworks.trace.compiled import Scalar, compiled
from epiworks.trace.gathering import next_batch, room
from epiworks.trace.meeting import (
    LATEST,
    OUT_OF_ORDER,
    OVERLAP,
    PLACE,
    PLACES,
    Cases,
    Numbers,
    Tally,
    World,
    case_stays,
    grown,
    key_of,
    new_tally,
    next_case,
    number_places,
    slot_of,
    sort_rows,
    stays_of,
    tell,
    with_room,
)

Columns = tuple[Numbers, NDArray[np.uint8], Numbers, NDArray[np.int32]]


@compiled
def expose(world: World, cases: Cases, span: tuple[Scalar, Scalar]) -> tuple[NDArray[np.int32], Numbers]:
    """Whom did the cases of a span of rows expose? The entries (see `meeting`), and with which of them each case begins."""
    begins = np.zeros(span[1] - span[0] + 1, dtype=np.int64)
    found, state = room(), np.empty(3, dtype=np.int64)
    tally = new_tally(4096 if span[1] - span[0] == 1 else 65536)
    number = 0
    for case in range(span[0], span[1]):
        start = number
        stays = case_stays(world, cases, case)
        ordinals, places = number_places(stays)
        tally = next_case(tally, places)
        for row in range(stays.shape[0]):
            begin, place, end = stays[row, 0], stays[row, 1], stays[row, 2]
            kind = np.int64(world.kinds[place])
            tail = np.int64(cases.tails[kind])
            group = ordinals[row] if cases.by_place else kind
            state[0], state[1], state[2] = 0, 0, -1
            while True:
                size = next_batch(world.table, (place, begin, end + tail), (state, found))
                if size < 0:
                    break
                tally = with_room(tally, start, number)
                number = tell(tally, (start, number), (found, size, begin, end, tail, group, ordinals[row], cases.person[case]))
        _mend(world, cases.by_place, (stays, ordinals), (tally, start, number))
        _finish(tally, (start, number), (stays, ordinals, cases.by_place))
        begins[case - span[0] + 1] = number
    return tally.told, begins


@compiled
def _mend(world: World, by_place: bool, own: tuple[Numbers, Numbers], told: tuple[Tally, Scalar, Scalar]) -> None:
    """Make the overlaps of entries anew whose overlaps came out of order: from all their overlaps, sorted."""
    stays, ordinals = own
    tally, start, number = told
    wrong = 0
    for known in range(start, number):
        wrong += tally.told[known, LATEST] == OUT_OF_ORDER
    if wrong == 0:
        return
    rows = np.empty((1024, 3), dtype=np.int64)
    size = 0
    found, state = room(), np.empty(3, dtype=np.int64)
    for row in range(stays.shape[0]):
        begin, place, end = stays[row, 0], stays[row, 1], stays[row, 2]
        group = ordinals[row] if by_place else np.int64(world.kinds[place])
        state[0], state[1], state[2] = 0, 0, -1
        while True:
            batch = next_batch(world.table, (place, begin, end), (state, found))
            if batch < 0:
                break
            for record in range(batch):
                entry = tally.slots[slot_of(tally, (found.person[record] << 16) | group)] - 1
                if entry >= 0 and tally.told[entry, LATEST] == OUT_OF_ORDER:
                    rows = grown(rows, size)
                    rows[size, 0], rows[size, 1] = entry, max(found.begin[record], begin)
                    rows[size, 2] = min(found.end[record], end)
                    size += 1
    sort_rows(rows, size)
    _unite(rows, size, tally)


@compiled
def _unite(rows: Numbers, size: Scalar, tally: Tally) -> None:
    """The overlap of each entry is the length of the union of its sorted intervals (entry, begin, end)."""
    covered = 0
    for row in range(size):
        entry = rows[row, 0]
        if row == 0 or rows[row - 1, 0] != entry:
            tally.told[entry, OVERLAP] = 0
            covered = 0
        tally.told[entry, OVERLAP] += max(0, rows[row, 2] - max(rows[row, 1], covered))
        covered = max(covered, rows[row, 2])


@compiled
def _finish(tally: Tally, at: tuple[Scalar, Scalar], own: tuple[Numbers, Numbers, bool]) -> None:
    """Write how many places each entry of the case has, and its place if so asked."""
    stays, ordinals, by_place = own
    place_of = np.full(stays.shape[0] + 1, -1, dtype=np.int64)
    for row in range(stays.shape[0]):
        place_of[ordinals[row]] = stays[row, 1]
    told, seen = tally.told, tally.seen
    for number in range(at[0], at[1]):
        entry = np.uint64(number)
        places = 0
        for word in range(seen.shape[1]):
            bits = seen[entry - np.uint64(at[0]), np.uint64(word)]
            while bits != 0:
                bits &= bits - np.uint64(1)
                places += 1
        told[entry, PLACES] = places
        told[entry, PLACE] = place_of[key_of(told, entry) & 0xFFFF] if by_place else -1


@compiled
def write_columns(world: World, entries: NDArray[np.int32], out: Columns) -> None:
    """Write entries as columns: person, kind, place (none if not asked by place), and overlap, first, last, gap, places."""
    persons, kinds, places, minutes = out
    for number in range(persons.size):
        entry = np.uint64(number)
        key = key_of(entries, entry)
        persons[entry] = world.person_ids[np.uint64(key >> 16)]
        kinds[entry] = key & 0xFF
        if places.size:
            place = np.uint64(entries[entry, PLACE])
            places[entry], kinds[entry] = world.place_ids[place], world.kinds[place]
        for column in range(5):
            minutes[column, entry] = entries[entry, np.uint64(OVERLAP + column)]


@compiled
def witness(world: World, asked: tuple[Cases, Scalar], persons: Numbers) -> Numbers:
    """Which stays of these persons (dense, ascending) were exposed to this case? Person, place, case's begin and end, begin, end."""
    cases, case = asked
    rows = np.empty((64, 6), dtype=np.int64)
    number = 0
    found, state = room(), np.empty(3, dtype=np.int64)
    stays = case_stays(world, cases, case)
    for row in range(stays.shape[0]):
        begin, place, end = stays[row, 0], stays[row, 1], stays[row, 2]
        tail = np.int64(cases.tails[np.int64(world.kinds[place])])
        state[0], state[1], state[2] = 0, 0, -1
        while True:
            size = next_batch(world.table, (place, begin, end + tail), (state, found))
            if size < 0:
                break
            for at in range(size):
                person = found.person[at]
                index = np.searchsorted(persons, person)
                if person != cases.person[case] and index < persons.size and persons[index] == person:
                    rows = grown(rows, number)
                    rows[number, 0], rows[number, 1], rows[number, 2] = person, place, begin
                    rows[number, 3], rows[number, 4], rows[number, 5] = end, found.begin[at], found.end[at]
                    number += 1
    return rows[:number]


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
