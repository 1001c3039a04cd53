"""docs/fixtures.md names a test for every published figure and oddity, and the test exists; or it says why nothing shows it."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROWS = re.findall(r"^\| ([FO]\d+[a-d]?) \| .+? \| (.+) \|$", (ROOT / "docs/fixtures.md").read_text(encoding="utf-8"), re.MULTILINE)
NODE = re.compile(r"`([\w/.]+\.py)::(\w+)`")


@cache
def named_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(found.name for found in ast.walk(tree) if isinstance(found, ast.FunctionDef))


def test_every_fixture_and_every_oddity_has_a_row() -> None:
    numbers = [re.sub(r"[a-d]$", "", number) for number, _shown in ROWS]
    assert list(dict.fromkeys(numbers)) == [f"F{number}" for number in range(1, 9)] + [f"O{number}" for number in range(1, 28)]


@pytest.mark.parametrize(("number", "shown"), ROWS, ids=[number for number, _shown in ROWS])
def test_the_tests_that_show_it_exist(number: str, shown: str) -> None:
    nodes = NODE.findall(shown)
    assert nodes or shown.startswith(("not shown: ", "the rows of those oddities")), number
    assert [f"{path}::{name}" for path, name in nodes if name not in named_in(path)] == []
