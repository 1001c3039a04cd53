"""The questions of `bench.trace`, asked of engines that others built, over the same Parquet files, each in its plain and its best form.

Every peer gives exact rows, minutes of overlapping stays counted once, as the index does; `bench.trace_compared` compares before it times.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa

from epiworks.trace.distributed.needs import SparkMissing, SparkSession
from epiworks.trace.distributed.session import local_spark
from epiworks.trace.distributed.tracing import SparkTracer
from epiworks.trace.plain_sql import answer_text, exposures_by_sql, exposures_from, lay_out, question_tables
from epiworks.trace.question import Exposures, Question

THREADS = 2
MEMORY_GIB = 6


@dataclass(frozen=True, slots=True)
class Laid:
    """Where the stays (a folder of days), the places (a file) and room to write are."""

    stays: Path
    places: Path
    scratch: Path

    @property
    def files(self) -> str:
        """The Parquet files of the stays."""
        return f"{self.stays}/*/*.parquet"


class Absent(Exception):
    """This peer cannot be asked here; the message says why."""


Answer = Callable[[Question], Exposures]
Peer = Callable[[Laid], AbstractContextManager[Answer]]


@contextmanager
def _duckdb(laid: Laid, *, load: bool) -> Iterator[Answer]:
    database = laid.scratch / "duckdb"
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": THREADS,
        "memory_limit": f"{MEMORY_GIB}GB",
        "temp_directory": str(laid.scratch / "duckdb.more"),
    }
    with duckdb.connect(str(database) if load else ":memory:", config=config) as connection:
        lay_out(connection, laid.files, str(laid.places), load=load)
        yield lambda asked: exposures_by_sql(connection, asked, in_two_steps=load)
    database.unlink(missing_ok=True)


def duckdb_plain(laid: Laid) -> AbstractContextManager[Answer]:
    """DuckDB over the files as they lie, one statement."""
    return _duckdb(laid, load=False)


def duckdb_two_steps(laid: Laid) -> AbstractContextManager[Answer]:
    """DuckDB with the stays in a table of its own, those of the cases made a table first: its best form known to us."""
    return _duckdb(laid, load=True)


@contextmanager
def polars(laid: Laid) -> Iterator[Answer]:
    """Polars over the files: the stays of the cases first, then all that was at their places in their spans, met by place and day."""
    kept = pl.scan_parquet(laid.files)
    named = pl.read_parquet(laid.places)
    yield lambda asked: exposures_from(_polars_rows(kept, named, asked))


def _polars_rows(kept: pl.LazyFrame, named: pl.DataFrame, asked: Question) -> pa.Table:
    given = _polars_given(kept, named, asked)
    spans = given.group_by("place").agg(pl.col("starts").min().alias("since"), pl.col("reach").max().alias("until"))
    within = kept.filter(pl.col("begin") < (spans["until"].max() or 0), pl.col("end") > (spans["since"].min() or 0))
    there = within.join(spans.lazy(), on="place").filter(
        pl.col("begin") < pl.col("until"), pl.col("end") > pl.col("since"), pl.col("begin") < pl.col("end")
    )
    first, last = pl.max_horizontal("begin", "since") // 1440, pl.min_horizontal("end", "until") - 1
    held = there.select("person", "place", "begin", "end", pl.int_ranges(first, last // 1440 + 1).alias("day")).explode("day")
    theirs = given.with_columns(pl.int_ranges(pl.col("starts") // 1440, (pl.col("reach") - 1) // 1440 + 1).alias("day")).explode("day")
    met = held.join(theirs.lazy(), on=["place", "day"]).filter(
        pl.col("begin") < pl.col("reach"),
        pl.col("end") > pl.col("starts"),
        pl.col("person") != pl.col("who"),
        pl.max_horizontal("begin", "starts") // 1440 == pl.col("day"),
    )
    return _polars_together(met).collect(engine="streaming").to_arrow()


def _polars_given(kept: pl.LazyFrame, named: pl.DataFrame, asked: Question) -> pl.DataFrame:
    """The stays of the cases, cut to their windows, with kind and reach. The questions of the benchmark have no extra stays."""
    tables = {name: pl.DataFrame(table) for name, table in question_tables(asked).items()}
    since, until = int(asked.begin.min()), int(asked.end.max())
    own = kept.filter(pl.col("begin") < until, pl.col("end") > since).join(tables["asked"].lazy(), on="person")
    cut = own.select(
        *("asked_row", pl.col("person").alias("who"), "place"),
        *(pl.max_horizontal("begin", "since").alias("starts"), pl.min_horizontal("end", "until").alias("ends")),
    ).filter(pl.col("starts") < pl.col("ends"))
    given = cut.collect(engine="streaming").join(named, on="place", how="left").with_columns(pl.col("kind").fill_null(0).cast(pl.Int16))
    tails = given.join(tables["tails"], on="kind", how="left").with_columns(pl.col("tail").fill_null(0))
    return tails.with_columns((pl.col("ends") + pl.col("tail")).alias("reach"))


def _polars_together(met: pl.LazyFrame) -> pl.LazyFrame:
    """The union of the minutes of each case, person and kind, by the minute up to which those before have covered."""
    minutes = met.select(
        *("asked_row", "person", "kind", "place", pl.max_horizontal("begin", "starts").alias("since")),
        pl.min_horizontal("end", "ends").alias("until"),
        (pl.min_horizontal("end", "reach") - 1).alias("latest"),
        pl.max_horizontal(0, pl.col("begin") - pl.col("ends")).alias("gap"),
    ).sort("asked_row", "person", "kind", "since")
    numbered = minutes.with_columns((pl.struct("asked_row", "person", "kind").rle_id().cast(pl.Int64) * 2**33).alias("apart"))
    covered = (pl.col("until") + pl.col("apart")).cum_max().shift(1).fill_null(0) - pl.col("apart")
    added = numbered.with_columns(pl.max_horizontal(0, pl.col("until") - pl.max_horizontal("since", covered)).alias("minutes"))
    return added.group_by("asked_row", "person", "kind").agg(
        pl.lit(-1).first().alias("no_place"),
        pl.col("minutes").sum(),
        pl.col("since").min().alias("first"),
        pl.col("latest").max(),
        pl.col("gap").min(),
        pl.col("place").n_unique().alias("places"),
    )


@contextmanager
def _spark(laid: Laid) -> Iterator[SparkSession]:
    settings = {"spark.driver.memory": f"{MEMORY_GIB}g", "spark.driver.maxResultSize": "4g", "spark.sql.shuffle.partitions": "8"}
    try:
        with local_spark(f"local[{THREADS}]", laid.scratch / "spark", settings) as session:
            yield session
    except SparkMissing as missing:
        raise Absent(str(missing)) from missing


@contextmanager
def spark_with_the_index(laid: Laid) -> Iterator[Answer]:
    """Spark as `epiworks.trace.distributed` uses it: our kernel in its partitions."""
    with _spark(laid) as session:
        kept, named = session.read.parquet(str(laid.stays)), session.read.parquet(str(laid.places))
        yield SparkTracer(kept, named, parts=4 * THREADS).exposures


@contextmanager
def spark_sql(laid: Laid) -> Iterator[Answer]:
    """Spark in plain SQL: a join by place with bounds of time."""
    with _spark(laid) as session:
        kept = session.read.parquet(str(laid.stays)).withColumnsRenamed({"begin": "starts", "end": "ends"})
        kept.createOrReplaceTempView("kept")
        session.read.parquet(str(laid.places)).createOrReplaceTempView("named")

        def answer(asked: Question) -> Exposures:
            for name, table in question_tables(asked).items():
                session.createDataFrame(table).createOrReplaceTempView(name)
            return exposures_from(session.sql(answer_text(asked)).toArrow())

        yield answer


PEERS: Mapping[str, Peer] = {
    "DuckDB, plain SQL over Parquet": duckdb_plain,
    "DuckDB, loaded, in two steps": duckdb_two_steps,
    "Polars": polars,
    "Spark, the index inside": spark_with_the_index,
    "Spark, plain SQL": spark_sql,
}
MOST_ROWS: Mapping[str, int] = {name: 60_000_000 if name != "DuckDB, loaded, in two steps" else 10**10 for name in PEERS}
"""Over how many stays is each asked? At 470 million, plain forms take minutes or more memory than the machine has."""
