"""The door: `SparkTracer` answers the three questions of `question.Tracer` from frames of stays and places of any size.

Spark finds the stays of the cases, keeps of all others those that were at these places in their spans (an equality join with one row per
place, nothing is multiplied), brings stays and case stays of one day and part of the places together, runs `partitions.meet` there, brings
the meetings of one case and person together, and runs `partitions.put_together` there. What is lost with a machine is computed again.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike

from epiworks.trace.distributed.given import Cut, asked_rows, by_partition, given_rows, spans_of, with_extra
from epiworks.trace.distributed.needs import DataFrame, functions
from epiworks.trace.distributed.partitions import (
    EXPOSURE_SCHEMA,
    MEETING_SCHEMA,
    evidence_of,
    exposures_of,
    meet,
    minutes_of_rows,
    put_together,
)
from epiworks.trace.question import Evidence, Exposures, Question
from epiworks.trace.stays import MINUTES_PER_DAY, Minutes32, Places, places_from_columns

KEYS = ("day", "part", "people")
SPARK_TYPES = {pa.int64(): "bigint", pa.int32(): "int", pa.int16(): "smallint"}


@dataclass(frozen=True, slots=True)
class SparkTracer:
    """Tracing over frames: `stays` with the columns of `STAY_SCHEMA`, `places` with those of `PLACE_SCHEMA`.

    `cut`: into how many parts a day is cut; a part, reduced to what was where cases were, must fit into the memory of a task.
    """

    stays: DataFrame
    places: DataFrame
    cut: Cut

    def exposures(self, asked: Question) -> Exposures:
        """Whom did these cases expose? All rows on the driver; `exposure_frame` leaves them where they are."""
        return exposures_of(_fetched(self.exposure_frame(asked)))

    def exposure_frame(self, asked: Question) -> DataFrame:
        """The same as a frame with the columns of `EXPOSURE_SCHEMA`, for answers larger than the memory of the driver."""
        by_place = asked.by_place

        def together(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            meetings = pa.Table.from_batches(batches, schema=MEETING_SCHEMA)
            yield from put_together(meetings, by_place=by_place).to_batches()

        meetings = self.meetings(asked).repartition(self._tasks, "case", "person")
        return meetings.mapInArrow(together, spark_columns(EXPOSURE_SCHEMA))

    def evidence(self, asked: Question, pairs: Sequence[tuple[int, int]]) -> Evidence:
        """Which stays make the exposures of these pairs (case row, person)?"""
        case, person = np.array(sorted(set(pairs)), dtype=np.int64).reshape(-1, 2).T
        wanted = self._frame(pa.table({"case": case, "person": person}))
        return evidence_of(_fetched(self.meetings(asked).join(functions.broadcast(wanted), ["case", "person"], "left_semi")))

    def presence(self, *, person: ArrayLike, place: ArrayLike, begin: ArrayLike, end: ArrayLike) -> Minutes32:
        """How many different minutes was person i at place i within [begin i, end i)? Minutes of overlapping stays count once."""
        who, where, since, until = (np.atleast_1d(np.asarray(column, dtype=np.int64)) for column in (person, place, begin, end))
        rows = {"row": np.arange(who.size), "person": who, "place": where, "since": since, "until": until}
        asked = functions.broadcast(self._frame(pa.table(rows)))
        there = self.stays.join(asked, ["person", "place"]).where("begin < until and end > since")
        cut = there.selectExpr("row", "cast(greatest(begin, since) as int) as begin", "cast(least(end, until) as int) as end")
        found = _fetched(cut.where("begin < end"))
        columns = (found.column(name).to_numpy() for name in ("row", "begin", "end"))
        return minutes_of_rows(*columns, rows=who.size)

    @property
    def _tasks(self) -> int:
        return max(self.cut.places * self.cut.persons, self.stays.sparkSession.sparkContext.defaultParallelism)

    def meetings(self, asked: Question) -> DataFrame:
        """Which stays of others meet those of the cases (`MEETING_SCHEMA`)? Each pair once."""
        given = self._given(asked)
        theirs = self._frame(by_partition(given, self.cut)).repartition(self._tasks, *KEYS).groupBy(*KEYS)
        held = self._held(given).repartition(self._tasks, *KEYS).groupBy(*KEYS)
        return theirs.cogroup(held).applyInArrow(_met, spark_columns(MEETING_SCHEMA))

    def _given(self, asked: Question) -> pa.Table:
        """The stays of the cases, on the driver (`GIVEN_SCHEMA`)."""
        cases = functions.broadcast(self._frame(asked_rows(asked)))
        window = f"begin < {int(asked.end.max(initial=0))} and end > {int(asked.begin.min(initial=0))}"
        stored = self.stays.where(window).join(cases, "person").where("begin < until and end > since")
        own = with_extra(_fetched(stored.select("case", "place", "begin", "end")), asked)
        return given_rows(own, self._kinds(own).kinds_of(own.column("place").to_numpy()), asked)

    def _kinds(self, own: pa.Table) -> Places:
        """The kinds of the places at which cases were."""
        wanted = functions.broadcast(self._frame(pa.table({"place": np.unique(own.column("place").to_numpy())})))
        found = _fetched(self.places.join(wanted, "place", "left_semi").selectExpr("place", "cast(kind as bigint) as kind"))
        return places_from_columns(found.column("place").to_numpy(), found.column("kind").to_numpy())

    def _held(self, given: pa.Table) -> DataFrame:
        """The stays that can meet a case, once for each day on which they can, with the keys of their partition."""
        spans = spans_of(given)
        first, last = spans.column("since").to_numpy().min(initial=2**31 - 1), spans.column("until").to_numpy().max(initial=0)
        within = self.stays.where(f"begin < {last} and end > {first} and begin < end")
        met = within.join(functions.broadcast(self._frame(spans)), "place").where("begin < until and end > since")
        day = f"sequence(greatest(begin, since) div {MINUTES_PER_DAY}, (least(end, until) - 1) div {MINUTES_PER_DAY})"
        keys = [
            f"explode({day}) as day",
            f"pmod(place, {self.cut.places}L) as part",
            f"pmod(person, {self.cut.persons}L) as people",
        ]
        return met.selectExpr("person", "place", "begin", "end", *keys)

    def _frame(self, table: pa.Table) -> DataFrame:
        return self.stays.sparkSession.createDataFrame(table)


def _met(key: tuple[pa.Scalar, ...], given: pa.Table, held: pa.Table) -> pa.Table:
    """The kernel in one partition."""
    return meet(given, held, day=key[0].as_py(), scratch=task_folder())


def task_folder() -> Path | None:
    """Where may a task keep files? In a folder that Spark gave its executor and removes with it; None outside of a task."""
    given = os.environ.get("SPARK_LOCAL_DIRS", "").split(",")[0]
    return Path(given) if given else None


def _fetched(frame: DataFrame) -> pa.Table:
    return frame.toArrow()


def spark_columns(schema: pa.Schema) -> str:
    """The columns of an Arrow schema as Spark names them."""
    return ", ".join(f"`{field.name}` {SPARK_TYPES[field.type]}" for field in schema)
