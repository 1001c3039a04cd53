"""Stays as others write them (persons and places by name, times as moments) become columns of numbers, and answers get their names back."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from epiworks.trace.stays import BadStays, Ids, Stays, stays

_COLUMNS = ("person", "place", "begin", "end")


@dataclass(frozen=True, slots=True, eq=False)
class NamedStays:
    """Stays by number, and whose number is whose: `persons[3]` is the name of person 3, `places[3]` that of place 3."""

    stays: Stays
    persons: tuple[str, ...]
    places: tuple[str, ...]

    def person(self, name: str) -> int:
        """Which number has this person? Raises `KeyError` for a name that is in no stay."""
        return _number(self.persons, name)

    def place(self, name: str) -> int:
        """Which number has this place? Raises `KeyError` for a name that is in no stay."""
        return _number(self.places, name)


def named_stays(table: pa.Table, *, zone: str | None = None) -> NamedStays:
    """Which stays does this table hold: `person` and `place` by any name, `begin` and `end` as moments, others not read?

    Moments without a zone of their own are local times of `zone` ("Asia/Shanghai"); seconds are cut off. Clean first what may be dirty
    (`cleaning.clean_stays`). Raises `BadStays` for a column that is missing, holds nulls or no moments, for moments of no zone where none
    is given, and as `stays` does.

    >>> from datetime import datetime
    >>> day = datetime(2022, 8, 10, 12)
    >>> found = named_stays(pa.table({"person": ["Wang"], "place": ["Market"], "begin": [day], "end": [day.replace(hour=13)]}), zone="UTC")
    >>> len(found.stays), found.person("Wang"), found.places
    (1, 0, ('Market',))
    """
    lacking = [name for name in _COLUMNS if name not in table.column_names or table.column(name).null_count]
    if lacking:
        message = f"the table of stays lacks, or has nulls in: {', '.join(lacking)}"
        raise BadStays(message)
    persons, person = _numbers(table.column("person"))
    places, place = _numbers(table.column("place"))
    begin, end = (_minutes(table.column(name), name, zone) for name in ("begin", "end"))
    return NamedStays(stays(person=person, place=place, begin=begin, end=end), persons, places)


def _numbers(column: pa.ChunkedArray) -> tuple[tuple[str, ...], Ids]:
    names, numbers = np.unique(np.array(column.cast(pa.string()).to_pylist(), dtype=str), return_inverse=True)
    return tuple(names.tolist()), numbers.astype(np.int64)


def _minutes(column: pa.ChunkedArray, name: str, zone: str | None) -> Ids:
    if not pa.types.is_timestamp(column.type):
        message = f"the column {name} holds {column.type}, not moments"
        raise BadStays(message)
    if column.type.tz is None and zone is None:
        message = f'the moments of {name} say no zone: name it, as in zone="Asia/Shanghai"'
        raise BadStays(message)
    moments = column if column.type.tz is not None else pc.assume_timezone(column, zone)
    seconds = moments.cast(pa.timestamp("s", tz="UTC"), safe=False).cast(pa.int64()).to_numpy()
    return np.asarray(seconds // 60, dtype=np.int64)


def _number(names: tuple[str, ...], name: str) -> int:
    if name not in names:
        raise KeyError(name)
    return names.index(name)
