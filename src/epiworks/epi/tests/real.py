"""Where real data is found: beside the checkout, never inside it. A test that needs a file skips with a message where it is absent."""

import csv
import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[4].parent / "shared" / "data"


def found(name: str) -> Path:
    """Where is this file? Skips the test where there is none."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"real data {name} is not beside the checkout")
    return path


def rows(name: str) -> list[dict[str, str]]:
    """Which rows has this CSV file, gzipped or not?"""
    path = found(name)
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8") as packed:
            return list(csv.DictReader(packed))
    with path.open(encoding="utf-8") as plain:
        return list(csv.DictReader(plain))


def contents(name: str) -> Any:
    """What does this JSON file hold?"""
    return json.loads(found(name).read_text(encoding="utf-8"))


def day(text: str) -> date | None:
    """Which day is written here? None where nothing is."""
    return date.fromisoformat(text) if text else None
