"""What runs inside a partition? All stays of some persons against all stays of the cases; then their meetings, put together.

Both steps take Arrow tables and give Arrow tables, and know nothing of Spark. The first builds the index of `epiworks.trace.index` over its
stays and runs that index's compiled loop. A stay is in one partition and a case stay beside all, so that nothing is lost or told twice.

Minutes of several meetings count once, so minutes must not be summed: the second step takes the union of the meetings of each (case,
person, place kind), which are all in one partition, for it has all stays of that person.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from epiworks.trace.index import open_index
from epiworks.trace.question import NO_PLACE, Evidence, Exposures
from epiworks.trace.stays import Ids, Minutes32, Places, Stays, stays

GIVEN_SCHEMA = pa.schema(
    [("case", pa.int64()), ("who", pa.int64()), ("place", pa.int64()), ("kind", pa.int16())]
    + [(name, pa.int32()) for name in ("begin", "end", "reach")]
)
"""A stay of a case, cut to its window: `who` is the case's person, `reach` the minute after the last in which others are exposed."""

HELD_SCHEMA = pa.schema([("person", pa.int64()), ("place", pa.int64()), ("begin", pa.int32()), ("end", pa.int32())])
"""A stay, without who told of it."""

MEETING_SCHEMA = pa.schema(
    [("case", pa.int64()), ("person", pa.int64()), ("place", pa.int64()), ("kind", pa.int16())]
    + [(name, pa.int32()) for name in ("case_begin", "case_end", "reach", "begin", "end")]
)
"""A stay of a case beside one stay of someone it exposed: `Evidence` before it is counted."""

EXPOSURE_SCHEMA = pa.schema(
    [("case", pa.int64()), ("person", pa.int64()), ("kind", pa.int16()), ("place", pa.int64())]
    + [(name, pa.int32()) for name in ("overlap", "first", "last", "gap", "places")]
)
"""A row of `Exposures`."""

ROWS_AT_ONCE = 2**19


@dataclass(frozen=True, slots=True, eq=False)
class _Runs:
    """Rows sorted into runs that belong together: the order of the rows, the run of each sorted row, and where each run begins."""

    order: NDArray[np.intp]
    number: Ids
    starts: NDArray[np.intp]


def shares(held: pa.Table, most: int = ROWS_AT_ONCE) -> Iterator[pa.Table]:
    """These stays (`HELD_SCHEMA`) in shares of some `most` rows, all stays of a person in one: what is in memory beside its meetings."""
    number = -(-held.num_rows // most)
    if number < 2:
        yield from [held] * number
        return
    mixed = held.column("person").to_numpy().astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(32)
    mine = mixed % np.uint64(number)
    for share in range(number):
        yield held.filter(pa.array(mine == share))


def meet(given: pa.Table, held: pa.Table, *, scratch: Path | None = None) -> pa.Table:
    """Who was exposed by these case stays (`GIVEN_SCHEMA`) among these stays (`HELD_SCHEMA`)?

    Returns meetings (`MEETING_SCHEMA`), without those of a case with its own person. `scratch`: where the index of these stays lies for the
    moment (the system's folder for temporary files where none is given); somebody must tidy it where a kill leaves some.
    """
    person, place, start, stop = (held.column(name).to_numpy() for name in HELD_SCHEMA.names)
    columns = {name: given.column(name).to_numpy() for name in GIVEN_SCHEMA.names}
    row, other, begin, end = _present(stays(person=person, place=place, begin=start, end=stop), columns, scratch)
    case = {name: column[row] for name, column in columns.items()}
    mine = other != case["who"]
    found = [case["case"], other, case["place"], case["kind"], case["begin"], case["end"], case["reach"], begin, end]
    return pa.table([column[mine] for column in found], schema=MEETING_SCHEMA)


def _present(held: Stays, given: dict[str, Ids], scratch: Path | None) -> tuple[Ids, Ids, Minutes32, Minutes32]:
    """The rows of case stays, and person, begin and end of the stays that they exposed, by an index in a folder for the moment."""
    with tempfile.TemporaryDirectory(prefix="outpace-trace-", dir=scratch) as folder:
        index = open_index(Path(folder) / "index", Places(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.uint8)))
        index.add(held, durable=False)
        return index.present(place=given["place"], begin=given["begin"], end=given["reach"])


def put_together(meetings: pa.Table, *, by_place: bool) -> pa.Table:
    """Which exposures (`EXPOSURE_SCHEMA`) are these meetings? All meetings of a case and person must be among them.

    overlap = minutes in the union of the meetings; first, last, gap and places as `question` says.
    """
    found = _columns(meetings)
    since, until = np.maximum(found["begin"], found["case_begin"]), np.minimum(found["end"], found["case_end"])
    group = found["place"] if by_place else found["kind"].astype(np.int64)
    runs = _runs((found["case"], found["person"], group), since)
    if not runs.starts.size:
        return EXPOSURE_SCHEMA.empty_table()
    first, order = runs.order[runs.starts], runs.order
    told = [
        _union(since[order], until[order], runs),
        since[first],
        np.maximum.reduceat(np.minimum(found["end"], found["reach"])[order], runs.starts) - 1,
        np.minimum.reduceat(np.maximum(0, found["begin"] - found["case_end"])[order], runs.starts),
        _different(found["place"][order], runs),
    ]
    place = found["place"][first] if by_place else np.full(first.size, NO_PLACE, dtype=np.int64)
    keys = [found["case"][first], found["person"][first], found["kind"][first], place]
    return pa.table([*keys, *(column.astype(np.int32) for column in told)], schema=EXPOSURE_SCHEMA)


def exposures_of(table: pa.Table) -> Exposures:
    """The rows of `EXPOSURE_SCHEMA` as exposures, in order."""
    columns = [table.column(name).to_numpy() for name in ("case", "person", "kind", "place", "overlap", "first", "last", "gap", "places")]
    return Exposures(columns[0], columns[1], columns[2].astype(np.uint8), columns[3], *columns[4:]).ordered()


def evidence_of(meetings: pa.Table) -> Evidence:
    """The rows of `MEETING_SCHEMA` as evidence, in order."""
    found = _columns(meetings)
    overlap = np.minimum(found["end"], found["case_end"]) - np.maximum(found["begin"], found["case_begin"])
    gap = found["begin"] - found["case_end"]
    times = [found[name] for name in ("case_begin", "case_end", "begin", "end")]
    counted = [np.maximum(0, column).astype(np.int32) for column in (overlap, gap)]
    return Evidence(found["case"], found["person"], found["place"], found["kind"].astype(np.uint8), *times, *counted).ordered()


def minutes_of_rows(row: Ids, begin: Minutes32, end: Minutes32, *, rows: int) -> Minutes32:
    """How many different minutes lie in the intervals of each of so many rows?

    >>> minutes_of_rows(np.array([1, 1]), np.array([0, 5], dtype=np.int32), np.array([10, 12], dtype=np.int32), rows=3).tolist()
    [0, 12, 0]
    """
    runs = _runs((row,), begin)
    out = np.zeros(rows, dtype=np.int32)
    if runs.starts.size:
        out[row[runs.order[runs.starts]]] = _union(begin[runs.order], end[runs.order], runs)
    return out


def _columns(table: pa.Table) -> dict[str, NDArray[Any]]:
    return {name: table.column(name).to_numpy() for name in MEETING_SCHEMA.names}


def _runs(keys: tuple[Ids, ...], then: Minutes32) -> _Runs:
    """Sort rows by keys, the rows of a run in the order of `then`."""
    columns: list[NDArray[Any]] = [then, *reversed(keys)]
    order = np.lexsort(columns)
    changes = np.zeros(order.size, dtype=np.bool_)
    changes[:1] = True
    for key in keys:
        changes[1:] |= key[order][1:] != key[order][:-1]
    return _Runs(order, np.cumsum(changes) - 1, np.flatnonzero(changes))


def _union(since: Minutes32, until: Minutes32, runs: _Runs) -> Minutes32:
    """How many minutes lie in any interval of each run? Intervals come in the order of their begin; empty ones may be among them."""
    apart = runs.number << 33
    covered = np.maximum.accumulate(until + apart) - apart
    before = np.empty_like(covered)
    before[1:] = covered[:-1]
    before[runs.starts] = 0
    minutes: Minutes32 = np.add.reduceat(np.maximum(0, until - np.maximum(since, before)), runs.starts).astype(np.int32)
    return minutes


def _different(place: Ids, runs: _Runs) -> Minutes32:
    """How many different places has each run?"""
    sizes = np.diff(np.append(runs.starts, runs.number.size))
    several = sizes[runs.number] > 1
    number, where = runs.number[several], place[several]
    order = np.lexsort((where, number))
    fresh = np.append(True, (where[order][1:] != where[order][:-1]) | (number[order][1:] != number[order][:-1]))[: order.size]
    found = np.bincount(number[order][fresh], minlength=sizes.size)
    return np.where(sizes > 1, found, 1).astype(np.int32)
