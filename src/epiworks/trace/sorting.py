"""How are a day's stays brought into the order of the index? Two radix passes by place, two by person, on as many threads as wished.

First pass: rows are packed into one 64-bit word each (place within its partition, begin, minutes, person) and go to the partition of their
place, through write buffers of one cache line. Second pass: each partition, small enough for the cache, is sorted by begin and then by
place with two counting sorts, written as blocks (see `layout`), and its (person, block) pairs go to the partitions of the persons, from
which the lists of blocks by person are made in the same way.

These are the compiled loops; `build` calls them. They take plain arrays and positions and release the interpreter lock. Positions are
unsigned where it counts: a signed one costs a test for being negative.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from epiworks.trace.compiled import Scalar, compiled

Numbers = NDArray[np.int64]
Words = NDArray[np.uint64]
U = np.uint64


class Rows(NamedTuple):
    """The stays of a day as the builder takes them: dense persons and places, begin and end in minutes."""

    person: NDArray[np.uint32]
    place: NDArray[np.uint32]
    begin: NDArray[np.int32]
    end: NDArray[np.int32]


class Limits(NamedTuple):
    """What a row may hold, and how places are cut into partitions: `place >> shift` is one of `parts`."""

    base: int
    persons: int
    places: int
    shift: int
    parts: int


class Cut(NamedTuple):
    """Words by partition, where each partition begins, and how partitions were cut."""

    words: Words
    starts: Numbers
    limits: Limits


class Blocks(NamedTuple):
    """What a segment is made of: blocks, places by partition and how many each has, the first place of each block, last minutes."""

    columns: NDArray[np.uint16]
    places: NDArray[np.uint32]
    numbers: Numbers
    first: NDArray[np.uint32]
    reach: NDArray[np.uint32]


class Entries(NamedTuple):
    """Where (person, block) pairs go: `cursor` by person partition, the pairs, and write buffers with their fill."""

    cursor: Numbers
    pairs: NDArray[np.uint32]
    buffer: NDArray[np.uint32]
    fill: Words


class Scattered(NamedTuple):
    """Where words go: how partitions are cut; `cursor` by partition; which thread will sort each partition; rows by that thread and
    person partition so far.
    """

    limits: Limits
    cursor: Numbers
    words: Words
    side: NDArray[np.uint8]
    counts: Numbers


@compiled
def longest(rows: Rows, span: tuple[Scalar, Scalar]) -> Scalar:
    """How many minutes does the longest stay of the span last? 0 where there is none."""
    most = np.int64(0)
    for at in range(span[0], span[1]):
        most = max(most, np.int64(rows.end[U(at)]) - np.int64(rows.begin[U(at)]))
    return most


@compiled
def count_rows(rows: Rows, span: tuple[Scalar, Scalar], limits: Limits) -> Numbers:
    """How many rows of the span go to each partition? The last entry is the first row that breaks a precondition, or -1."""
    counts = np.zeros(limits.parts + 1, dtype=np.int64)
    wrong = -1
    for at in range(span[0], span[1]):
        row = U(at)
        minutes = np.int64(rows.end[row]) - np.int64(rows.begin[row])
        begin = np.int64(rows.begin[row]) - limits.base
        place = np.int64(rows.place[row])
        if minutes < 0 or minutes > 2047 or begin < 0 or begin >= 1440 or place >= limits.places or rows.person[row] >= limits.persons:
            wrong = at if wrong < 0 else wrong
        elif minutes > 0:
            counts[U(place >> limits.shift)] += 1
    counts[limits.parts] = wrong
    return counts


@compiled
def scatter_rows(rows: Rows, span: tuple[Scalar, Scalar], out: Scattered) -> None:
    """Put the rows of a span, as words, where their partitions go on, and count their persons."""
    limits, cursor, words, side, counts = out
    buffer = np.empty(limits.parts * 8, dtype=np.uint64)
    fill = np.zeros(limits.parts, dtype=np.uint64)
    mask = (np.int64(1) << limits.shift) - 1
    for at in range(span[0], span[1]):
        row = U(at)
        begin = np.int64(rows.begin[row])
        minutes = np.int64(rows.end[row]) - begin
        if minutes <= 0:
            continue
        place = np.int64(rows.place[row])
        person = U(rows.person[row])
        part = U(place >> limits.shift)
        counts[U(side[part]), person >> U(11)] += 1
        number = fill[part]
        buffer[(part << U(3)) | (number & U(7))] = U(((place & mask) << 47) | ((begin - limits.base) << 36) | (minutes << 25)) | person
        number += U(1)
        fill[part] = number
        if (number & U(7)) == U(0):
            start = U(cursor[part]) + number - U(8)
            for step in range(8):
                words[start + U(step)] = buffer[(part << U(3)) | U(step)]
    for each in range(limits.parts):
        start = U(cursor[each]) + (fill[each] & ~U(7))
        for step in range(np.int64(fill[each] & U(7))):
            words[start + U(step)] = buffer[each * 8 + step]


@compiled
def sort_partitions(cut: Cut, span: tuple[Scalar, Scalar], into: tuple[Blocks, Entries]) -> None:
    """Sort the words of the partitions of a span by (place, begin), write them as blocks, and list the persons of each block."""
    words, starts, limits = cut
    out, entries = into
    most = 0
    for part in range(span[0], span[1]):
        most = max(most, starts[part + 1] - starts[part])
    spare = np.empty(most, dtype=np.uint64)
    by_begin = np.empty(2049, dtype=np.int64)
    by_place = np.empty((1 << limits.shift) + 1, dtype=np.int64)
    for part in range(span[0], span[1]):
        lo, hi = starts[part], starts[part + 1]
        _sort_by_begin(words[lo:hi], spare, by_begin, by_place)
        _sort_by_place(spare, words[lo:hi], by_place)
        for block in range(lo >> 11, (hi + 2047) >> 11):
            first, last = max(lo, block << 11), min(hi, (block + 1) << 11)
            _write_rows(words[first:last], first, out.columns)
            _list_rows(words[first:last], block, entries)
        _mark_places((part, lo), by_place, limits, out)
    _flush(entries)


@compiled
def _clear(counts: Numbers) -> None:
    for key in range(counts.size):
        counts[key] = 0


@compiled
def _sort_by_begin(words: Words, spare: Words, by_begin: Numbers, by_place: Numbers) -> None:
    """Put the words to `spare` by begin; leave in `by_place` where each place of the partition begins."""
    _clear(by_begin)
    _clear(by_place)
    for at in range(words.size):
        word = words[U(at)]
        by_begin[((word >> U(36)) & U(2047)) + U(1)] += 1
        by_place[(word >> U(47)) + U(1)] += 1
    for key in range(by_begin.size - 1):
        by_begin[key + 1] += by_begin[key]
    for key in range(by_place.size - 1):
        by_place[key + 1] += by_place[key]
    for at in range(words.size):
        word = words[U(at)]
        key = (word >> U(36)) & U(2047)
        spare[U(by_begin[key])] = word
        by_begin[key] += 1


@compiled
def _sort_by_place(spare: Words, words: Words, by_place: Numbers) -> None:
    """Put the words from `spare` by place; `by_place` is then where each place ends."""
    for at in range(words.size):
        word = spare[U(at)]
        key = word >> U(47)
        words[U(by_place[key])] = word
        by_place[key] += 1


@compiled
def _write_rows(words: Words, row: Scalar, columns: NDArray[np.uint16]) -> None:
    """Write the words, of one block from this row on, into its columns."""
    base = (row >> 11) * 6144 + (row & 2047)
    persons = columns[base : base + words.size]
    begins = columns[base + 2048 : base + 2048 + words.size]
    minutes = columns[base + 4096 : base + 4096 + words.size]
    for at in range(words.size):
        word = words[U(at)]
        persons[U(at)] = np.uint16(word)
        begins[U(at)] = np.uint16(((word >> U(31)) & U(0xFFE0)) | ((word >> U(16)) & U(31)))
        minutes[U(at)] = np.uint16(((word >> U(9)) & U(0xF000)) | ((word >> U(25)) & U(2047)))


@compiled
def _mark_places(at: tuple[Scalar, Scalar], by_place: Numbers, limits: Limits, out: Blocks) -> None:
    """Mark the first row of each place; note the places of the partition and which of them blocks begin with (numbered as if all were)."""
    part, lo = at
    rank = part << limits.shift
    before = 0
    for key in range(1 << limits.shift):
        if by_place[key] == before:
            continue
        row = lo + before
        out.columns[(row >> 11) * 6144 + 4096 + (row & 2047)] |= np.uint16(2048)
        out.places[rank] = np.uint32((part << limits.shift) | key)
        before = by_place[key]
        for block in range((row + 2047) >> 11, (lo + before + 2047) >> 11):
            out.first[block] = rank
        rank += 1
    out.numbers[part] = rank - (part << limits.shift)


@compiled
def _list_rows(words: Words, block: Scalar, entries: Entries) -> None:
    """Put (person within its partition, block) of the words of a block where the person's partition goes on."""
    for at in range(words.size):
        person = words[U(at)] & U(0x1FFFFFF)
        part = person >> U(11)
        number = entries.fill[part]
        entries.buffer[(part << U(4)) | (number & U(15))] = np.uint32(((person & U(2047)) << U(15)) | U(block))
        number += U(1)
        entries.fill[part] = number
        if (number & U(15)) == U(0):
            start = U(entries.cursor[part]) + number - U(16)
            for step in range(16):
                entries.pairs[start + U(step)] = entries.buffer[(part << U(4)) | U(step)]


@compiled
def _flush(entries: Entries) -> None:
    for part in range(entries.cursor.size):
        number = entries.fill[part]
        start = U(entries.cursor[part]) + (number & ~U(15))
        for step in range(np.int64(number & U(15))):
            entries.pairs[start + U(step)] = entries.buffer[part * 16 + step]


@compiled
def list_persons(
    pairs: tuple[NDArray[np.uint32], Numbers, Scalar], span: tuple[Scalar, Scalar], lists: NDArray[np.uint16]
) -> tuple[Numbers, Numbers]:
    """Write the lists of blocks of the persons of the partitions of a span: how long each partition's are, and where its groups begin.

    `pairs` by person partition, where each of these begins, how many persons there are. The lists of partition p go to
    starts[p] + 2048 * p: there is room for one block per row and one mark per person without stays.
    """
    entries, starts, persons = pairs
    first, last = span
    begins = np.zeros((last - first, 32), dtype=np.int64)
    lengths = np.zeros(last - first, dtype=np.int64)
    most = 0
    for part in range(first, last):
        most = max(most, starts[part + 1] - starts[part])
    spare = np.empty(most, dtype=np.uint16)
    by_person = np.empty(2049, dtype=np.int64)
    for part in range(first, last):
        _sort_by_person(entries[starts[part] : starts[part + 1]], spare, by_person)
        out = starts[part] + 2048 * part
        number = min(2048, persons - part * 2048)
        lengths[part - first] = _write_lists(spare, by_person[:number], lists[out:], begins[part - first])
    return lengths, begins


@compiled
def _sort_by_person(pairs: NDArray[np.uint32], spare: NDArray[np.uint16], by_person: Numbers) -> None:
    """Put the blocks to `spare` by person; leave in `by_person` where each person's end."""
    _clear(by_person)
    for at in range(pairs.size):
        by_person[U(pairs[U(at)] >> np.uint32(15)) + U(1)] += 1
    for key in range(2048):
        by_person[key + 1] += by_person[key]
    for at in range(pairs.size):
        pair = pairs[U(at)]
        person = U(pair >> np.uint32(15))
        spare[U(by_person[person])] = np.uint16(pair & np.uint32(0x7FFF))
        by_person[person] += 1


@compiled
def _write_lists(blocks: NDArray[np.uint16], ends: Numbers, lists: NDArray[np.uint16], begins: Numbers) -> Scalar:
    """Write the lists of persons, given where the ascending blocks of each end: how long are all, and where does each 64th begin?

    A list is the different ones of the blocks, the last one marked; a mark alone where there are none.
    """
    at = U(0)
    row = np.int64(0)
    for person in range(ends.size):
        if person & 63 == 0:
            begins[person >> 6] = at
        last = ends[person] - 1
        if row > last:
            lists[at] = np.uint16(0xFFFF)
        else:
            while row < last:
                block = blocks[U(row)]
                lists[at] = block
                row += 1
                at += U(block != blocks[U(row)])
            lists[at] = blocks[U(last)] | np.uint16(0x8000)
            row += 1
        at += U(1)
    return at


@compiled
def last_minutes(columns: NDArray[np.uint16], span: tuple[Scalar, Scalar], reach: NDArray[np.uint32]) -> None:
    """Until which minute of the segment does any row of each 256 rows, a span of such groups, last? For blocks of three columns."""
    for group in range(span[0], span[1]):
        base = (group >> 3) * 6144 + (group & 7) * 256
        begins = columns[base + 2048 : base + 2304]
        minutes = columns[base + 4096 : base + 4352]
        most = np.uint16(0)
        for row in range(256):
            end = np.uint16((begins[row] >> np.uint16(5)) + (minutes[row] & np.uint16(2047)))
            most = max(end, most)
        reach[group] = most
