"""Stays as they arrive, of any quality, in; stays that can be believed out, and a report on every row that cannot.

A row is set aside where it cannot be a stay, and its number is in the report under what is wrong with it (the first thing, in the order of
`StayProblem`). Three things are mended and told: the same row again is dropped, stays of one person at one place that overlap become one,
and an end in the future is cut at the moment of asking. Being at two places at once proves that one of the stays is wrong, but not which:
both are kept and told, except that a location cell may lie around any place. Links between cases are read by `epiworks.epi.links`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from epiworks.protocol import SharedPlace
from epiworks.trace.rules import Flags, Floats, Ids, kind_code
from epiworks.trace.stays import LAST_MINUTE, MINUTES_PER_DAY, Places, Stays, stays


class StayProblem(StrEnum):
    """Why was a row set aside (above), mended, or kept in doubt (below)? In the order in which it is asked."""

    MISSING = "missing"
    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_PLACE = "unknown_place"
    END_BEFORE_BEGIN = "end_before_begin"
    NO_TIME = "no_time"
    IN_FUTURE = "in_future"
    TOO_OLD = "too_old"
    TOO_LONG = "too_long"
    REPEATED = "repeated"
    MERGED = "merged"
    CUT_AT_NOW = "cut_at_now"
    TWO_PLACES_AT_ONCE = "two_places_at_once"


KEPT = frozenset({StayProblem.CUT_AT_NOW, StayProblem.TWO_PLACES_AT_ONCE})
"""Rows with these problems stay among the stays."""


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """What is known and possible: persons and places that there are (None: any), the time that is kept, the longest stay.

    `earliest`, `as_of`: UTC minutes since 1970; a stay that ended before the first or began at or after the second is none. `longest`:
    minutes.
    """

    earliest: int
    as_of: int
    persons: ArrayLike | None = None
    places: Places | None = None
    longest: int = 14 * MINUTES_PER_DAY


@dataclass(frozen=True, slots=True, eq=False)
class Cleaned:
    """The stays that can be believed, the row that each came from, and the rows of every problem (from 0, ascending)."""

    stays: Stays
    rows: Ids
    problems: Mapping[StayProblem, Ids]

    def count(self) -> dict[str, int]:
        """How many rows have which problem? Only problems that there are."""
        return {problem.value: int(rows.size) for problem, rows in self.problems.items() if rows.size}


def clean_stays(columns: Mapping[str, ArrayLike], limits: Limits) -> Cleaned:
    """Which of these rows are stays? Columns `person`, `place`, `begin`, `end` (UTC minutes), and `source` if there is one.

    Numbers of any kind, NaN or infinite where a value is missing. Raises `KeyError` for a column that is missing as a whole and
    `ValueError` for columns of unequal length or that hold no numbers; never for what a row holds.

    >>> rows = {"person": [1, 1, 2], "place": [7, 7, 7], "begin": [600, 600, 660], "end": [660, 660, 600]}
    >>> found = clean_stays(rows, Limits(earliest=0, as_of=1000))
    >>> len(found.stays), found.count()
    (1, {'end_before_begin': 1, 'repeated': 1})
    """
    raw = _numbers(columns)
    reasons = _set_aside(raw, limits)
    open_rows = np.flatnonzero(reasons < 0)
    whole = {name: raw[name][open_rows].astype(np.int64) for name in _COLUMNS}
    again = _repeated(whole)
    merged, begin, end = _merge({name: column[~again] for name, column in whole.items()})
    rows = open_rows[~again][~merged]
    cut = np.minimum(end, limits.as_of)
    kept = stays(person=whole["person"][~again][~merged], place=whole["place"][~again][~merged], begin=begin, end=cut, source=0)
    problems = {problem: np.flatnonzero(reasons == code) for code, problem in enumerate(_SET_ASIDE)}
    problems[StayProblem.REPEATED] = open_rows[again]
    problems[StayProblem.MERGED] = open_rows[~again][merged]
    problems[StayProblem.CUT_AT_NOW] = rows[end > limits.as_of]
    problems[StayProblem.TWO_PLACES_AT_ONCE] = rows[_at_once(kept, limits.places)]
    if "source" in columns:
        sources = _column("source", columns["source"])[rows]
        codes = np.where(np.isfinite(sources), sources, 0).astype(np.int64)
        kept = stays(person=kept.person, place=kept.place, begin=kept.begin, end=kept.end, source=codes)
    return Cleaned(kept, rows, problems)


_COLUMNS = ("person", "place", "begin", "end")
_SET_ASIDE = tuple(StayProblem)[:8]


def _column(name: str, values: ArrayLike) -> Floats:
    column = np.asarray(values)
    if column.ndim != 1 or (column.dtype.kind not in "iufb" and column.size):
        message = f"the column {name} holds no numbers"
        raise ValueError(message)
    return column if column.dtype.kind == "i" else column.astype(np.float64)


def _numbers(columns: Mapping[str, ArrayLike]) -> dict[str, Floats]:
    found = {name: _column(name, columns[name]) for name in _COLUMNS}
    sizes = {column.size for column in found.values()} | ({_column("source", columns["source"]).size} if "source" in columns else set())
    if len(sizes) > 1:
        message = f"the columns are not equally long: {sorted(sizes)}"
        raise ValueError(message)
    return found


def _set_aside(raw: Mapping[str, Floats], limits: Limits) -> NDArray[np.int8]:
    """The first reason why each row is no stay, as a position in `_SET_ASIDE`; -1 where there is none."""
    person, place, begin, end = (raw[name] for name in _COLUMNS)
    missing = ~np.logical_and.reduce([np.isfinite(column) & (np.abs(column.astype(np.float64)) < _BIGGEST) for column in raw.values()])
    checks: tuple[Flags, ...] = (
        missing,
        _unknown(person, limits.persons),
        _unknown(place, None if limits.places is None else limits.places.place),
        end < begin,
        end == begin,
        (begin >= limits.as_of) | (begin > LAST_MINUTE),
        (end <= limits.earliest) | (begin < 0),
        end - begin > limits.longest,
    )
    reasons = np.full(person.size, -1, dtype=np.int8)
    for code, wrong in reversed(list(enumerate(checks))):
        reasons[wrong] = code
    return reasons


_BIGGEST = float(2**53)
"""Whole numbers beyond this are not exact as floating-point numbers: what stands there was no number of ours."""


def _unknown(values: Floats, known: ArrayLike | None) -> Flags:
    return np.zeros(values.size, dtype=np.bool_) if known is None else ~np.isin(values, np.asarray(known))


def _repeated(whole: Mapping[str, Ids]) -> Flags:
    """Which rows say again, to the minute, what an earlier row says?"""
    again = np.zeros(whole["person"].size, dtype=np.bool_)
    order = np.lexsort([whole[name] for name in reversed(_COLUMNS)])
    same = np.logical_and.reduce([np.diff(whole[name][order]) == 0 for name in _COLUMNS])
    again[order[1:][same]] = True
    return again


def _merge(whole: Mapping[str, Ids]) -> tuple[Flags, Ids, Ids]:
    """Which rows are swallowed by an earlier one of the same person and place that they overlap; begin and end of those that stay."""
    person, place, begin, end = (whole[name] for name in _COLUMNS)
    order = np.lexsort((begin, place, person))
    moved = np.zeros(order.size, dtype=np.bool_)
    moved[1:] = (np.diff(person[order]) != 0) | (np.diff(place[order]) != 0)
    reach = _latest_before(end[order], moved)
    opens = moved | (begin[order] >= reach)
    opens[:1] = True
    starts = np.flatnonzero(opens)
    merged = np.ones(order.size, dtype=np.bool_)
    merged[order[starts]] = False
    lasts = np.maximum.reduceat(end[order], starts) if starts.size else end
    until = np.zeros(order.size, dtype=np.int64)
    until[order[starts]] = lasts
    return merged, begin[~merged], until[~merged]


def _latest_before(ends: Ids, new_group: Flags) -> Ids:
    """The latest end among the earlier rows of the same group; the least number there is at a group's first row."""
    span = int(ends.max() - ends.min() + 1) if ends.size else 1
    shift = np.cumsum(new_group) * span
    running = np.maximum.accumulate(ends + shift) - shift
    before = np.empty_like(ends)
    before[:1] = np.iinfo(np.int64).min
    before[1:] = np.where(new_group[1:], np.iinfo(np.int64).min, running[:-1])
    return before


def _at_once(kept: Stays, places: Places | None) -> Flags:
    """Which stays overlap a stay of the same person at another place, cells left aside?"""
    kinds = np.zeros(len(kept)) if places is None else places.kinds_of(kept.place)
    rows = np.flatnonzero(kinds != kind_code(SharedPlace.CELL))
    rows = rows[np.lexsort((kept.begin[rows], kept.person[rows]))]
    person, begin, end = kept.person[rows], kept.begin[rows].astype(np.int64), kept.end[rows].astype(np.int64)
    moved = np.zeros(rows.size, dtype=np.bool_)
    moved[1:] = np.diff(person) != 0
    after = begin < _latest_before(end, moved)
    before = np.zeros(rows.size, dtype=np.bool_)
    before[:-1] = ~moved[1:] & (begin[1:] < end[:-1])
    found = np.zeros(len(kept), dtype=np.bool_)
    found[rows] = before | after
    return found
