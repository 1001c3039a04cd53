"""Where was a person? The compiled loops that read the stays of a person and bring those of a case into the form that is asked about."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from epiworks.trace.compiled import Scalar, compiled
from epiworks.trace.scanning import (
    BASE,
    REACH,
    Table,
    ask_for_block,
    list_of,
    next_in_list,
    place_at,
    rows_of_person,
    times_at,
)

Numbers = NDArray[np.int64]


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
def copy_rows(rows: Any, number: Scalar, into: Any) -> None:
    """Copy the first rows of a table into another."""
    for row in range(number):
        for column in range(rows.shape[1]):
            into[row, column] = rows[row, column]


@compiled
def grown(rows: Numbers, number: Scalar) -> Numbers:
    """The same rows with room for one more after these."""
    if number < rows.shape[0]:
        return rows
    more = np.empty((2 * number + 16, rows.shape[1]), dtype=np.int64)
    copy_rows(rows, number, more)
    return more


@compiled
def _blocks_of(table: Table, person: Scalar, span: tuple[Scalar, Scalar]) -> Numbers:
    """In which blocks of segments of the span is a person? Rows of (segment, block); all of them have been asked for."""
    rows = np.empty((64, 2), dtype=np.int64)
    number = np.int64(0)
    for index in range(table.shape[0]):
        segment = table[index]
        if segment[BASE] >= span[1] or segment[REACH] <= span[0]:
            continue
        at = list_of(segment, person)
        while at >= 0:
            block, at = next_in_list(segment, at)
            if block < 0:
                break
            rows = grown(rows, number)
            rows[number, 0], rows[number, 1] = index, block
            number += 1
            ask_for_block(segment, block)
    return rows[:number]


@compiled
def stays_of(table: Table, person: Scalar, span: tuple[Scalar, Scalar]) -> Numbers:
    """The stays of a person that share a minute with the span: begin, place, end, whole; in no order."""
    rows = np.empty((32, 3), dtype=np.int64)
    number = np.int64(0)
    hits = np.empty(2048, dtype=np.int64)
    blocks = _blocks_of(table, person, span)
    for at in range(blocks.shape[0]):
        segment, block = table[blocks[at, 0]], blocks[at, 1]
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
    number = np.int64(0)
    for row in range(rows.shape[0]):
        own, at = (stored, row) if row < stored.shape[0] else (extra, row - stored.shape[0])
        begin, place, end = max(own[at, 0], lo), own[at, 1], min(own[at, 2], hi)
        if begin < end and place >= 0:
            rows[number, 0], rows[number, 1], rows[number, 2] = begin, place, end
            number += 1
    sort_rows(rows, number)
    return rows[:number]


@compiled
def number_different(values: Numbers) -> tuple[Numbers, Scalar]:
    """A number from 0 for each different value, in order of the first of each, and how many there are."""
    numbers = np.empty(values.size, dtype=np.int64)
    different = np.int64(0)
    for row in range(values.size):
        numbers[row] = different
        for before in range(row):
            if values[before] == values[row]:
                numbers[row] = numbers[before]
                break
        if numbers[row] == different:
            different += 1
    return numbers, different
