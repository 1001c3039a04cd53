"""A run of the benchmarks writes what it measured into the page, and nothing else; what a system does not tell is not measured."""

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from bench import report
from bench.report import Row, publish, renewed, section
from bench.size import Size
from bench.trace_asking import forget

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
PUBLISHED = Size(people=3_571_505, grids=24_411, sites=1_200, samples=10_000_000, seconds=300, connections=16, result_tubes=100_000)
MEASURED = {"rt": [Row("days", "7 ms")]}


def test_a_section_is_written_between_its_marks_and_all_else_stays() -> None:
    old = PAGE.read_text(encoding="utf-8")
    before, _begin, rest = old.partition("<!-- measured: rt -->\n")
    after = rest.partition("<!-- end -->")[2]
    assert renewed(old, {"rt": "new\n"}) == f"{before}<!-- measured: rt -->\nnew\n<!-- end -->{after}"


def test_the_page_written_anew_with_what_it_says_is_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    parts = dict(re.findall(r"<!-- measured: (\w+) -->\n(.*?)<!-- end -->", page, re.DOTALL))
    assert {"ingest", "trace"} <= set(parts)
    assert renewed(page, parts) == page


def test_a_section_that_the_page_has_not_goes_to_its_end_and_is_found_there_the_next_time() -> None:
    once = renewed("# By hand\n", {"rt": "one\n"})
    assert once == "# By hand\n\n<!-- measured: rt -->\none\n<!-- end -->\n"
    assert renewed(once, {"rt": "two\n"}) == once.replace("one", "two")


def test_a_section_without_an_end_is_refused_and_named() -> None:
    with pytest.raises(ValueError, match=r"section rt .* has no end"):
        renewed("<!-- measured: rt -->\n<!-- measured: ingest -->\n<!-- end -->\n", {"rt": ""})


def test_a_section_says_when_and_on_what_it_was_measured() -> None:
    assert section("rt", MEASURED["rt"], "Today.").splitlines()[:5] == ["## rt", "", "Today.", "", "| what | figure | goal | note |"]


@pytest.mark.parametrize(("asked", "seconds", "is_written"), [("1", 300, True), ("1", 60, False), ("", 300, False)])
def test_the_page_is_written_where_asked_and_at_the_published_size_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, asked: str, seconds: int, is_written: bool
) -> None:
    monkeypatch.setenv("OUTPACE_BENCH_WRITE", asked)
    monkeypatch.setattr(report, "PAGE", tmp_path / "page.md")
    report.PAGE.write_text("# By hand\n", encoding="utf-8")
    publish(MEASURED, replace(PUBLISHED, seconds=seconds), "a machine")
    written = report.PAGE.read_text(encoding="utf-8")
    assert written.startswith("# By hand\n")
    assert ("7 ms" in written) is is_written


def test_a_system_that_cannot_drop_files_from_memory_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    assert forget(tmp_path)
    monkeypatch.delattr(os, "posix_fadvise")
    assert not forget(tmp_path)
