"""How fast, how small and how exact is tracing by the index of stays? Build, questions warm and cold, late stays, memory, growth, peers.

50 million stays of a fortnight; 470 million (a prefecture of 4.2 million people) with FULL=1. `python -m bench.trace` measures it alone,
without the installation that the other benchmarks need.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from bench import trace_compared
from bench.report import NOT_MEASURED, Row, machine, publish, say, writes
from bench.size import Size, from_environment
from bench.trace_asking import SHORT, Held, cases, questions, two_hops, warm
from bench.trace_world import DAYS, FIRST_DAY, STAYS_A_DAY, TraceWorld
from epiworks.trace.index import TraceIndex, open_index
from epiworks.trace.sorting import Rows
from epiworks.trace.stays import MINUTES_PER_DAY, Stays, day_of
from epiworks.trace.storing import StayStore, follow
from tools.drawing import Line, Picture, svg

if TYPE_CHECKING:
    from bench.world import World

HOME = Path(__file__).resolve().parents[1] / ".outpace" / "bench" / "trace"
PICTURE = Path(__file__).resolve().parents[1] / "docs" / "images" / "science" / "tracing_index.svg"
THREADS = os.cpu_count() or 1
GROWING = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1)


def stays_asked_for(size: Size) -> int:
    """How many stays does the world hold? Fewer in a quick look; OUTPACE_BENCH_STAYS says otherwise."""
    whole = 470_400_000 if os.environ.get("FULL") == "1" else 50_000_000
    return int(os.environ.get("OUTPACE_BENCH_STAYS", int(whole * min(1.0, size.people / 3_570_000))))


def rows(_world: "World | None", size: Size) -> list[Row]:
    """Measure all of it; the world of the other benchmarks plays no part."""
    world = TraceWorld(stays_asked_for(size) // (STAYS_A_DAY * DAYS))
    with scratch() as folder:
        compile_loops(Held(folder / "small", TraceWorld(2000), THREADS))
        held = Held(folder / "index", world, THREADS)
        say(f"building an index of {world.people * STAYS_A_DAY * DAYS:,} stays")
        made = [*built(held)]
        say("asking it")
        made += [*questions(held), two_hops(held), resident(held), *late(held)]
        say("by way of the store")
        made += stored(folder, world)
        say("growing")
        made.append(grown(held, folder, draw=writes(size)))
        return [*made, *trace_compared.rows(folder, held)]


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder of its own beside the benchmark's installation, removed afterwards."""
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    try:
        yield HOME
    finally:
        shutil.rmtree(HOME)


def compile_loops(held: Held) -> None:
    """Compile everything, which takes ten seconds or more once for a version, on a world of no interest."""
    index, _times = build(held)
    index.exposures(cases(held.world, 22, SHORT))
    index.verify()


def build(held: Held) -> tuple[TraceIndex, list[float]]:
    """The index of a world of a fortnight, and how many seconds each day took; making up the day's stays is not timed."""
    index = held.opened()
    index.persons.add(held.world.person_ids)
    index.places.add(held.world.place_ids)
    times = []
    for offset in range(DAYS):
        stays = held.world.day(offset)
        started = time.perf_counter()
        index.add_day(_day(offset), stays, durable=False)
        times.append(time.perf_counter() - started)
    return index, times


def built(held: Held) -> Iterator[Row]:
    """How fast is it built, and how large is it?"""
    index, times = build(held)
    a_day = held.world.people * STAYS_A_DAY
    slow, fast = (a_day / edge(times[1:]) / 1e6 for edge in (max, min))
    note = f"{index.rows:,} stays, {THREADS} threads, {DAYS} days, median of the days (slowest {slow:.0f}, fastest {fast:.0f} M)"
    yield Row("index built: stays a second", f"{a_day / median(times[1:]) / 1e6:.0f} M", "50 M", f"{note}; written, not waited for")
    yield Row(
        "index on disk: bytes a stay", f"{index.bytes_on_disk / index.rows:.2f}", "8", f"{index.bytes_on_disk / 1e9:.2f} GB, all files"
    )
    started = time.perf_counter()
    index.verify()
    taken = time.perf_counter() - started
    yield Row(
        "every byte compared with its checksum", f"{taken:.2f} s", "", f"{index.bytes_on_disk / taken / 1e9:.1f} GB a second, in memory"
    )


def resident(held: Held) -> Row:
    """How much memory has a process that opens the index and answers each question once?"""
    arguments = [str(held.folder), str(held.world.people), str(held.threads)]
    told = subprocess.run([sys.executable, "-m", "bench.trace_resident", *arguments], capture_output=True, text=True, check=True).stdout
    if not told:
        return Row("memory resident at most", NOT_MEASURED, "4 GiB")
    most, private, mapped = (int(part) for part in told.split())
    note = (
        f"one process, each question once; at its end {private} MiB private, {mapped} MiB of mapped files, which the system may take back"
    )
    return Row("memory resident at most", f"{most / 1024:.2f} GiB", "4 GiB", note)


def late(held: Held) -> Iterator[Row]:
    """What do stays cost that come late: one in a hundred of a day?"""
    index, offset = held.opened(), DAYS - 2
    day = held.world.day(offset)
    some = np.random.default_rng(5).random(day.person.size) < 0.01
    extra = Rows(day.person[some], day.place[some], day.begin[some], day.end[some])
    started = time.perf_counter()
    index.add_day(_day(offset), extra)
    added = time.perf_counter() - started
    times, _rows = warm(index, held.world, 300, SHORT)
    started = time.perf_counter()
    index.merge(_day(offset))
    merged = time.perf_counter() - started
    after, _rows = warm(index, held.world, 300, SHORT)
    yield Row(f"{extra.person.size:,} late stays of one day added, durably", f"{added * 1000:.0f} ms", "", "no other day is touched")
    note = f"300 cases, 4 days: {median(times):.0f} ms before, {median(after):.0f} ms after"
    yield Row("that day merged into one, durably", f"{merged:.1f} s", "no rebuild", note)


def stored(folder: Path, world: TraceWorld) -> list[Row]:
    """How fast are stays stored in Parquet, and an index brought to what the store holds?"""
    store = StayStore(folder / "stays")
    taken = []
    for offset in range(DAYS):
        kept = _with_ids(world, world.day(offset))
        started = time.perf_counter()
        store.add(kept, durable=False)
        taken.append(time.perf_counter() - started)
    index = open_index(folder / "following", world.places(), threads=THREADS)
    started = time.perf_counter()
    follow(index, store, durable=False)
    followed = time.perf_counter() - started
    size = sum(path.stat().st_size for path in store.folder.rglob("*.parquet"))
    shutil.rmtree(index.folder)
    return [
        Row(
            "stays stored in Parquet: stays a second", f"{index.rows / sum(taken) / 1e6:.1f} M", "", f"{size / index.rows:.1f} bytes a stay"
        ),
        Row(
            "index made from the store: stays a second",
            f"{index.rows / followed / 1e6:.1f} M",
            "",
            "Parquet read, ids numbered, days built",
        ),
    ]


def grown(held: Held, folder: Path, *, draw: bool) -> Row:
    """How do answers slow down as the population grows? `draw`: into the picture of the documentation too."""
    found = []
    for share in GROWING:
        part = Held(folder / f"grown-{share}", TraceWorld(int(held.world.people * share)), held.threads) if share < 1 else held
        index = build(part)[0] if share < 1 else part.opened()
        asked = [median(warm(index, part.world, *which)[0]) for which in ((1, SHORT), (300, SHORT))]
        found.append((index.rows / 1e6, *asked))
        del index
        if share < 1:
            shutil.rmtree(part.folder)
    size, one, many = np.array(found).T
    lines = [Line("300 cases, 4 days, warm", size, many), Line("one case x 100", size, one * 100)]
    if draw:
        PICTURE.write_text(svg(Picture("Milliseconds to answer, by stays held", "million stays", "ms", lines)), encoding="utf-8")
    figure = " / ".join(f"{each:.0f}" for each in many)
    note = f"at {' / '.join(f'{each:.0f}' for each in size)} M stays; one case {' / '.join(f'{each:.2f}' for each in one)} ms"
    return Row("300 cases, 4 days, warm, as the population grows", f"{figure} ms", "", note)


def _with_ids(world: TraceWorld, rows: Rows) -> Stays:
    nobody = np.zeros(rows.person.size, dtype=np.int16)
    return Stays(world.person_ids[rows.person], world.place_ids[rows.place], rows.begin, rows.end, nobody)


def _day(offset: int) -> date:
    return day_of((FIRST_DAY + offset) * MINUTES_PER_DAY)


def main() -> int:
    """Measure it alone, print the table and, where asked for, write its section."""
    size, described = from_environment(), machine()
    publish({"trace": rows(None, size)}, size, described)
    return 0


if __name__ == "__main__":
    sys.exit(main())
