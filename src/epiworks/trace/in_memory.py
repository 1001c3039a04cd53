"""The stays at a few places, held in memory: the same answers as the reference, fast enough for a page, with nothing to build or compile.

For one case and the stays at the places where it was. A surge over a whole population is for the index (`epiworks.trace.index`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from epiworks.trace.question import NO_PLACE, Evidence, Exposures, Question
from epiworks.trace.stays import Ids, Minutes32, Places, Stays

_SPAN = np.int64(2**33)
"""More minutes than any stay ends at, so that the minutes of different groups lie apart."""


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """Row i: one stay of a case beside one stay of somebody it exposed; minutes UTC since 1970."""

    case: Ids
    person: Ids
    place: Ids
    kind: Ids
    case_begin: Ids
    case_end: Ids
    begin: Ids
    end: Ids
    tail: Ids

    def __len__(self) -> int:
        """How many?"""
        return int(self.case.size)

    def columns(self) -> tuple[Ids, ...]:
        """Every column, in order."""
        return (self.case, self.person, self.place, self.kind, self.case_begin, self.case_end, self.begin, self.end, self.tail)

    @property
    def start(self) -> Ids:
        """With which minute does the exposure begin?"""
        return np.maximum(self.begin, self.case_begin)

    @property
    def together(self) -> Ids:
        """Until which minute were both there? Before `start` where they did not meet."""
        return np.minimum(self.end, self.case_end)

    @property
    def gap(self) -> Ids:
        """How many minutes after the case had left did the person come?"""
        late: Ids = np.maximum(self.begin - self.case_end, 0)
        return late


@dataclass(frozen=True, eq=False)
class InMemoryTracer:
    """Who answers from these stays; see `question.Tracer` for what is asked.

    >>> from epiworks.trace.question import question
    >>> from epiworks.trace.stays import places, stays
    >>> world = InMemoryTracer(stays(person=[1, 2], place=[7, 7], begin=[600, 610], end=[660, 640]), places({7: 3}))
    >>> world.exposures(question(person=1, begin=0, end=1440)).overlap.tolist()
    [30]
    """

    kept: Stays
    kinds: Places

    def exposures(self, asked: Question) -> Exposures:
        """Whom did these cases expose? One row per case, person and place kind (place, if so asked)."""
        pairs = self._pairs(asked)
        place = pairs.place if asked.by_place else np.full(len(pairs), NO_PLACE, dtype=np.int64)
        order = np.lexsort((pairs.start, place, pairs.kind, pairs.person, pairs.case))
        pairs, place = _Pairs(*(column[order] for column in pairs.columns())), place[order]
        group, first = _groups((pairs.case, pairs.person, pairs.kind, place))
        if not first.size:
            return _no_exposures()
        last = np.minimum(pairs.end, pairs.case_end + pairs.tail) - 1
        return Exposures(
            case=pairs.case[first],
            person=pairs.person[first],
            kind=pairs.kind[first].astype(np.uint8),
            place=place[first],
            overlap=np.add.reduceat(_new_minutes(group, pairs.start, pairs.together), first).astype(np.int32),
            first=np.minimum.reduceat(pairs.start, first).astype(np.int32),
            last=np.maximum.reduceat(last, first).astype(np.int32),
            gap=np.minimum.reduceat(pairs.gap, first).astype(np.int32),
            places=_different(group, pairs.place, first.size),
        ).ordered()

    def evidence(self, asked: Question, pairs: Sequence[tuple[int, int]]) -> Evidence:
        """Which stays make the exposures of these pairs (case row, person)?"""
        found = self._pairs(asked)
        wanted = set(pairs)
        chosen = np.array([pair in wanted for pair in zip(found.case.tolist(), found.person.tolist(), strict=True)], dtype=np.bool_)
        rows = _Pairs(*(column[chosen] for column in found.columns()))
        minutes = (rows.case_begin, rows.case_end, rows.begin, rows.end, np.maximum(rows.together - rows.start, 0), rows.gap)
        told = (column.astype(np.int32) for column in minutes)
        return Evidence(rows.case, rows.person, rows.place, rows.kind.astype(np.uint8), *told).ordered()

    def presence(self, *, person: ArrayLike, place: ArrayLike, begin: ArrayLike, end: ArrayLike) -> Minutes32:
        """How many different minutes was person i at place i within [begin i, end i)? Minutes of overlapping stays count once."""
        rows = zip(*(np.atleast_1d(np.asarray(column)).tolist() for column in (person, place, begin, end)), strict=True)
        return np.array([self._minutes(*row) for row in rows], dtype=np.int32)

    @cached_property
    def _by_place(self) -> tuple[Stays, Ids, Ids, Ids]:
        """The stays in order of place, the places, and between which rows the stays of each place stand."""
        rows = self.kept.take(np.lexsort((self.kept.begin, self.kept.person, self.kept.place)))
        place, starts = np.unique(rows.place, return_index=True)
        return rows, place, starts.astype(np.int64), np.append(starts[1:], len(rows)).astype(np.int64)

    def _at(self, place: int) -> Stays:
        rows, place_of, starts, ends = self._by_place
        at = int(np.searchsorted(place_of, place))
        is_there = at < place_of.size and int(place_of[at]) == place
        return rows.take(np.arange(starts[at], ends[at]) if is_there else np.zeros(0, dtype=np.int64))

    def _minutes(self, who: int, where: int, start: int, stop: int) -> int:
        there = self._at(where)
        chosen = there.person == who
        begin = np.maximum(there.begin[chosen], start).astype(np.int64)
        end = np.minimum(there.end[chosen], stop).astype(np.int64)
        order = np.argsort(begin, kind="stable")
        return int(_new_minutes(np.zeros(begin.size, dtype=np.int64), begin[order], end[order]).sum())

    def _pairs(self, asked: Question) -> _Pairs:
        parts = [np.zeros((9, 0), dtype=np.int64)]
        for case, place, begin, end in self._case_stays(asked):
            kind = int(self.kinds.kinds_of(np.array([place], dtype=np.int64))[0])
            tail, others = int(asked.tails[kind]), self._at(place)
            met = (others.person != asked.person[case]) & (others.begin < others.end) & (others.begin < end + tail) & (others.end > begin)
            there = others.take(met)
            given = [np.full(len(there), value, dtype=np.int64) for value in (case, place, kind, begin, end, tail)]
            theirs = [column.astype(np.int64) for column in (there.person, there.begin, there.end)]
            parts.append(np.stack([given[0], theirs[0], *given[1:5], theirs[1], theirs[2], given[5]]))
        return _Pairs(*np.concatenate(parts, axis=1))

    def _case_stays(self, asked: Question) -> list[tuple[int, int, int, int]]:
        """Case, place, begin and end of the stays of every case, stored and extra, cut to its window."""
        rows, extra, found = self.kept, asked.extra, []
        for case, who in enumerate(asked.person.tolist()):
            own, more = rows.person == who, extra.case == case
            columns = zip(
                np.concatenate([rows.place[own], extra.place[more]]).tolist(),
                np.maximum(np.concatenate([rows.begin[own], extra.begin[more]]), asked.begin[case]).tolist(),
                np.minimum(np.concatenate([rows.end[own], extra.end[more]]), asked.end[case]).tolist(),
                strict=True,
            )
            found += [(case, place, begin, end) for place, begin, end in columns if begin < end]
        return found


def _groups(keys: tuple[Ids, ...]) -> tuple[Ids, NDArray[np.int64]]:
    """To which group does each row belong, and with which row does each group begin? Rows of a group stand together."""
    new = np.ones(keys[0].size, dtype=np.bool_)
    new[1:] = np.any([key[1:] != key[:-1] for key in keys], axis=0)
    return np.cumsum(new).astype(np.int64), np.flatnonzero(new)


def _new_minutes(group: Ids, begin: Ids, end: Ids) -> Ids:
    """How many minutes of [begin, end) has no earlier row of its group had? Rows stand in order of group and begin."""
    starts, ends = begin + group * _SPAN, np.maximum(begin, end) + group * _SPAN
    before = np.concatenate([np.zeros(1, dtype=np.int64), np.maximum.accumulate(ends)[:-1]]) if ends.size else ends
    minutes: Ids = np.maximum(ends - np.maximum(starts, before), 0)
    return minutes


def _different(group: Ids, place: Ids, groups: int) -> Minutes32:
    """At how many different places are the rows of each group (numbered from 1)?"""
    pairs = np.unique(np.stack([group, place]), axis=1)[0]
    return np.bincount(pairs - 1, minlength=groups).astype(np.int32)


def _no_exposures() -> Exposures:
    ids, minutes = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int32)
    return Exposures(ids, ids, np.zeros(0, dtype=np.uint8), ids, minutes, minutes, minutes, minutes, minutes)
