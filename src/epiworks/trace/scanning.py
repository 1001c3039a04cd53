"""How is a segment read? The compiled look-ups: the records of a person, and the records of a place that reach into an interval.

A segment comes as one row of a table of 64-bit numbers: sizes, and addresses of its memory-mapped sections (see `layout`). Whoever builds
the table keeps the maps open while a loop runs. Opening a segment checks the sections that steer (see `layout`); what a loop takes from
blocks and lists as a position is compared with the limits here, so that damage there is refused, never read beyond.
"""

import numpy as np
from numpy.typing import NDArray

from epiworks.trace.compiled import Scalar, compiled
from epiworks.trace.sorting import Rows
from epiworks.trace.words import ask_for, words16, words32, words64

(
    BASE,
    REACH,
    BLOCKS,
    WORDS,
    PLACES,
    PERSONS,
    AT_BLOCKS,
    AT_FIRST,
    AT_REACH,
    AT_PLACES,
    AT_DIRECTORY,
    AT_LISTS,
    AT_GROUPS,
    AT_PRESENT,
    ENTRIES,
    LISTED,
) = range(16)
"""Fields of a segment's row: first minute of its day, minute after the last, numbers of blocks, 64-bit words per block, places and persons
listed, then addresses of its sections; `AT_PRESENT` is 0 where persons are listed by their number, none left out;
`ENTRIES`: how many the directory of places has; `LISTED`: how many all lists of blocks have."""
FIELDS = 16
DAMAGED = "a file of the index of stays is damaged; verify() of the index says which"

Table = NDArray[np.int64]

_EACH_LANE = np.uint64(0x0001000100010001)
_TOP_OF_LANES = np.uint64(0x8000800080008000)
_FIRST_IN_LANES = np.uint64(0x0800080008000800)
_LANE_WORDS = 512
_ASKED_OF_SCANNED, _ASKED_OF_READ = 1024, 128
"""Bytes of a column that are asked for before it is looked through, and before records in it are read: from there on memory follows."""


@compiled
def block_of(segment: Table, block: Scalar) -> NDArray[np.uint16]:
    """The columns of a block, one after the other."""
    size = segment[WORDS] * 8
    return words16(segment[AT_BLOCKS] + block * size, size >> 1)


@compiled
def ask_for_block(segment: Table, block: Scalar) -> None:
    """Have the beginnings of the columns of a block brought near, before a person is looked for in it."""
    start = segment[AT_BLOCKS] + block * segment[WORDS] * 8
    ask_for(start, _ASKED_OF_SCANNED)
    ask_for(start + 4096, 1)
    ask_for(start + 8192, 1)


@compiled
def narrow_person_of(columns: NDArray[np.uint16], row: Scalar) -> Scalar:
    """Whose is the record of this row of a block of three columns?"""
    low = np.int64(columns[row]) | ((np.int64(columns[row + np.uint64(2048)]) & 31) << 16)
    return low | ((np.int64(columns[row + np.uint64(4096)]) >> 12) << 21)


@compiled
def person_of(columns: NDArray[np.uint16], row: Scalar) -> Scalar:
    """Whose is the record of this row of a block?"""
    person = narrow_person_of(columns, np.uint64(row))
    if columns.size > 6144:
        person |= (np.int64(columns[row + 6144]) >> 8) << 25
    return person


@compiled
def narrow_minutes_of(columns: NDArray[np.uint16], row: Scalar) -> Scalar:
    """How many minutes does the record of this row of a block of three columns last?"""
    return np.int64(columns[row + np.uint64(4096)]) & 2047


@compiled
def minutes_of(columns: NDArray[np.uint16], row: Scalar) -> Scalar:
    """How many minutes does the record of this row of a block last?"""
    minutes = narrow_minutes_of(columns, np.uint64(row))
    if columns.size > 6144:
        minutes |= (np.int64(columns[row + 6144]) & 255) << 11
    return minutes


@compiled
def _firsts_before(words: NDArray[np.uint64], row: Scalar) -> Scalar:
    """How many of the rows before this one, row 0 left out, are the first of their place? `words`: the third column."""
    lanes = np.uint64(0)
    whole = row >> 2
    for at in range(whole):
        lanes += (words[at] >> np.uint64(11)) & _EACH_LANE
    if row & 3:
        lanes += (words[whole] & ((np.uint64(1) << np.uint64(16 * (row & 3))) - np.uint64(1))) >> np.uint64(11) & _EACH_LANE
    if row:
        lanes -= (words[0] >> np.uint64(11)) & np.uint64(1)
    return np.int64((lanes * _EACH_LANE) >> np.uint64(48))


@compiled
def _row_of_first(columns: NDArray[np.uint16], words: NDArray[np.uint64], number: Scalar) -> Scalar:
    """In which row does the place begin that is this many places after that of row 0 (more than 0)? -1: in a later block."""
    seen: Scalar = 0
    chunk = 0
    first = (words[0] >> np.uint64(11)) & np.uint64(1)
    while True:
        if chunk == 32:
            return np.int64(-1)
        lanes = np.uint64(0)
        for at in range(chunk * 16, chunk * 16 + 16):
            lanes += (words[at] >> np.uint64(11)) & _EACH_LANE
        if chunk == 0:
            lanes -= first
        here = np.int64((lanes * _EACH_LANE) >> np.uint64(48))
        if seen + here >= number:
            break
        seen += here
        chunk += 1
    row = max(1, chunk * 64)
    while True:
        seen += (columns[row + 4096] >> 11) & 1
        if seen == number:
            return row
        row += 1


@compiled
def _at_or_below(values: NDArray[np.uint32], lo: Scalar, hi: Scalar, wanted: Scalar) -> Scalar:
    """The last position of [lo, hi) whose value is not above the wanted one; lo - 1 where all are. Values ascend."""
    while lo < hi:
        middle = (lo + hi) >> 1
        if np.int64(values[middle]) <= wanted:
            lo = middle + 1
        else:
            hi = middle
    return lo - 1


@compiled
def _index_of(segment: Table, person: Scalar) -> Scalar:
    """Which of the lists of the segment is that of this person? -1 where the segment does not know the person."""
    number = segment[PERSONS]
    if segment[AT_PRESENT] == 0:
        return person if 0 <= person < number else np.int64(-1)
    present = words32(segment[AT_PRESENT], number)
    index = _at_or_below(present, 0, number, person)
    return index if index >= 0 and np.int64(present[index]) == person else np.int64(-1)


@compiled
def group_of(segment: Table, person: Scalar) -> tuple[Scalar, Scalar]:
    """From which position of the lists to which lie those of this person and its neighbours? (0, 0) where the person is not known."""
    index = _index_of(segment, person)
    if index < 0:
        return 0, 0
    number = (segment[PERSONS] + 63) >> 6
    groups = words32(segment[AT_GROUPS], number)
    group = index >> 6
    return np.int64(groups[group]), (np.int64(groups[group + 1]) if group + 1 < number else segment[LISTED])


@compiled
def list_of(segment: Table, person: Scalar) -> Scalar:
    """At which position of the lists begin the blocks of this person? -1 where the segment does not know the person."""
    index = _index_of(segment, person)
    if index < 0:
        return np.int64(-1)
    at, _until = group_of(segment, person)
    lists = words16(segment[AT_LISTS], segment[LISTED])
    skipped: Scalar = 0
    while skipped < index & 63 and at < segment[LISTED]:
        skipped += np.int64(lists[at]) >> 15
        at += 1
    return at


@compiled
def place_at(segment: Table, block: Scalar, row: Scalar) -> Scalar:
    """At which place is the record of this row?"""
    rank = np.int64(words32(segment[AT_FIRST], segment[BLOCKS])[block])
    words = words64(segment[AT_BLOCKS] + block * segment[WORDS] * 8 + 8192, _LANE_WORDS)
    rank += _firsts_before(words, row + 1)
    if rank >= segment[PLACES]:
        raise ValueError(DAMAGED)
    return np.int64(words32(segment[AT_PLACES], segment[PLACES])[rank])


@compiled
def rows_of_person(segment: Table, at: tuple[Scalar, Scalar], found: NDArray[np.int64]) -> Scalar:
    """Which rows are those of a block and person? Their number; the first `found.size` of them go to `found`."""
    block, person = at
    columns = block_of(segment, block)
    words = words64(segment[AT_BLOCKS] + block * segment[WORDS] * 8, _LANE_WORDS)
    low = np.uint16(person & 0xFFFF)
    pattern = np.uint64(low) * _EACH_LANE
    number = np.int64(0)
    for chunk in range(0, _LANE_WORDS, 16):
        some = np.uint64(0)
        for lane in range(chunk, chunk + 16):
            word = words[lane] ^ pattern
            some |= (word - _EACH_LANE) & ~word & _TOP_OF_LANES
        if some == 0:
            continue
        for row in range(chunk * 4, chunk * 4 + 64):
            if columns[np.uint64(row)] == low and person_of(columns, row) == person and minutes_of(columns, row) > 0:
                if number < found.size:
                    found[number] = row
                number += 1
    return number


@compiled
def next_in_list(segment: Table, at: Scalar) -> tuple[Scalar, Scalar]:
    """The block at this position of a person's list (-1: the list is empty), and the next position (-1 after the last)."""
    if at >= segment[LISTED]:
        raise ValueError(DAMAGED)
    entry = np.int64(words16(segment[AT_LISTS], segment[LISTED])[at])
    block = entry & 0x7FFF
    if block >= segment[BLOCKS] and block != 0x7FFF:
        raise ValueError(DAMAGED)
    return (block if block != 0x7FFF else -1), (-1 if entry >> 15 else at + 1)


@compiled
def times_at(segment: Table, block: Scalar, row: Scalar) -> tuple[Scalar, Scalar]:
    """Begin and end of the record of this row, in minutes since 1970."""
    columns = block_of(segment, block)
    begin = segment[BASE] + (np.int64(columns[row + 2048]) >> 5)
    return begin, begin + minutes_of(columns, row)


@compiled
def _rank_of(segment: Table, place: Scalar) -> Scalar:
    """Which of the places of the segment is this? -1 where nobody was there."""
    if place < 0 or (place >> 8) + 1 >= segment[ENTRIES]:
        return np.int64(-1)
    places = words32(segment[AT_PLACES], segment[PLACES])
    directory = words32(segment[AT_DIRECTORY], segment[ENTRIES])
    rank = _at_or_below(places, np.int64(directory[place >> 8]), np.int64(directory[(place >> 8) + 1]), place)
    return rank if rank >= 0 and np.int64(places[rank]) == place else np.int64(-1)


@compiled
def _blocks_of_rank(segment: Table, rank: Scalar) -> tuple[Scalar, Scalar]:
    """Which blocks [from, to) may hold records of the place of this rank? Reads no block."""
    first = words32(segment[AT_FIRST], segment[BLOCKS])
    last = _at_or_below(first, 0, segment[BLOCKS], rank)
    block = last
    while block > 0 and np.int64(first[block]) == rank:
        block -= 1
    return max(block, 0), last + 1


@compiled
def blocks_of_place(segment: Table, place: Scalar) -> tuple[Scalar, Scalar]:
    """Which blocks [from, to) may hold records of this place? (0, 0) where nobody was there. Reads no block."""
    rank = _rank_of(segment, place)
    if rank < 0:
        return 0, 0
    return _blocks_of_rank(segment, rank)


@compiled
def block_that_begins(segment: Table, place: Scalar) -> tuple[Scalar, Scalar]:
    """The rank of this place in the segment and a block: it begins there, or with the next. (-1, -1) where nobody was there.

    Reads no block; what `row_that_begins` will read of it has been asked for.
    """
    rank = _rank_of(segment, place)
    if rank < 0:
        return -1, -1
    block, _until = _blocks_of_rank(segment, rank)
    ask_for(segment[AT_BLOCKS] + block * segment[WORDS] * 8 + 8192, _ASKED_OF_SCANNED)
    return rank, block


@compiled
def row_that_begins(segment: Table, rank: Scalar, block: Scalar) -> Scalar:
    """With which row of the segment begins the place of this rank, which begins in this block or the next? The row has been asked for."""
    first = words32(segment[AT_FIRST], segment[BLOCKS])
    row = np.int64(-1)
    if np.int64(first[block]) < rank:
        words = words64(segment[AT_BLOCKS] + block * segment[WORDS] * 8 + 8192, _LANE_WORDS)
        row = _row_of_first(block_of(segment, block), words, rank - np.int64(first[block]))
        block += row < 0
    if row < 0 and (block >= segment[BLOCKS] or np.int64(first[block]) != rank or not (block_of(segment, block)[4096] >> 11) & 1):
        raise ValueError(DAMAGED)
    row = max(row, np.int64(0))
    start = segment[AT_BLOCKS] + block * segment[WORDS] * 8 + 2 * row
    for column in range(3):
        ask_for(start + 4096 * column, _ASKED_OF_READ)
    ask_for(segment[AT_REACH] + 32 * block, 32)
    return (block << 11) + row


@compiled
def row_of_next_place(segment: Table, block: Scalar, row: Scalar) -> Scalar:
    """With which row of the block after this one begins another place? 2048 where none does."""
    words = words64(segment[AT_BLOCKS] + block * segment[WORDS] * 8 + 8192, _LANE_WORDS)
    word = (row + 1) >> 2
    if word == _LANE_WORDS:
        return np.int64(2048)
    skipped = np.uint64(16 * ((row + 1) & 3))
    flags = (words[word] & _FIRST_IN_LANES) >> skipped << skipped
    while flags == 0:
        word += 1
        if word == _LANE_WORDS:
            return np.int64(2048)
        flags = words[word] & _FIRST_IN_LANES
    at = word << 2
    while flags & np.uint64(0xFFFF) == 0:
        flags >>= np.uint64(16)
        at += 1
    return np.int64(at)


@compiled
def unpack(segment: Table, number: Scalar, out: Rows) -> None:
    """Write person, place, begin and end of the first rows of a segment to the columns of `out`."""
    first = words32(segment[AT_FIRST], segment[BLOCKS])
    places = words32(segment[AT_PLACES], segment[PLACES])
    for block in range(segment[BLOCKS]):
        columns = block_of(segment, block)
        rank = np.int64(first[block])
        for row in range(min(2048, number - block * 2048)):
            rank += row > 0 and (columns[row + 4096] >> 11) & 1
            if rank >= segment[PLACES]:
                raise ValueError(DAMAGED)
            at = block * 2048 + row
            out.person[at], out.place[at] = person_of(columns, row), places[rank]
            out.begin[at], out.end[at] = times_at(segment, block, row)
