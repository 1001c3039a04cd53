"""What was measured: rows for the printed table and docs/benchmarks.md.

On the page, what a benchmark measured stands between `<!-- measured: NAME -->` and `<!-- end -->`, with when and on what; a run writes
the sections that it measured and touches nothing else.
"""

import os
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.size import Size

BEGIN, END = "<!-- measured: ", "<!-- end -->"
NOT_MEASURED = "not measured here"
"""What a figure says on a system that does not tell it."""
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
    """What are the figures measured on, and how busy was it in the five minutes before?"""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} cores ({_processor()}), {memory:.0f} GiB, {system}, load {os.getloadavg()[1]:.1f} before it began"


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def table(name: str, rows: Sequence[Row]) -> list[str]:
    """The lines of the section of one benchmark."""
    head = [f"## {name}", "", "| what | figure | goal | note |", "|---|---|---|---|"]
    return [*head, *(f"| {row.what} | **{row.figure}** | {row.goal} | {row.note} |" for row in rows), ""]


def writes(size: Size) -> bool:
    """Is what is measured now to be written into the documentation? Where that is asked for, and at the published size only."""
    return size.is_published and os.environ.get("OUTPACE_BENCH_WRITE") == "1"


def publish(measured: Mapping[str, Sequence[Row]], size: Size, described: str) -> None:
    """Print what was measured; where it is to be written, put it into its sections of the page."""
    lines = [f"Machine: {described}.", f"World: {size.people:,} people, {size.grids:,} grids, {size.samples:,} samples kept.", ""]
    for name, rows in measured.items():
        lines += table(name, rows)
    sys.stdout.write("\n".join(lines))
    if writes(size):
        today = datetime.now(tz=UTC)
        when = f"{today.day} {today:%B %Y}: {described}."
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(renewed(page, {name: section(name, rows, when) for name, rows in measured.items()}), encoding="utf-8")


def section(name: str, rows: Sequence[Row], when: str) -> str:
    """The section of one benchmark as the page has it between its marks: `when` and on what, then its table."""
    title, space, *rest = table(name, rows)
    return "\n".join([title, space, when, space, *rest])


def renewed(page: str, sections: Mapping[str, str]) -> str:
    """The page with these sections between their marks and all else as it is; a section that it has not yet goes to its end.

    Raises `ValueError` for a section that begins and does not end before another begins.

    >>> renewed("before <!-- measured: rt -->\\nold\\n<!-- end --> after", {"rt": "new\\n"})
    'before <!-- measured: rt -->\\nnew\\n<!-- end --> after'
    """
    for name, text in sections.items():
        begin = f"<!-- measured: {name} -->\n"
        if begin not in page:
            page += f"\n{begin}{text}{END}\n"
            continue
        before, _mark, after = page.partition(begin)
        old, end, rest = after.partition(END)
        if not end or BEGIN in old:
            message = f"the section {name} of the page of benchmarks has no end"
            raise ValueError(message)
        page = before + begin + text + end + rest
    return page
