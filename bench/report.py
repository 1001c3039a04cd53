"""What was measured: rows for the printed table and docs/benchmarks.md."""

import os
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.size import Size

HEAD = """# Benchmarks

Made by `OUTPACE_BENCH_WRITE=1 make bench`: one run, everything on one machine, all durability on (fsync, synchronous_commit,
full_page_writes); the load generator runs on the same cores.

What costs most in a sample is the road to it (address, token, JSON), then storing it (tube, sample, their indexes); inbox, coverage, ledger
and audit together cost less than either. `costs` has the figures, and what the whole would be without each part.

"""
PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"


@dataclass(frozen=True, slots=True)
class Row:
    """One published figure, its goal where the issue names one, and what it says."""

    what: str
    figure: str
    goal: str = ""
    note: str = ""


def say(text: str) -> None:
    """Tell whoever waits how far it has come."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the measurements lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def machine() -> str:
    """What the figures were measured on."""
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), ""
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} cores ({model or platform.machine()}), {memory:.0f} GiB, {system}"


def table(name: str, rows: Sequence[Row]) -> list[str]:
    """The lines of the section of one benchmark."""
    head = [f"## {name}", "", "| what | figure | goal | note |", "|---|---|---|---|"]
    return [*head, *(f"| {row.what} | **{row.figure}** | {row.goal} | {row.note} |" for row in rows), ""]


def publish(measured: Mapping[str, Sequence[Row]], size: Size, described: str) -> None:
    """Print what was measured; at the published size and with nothing left out, write the page too."""
    lines = [f"Machine: {described}.", f"World: {size.people:,} people, {size.grids:,} grids, {size.samples:,} samples kept.", ""]
    for name, rows in measured.items():
        lines += table(name, rows)
    text = "\n".join(lines)
    sys.stdout.write(text)
    if size.is_published and os.environ.get("OUTPACE_BENCH_WRITE") == "1":
        PAGE.write_text(HEAD + text)
