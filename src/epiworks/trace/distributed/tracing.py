"""The door: `SparkTracer` answers the three questions of `question.Tracer` from frames of stays and places of any size.

Spark finds the stays of the cases, keeps of all others those that were at these places in their spans (an equality join with one row per
place, nothing is multiplied) and brings the stays of each person together; beside them are all stays of the cases, which are few. There
`partitions.meet` and `partitions.put_together` run, and only what they found travels. What is lost with a machine is computed again.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike

from epiworks.trace.distributed.given import asked_rows, given_rows, spans_of, with_extra
from epiworks.trace.distributed.needs import DataFrame, functions
from epiworks.trace.distributed.partitions import (
    EXPOSURE_SCHEMA,
    HELD_SCHEMA,
    MEETING_SCHEMA,
    evidence_of,
    exposures_of,
    meet,
    minutes_of_rows,
    put_together,
    shares,
)
from epiworks.trace.question import Evidence, Exposures, Question
from epiworks.trace.stays import Ids, Minutes32, Places, places_from_columns

SPARK_TYPES = {pa.int64(): "bigint", pa.int32(): "int", pa.int16(): "smallint"}


@dataclass(frozen=True, slots=True)
class SparkTracer:
    """Tracing over frames: `stays` with the columns of `STAY_SCHEMA`, `places` with those of `PLACE_SCHEMA`.

    `parts`: among how many parts are the persons shared out? Never fewer than there are cores; of a part the stays that were where cases
    were, those of half a million with their meetings, must fit into the memory of a task.
    """

    stays: DataFrame
    places: DataFrame
    parts: int = 1

    def exposures(self, asked: Question) -> Exposures:
        """Whom did these cases expose? All rows on the driver; `exposure_frame` leaves them where they are."""
        return exposures_of(_fetched(self.exposure_frame(asked)))

    def exposure_frame(self, asked: Question) -> DataFrame:
        """The same as a frame with the columns of `EXPOSURE_SCHEMA`, for answers larger than the memory of the driver."""
        given, by_place = self._given(asked), asked.by_place

        def exposed(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            for meetings in _met(given, batches):
                yield from put_together(meetings, by_place=by_place).to_batches()

        return self.near(given).mapInArrow(exposed, spark_columns(EXPOSURE_SCHEMA))

    def evidence(self, asked: Question, pairs: Sequence[tuple[int, int]]) -> Evidence:
        """Which stays make the exposures of these pairs (case row, person)? Only stays of these cases and persons are looked at."""
        case, person = np.array(sorted(set(pairs)), dtype=np.int64).reshape(-1, 2).T
        wanted = self._frame(pa.table({"case": case, "person": person}))
        given = self._given(asked)
        given = given.filter(pa.array(np.isin(given.column("case").to_numpy(), case)))
        found = self.meetings(given, self.near(given, of=np.unique(person)))
        return evidence_of(_fetched(found.join(functions.broadcast(wanted), ["case", "person"], "left_semi")))

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

    def meetings(self, given: pa.Table, near: DataFrame) -> DataFrame:
        """Which of the stays near meet these of cases (`MEETING_SCHEMA`)? Each pair once."""

        def met(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            for meetings in _met(given, batches):
                yield from meetings.to_batches()

        return near.mapInArrow(met, spark_columns(MEETING_SCHEMA))

    def near(self, given: pa.Table, *, of: Ids | None = None) -> DataFrame:
        """The stays (`HELD_SCHEMA`) that can meet these of cases (`GIVEN_SCHEMA`), all those of a person in one part.

        `of`: only those of these persons.
        """
        spans = spans_of(given)
        first, last = spans.column("since").to_numpy().min(initial=2**31 - 1), spans.column("until").to_numpy().max(initial=0)
        within = self.stays.where(f"begin < {last} and end > {first} and begin < end")
        if of is not None:
            within = within.join(functions.broadcast(self._frame(pa.table({"person": of}))), "person", "left_semi")
        met = within.join(functions.broadcast(self._frame(spans)), "place").where("begin < until and end > since")
        tasks = max(self.parts, self.stays.sparkSession.sparkContext.defaultParallelism)
        return met.select(*HELD_SCHEMA.names).repartition(tasks, "person")

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

    def _frame(self, table: pa.Table) -> DataFrame:
        return self.stays.sparkSession.createDataFrame(table)


def _met(given: pa.Table, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The meetings of one part, share by share."""
    for held in shares(pa.Table.from_batches(batches, schema=HELD_SCHEMA)):
        yield meet(given, held, scratch=task_folder())


def task_folder() -> Path | None:
    """Where may a task keep files? In a folder that Spark gave its executor and removes with it; None outside of a task."""
    given = os.environ.get("SPARK_LOCAL_DIRS", "").split(",")[0]
    return Path(given) if given else None


def _fetched(frame: DataFrame) -> pa.Table:
    return frame.toArrow()


def spark_columns(schema: pa.Schema) -> str:
    """The columns of an Arrow schema as Spark names them."""
    return ", ".join(f"`{field.name}` {SPARK_TYPES[field.type]}" for field in schema)
