"""The science pages of the analysis and of tracing are true: their examples run, every figure named is there and is drawn by the code."""

import doctest
import re
from pathlib import Path

import pytest

from tools.drawing import svg
from tools.figures import PICTURES

PAGES = Path(__file__).resolve().parents[4] / "docs" / "science"
OURS = ("curve", "rt", "chains", "ending", "progress", "pooled", "trees", "growth", "tracing", "tracing-index")
FIGURE = re.compile(r"\.\./images/science/(\w+)\.svg")


@pytest.mark.parametrize("page", OURS)
def test_the_examples_on_a_page_are_true(page: str) -> None:
    result = doctest.testfile(str(PAGES / f"{page}.md"), module_relative=False)
    assert result.attempted >= 4
    assert result.failed == 0


@pytest.mark.parametrize("page", OURS)
def test_a_page_says_when_its_method_misleads_and_whose_it_is(page: str) -> None:
    text = (PAGES / f"{page}.md").read_text(encoding="utf-8")
    assert [part for part in ("## Assumptions", "## When it misleads", "## Reference") if part not in text] == []


@pytest.mark.parametrize("page", OURS)
def test_the_figures_of_a_page_exist(page: str) -> None:
    names = FIGURE.findall((PAGES / f"{page}.md").read_text(encoding="utf-8"))
    assert names
    assert all((PAGES.parent / "images" / "science" / f"{name}.svg").is_file() for name in names)


@pytest.mark.parametrize("name", PICTURES)
def test_a_figure_is_what_the_code_draws(name: str) -> None:
    committed = (PAGES.parent / "images" / "science" / f"{name}.svg").read_text(encoding="utf-8")
    drawn = svg(PICTURES[name]())
    assert re.sub(r"[\d.]+", "", drawn) == re.sub(r"[\d.]+", "", committed), "run: python tools/figures.py"
