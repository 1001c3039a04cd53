"""Which columns has a stay, and which a place? Arrow schemas, their NumPy form, and the check at the door.

A stay says that a person was at a place from minute `begin` on and had left at minute `end`: [begin, end) in whole minutes UTC since
1970-01-01. Two stays that only touch (one begins when the other ends) share no minute. A stay of zero minutes exposes nobody and is
exposed to nothing: a check-in without an end needs a presumed end before it comes here. What kind of place it was belongs to the place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

Ids = NDArray[np.int64]
Minutes32 = NDArray[np.int32]
Kinds = NDArray[np.uint8]
Flags = NDArray[np.bool_]

MINUTES_PER_DAY = 1440
LAST_MINUTE = 230 * 525_960
"""The latest minute a stay may end at, about the year 2200: seconds taken for minutes lie beyond it and are refused, not stored under
the year 5126."""
LONGEST_STAY = 2**19 - 1
"""So many minutes, some 364 days, may a stay last that is stored or held by the index; a longer one is a wrong time or several stays."""
OUTSIDE = "lies outside 1970 to 2200: times are whole minutes UTC since 1970, not seconds"
UNKNOWN_KIND = 0
"""The kind of a place that the places table does not name."""

STAY_SCHEMA = pa.schema(
    [
        pa.field("person", pa.int64(), nullable=False),
        pa.field("place", pa.int64(), nullable=False),
        pa.field("begin", pa.int32(), nullable=False),
        pa.field("end", pa.int32(), nullable=False),
        pa.field("source", pa.int16(), nullable=False),
    ]
)
"""A stay as it is stored. `begin`, `end`: minutes since 1970-01-01T00:00Z, end not within. `source`: the caller's code of who said so."""

PLACE_SCHEMA = pa.schema([pa.field("place", pa.int64(), nullable=False), pa.field("kind", pa.uint8(), nullable=False)])
"""A place and its kind: the caller's code from 1 to 255; 0 is a place of unknown kind."""


class BadStays(ValueError):
    """These rows are not stays; the message names the first row that is not."""


@dataclass(frozen=True, slots=True, eq=False)
class Stays:
    """Stays, column by column; row i of every column is one stay. Made by `stays`, which checks them."""

    person: Ids
    place: Ids
    begin: Minutes32
    end: Minutes32
    source: NDArray[np.int16]

    def __len__(self) -> int:
        """How many stays?"""
        return self.person.size

    def take(self, rows: ArrayLike) -> "Stays":
        """Which stays are these rows (positions or flags)?"""
        chosen = np.asarray(rows)
        return Stays(self.person[chosen], self.place[chosen], self.begin[chosen], self.end[chosen], self.source[chosen])

    def to_arrow(self) -> pa.Table:
        """The same as an Arrow table of `STAY_SCHEMA`."""
        return pa.table([self.person, self.place, self.begin, self.end, self.source], schema=STAY_SCHEMA)


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """The kind of each place. Made by `places`: places ascending, each once."""

    place: Ids
    kind: Kinds

    def kinds_of(self, wanted: Ids) -> Kinds:
        """Of which kind are these places? `UNKNOWN_KIND` where the table does not name one."""
        if not self.place.size:
            return np.zeros(wanted.size, dtype=np.uint8)
        found = np.minimum(np.searchsorted(self.place, wanted), self.place.size - 1)
        return np.where(self.place[found] == wanted, self.kind[found], UNKNOWN_KIND).astype(np.uint8)

    def to_arrow(self) -> pa.Table:
        """The same as an Arrow table of `PLACE_SCHEMA`."""
        return pa.table([self.place, self.kind], schema=PLACE_SCHEMA)


def stays(*, person: ArrayLike, place: ArrayLike, begin: ArrayLike, end: ArrayLike, source: ArrayLike = 0) -> Stays:
    """Stays of columns of equal length (`source` may be one code for all).

    Raises `BadStays` naming the first row whose end is before its begin or whose time is before 1970 or beyond `LAST_MINUTE`, and where
    the columns are not equally long or not whole numbers.

    >>> len(stays(person=[1, 2], place=[7, 7], begin=[600, 610], end=[660, 640]))
    2
    """
    columns = [_whole(name, values) for name, values in (("person", person), ("place", place), ("begin", begin), ("end", end))]
    codes = np.broadcast_to(_whole("source", source), columns[0].shape)
    if len({column.shape for column in columns}) != 1 or columns[0].ndim != 1:
        message = f"the columns of stays are not equally long: {[column.shape for column in columns]}"
        raise BadStays(message)
    _check_times(columns[2], columns[3])
    return Stays(columns[0], columns[1], columns[2].astype(np.int32), columns[3].astype(np.int32), codes.astype(np.int16))


def stays_from_arrow(table: pa.Table) -> Stays:
    """Stays of an Arrow table that has the columns of `STAY_SCHEMA` (others are not read).

    Raises `BadStays` as `stays` does, and where a column is missing or holds nulls.
    """
    absent = [name for name in STAY_SCHEMA.names if name not in table.column_names]
    empty = [name for name in STAY_SCHEMA.names if name not in absent and table.column(name).null_count]
    if absent or empty:
        message = f"the table of stays lacks {absent}, has nulls in {empty}"
        raise BadStays(message)
    person, place, begin, end, source = (table.column(name).to_numpy() for name in STAY_SCHEMA.names)
    return stays(person=person, place=place, begin=begin, end=end, source=source)


def places(kind_of: dict[int, int]) -> Places:
    """The table of kinds of these places. Raises `ValueError` for a kind outside 1 to 255.

    >>> places({8: 3, 7: 1}).kind.tolist()
    [1, 3]
    """
    keys = np.array(sorted(kind_of), dtype=np.int64)
    return places_from_columns(keys, np.array([kind_of[int(key)] for key in keys], dtype=np.int64))


def places_from_columns(place: ArrayLike, kind: ArrayLike) -> Places:
    """The table of kinds of two columns in any order. Raises `ValueError` for a place named twice or a kind outside 1 to 255."""
    keys, kinds = _whole("place", place), _whole("kind", kind)
    order = np.argsort(keys, kind="stable")
    keys, kinds = keys[order], kinds[order]
    twice = keys[1:][keys[1:] == keys[:-1]]
    if twice.size:
        message = f"place {twice[0]} is named twice"
        raise ValueError(message)
    if kinds.size and not (kinds.min() >= 1 and kinds.max() <= 255):
        message = "the kind of a place is a code from 1 to 255"
        raise ValueError(message)
    return Places(keys, kinds.astype(np.uint8))


def join_stays(parts: Sequence[Stays]) -> Stays:
    """All these stays in one."""
    empty = stays(person=[], place=[], begin=[], end=[])
    kept = [empty, *parts]
    return Stays(
        np.concatenate([part.person for part in kept]),
        np.concatenate([part.place for part in kept]),
        np.concatenate([part.begin for part in kept]),
        np.concatenate([part.end for part in kept]),
        np.concatenate([part.source for part in kept]),
    )


def refuse_too_long(kept: Stays) -> None:
    """Is every stay short enough to be stored and held by the index? Raises `BadStays` naming the first that is not, and the limit.

    >>> refuse_too_long(stays(person=[1], place=[2], begin=[0], end=[LONGEST_STAY]))
    """
    minutes = kept.end.astype(np.int64) - kept.begin
    if minutes.max(initial=0) > LONGEST_STAY:
        row = int(np.argmax(minutes > LONGEST_STAY))
        message = f"row {row}: a stay of {minutes[row]} minutes; the longest that can be kept is of {LONGEST_STAY}"
        raise BadStays(message)


def day_of(minute: int) -> date:
    """On which UTC day is this minute?

    >>> day_of(1440)
    datetime.date(1970, 1, 2)
    """
    return date(1970, 1, 1) + timedelta(days=minute // MINUTES_PER_DAY)


def first_minute(day: date) -> int:
    """With which minute does this UTC day begin?

    >>> first_minute(date(1970, 1, 2))
    1440
    """
    return (day - date(1970, 1, 1)).days * MINUTES_PER_DAY


def _whole(name: str, values: ArrayLike) -> Ids:
    column = np.asarray(values)
    if column.size and not np.issubdtype(column.dtype, np.integer):
        message = f"the column {name} holds {column.dtype}, not whole numbers (names and times: trace.naming.named_stays)"
        raise BadStays(message)
    return column.astype(np.int64)


def _check_times(begin: Ids, end: Ids) -> None:
    for wrong, why in ((end < begin, "ends before it begins"), ((begin < 0) | (end > LAST_MINUTE), OUTSIDE)):
        if wrong.any():
            row = int(np.argmax(wrong))
            message = f"row {row}: the stay from minute {begin[row]} to {end[row]} {why}"
            raise BadStays(message)
