"""The same questions, asked of DuckDB, Polars and Spark over the same stays: only answers that equal those of the index are timed.

Each is asked three times and the least counts; once where the first answer took over five seconds.
"""

import time
from dataclasses import fields
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from bench.report import Row, say
from bench.trace_asking import ASKED, Held, cases
from bench.trace_peers import MOST_ROWS, PEERS, Absent, Answer, Laid
from bench.trace_world import DAYS, STAYS_A_DAY
from epiworks.trace.question import Exposures

TURNS, PATIENCE = 3, 5.0


def rows(folder: Path, held: Held) -> list[Row]:
    """Every peer, over the stays stored in this folder; why not, where one cannot be asked here."""
    pq.write_table(held.world.places().to_arrow(), folder / "places.parquet")
    (folder / "scratch").mkdir(exist_ok=True)
    laid = Laid(stays=folder / "stays", places=folder / "places.parquet", scratch=folder / "scratch")
    size = held.world.people * STAYS_A_DAY * DAYS
    return [_asked(name, laid, held) for name in PEERS if size <= MOST_ROWS[name]]


def _asked(name: str, laid: Laid, held: Held) -> Row:
    say(f"asking {name}")
    started = time.perf_counter()
    try:
        with PEERS[name](laid) as answer:
            ready = time.perf_counter() - started
            times = [_timed(answer, held, *which) for which in ASKED]
    except Absent as absent:
        return Row(f"{name}: not measured", "-", "", str(absent))
    figure = " / ".join(f"{taken:.3g} s" for taken in times)
    return Row(f"{name}: 1, 22, 300 cases, 4 days; then 14 days", figure, "", f"the same rows; ready after {ready:.1f} s, not counted")


def _timed(answer: Answer, held: Held, number: int, days: int) -> float:
    """Seconds for a question. Raises `SystemExit` where the answer is not that of the index."""
    asked = cases(held.world, number, days)
    taken: list[float] = []
    while len(taken) < TURNS and max(taken, default=0.0) < PATIENCE:
        started = time.perf_counter()
        found = answer(asked)
        taken.append(time.perf_counter() - started)
    if not same(found.ordered(), held.opened().exposures(asked).ordered()):
        message = f"another answer than that of the index: {number} cases, {days} days"
        raise SystemExit(message)
    return min(taken)


def same(one: Exposures, other: Exposures) -> bool:
    """Are all rows of both the same?"""
    return all(np.array_equal(getattr(one, column.name), getattr(other, column.name)) for column in fields(one))
