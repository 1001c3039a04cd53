"""DuckDB, asked in plain SQL over Parquet files, gives the rows of the reference."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("duckdb", reason="DuckDB is not installed")

import duckdb

from epiworks.trace.brute_force import BruteForce
from epiworks.trace.plain_sql import exposures_by_sql, lay_out
from epiworks.trace.question import Question
from epiworks.trace.tests.small_worlds import KINDS, STAY, kept, questions, same


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as opened:
        yield opened


@pytest.mark.parametrize("in_two_steps", [False, True], ids=["one statement", "two steps"])
@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(STAY, min_size=1, max_size=25), asked=questions())
def test_plain_sql_gives_the_rows_of_the_reference(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, in_two_steps: bool, rows: list[tuple[int, int, int, int]], asked: Question
) -> None:
    world = kept(rows)
    pq.write_table(world.to_arrow(), tmp_path / "o'stays.parquet")
    pq.write_table(KINDS.to_arrow(), tmp_path / "places.parquet")
    lay_out(connection, str(tmp_path / "*stays.parquet"), str(tmp_path / "places.parquet"), load=in_two_steps)
    assert same(BruteForce(world, KINDS).exposures(asked), exposures_by_sql(connection, asked, in_two_steps=in_two_steps))
