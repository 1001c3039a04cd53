"""A day's stays in, a segment out: fast on several threads for whole days, and plainly for late stays, long stays and very many persons.

Preconditions, checked for every row: persons and places are dense numbers below the given limits, stays begin on the day and do not end
before they begin. `BadStays` names the first row that breaks one. Stays of zero minutes are left out. Order and duplicates do not matter.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from epiworks.trace.layout import BLOCK, MAX_MINUTES, MAX_WIDE_MINUTES, Lists, Sections
from epiworks.trace.sorting import (
    Blocks,
    Cut,
    Entries,
    Limits,
    Rows,
    Scattered,
    count_rows,
    last_minutes,
    list_persons,
    longest,
    scatter_rows,
    sort_partitions,
)
from epiworks.trace.stays import MINUTES_PER_DAY, BadStays

PARTITIONS = 2048
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Builder:
    """Makes segments on so many threads; keeps its work space between days. A segment must be written before the next is made."""

    threads: int = 1
    _space: dict[str, NDArray[Any]] = field(default_factory=dict)

    def segment(self, rows: Rows, *, base: int, persons: int, places: int) -> Sections | None:
        """The narrow segment of these stays, None where all are of zero minutes.

        Raises `BadStays` for a row that breaks a precondition or lasts longer than `MAX_MINUTES`.
        """
        shift = max(0, (places - 1).bit_length() - PARTITIONS.bit_length() + 1)
        limits = Limits(base, persons, places, shift, ((places - 1) >> shift) + 1)
        counts = self._count(rows, limits)
        starts = _starts(counts)
        if starts[-1] == 0:
            return None
        words, sides, side_counts = self._scatter(rows, limits, counts)
        out, pairs, pair_starts = self._sort(words, limits, (starts, sides, side_counts))
        kept = [out.places[part << shift : (part << shift) + number] for part, number in enumerate(out.numbers.tolist())]
        ranks = np.concatenate([[0], np.cumsum(out.numbers)])
        first = ranks[out.first >> np.uint32(shift)] + (out.first & np.uint32((1 << shift) - 1))
        return Sections(
            base,
            int(starts[-1]),
            3,
            out.columns,
            first.astype(np.uint32),
            out.reach,
            np.concatenate(kept),
            partial(self._lists, pairs, pair_starts, persons),
            persons,
        )

    def longest(self, rows: Rows) -> int:
        """How many minutes does the longest of these stays last? 0 where there is none."""
        return max(int(most) for most in self._run([partial(longest, rows, span) for span in self._spans(rows.person.size)]))

    def _count(self, rows: Rows, limits: Limits) -> NDArray[np.int64]:
        counted = self._run([partial(count_rows, rows, span, limits) for span in self._spans(rows.person.size)])
        wrong = [int(counts[-1]) for counts in counted if counts[-1] >= 0]
        if wrong:
            refuse(rows, wrong[0], base=limits.base)
        return np.array([counts[:-1] for counts in counted])

    def _scatter(
        self, rows: Rows, limits: Limits, counts: NDArray[np.int64]
    ) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]]:
        """The rows as words by partition, the partitions of each thread, and how many rows each thread has by person partition."""
        starts = _starts(counts)
        words = self._room("words", int(starts[-1]), np.uint64)
        sides = np.searchsorted(starts, [int(starts[-1]) * thread // self.threads for thread in range(self.threads)])
        sides = np.append(sides, limits.parts).astype(np.int64)
        sides[0] = 0
        side = np.repeat(np.arange(self.threads, dtype=np.uint8), np.diff(sides))
        numbers = np.zeros((self.threads, self.threads, ((limits.persons - 1) >> 11) + 1), dtype=np.int64)
        cursors = _cursors(counts)
        self._run(
            [
                partial(scatter_rows, rows, span, Scattered(limits, cursors[i], words, side, numbers[i]))
                for i, span in enumerate(self._spans(rows.person.size))
            ]
        )
        return words, sides, numbers.sum(axis=0)

    def _sort(
        self, words: NDArray[np.uint64], limits: Limits, cut: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
    ) -> tuple[Blocks, NDArray[np.uint32], NDArray[np.int64]]:
        """The blocks, the (person, block) pairs by person partition, and where each of these begins."""
        starts, sides, counts = cut
        blocks = -(-words.size // BLOCK)
        columns = self._room("columns", blocks * 3 * BLOCK, np.uint16)
        _mark_end(columns, words.size, 3)
        out = Blocks(
            columns,
            self._room("places", limits.parts << limits.shift, np.uint32),
            np.empty(limits.parts, dtype=np.int64),
            np.empty(blocks, dtype=np.uint32),
            np.empty(blocks * 8, dtype=np.uint32),
        )
        pairs, cursors = self._room("pairs", words.size, np.uint32), _cursors(counts)
        size = counts.shape[1]
        rings = [(np.empty(size * 16, dtype=np.uint32), np.zeros(size, dtype=np.uint64)) for _ in range(self.threads)]
        self._run(
            [
                partial(sort_partitions, Cut(words, starts, limits), span, (out, Entries(cursors[i], pairs, *rings[i])))
                for i, span in enumerate(pairwise(sides.tolist()))
            ]
        )
        self._run([partial(last_minutes, columns, span, out.reach) for span in self._spans(blocks * 8)])
        return out, pairs, _starts(counts)

    def _lists(self, pairs: NDArray[np.uint32], starts: NDArray[np.int64], persons: int) -> Lists:
        """The lists of blocks by person, of (person, block) pairs by person partition and where each of these begins."""
        parts = starts.size - 1
        lists = self._room("lists", pairs.size + parts * 2048, np.uint16)
        cuts = [0, *np.searchsorted(starts, [pairs.size * i // self.threads for i in range(1, self.threads)]).tolist(), parts]
        made = self._run([partial(list_persons, (pairs, starts, persons), span, lists) for span in pairwise(cuts)])
        lengths = np.concatenate([numbers for numbers, _begins in made])
        begins = np.concatenate([begins for _numbers, begins in made]) + _starts(lengths[None])[:-1, None]
        at = starts[:-1] + 2048 * np.arange(parts)
        pieces = [lists[start : start + length] for start, length in zip(at.tolist(), lengths.tolist(), strict=True)]
        return Lists(pieces, begins.ravel()[: -(-persons // 64)].astype(np.uint32))

    def _room(self, name: str, size: int, kind: type[np.generic]) -> NDArray[Any]:
        if name not in self._space or self._space[name].size < size:
            self._space[name] = np.empty(size + size // 16, dtype=kind)
        return self._space[name][:size]

    def _spans(self, size: int) -> list[tuple[int, int]]:
        cuts = [size * thread // self.threads for thread in range(self.threads + 1)]
        return list(pairwise(cuts))

    def _run(self, work: Sequence[Callable[[], Answer]]) -> list[Answer]:
        if len(work) == 1:
            return [work[0]()]
        with ThreadPoolExecutor(len(work)) as pool:
            return list(pool.map(lambda task: task(), work))


def plain_segment(rows: Rows, *, base: int, persons: int, places: int, columns: int = 3) -> Sections | None:
    """The segment of these stays by sorting them plainly, naming its persons; four `columns` make it wide. None where all are of 0 minutes.

    Raises `BadStays` for a row that breaks a precondition.
    """
    minutes = rows.end.astype(np.int64) - rows.begin
    begin = rows.begin.astype(np.int64) - base
    longest = MAX_MINUTES if columns == 3 else MAX_WIDE_MINUTES
    wrong = (minutes < 0) | (minutes > longest) | (begin < 0) | (begin >= MINUTES_PER_DAY)
    wrong |= (rows.person.astype(np.int64) >= persons) | (rows.place.astype(np.int64) >= places)
    if wrong.any():
        refuse(rows, int(np.argmax(wrong)), base=base)
    order = np.lexsort((begin, rows.place))
    order = order[minutes[order] > 0]
    if not order.size:
        return None
    person, place = rows.person[order].astype(np.int64), rows.place[order]
    first = np.append(True, place[1:] != place[:-1])
    blocks = _columns(person, (begin[order], minutes[order], first), columns)
    ranks = np.cumsum(first) - 1
    present, lists = _plain_lists(person)
    return Sections(
        base,
        order.size,
        columns,
        blocks,
        ranks[::BLOCK].astype(np.uint32),
        _plain_reach(begin[order] + minutes[order]),
        place[first].astype(np.uint32),
        lambda: lists,
        present.size,
        present,
    )


def refuse(rows: Rows, row: int, *, base: int) -> None:
    """Say why this row is no stay of the day. Raises `BadStays`."""
    message = (
        f"row {row}: person {rows.person[row]} at place {rows.place[row]} from minute {rows.begin[row]} to {rows.end[row]} "
        f"is no stay of the day that begins with minute {base}: it must begin that day, not end before it begins, "
        f"and person and place must be known"
    )
    raise BadStays(message)


def _columns(
    person: NDArray[np.int64], told: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]], columns: int
) -> NDArray[np.uint16]:
    begin, minutes, first = told
    blocks = -(-person.size // BLOCK)
    words = np.zeros((4, blocks * BLOCK), dtype=np.uint16)
    words[0, : person.size] = person & 0xFFFF
    words[1, : person.size] = (begin << 5) | ((person >> 16) & 31)
    words[2, : person.size] = (((person >> 21) & 15) << 12) | (first.astype(np.int64) << 11) | (minutes & 2047)
    words[3, : person.size] = ((person >> 25) << 8) | (minutes >> 11)
    made = np.ascontiguousarray(words[:columns].reshape(columns, blocks, BLOCK).transpose(1, 0, 2)).ravel()
    _mark_end(made, person.size, columns)
    return made


def _mark_end(columns: NDArray[np.uint16], rows: int, number: int) -> None:
    """The rows after the last are stays of zero minutes, and the first of a place."""
    blocks = columns.reshape(-1, number, BLOCK)
    if rows % BLOCK:
        blocks[-1, :, rows % BLOCK :] = 0
        blocks[-1, 2, rows % BLOCK :] = 1 << 11


def _plain_lists(person: NDArray[np.int64]) -> tuple[NDArray[np.uint32], Lists]:
    """The persons and the lists of their blocks; rows are in order of the blocks."""
    pairs = np.unique((person << 15) | (np.arange(person.size) // BLOCK))
    owner = pairs >> 15
    last = np.append(owner[1:] != owner[:-1], True)
    begins = np.flatnonzero(np.append(True, last[:-1]))
    lists = (pairs & 0x7FFF) | (last.astype(np.int64) << 15)
    return owner[last].astype(np.uint32), Lists([lists.astype(np.uint16)], begins[::64].astype(np.uint32))


def _plain_reach(ends: NDArray[np.int64]) -> NDArray[np.uint32]:
    padded = np.zeros(-(-ends.size // BLOCK) * BLOCK, dtype=np.int64)
    padded[: ends.size] = ends
    reach: NDArray[np.uint32] = padded.reshape(-1, 256).max(axis=1).astype(np.uint32)
    return reach


def _starts(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each partition begins, of counts by thread and partition; the last entry is the end."""
    return np.concatenate([[0], np.cumsum(counts.sum(axis=0))]).astype(np.int64)


def _cursors(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each thread begins in each partition: threads one after the other within it."""
    flat = np.concatenate([[0], np.cumsum(counts.T.ravel())[:-1]])
    return np.ascontiguousarray(flat.reshape(counts.T.shape).T).astype(np.int64)
