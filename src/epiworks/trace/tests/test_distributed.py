"""Spark gives the rows that the index gives, although one of its executors is killed in the middle of the job."""

import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

pytest.importorskip("pyspark", reason="Spark's Python package is not installed")

from epiworks.trace.brute_force import BruteForce
from epiworks.trace.distributed import needs
from epiworks.trace.distributed.needs import DataFrame, SparkMissing, SparkSession
from epiworks.trace.distributed.partitions import HELD_SCHEMA
from epiworks.trace.distributed.session import local_spark
from epiworks.trace.distributed.tracing import SparkTracer, spark_columns
from epiworks.trace.index import open_index
from epiworks.trace.question import Question, question
from epiworks.trace.stays import Stays, stays
from epiworks.trace.tests.small_worlds import KINDS, everybody, same

pytestmark = pytest.mark.slow
PEOPLE = 300


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    try:
        needs.java()
    except SparkMissing as missing:
        pytest.skip(str(missing))
    quick = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    settings = {
        "spark.scheduler.minRegisteredResourcesRatio": "1.0",
        "spark.driver.memory": "512m",
        "spark.driver.extraJavaOptions": quick,
        "spark.executor.extraJavaOptions": quick,
        "spark.shuffle.io.maxRetries": "1",
        "spark.shuffle.io.retryWait": "100ms",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",
    }
    with local_spark("local-cluster[2,1,1024]", tmp_path_factory.mktemp("spark"), settings) as session:
        yield session


def crowd() -> Stays:
    """Some hundred people on four days: nights, stays of days, stays of no minute."""
    generator = np.random.default_rng(11)
    size = 12 * PEOPLE
    begin = generator.integers(0, 4 * 1440, size)
    return stays(
        person=generator.integers(0, PEOPLE, size),
        place=generator.choice([-3, 70, 71, 72, 73], size),
        begin=begin,
        end=begin + generator.choice([0, 20, 90, 600, 4000], size, p=[0.05, 0.4, 0.4, 0.1, 0.05]),
    )


def asked_of(world: Stays) -> Question:
    return question(person=world.person[:8], begin=[600] * 8, end=[1000, 2500, 3000, 4000] * 2, tails={1: 120, 2: 30})


def written(world: Stays, folder: Path) -> tuple[Path, Path]:
    """The stays in four files, the places in one."""
    (folder / "stays").mkdir()
    for part in range(4):
        pq.write_table(world.take(np.arange(len(world)) % 4 == part).to_arrow(), folder / "stays" / f"{part}.parquet")
    pq.write_table(KINDS.to_arrow(), folder / "places.parquet")
    return folder / "stays", folder / "places.parquet"


def tracer_over(spark: SparkSession, world: Stays, folder: Path) -> SparkTracer:
    kept, named = written(world, folder)
    return SparkTracer(spark.read.parquet(str(kept)), spark.read.parquet(str(named)), parts=4)


def killing(frame: DataFrame, log: Path) -> DataFrame:
    """The same rows; but the first task that has some kills the executor it runs on, once. Which executors ran is in the log."""
    told = str(log)

    def kill_once(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        executor = next(process for process in psutil.Process().parents() if process.name() == "java")
        for batch in batches:
            Path(told, f"ran-{executor.pid}").touch()
            try:
                Path(told, "killed").touch(exist_ok=False)
            except FileExistsError:
                yield batch
            else:
                executor.send_signal(signal.SIGKILL)
                executor.wait()

    return frame.mapInArrow(kill_once, spark_columns(HELD_SCHEMA))


def test_both_ways_give_identical_rows_although_an_executor_is_killed(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = crowd()
    asked = asked_of(world)
    index = open_index(tmp_path / "index", KINDS)
    index.add(world, durable=False)
    index.present(place=[], begin=[], end=[])  # compiled here once, so that no executor has to
    expected = index.exposures(asked).ordered()
    whole = SparkTracer.near
    monkeypatch.setattr(SparkTracer, "near", lambda self, given: killing(whole(self, given), tmp_path))
    found = tracer_over(spark, world, tmp_path).exposures(asked)
    assert same(expected, found)
    assert len(found) > 1000
    assert (tmp_path / "killed").exists()
    assert len(list(tmp_path.glob("ran-*"))) > 1


def test_evidence_and_presence_are_the_reference_s(spark: SparkSession, tmp_path: Path) -> None:
    world = crowd()
    asked = asked_of(world)
    tracer, reference = tracer_over(spark, world, tmp_path), BruteForce(world, KINDS)
    pairs = [(0, 5), (3, 17), (7, 250), *everybody(reference.exposures(asked.part(0, 1)))[:20]]
    assert same(reference.evidence(asked, pairs), tracer.evidence(asked, pairs))
    found, expected = (
        way.presence(person=world.person[:50], place=world.place[:50], begin=[100] * 50, end=[4000] * 50) for way in (tracer, reference)
    )
    assert found.tolist() == expected.tolist()
