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
)
from epiworks.trace.words import words32


class Found(NamedTuple):
    """Records found: `who` (a tag in the upper bits, the person in the lower), `when` (begin in the upper 32 bits, end in the lower)."""

    who: NDArray[np.uint64]
    when: NDArray[np.uint64]


@compiled
def room(size: Scalar) -> Found:
    """Room for so many records."""
    return Found(np.empty(size, dtype=np.uint64), np.empty(size, dtype=np.uint64))


@compiled
def _with_room(found: Found, number: Scalar) -> Found:
    """The same records with room for a whole block more."""
    if number + 2048 <= found.who.size:
        return found
    more = room(2 * number + 4096)
    for record in range(number):
        more.who[record], more.when[record] = found.who[record], found.when[record]
    return more


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
    return np.int64(-1)


@compiled
def gather(table: Table, stay: tuple[Scalar, Scalar, Scalar, Scalar], into: tuple[Found, Scalar]) -> tuple[Found, Scalar]:
    """Add to so many records found those of a place that share a minute with the span: `stay` is (place, begin, end, tag to give them).

    Segments are in order of their first minute; within a segment records come in order of their begin.
    """
    place, lo, hi, tag = stay
    found, number = into
    for index in range(table.shape[0]):
        segment = table[index]
        if segment[BASE] >= hi:
            break
        if segment[REACH] <= lo:
            continue
        rank, row = find_place(segment, place)
        while row >= 0:
            found = _with_room(found, number)
            number, row = _gather_block(segment, (rank, row), (lo, hi, tag), (found, number))
    return found, number


@compiled
def _gather_block(
    segment: Table, at: tuple[Scalar, Scalar], span: tuple[Scalar, Scalar, Scalar], into: tuple[Found, Scalar]
) -> tuple[Scalar, Scalar]:
    """Add the records of a place, in the block of its row and from there on, that share a minute with the span.

    Returns how many records there are by now, and the row at which the place goes on in the next block, or -1 when there can be no more.
    """
    rank, start = at
    block, row = start >> 11, start & 2047
    lo, hi, tag = span[0] - segment[BASE], span[1] - segment[BASE], np.uint64(span[2])
    found, number = into
    if not _lasts_beyond(segment, block, row >> 8, lo):
        return number, _next_block(segment, rank, block)
    columns = block_of(segment, block)
    reach = words32(segment[AT_REACH], segment[BLOCKS] * 8)
    who, when = found.who, found.when
    base = np.uint64(segment[BASE])
    first = row
    while row < 2048:
        stop = (row | 255) + 1
        is_long = np.int64(reach[block * 8 + (row >> 8)]) > lo
        while row < stop:
            if (columns[row + 4096] >> 11) & 1 and row > first:
                return number, np.int64(-1)
            if is_long:
                begin = np.int64(columns[row + 2048]) >> 5
                if begin >= hi:
                    return number, np.int64(-1)
                end = begin + minutes_of(columns, row)
                who[np.uint64(number)] = tag | np.uint64(person_of(columns, row))
                when[np.uint64(number)] = ((base + np.uint64(begin)) << np.uint64(32)) | (base + np.uint64(end))
                number += end > lo
            row += 1
    return number, _next_block(segment, rank, block)
