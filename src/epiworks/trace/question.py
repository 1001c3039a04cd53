"""What is asked, and what comes back? Cases with their windows in; exposures, one row per case, person and place kind, out.

A case is a row: a person and a window [begin, end) in which it could infect; a person may be several cases. The case's stays are cut to
its window. Someone else is exposed by such a stay [b, e) at a place whose kind has a tail of T minutes when present there for at least
one minute of [b, e + T): directly before e, indirectly (air, surfaces) after the case left. Everything else is told about the person:

- `overlap`: minutes in which both were there together; minutes counted by several stays count once (the union of all pairs of stays);
- `first`, `last`: the first and the last minute, both within, in which the exposure ran, direct or indirect;
- `gap`: least minutes between the case's leaving and the person's coming, 0 where the person came before the case had left;
- `places`: at how many different places that was.

`overlap` of 0 marks an exposure that was indirect only. A case is never exposed to its own person; another case may be among the exposed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike

from epiworks.trace.stays import LAST_MINUTE, Ids, Kinds, Minutes32

NO_PLACE = -1
MAX_TAIL = 7 * 1440


@dataclass(frozen=True, slots=True, eq=False)
class ExtraStays:
    """Stays of cases that no store holds, such as an investigated itinerary: `case` is the row of the case they belong to."""

    case: Ids
    place: Ids
    begin: Minutes32
    end: Minutes32


def extra_stays(*, case: ArrayLike, place: ArrayLike, begin: ArrayLike, end: ArrayLike) -> ExtraStays:
    """Extra stays of columns of equal length."""
    return ExtraStays(
        np.asarray(case, dtype=np.int64),
        np.asarray(place, dtype=np.int64),
        np.asarray(begin, dtype=np.int32),
        np.asarray(end, dtype=np.int32),
    )


def no_extra_stays() -> ExtraStays:
    """No stays but those of the store."""
    return extra_stays(case=[], place=[], begin=[], end=[])


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """Whom did these cases expose? Made by `question`. `tails[kind]`: minutes of indirect exposure at places of this kind (256 entries)."""

    person: Ids
    begin: Minutes32
    end: Minutes32
    tails: Minutes32
    extra: ExtraStays = field(default_factory=no_extra_stays)
    by_place: bool = False

    def __len__(self) -> int:
        """How many cases?"""
        return self.person.size

    def part(self, first: int, last: int) -> "Question":
        """The same question for the cases of rows [first, last) only, numbered from 0."""
        mine = (self.extra.case >= first) & (self.extra.case < last)
        extra = ExtraStays(self.extra.case[mine] - first, self.extra.place[mine], self.extra.begin[mine], self.extra.end[mine])
        return Question(self.person[first:last], self.begin[first:last], self.end[first:last], self.tails, extra, self.by_place)


def question(
    *,
    person: ArrayLike,
    begin: ArrayLike,
    end: ArrayLike,
    tails: Mapping[int, int] | None = None,
    extra: ExtraStays | None = None,
    by_place: bool = False,
) -> Question:
    """Ask for the people exposed by these cases: row i is person i in its window [begin i, end i).

    `tails`: minutes after the case left in which others are still exposed, by place kind (absent: 0). `extra`: stays of the cases that the
    store does not hold. `by_place`: one row per case, person and place instead of place kind. Raises `ValueError` where columns differ in
    length, a window ends before it begins, a tail is negative or longer than a week, or an extra stay is of no case or ends before
    it begins.
    """
    minutes = np.zeros(256, dtype=np.int32)
    for kind, tail in (tails or {}).items():
        minutes[kind] = tail
    asked = Question(
        np.atleast_1d(np.asarray(person, dtype=np.int64)),
        np.atleast_1d(np.asarray(begin, dtype=np.int32)),
        np.atleast_1d(np.asarray(end, dtype=np.int32)),
        minutes,
        extra or no_extra_stays(),
        by_place,
    )
    _check(asked)
    return asked


def _check(asked: Question) -> None:
    extra = asked.extra
    _refuse_if(not asked.person.size == asked.begin.size == asked.end.size, "columns of cases differ in length")
    _refuse_if(not extra.case.size == extra.place.size == extra.begin.size == extra.end.size, "columns of extra stays differ in length")
    _refuse_if(bool((asked.begin > asked.end).any()), "a window ends before it begins")
    _refuse_if(bool((asked.tails < 0).any() or (asked.tails > MAX_TAIL).any()), "a tail is negative or longer than a week")
    known = (extra.case >= 0) & (extra.case < len(asked)) & (extra.begin <= extra.end) & (extra.begin >= 0) & (extra.end <= LAST_MINUTE)
    _refuse_if(not bool(known.all()), "an extra stay belongs to no case, or its times are not in order")


def _refuse_if(is_so: bool, why: str) -> None:
    if is_so:
        raise ValueError(why)


@dataclass(frozen=True, slots=True, eq=False)
class Exposures:
    """Who was exposed: row i of every column is one case (its row in the question), one person and one place kind (or place).

    `place` is `NO_PLACE` unless the question was asked by place. Rows come case by case; within a case their order means nothing.
    """

    case: Ids
    person: Ids
    kind: Kinds
    place: Ids
    overlap: Minutes32
    first: Minutes32
    last: Minutes32
    gap: Minutes32
    places: Minutes32

    def __len__(self) -> int:
        """How many rows?"""
        return self.case.size

    def take(self, rows: ArrayLike) -> "Exposures":
        """Which exposures are these rows (positions or flags)?"""
        chosen = np.asarray(rows)
        return Exposures(*(getattr(self, column.name)[chosen] for column in fields(self)))

    def ordered(self) -> "Exposures":
        """The same rows by case, person, kind and place: two ways of finding them can then be compared row by row."""
        return self.take(np.lexsort((self.place, self.kind, self.person, self.case)))

    def moved(self, rows: int) -> "Exposures":
        """The same with every case so many rows further on: the answer to a part, as part of the answer to the whole."""
        return replace(self, case=self.case + rows)

    def to_arrow(self) -> pa.Table:
        """The same as an Arrow table with a column for each field."""
        return pa.table({column.name: getattr(self, column.name) for column in fields(self)})

    def rows(self) -> list[dict[str, int]]:
        """The same, readable: one dictionary per row. For a few rows, not for millions."""
        rows: list[dict[str, int]] = self.to_arrow().to_pylist()
        return rows


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Which stays make an exposure: row i is one stay of the case beside one stay of the person at one place.

    `case_begin`, `case_end`: the case's stay, cut to its window; `begin`, `end`: the person's stay, whole; `overlap`: minutes together
    of these two; `gap`: minutes between the case's leaving and the person's coming, 0 where the person came before.
    """

    case: Ids
    person: Ids
    place: Ids
    kind: Kinds
    case_begin: Minutes32
    case_end: Minutes32
    begin: Minutes32
    end: Minutes32
    overlap: Minutes32
    gap: Minutes32

    def __len__(self) -> int:
        """How many rows?"""
        return self.case.size

    def ordered(self) -> "Evidence":
        """The same rows by case, person and time."""
        order = np.lexsort((self.end, self.place, self.case_end, self.begin, self.case_begin, self.person, self.case))
        return Evidence(*(getattr(self, column.name)[order] for column in fields(self)))

    def to_arrow(self) -> pa.Table:
        """The same as an Arrow table with a column for each field."""
        return pa.table({column.name: getattr(self, column.name) for column in fields(self)})

    def rows(self) -> list[dict[str, int]]:
        """The same, readable: one dictionary per row."""
        rows: list[dict[str, int]] = self.to_arrow().to_pylist()
        return rows


class Tracer(Protocol):
    """Any way of answering: the reference, the index, a cluster. All give the same rows."""

    def exposures(self, asked: Question) -> Exposures:
        """Whom did these cases expose?"""

    def evidence(self, asked: Question, pairs: Sequence[tuple[int, int]]) -> Evidence:
        """Which stays make the exposures of these pairs (case row, person)?"""

    def presence(self, *, person: ArrayLike, place: ArrayLike, begin: ArrayLike, end: ArrayLike) -> Minutes32:
        """How many different minutes was person i at place i within [begin i, end i)? Minutes of overlapping stays count once."""
