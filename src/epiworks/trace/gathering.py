"""Who was at places in spans of time? The compiled loops over the records of a place, block by block, segment by segment."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from epiworks.trace.compiled import Scalar, compiled
from epiworks.trace.meeting import Numbers, grown
from epiworks.trace.scanning import (
    AT_FIRST,
    AT_REACH,
    BASE,
    BLOCKS,
    REACH,
    Table,
    block_of,
    block_that_begins,
    minutes_of,
    narrow_minutes_of,
    narrow_person_of,
    person_of,
    row_of_next_place,
    row_that_begins,
)
from epiworks.trace.words import words32

PLACE, BEGIN, END, TAG = range(4)
"""Fields of a span whose records are gathered."""
_AT_ONCE = 64
"""Spans whose places are looked for together."""


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
def _heads(table: Table, spans: Numbers, part: tuple[Scalar, Scalar]) -> Numbers:
    """Where do the records of the spans of a part begin? Rows of (span, segment, rank of the place, row), in order of spans and segments.

    First all blocks are found, then all rows in them: while one is on its way from memory the next is asked for.
    """
    rows = np.empty((64, 4), dtype=np.int64)
    number = np.int64(0)
    for span in range(part[0], part[1]):
        for index in range(table.shape[0]):
            segment = table[index]
            if segment[BASE] >= spans[span, END]:
                break
            if segment[REACH] <= spans[span, BEGIN]:
                continue
            rank, block = block_that_begins(segment, spans[span, PLACE])
            if rank >= 0:
                rows = grown(rows, number)
                rows[number, 0], rows[number, 1], rows[number, 2], rows[number, 3] = span, index, rank, block
                number += 1
    for at in range(number):
        rows[at, 3] = row_that_begins(table[rows[at, 1]], rows[at, 2], rows[at, 3])
    return rows[:number]


@compiled
def gather(table: Table, spans: Numbers, found: Found) -> tuple[Found, Scalar]:
    """The records of places that share a minute with a span, rows of (place, begin, end, tag to give them), and how many there are.

    They come in order of the spans, of a span in order of the segments' first minute, of a segment in order of their begin.
    """
    number = np.int64(0)
    for start in range(0, spans.shape[0], _AT_ONCE):
        heads = _heads(table, spans, (start, min(start + _AT_ONCE, spans.shape[0])))
        for head in range(heads.shape[0]):
            span, segment, rank, row = heads[head, 0], table[heads[head, 1]], heads[head, 2], heads[head, 3]
            while row >= 0:
                found = _with_room(found, number)
                number, row = _gather_block(segment, (rank, row), spans[span], (found, number))
    return found, number


@compiled
def _gather_block(segment: Table, at: tuple[Scalar, Scalar], span: Numbers, into: tuple[Found, Scalar]) -> tuple[Scalar, Scalar]:
    """Add the records of a place, in the block of its row and from there on, that share a minute with the span.

    Returns how many records there are by now, and the row at which the place goes on in the next block, or -1 when there can be no more.
    """
    rank, start = at
    block, row = start >> 11, start & 2047
    found, number = into
    lo = span[BEGIN] - segment[BASE]
    if not _lasts_beyond(segment, block, row >> 8, lo):
        return number, _next_block(segment, rank, block)
    reach = words32(segment[AT_REACH], segment[BLOCKS] * 8)
    stop = row_of_next_place(segment, block, row)
    while row < stop:
        until = min(stop, (row | 255) + 1)
        if np.int64(reach[block * 8 + (row >> 8)]) > lo:
            number, row = _gather_rows(segment, (block, row, until), span, (found, number))
            if row < until:
                return number, np.int64(-1)
        row = until
    return number, (_next_block(segment, rank, block) if stop == 2048 else np.int64(-1))


@compiled
def _gather_rows(segment: Table, rows: tuple[Scalar, Scalar, Scalar], span: Numbers, into: tuple[Found, Scalar]) -> tuple[Scalar, Scalar]:
    """Add those of rows of a block (block, from, to) that share a minute with the span. How many are there, and which row is beyond?"""
    block, first, stop = rows
    found, number = into
    who, when = found.who, found.when
    base, tag = np.uint64(segment[BASE]), np.uint64(span[TAG])
    lo, hi = span[BEGIN] - segment[BASE], span[END] - segment[BASE]
    columns = block_of(segment, block)
    is_wide = columns.size > 6144
    for at in range(first, stop):
        row = np.uint64(at)
        begin = np.int64(columns[row + np.uint64(2048)]) >> 5
        if begin >= hi:
            return number, at
        person, minutes = narrow_person_of(columns, row), narrow_minutes_of(columns, row)
        if is_wide:
            person, minutes = person_of(columns, row), minutes_of(columns, row)
        who[np.uint64(number)] = tag | np.uint64(person)
        when[np.uint64(number)] = ((base + np.uint64(begin)) << np.uint64(32)) | (base + np.uint64(begin + minutes))
        number += begin + minutes > lo
    return number, stop
