"""How are stays kept for as long as they may lawfully be? One folder per UTC day of Parquet files, and an index that follows the store.

    day=2022-09-01/0000-5f0c1e....parquet     columns of `STAY_SCHEMA`, in the order in which they came; number and checksum in the name

A file is written whole or not at all, and never changed: stays that come late are a further file of their day. Retention is the removal of
a day's folder. `follow` brings an index to what the store holds, day by day: files that are new are added to their day, days that are no
longer there are dropped, nothing else is touched; the index remembers which files it has taken.

Personal data: where named persons were. Whoever runs the store says who may read its folder and when its days are removed.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from epiworks.trace.index import TraceIndex
from epiworks.trace.sorting import Rows
from epiworks.trace.stays import MINUTES_PER_DAY, STAY_SCHEMA, BadStays, Stays, day_of, join_stays, stays_from_arrow
from epiworks.trace.sums import checksum, make_folder, settle_file, settle_folder

ROWS_AT_A_TIME = 2**20


@dataclass(frozen=True, slots=True)
class StayStore:
    """Stays by day in a folder. One writer at a time."""

    folder: Path

    @property
    def days(self) -> list[date]:
        """Which UTC days does it hold stays of (by their begin)?"""
        return sorted({date.fromisoformat(path.parent.name[4:]) for path in self.folder.glob("day=*/*.parquet")})

    def parts(self, day: date) -> list[str]:
        """Which files hold the stays of this day? By their paths within the folder, in the order in which they came."""
        return sorted(f"{path.parent.name}/{path.name}" for path in self.folder.glob(f"day={day}/*.parquet"))

    def add(self, kept: Stays, *, durable: bool = True) -> list[str]:
        """Keep these stays too, of any days: a new file for each day, named in the answer. `durable`: they are on the disk on return."""
        day = kept.begin // MINUTES_PER_DAY
        return [self._add_day(day_of(each * MINUTES_PER_DAY), kept.take(day == each), durable=durable) for each in np.unique(day).tolist()]

    def stays(self, days: Sequence[date] | None = None) -> Stays:
        """The stays of these days (all days where none are named), in the order in which they came, day by day."""
        chosen = [name for day in (self.days if days is None else days) for name in self.parts(day)]
        return join_stays([stays_from_arrow(pq.read_table(self.folder / name, schema=STAY_SCHEMA)) for name in chosen])

    def drop(self, day: date) -> None:
        """Keep nothing any more of this day: its folder is removed, durably."""
        path = self.folder / f"day={day}"
        if path.exists():
            shutil.rmtree(path)
            settle_folder(self.folder)

    def drop_before(self, day: date) -> list[date]:
        """Drop all days before this one; which were they? What a retention of so many days calls once a day."""
        gone = [each for each in self.days if each < day]
        for each in gone:
            self.drop(each)
        return gone

    def _add_day(self, day: date, kept: Stays, *, durable: bool) -> str:
        number = 1 + max((int(Path(name).name[:4]) for name in self.parts(day)), default=-1)
        columns = np.array(
            [checksum(np.ascontiguousarray(column)) for column in (kept.person, kept.place, kept.begin, kept.end, kept.source)]
        )
        path = self.folder / f"day={day}" / f"{number:04}-{checksum(columns):016x}.parquet"
        make_folder(path.parent, durable=durable)
        partial = path.with_suffix(".partial")
        pq.write_table(kept.to_arrow(), partial, compression="zstd", use_dictionary=["source"], row_group_size=ROWS_AT_A_TIME)
        if durable:
            settle_file(partial)
        partial.replace(path)
        if durable:
            settle_folder(path.parent)
        return f"{path.parent.name}/{path.name}"


def follow(index: TraceIndex, store: StayStore, *, durable: bool = True) -> list[date]:
    """Bring the index to what the store holds; which days changed? Interrupted, it goes on where it stopped when called again.

    A day of which the store no longer holds a file that the index has taken is dropped and taken anew. Stays that were added to the index
    otherwise than from a store stay in it, unless their day is dropped so. Raises `BadStays` naming a file that is not of its day.
    """
    changed = set()
    for day in sorted({date.fromisoformat(name[4:14]) for name in index.taken}):
        if not index.taken_of(day) <= set(store.parts(day)):
            index.drop(day)
            changed.add(day)
    for day in store.days:
        for name in [name for name in store.parts(day) if name not in index.taken]:
            _take(index, store, (day, name), durable=durable)
            changed.add(day)
    return sorted(changed)


def _take(index: TraceIndex, store: StayStore, what: tuple[date, str], *, durable: bool) -> None:
    """Add one file of a day, a million rows at a time, so that a whole day's ids are never in memory beside its numbers."""
    day, name = what
    with pq.ParquetFile(store.folder / name) as file:
        size = file.metadata.num_rows
        words, times = np.empty((2, size), dtype=np.uint32), np.empty((2, size), dtype=np.int32)
        rows = Rows(words[0], words[1], times[0], times[1])
        at = 0
        for batch in file.iter_batches(ROWS_AT_A_TIME, columns=["person", "place", "begin", "end"]):
            until = at + batch.num_rows
            _number(index, batch, Rows(words[0, at:until], words[1, at:until], times[0, at:until], times[1, at:until]))
            at = until
    try:
        index.add_day(day, rows, durable=durable, part=name)
    except BadStays as error:
        message = f"{store.folder / name}: {error}"
        raise BadStays(message) from error


def _number(index: TraceIndex, batch: pa.RecordBatch, rows: Rows) -> None:
    person, place, begin, end = (column.to_numpy(zero_copy_only=False) for column in batch.columns)
    rows.person[:], rows.place[:] = index.persons.add(person), index.places.add(place)
    rows.begin[:], rows.end[:] = begin, end
