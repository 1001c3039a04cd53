"""The index: stays by day on disk, memory-mapped, that answers in milliseconds what `brute_force` answers in hours, with the same rows.

A folder holds one segment per day (`layout`), further segments for stays that came late, the ids of persons and places by their dense
numbers, and a manifest that says which files count; it is replaced as a whole, so that a crash leaves the index as it was before or
after. A day can be added, added to, merged and dropped without touching the others.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from epiworks.trace.answers import Space, expose, new_space, present_at, stay_minutes, witness
from epiworks.trace.build import Builder, plain_segment
from epiworks.trace.fetching import disk_reads, fetch
from epiworks.trace.files import Manifest, read_manifest, sweep, write_manifest
from epiworks.trace.folding import Entries
from epiworks.trace.layout import MAX_MINUTES, MAX_PERSONS, MAX_ROWS, Sections, Segment, open_segment, write_segment
from epiworks.trace.meeting import Cases, Numbers, World
from epiworks.trace.numbering import Numbering
from epiworks.trace.question import Evidence, Exposures, Question
from epiworks.trace.replies import Runner, evidence_of, exposures_of
from epiworks.trace.scanning import FIELDS
from epiworks.trace.sorting import Rows
from epiworks.trace.stays import MINUTES_PER_DAY, Ids, Minutes32, Places, Stays, day_of, first_minute, refuse_too_long
from epiworks.trace.sums import settle_folder

ENTRIES, ENTRIES_OF_A_CASE = 2**22, 2**14
"""Room for entries that a thread begins with, for many cases and for one. No more than the first is kept from one question to the next."""


MOST_AT_ONCE = 2**24
"""Rows of a question about who was present: an answer has 24 bits for the row."""


@dataclass(slots=True)
class TraceIndex:
    """An index in a folder; made by `open_index`. One writer at a time; a reader sees what was there when it was opened."""

    folder: Path
    kinds: Places
    threads: int
    persons: Numbering
    places: Numbering
    segments: dict[str, Segment]
    taken: frozenset[str] = frozenset()
    _builder: Builder = field(init=False)
    _held: World = field(init=False)
    _spaces: list[Space] = field(default_factory=list)
    _may_wait: bool = True
    """May files be out of memory? Until a question was answered without reading from disk; and again after one that was not. Always where
    the system does not tell."""

    def __post_init__(self) -> None:
        self._builder = Builder(self.threads)
        self._held = self._world()

    @property
    def days(self) -> list[date]:
        """Which UTC days does it hold stays of?"""
        return sorted({date.fromisoformat(name[4:14]) for name in self.segments})

    @property
    def rows(self) -> int:
        """How many stays does it hold (those of zero minutes left out)?"""
        return sum(segment.rows for segment in self.segments.values())

    @property
    def bytes_on_disk(self) -> int:
        """How much disk does all of it take?"""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())

    def verify(self) -> None:
        """Is every byte what was written? Reads all of the index. Raises `ValueError` naming the first file that is damaged."""
        with self._runner(len(self.segments)) as run:
            run(Segment.verify, list(self.segments.values()))

    def add(self, kept: Stays, *, durable: bool = True) -> None:
        """Hold these stays too, of any days, new ones or those already held. `durable`: they are on the disk when this returns.

        Raises `BadStays`, before anything is changed, for a stay longer than `LONGEST_STAY` minutes.
        """
        refuse_too_long(kept)
        person, place = self.persons.add(kept.person), self.places.add(kept.place)
        day = kept.begin // MINUTES_PER_DAY
        for each in np.unique(day).tolist():
            mine = day == each
            self.add_day(day_of(each * MINUTES_PER_DAY), Rows(person[mine], place[mine], kept.begin[mine], kept.end[mine]), durable=durable)

    def add_day(self, day: date, rows: Rows, *, durable: bool = True, part: str | None = None) -> None:
        """Hold these stays of one day too, their persons and places given by their numbers in the index.

        `part`: the file of a store that they are (`storing`), to be remembered as taken. Raises `BadStays` naming the first row that is no
        stay of this day.
        """
        self._change(day, rows, (), durable=durable, taken=self.taken | ({part} if part else set()))

    def taken_of(self, day: date) -> set[str]:
        """Which files of a store have been taken that hold stays of this day?"""
        return {name for name in self.taken if name.startswith(f"day={day}/")}

    def sweep(self) -> None:
        """Remove what a writer that was killed left behind: files of stays that do not count. Every change begins with it."""
        sweep(self.folder, self.segments)

    def merge(self, day: date) -> None:
        """Bring the segments of a day into one: answers stay the same, late stays cost nothing any more."""
        old = self._names(day)
        parts = [self.segments[name].stays() for name in old]
        if len(parts) > 1:
            self._change(day, Rows(*(np.concatenate(columns) for columns in zip(*parts, strict=True))), old, durable=True)

    def drop(self, day: date) -> None:
        """Hold no stays any more that begin on this day: its files are deleted, nothing else is touched."""
        self._change(day, None, self._names(day), durable=True, taken=self.taken - self.taken_of(day))

    def exposures(self, asked: Question) -> Exposures:
        """Whom did these cases expose? See `question`."""
        cases = self._cases(asked)
        spans = _spans(len(asked), self.threads)
        room = min(ENTRIES, ENTRIES_OF_A_CASE * (1 + len(asked) // self.threads))
        spaces = [self._spaces.pop() if self._spaces else new_space(room) for _ in range(min(len(spans), self.threads))]

        def answer(span: tuple[int, int]) -> tuple[Entries, Numbers]:
            space, begins = expose(self._held, (cases, *span), spaces.pop())
            spaces.append(space)
            return space.entries, begins

        reads = disk_reads()
        with self._runner(len(spans)) as run:
            for turn in range(3 if self._may_wait else 0):
                run(partial(self._fetch, cases, turn), spans)
            found = exposures_of(self._held, run(answer, spans), by_place=asked.by_place, run=run)
        self._may_wait = reads is None or disk_reads() != reads
        self._spaces.extend(space._replace(used=0) for space in spaces if len(space.entries) <= ENTRIES)
        return found

    def batches(self, asked: Question, *, cases: int = 1000) -> Iterator[Exposures]:
        """The same, for so many cases at a time: a second hop may have more rows than memory."""
        for start in range(0, len(asked), cases):
            yield self.exposures(asked.part(start, start + cases)).moved(start)

    def evidence(self, asked: Question, pairs: Sequence[tuple[int, int]]) -> Evidence:
        """Which stays make the exposures of these pairs (case row, person)?"""
        cases = self._cases(asked)
        found = []
        for case in sorted({case for case, _person in pairs}):
            known = self.persons.numbers(np.array([person for row, person in pairs if row == case], dtype=np.int64))
            rows = witness(self._held, (cases, case), np.unique(known[known >= 0]))
            found.append(np.column_stack([np.full(len(rows), case), rows]))
        return evidence_of(found, self._held)

    def presence(self, *, person: ArrayLike, place: ArrayLike, begin: ArrayLike, end: ArrayLike) -> Minutes32:
        """How many different minutes was person i at place i within [begin i, end i)? Minutes of overlapping stays count once."""
        columns = [np.atleast_1d(np.asarray(column, dtype=np.int64)) for column in (person, place, begin, end)]
        out = np.empty(columns[0].size, dtype=np.int32)
        stay_minutes(self._held.table, (self.persons.numbers(columns[0]), self.places.numbers(columns[1]), columns[2], columns[3]), out)
        return out

    def present(self, *, place: ArrayLike, begin: ArrayLike, end: ArrayLike) -> tuple[Ids, Ids, Minutes32, Minutes32]:
        """Which stays share a minute with [begin i, end i) at place i? For each: the row i, and person, begin and end of the stay.

        Rows come in order of i. Raises `ValueError` for more than 2^24 at once.
        """
        if np.size(place) > MOST_AT_ONCE:
            message = f"{np.size(place)} places and times at once; at most {MOST_AT_ONCE} are answered together"
            raise ValueError(message)
        columns = [np.atleast_1d(np.asarray(column, dtype=np.int64)) for column in (place, begin, end)]
        found = present_at(self._held.table, (self.places.numbers(columns[0]), columns[1], columns[2]))
        person = self._held.person_ids[(found.who & np.uint64(2**40 - 1)).astype(np.int64)]
        times = (found.when >> np.uint64(32)).astype(np.int32), (found.when & np.uint64(2**32 - 1)).astype(np.int32)
        return (found.who >> np.uint64(40)).astype(np.int64), person, *times

    @contextmanager
    def _runner(self, parts: int) -> Iterator[Runner]:
        """What does the parts of some work, on all threads where there are several parts."""
        if self.threads == 1 or parts < 2:
            yield _one_by_one
            return
        with ThreadPoolExecutor(self.threads) as pool:
            yield lambda work, parts: list(pool.map(work, parts))

    def _fetch(self, cases: Cases, turn: int, span: tuple[int, int]) -> None:
        fetch(self._held, (cases, *span), turn)

    def _names(self, day: date) -> list[str]:
        return [name for name in self.segments if name.startswith(f"day={day}/")]

    def _change(self, day: date, rows: Rows | None, old: Sequence[str], *, durable: bool, taken: frozenset[str] | None = None) -> None:
        """Add the segments of these rows and forget the old ones, both or neither. `taken`: what has been taken of a store by then."""
        self.sweep()
        number = 1 + max((int(Path(name).stem) for name in self._names(day)), default=-1)
        fresh: dict[str, Segment] = {}
        for made in self._made(day, rows) if rows is not None else ():
            name = f"day={day}/{number + len(fresh):04}.seg"
            write_segment(self.folder / name, made, durable=durable)
            fresh[name] = open_segment(self.folder / name)
        gone = [self.segments.pop(name) for name in old]
        self.segments.update(fresh)
        self._held = self._world()
        sums = {name: self.segments[name].checksum for name in sorted(self.segments)}
        self.taken = self.taken if taken is None else taken
        write_manifest(self.folder, Manifest(self.persons.ids, self.places.ids, sums, self.taken), durable=durable)
        for segment in gone:
            segment.path.unlink()
        if gone and durable:
            settle_folder(gone[0].path.parent)

    def _made(self, day: date, rows: Rows) -> Iterator[Sections]:
        """The segments of these rows: one, or more where stays are very long, or very many."""
        base, persons, places = first_minute(day), len(self.persons), len(self.places)
        if persons > MAX_PERSONS or self._builder.longest(rows) > MAX_MINUTES:
            is_wide = (rows.end - rows.begin > MAX_MINUTES) | (persons > MAX_PERSONS)
            yield from _some(plain_segment(_rows(rows, is_wide), base=base, persons=persons, places=places, columns=4))
            rows = _rows(rows, ~is_wide)
        parts = -(-rows.person.size // MAX_ROWS)
        for part in range(parts):
            mine = _rows(rows, rows.place % parts == part) if parts > 1 else rows
            if mine.person.size * 4 < persons:
                yield from _some(plain_segment(mine, base=base, persons=persons, places=places))
            else:
                yield from _some(self._builder.segment(mine, base=base, persons=persons, places=places))

    def _world(self) -> World:
        rows = sorted((segment.row for segment in self.segments.values()), key=lambda row: int(row[0]))
        table = np.array(rows, dtype=np.int64).reshape(len(rows), FIELDS)
        return World(table, self.persons.ids, self.places.ids, self.kinds.kinds_of(self.places.ids))

    def _cases(self, asked: Question) -> Cases:
        order = np.argsort(asked.extra.case, kind="stable")
        extra = asked.extra
        columns = extra.begin, self.places.numbers(extra.place), extra.end
        starts = np.searchsorted(extra.case[order], np.arange(len(asked) + 1))
        return Cases(
            self.persons.numbers(asked.person),
            asked.begin,
            asked.end,
            starts.astype(np.int64),
            np.column_stack([column[order] for column in columns]).astype(np.int64),
            asked.tails,
            asked.by_place,
        )


def open_index(folder: Path, kinds: Places, *, threads: int = 1) -> TraceIndex:
    """The index in this folder, an empty one where there is none. `kinds`: the kind of each place; `threads`: for building and answering.

    Raises `ValueError` naming the file that is of another version, or that is cut or damaged where `layout` says that opening looks.
    """
    found = read_manifest(folder)
    segments = {name: open_segment(folder / name, expected) for name, expected in found.segments.items()}
    return TraceIndex(folder, kinds, threads, Numbering(found.persons), Numbering(found.places), segments, found.taken)


def _spans(cases: int, threads: int) -> list[tuple[int, int]]:
    """Parts of so many cases, no more than eight at a time and fewer towards the end, so that all threads end together."""
    cuts = [0]
    while cuts[-1] < cases or len(cuts) < 2:
        cuts.append(cuts[-1] + max(1, min(8, (cases - cuts[-1]) // (4 * threads))) if cases else 0)
    return list(pairwise(cuts))


def _one_by_one(work: Callable[[Any], Any], parts: Iterable[Any]) -> list[Any]:
    return [work(part) for part in parts]


def _rows(rows: Rows, chosen: NDArray[np.bool_]) -> Rows:
    return Rows(rows.person[chosen], rows.place[chosen], rows.begin[chosen], rows.end[chosen])


def _some(made: Sections | None) -> list[Sections]:
    return [] if made is None else [made]
