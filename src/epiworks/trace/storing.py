"""How are stays kept for as long as they may lawfully be? One folder per UTC day of Parquet files, and an index that follows the store.

    day=2022-09-01/0000-5f0c1e....parquet     columns of `STAY_SCHEMA`, in the order in which they came; number and checksum in the name

A file is written whole or not at all, and never changed: stays that come late are a further file of their day; the same stays sent again
are the file that is there. Retention is the removal of a day's folder, whatever is in it: what a writer that was killed left goes with it.
`follow` brings an index to what the store holds, day by day: files that are new are added to their day, days that are no longer there are
dropped, nothing else is touched; the index remembers which files it has taken, and is rid first of what a killed writer left in it.

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
from epiworks.trace.stays import MINUTES_PER_DAY, STAY_SCHEMA, BadStays, Stays, day_of, join_stays, refuse_too_long, stays_from_arrow
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
        return sorted((f"{path.parent.name}/{path.name}" for path in self.folder.glob(f"day={day}/*.parquet")), key=_order)

    def add(self, kept: Stays, *, durable: bool = True) -> list[str]:
        """Keep these stays too, of any days: a new file for each day, named in the answer. `durable`: they are on the disk on return.

        The very stays of a day that a file holds already are that file: sent again, they change nothing. Raises `BadStays`, before anything
        is kept, for a stay longer than `LONGEST_STAY` minutes.
        """
        refuse_too_long(kept)
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
        """Drop all days before this one; which were they? What a retention of so many days calls once a day.

        Goes by the folders: a day of which a kill left no whole file is dropped, too.
        """
        folders = [path.name for path in self.folder.glob("day=*")]
        gone = [each for each in sorted(date.fromisoformat(name[4:]) for name in folders) if each < day]
        for each in gone:
            self.drop(each)
        return gone

    def _add_day(self, day: date, kept: Stays, *, durable: bool) -> str:
        columns = np.array(
            [checksum(np.ascontiguousarray(column)) for column in (kept.person, kept.place, kept.begin, kept.end, kept.source)]
        )
        ending, parts = f"-{checksum(columns):016x}.parquet", self.parts(day)
        number = 1 + max((_order(name)[0] for name in parts), default=-1)
        name = next((name for name in parts if name.endswith(ending)), f"day={day}/{number:04}{ending}")
        path = self.folder / name
        if name not in parts:
            make_folder(path.parent, durable=durable)
            self._write(kept, path, durable=durable)
        elif durable:
            settle_file(path)
        if durable:
            settle_folder(path.parent)
            settle_folder(self.folder)
        return name

    def _write(self, kept: Stays, path: Path, *, durable: bool) -> None:
        """Write a file whole or not at all; halves that a kill left in its folder are removed."""
        for half in path.parent.glob("*.partial"):
            half.unlink()
        partial = path.with_suffix(".partial")
        pq.write_table(kept.to_arrow(), partial, compression="zstd", use_dictionary=["source"], row_group_size=ROWS_AT_A_TIME)
        if durable:
            settle_file(partial)
        partial.replace(path)


def follow(index: TraceIndex, store: StayStore, *, durable: bool = True) -> list[date]:
    """Bring the index to what the store holds; which days changed? Interrupted, it goes on where it stopped when called again.

    A day of which the store no longer holds a file that the index has taken is dropped and taken anew. Stays that were added to the index
    otherwise than from a store stay in it, unless their day is dropped so. Raises `BadStays` naming the files that are damaged or hold a
    stay which is not of their day or is too long, after all others have been taken: one file that cannot be taken holds up no other.
    """
    index.sweep()
    changed, refused = set(), []
    for day in sorted({date.fromisoformat(name[4:14]) for name in index.taken}):
        if not index.taken_of(day) <= set(store.parts(day)):
            index.drop(day)
            changed.add(day)
    for day in store.days:
        for name in [name for name in store.parts(day) if name not in index.taken]:
            try:
                _take(index, store, (day, name), durable=durable)
                changed.add(day)
            except (BadStays, pa.ArrowInvalid) as error:
                refused.append(f"{store.folder / name}: {error}")
    if refused:
        raise BadStays("; ".join(refused))
    return sorted(changed)


def _order(name: str) -> tuple[int, str]:
    """Which file of its day is it? By its number, whatever its digits; files of other names come first."""
    number = Path(name).name.split("-")[0]
    return (int(number) if number.isdecimal() else -1), name


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
    index.add_day(day, rows, durable=durable, part=name)


def _number(index: TraceIndex, batch: pa.RecordBatch, rows: Rows) -> None:
    person, place, begin, end = (column.to_numpy(zero_copy_only=False) for column in batch.columns)
    rows.person[:], rows.place[:] = index.persons.add(person), index.places.add(place)
    rows.begin[:], rows.end[:] = begin, end
