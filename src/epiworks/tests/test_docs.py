"""The science pages are true: their examples run, and their lists are complete."""

import doctest
from pathlib import Path

import pytest

from epiworks.protocol import shipped_library
from epiworks.protocol.load import pack_schema

PAGES = Path(__file__).parents[3] / "docs" / "science"


@pytest.mark.parametrize("page", ["README.md", "protocol.md", "feasibility.md"])
def test_the_examples_on_a_page_are_true(page: str) -> None:
    result = doctest.testfile(str(PAGES / page), module_relative=False)
    assert result.attempted >= 5
    assert result.failed == 0


def test_every_section_of_a_pack_is_explained_with_its_fields() -> None:
    text = (PAGES / "protocol.md").read_text(encoding="utf-8")
    for section in pack_schema()["properties"]["rules"]["properties"]:
        row = next(line for line in text.splitlines() if line.startswith(f"| `{section}` |"))
        assert [field for field in pack_schema()["$defs"][f"rule_{section}"]["properties"] if field not in row] == []


def test_every_shipped_pack_is_listed() -> None:
    text = (PAGES / "protocol.md").read_text(encoding="utf-8")
    assert [pack for pack in shipped_library().packs if f"`{pack}`" not in text] == []
