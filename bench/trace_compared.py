"""The same questions, asked of DuckDB, Polars and Spark over the same stays: only answers that equal those of the index are timed."""

import time
from dataclasses import fields
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from bench.report import Row, say
from bench.trace_asking import ASKED, Held, cases
from bench.trace_world import DAYS, STAYS_A_DAY
from epiworks.trace.question import Exposures

TURNS = 3


def rows(folder: Path, held: Held) -> list[Row]:
    """Every peer that is installed, over the stays stored in this folder; nothing where the comparison is not there."""
    if find_spec("bench.trace_peers") is None:
        return []
    peers = import_module("bench.trace_peers")
    pq.write_table(held.world.places().to_arrow(), folder / "places.parquet")
    (folder / "scratch").mkdir(exist_ok=True)
    laid = peers.Laid(stays=folder / "stays", places=folder / "places.parquet", scratch=folder / "scratch")
    size = held.world.people * STAYS_A_DAY * DAYS
    return [_asked(peers, name, laid, held) for name in peers.PEERS if size <= peers.MOST_ROWS[name]]


def _asked(peers: Any, name: str, laid: Any, held: Held) -> Row:
    say(f"asking {name}")
    started = time.perf_counter()
    try:
        with peers.PEERS[name](laid) as answer:
            ready = time.perf_counter() - started
            times = [_timed(answer, held, *which) for which in ASKED]
    except peers.Absent as absent:
        return Row(f"{name}: not measured", "-", "", str(absent))
    figure = " / ".join(f"{taken:.3g} s" for taken in times)
    return Row(f"{name}: 1, 22, 300 cases, 4 days; then 14 days", figure, "", f"the same rows; ready after {ready:.1f} s, not counted")


def _timed(answer: Any, held: Held, number: int, days: int) -> float:
    """Seconds for a question that was asked before. Raises `SystemExit` where the answer is not that of the index."""
    asked = cases(held.world, number, days)
    if not same(answer(asked).ordered(), held.opened().exposures(asked).ordered()):
        message = f"another answer than that of the index: {number} cases, {days} days"
        raise SystemExit(message)
    taken = []
    for _turn in range(TURNS):
        started = time.perf_counter()
        answer(asked)
        taken.append(time.perf_counter() - started)
    return median(taken)


def same(one: Exposures, other: Exposures) -> bool:
    """Are all rows of both the same?"""
    return all(np.array_equal(getattr(one, column.name), getattr(other, column.name)) for column in fields(one))
