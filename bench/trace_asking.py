"""What is asked of the index of stays in the benchmark, warm and cold, and how long the answers take."""

import gc
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.report import NOT_MEASURED, Row, quantile
from bench.trace_world import CLASS, DAYS, HOME, TAILS, WORK, TraceWorld, first_minute_of
from epiworks.trace.index import TraceIndex, open_index
from epiworks.trace.question import Exposures, Question, question
from epiworks.trace.stays import MINUTES_PER_DAY

SHORT = 4
ASKED = ((1, SHORT), (22, SHORT), (300, SHORT), (1, DAYS), (22, DAYS), (300, DAYS))
GOALS = {(1, SHORT): "< 1 ms", (300, SHORT): "100 ms, cold 1 s"}


@dataclass(frozen=True, slots=True)
class Held:
    """An index on disk and the world it was made of."""

    folder: Path
    world: TraceWorld
    threads: int

    def opened(self) -> TraceIndex:
        """The index, opened anew."""
        return open_index(self.folder, self.world.places(), threads=self.threads)


def cases(world: TraceWorld, number: int, days: int, *, draw: int = 0) -> Question:
    """So many people, drawn by chance, each in its last days of the fortnight."""
    drawn = np.random.default_rng([number, days, draw]).choice(world.people, number, replace=False)
    end = first_minute_of(DAYS)
    return question(person=world.person_ids[drawn], begin=[end - days * MINUTES_PER_DAY] * number, end=[end] * number, tails=TAILS)


def warm(index: TraceIndex, world: TraceWorld, number: int, days: int) -> tuple[list[float], float]:
    """How long, in milliseconds, does each of some drawn questions take the second time it is asked? And the mean number of exposures."""
    times, rows = [], []
    for draw in range(200 if number == 1 else 5):
        asked = cases(world, number, days, draw=draw)
        index.exposures(asked)
        taken, found = min((_timed(index, asked) for _ in range(3)), key=lambda told: told[0])
        times.append(taken)
        rows.append(len(found))
    return times, float(np.mean(rows))


def cold(held: Held, number: int, days: int) -> tuple[float, float] | None:
    """Milliseconds to open the index, and to answer the first question, with nothing of its files in memory.

    None where the system has no way to drop them.
    """
    gc.collect()
    if not forget(held.folder):
        return None
    started = time.perf_counter()
    index = held.opened()
    opened = (time.perf_counter() - started) * 1000
    taken, _found = _timed(index, cases(held.world, number, days, draw=77))
    return opened, taken


def forget(folder: Path) -> bool:
    """Drop the files of a folder from the page cache; they must not be mapped. False where the system (macOS) knows no such call."""
    if not hasattr(os, "posix_fadvise"):
        return False
    for path in folder.rglob("*"):
        if path.is_file():
            opened = os.open(path, os.O_RDONLY)
            os.fsync(opened)
            os.posix_fadvise(opened, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(opened)
    return True


def questions(held: Held) -> list[Row]:
    """Measure all of them."""
    made = []
    for number, days in ASKED:
        first = cold(held, number, days)
        index = held.opened()
        times, rows = warm(index, held.world, number, days)
        del index
        told, opening = (NOT_MEASURED, "") if first is None else (f"{first[1]:.0f} ms", f"; opening cold {first[0]:.0f} ms")
        figure = f"{quantile(times, 0.5):.3g} ms warm, cold {told}"
        note = f"warm p95 {quantile(times, 0.95):.3g} ms over {len(times)} draws; {rows:,.0f} exposures{opening}"
        made.append(Row(f"{_told(number)}, {days} days", figure, GOALS.get((number, days), ""), note))
    return made


def two_hops(held: Held) -> Row:
    """22 cases, four days, and whom those exposed who were an hour or more with a case at home, at work or in class."""
    index = held.opened()
    asked = cases(held.world, 22, SHORT)
    index.exposures(asked)
    started = time.perf_counter()
    near = _near(index.exposures(asked))
    second = question(person=near, begin=[asked.begin[0]] * near.size, end=[asked.end[0]] * near.size, tails=TAILS)
    rows = sum(len(part) for part in index.batches(second, cases=500))
    taken = time.perf_counter() - started
    note = f"{near.size:,} persons near a case for an hour at home, work or in class; {rows:,} exposures of the second hop"
    return Row("two hops from 22 cases, 4 days, warm", f"{taken:.2f} s", "", f"{note}, {rows / taken / 1e6:.1f} M a second")


def _near(found: Exposures) -> np.typing.NDArray[np.int64]:
    close = np.isin(found.kind, [HOME, WORK, CLASS]) & (found.overlap >= 60)
    return np.unique(found.person[close])


def _timed(index: TraceIndex, asked: Question) -> tuple[float, Exposures]:
    started = time.perf_counter()
    found = index.exposures(asked)
    return (time.perf_counter() - started) * 1000, found


def _told(number: int) -> str:
    return "one case" if number == 1 else f"{number} cases"


def memory() -> Sequence[int]:
    """MiB of this process: most ever resident, private, of mapped files; nothing where the system does not tell."""
    status = Path("/proc/self/status")
    if not status.exists():
        return []
    told = dict(line.split(":") for line in status.read_text().splitlines() if line.startswith(("Vm", "Rss")))
    return [int(told[name].split()[0]) // 1024 for name in ("VmHWM", "RssAnon", "RssFile")]
