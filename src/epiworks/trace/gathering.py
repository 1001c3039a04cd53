"""Who was at a place in a span of time? The compiled loop over the records of a place, block by block, segment by segment."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from epiworks.trace.compiled import Scalar, compiled
from epiworks.trace.scanning import (
    AT_FIRST,
    AT_REACH,
    BASE,
    BLOCKS,
    REACH,
    Table,
    block_of,
    find_place,
    minutes_of,
    person_of,
    words32,
)


class Found(NamedTuple):
    """Room for the records of one block: person, begin and end in minutes."""

    person: NDArray[np.int64]
    begin: NDArray[np.int64]
    end: NDArray[np.int64]


@compiled
def room() -> Found:
    """Room for the records of one block."""
    return Found(np.empty(2048, dtype=np.int64), np.empty(2048, dtype=np.int64), np.empty(2048, dtype=np.int64))


@compiled
def _lasts_beyond(segment: Table, block: Scalar, group: Scalar, minute: Scalar) -> Scalar:
    """Does any row of the block, from this group of 256 rows on, last beyond the minute of the segment?"""
    reach = words32(segment[AT_REACH], segment[BLOCKS] * 8)
    most = np.int64(0)
    for at in range(block * 8 + group, block * 8 + 8):
        most = max(most, np.int64(reach[at]))
    return most > minute


@compiled
def _next_block(segment: Table, rank: Scalar, block: Scalar) -> Scalar:
    """The first row of the next block if the place goes on there, else -1."""
    if block + 1 < segment[BLOCKS] and np.int64(words32(segment[AT_FIRST], segment[BLOCKS])[block + 1]) == rank:
        return (block + 1) << 11
    return -1


@compiled
def gather(segment: Table, at: tuple[Scalar, Scalar, Scalar, Scalar], found: Found) -> tuple[Scalar, Scalar]:
    """Which records of a place, in the block of its row and from there on, share a minute with the span?

    `at`: rank of the place, row, begin and end of the span.

    Returns how many were put to `found`, and the row at which the place goes on in the next block, or -1 when there can be no more.
    """
    rank, start, earliest, latest = at
    block, row = start >> 11, start & 2047
    lo, hi = earliest - segment[BASE], latest - segment[BASE]
    number = 0
    if not _lasts_beyond(segment, block, row >> 8, lo):
        return 0, _next_block(segment, rank, block)
    columns = block_of(segment, block)
    reach = words32(segment[AT_REACH], segment[BLOCKS] * 8)
    first = row
    while row < 2048:
        stop = (row | 255) + 1
        is_long = np.int64(reach[block * 8 + (row >> 8)]) > lo
        while row < stop:
            if (columns[row + 4096] >> 11) & 1 and row > first:
                return number, -1
            if is_long:
                begin = np.int64(columns[row + 2048]) >> 5
                if begin >= hi:
                    return number, -1
                end = begin + minutes_of(columns, row)
                found.person[number] = person_of(columns, row)
                found.begin[number] = begin + segment[BASE]
                found.end[number] = end + segment[BASE]
                number += end > lo
            row += 1
    return number, _next_block(segment, rank, block)


@compiled
def next_batch(table: Table, stay: tuple[Scalar, Scalar, Scalar], into: tuple[NDArray[np.int64], Found]) -> Scalar:
    """How many records of the place share a minute with the span `stay` = (place, begin, end) in the next block that has any? -1: no more.

    `into`: where it goes on (segment, rank, row), which starts as (0, 0, -1), and the room for records. Segments are in order of
    their first minute.
    """
    place, lo, hi = stay
    state, found = into
    while state[0] < table.shape[0]:
        segment = table[state[0]]
        if state[2] < 0:
            if segment[BASE] >= hi:
                return -1
            rank, row = -1, -1
            if segment[REACH] > lo:
                rank, row = find_place(segment, place)
            if row < 0:
                state[0] += 1
                continue
            state[1], state[2] = rank, row
        number, state[2] = gather(segment, (state[1], state[2], lo, hi), found)
        if state[2] < 0:
            state[0] += 1
        if number > 0:
            return number
    return -1
