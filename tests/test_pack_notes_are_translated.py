"""What a pack's value still lacks is said in the reader's language wherever a decision is explained."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from django.utils import translation

from epiworks import protocol
from outpace.command.rules.loop import LIMITS

PACKS = sorted((Path(protocol.__file__).parent / "packs").glob("*.yaml"))


def notes(value: object) -> Iterator[str]:
    """Which remarks on a missing confirmation stand in this part of a pack?"""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from [str(below)] if key == "unconfirmed" else notes(below)
    elif isinstance(value, list):
        for below in value:
            yield from notes(below)


def untranslated(texts: Iterator[str]) -> list[str]:
    """Which of these have no Chinese?"""
    with translation.override("zh-hans"):
        return sorted({text for text in texts if translation.gettext(text) == text})


@pytest.mark.parametrize("pack", PACKS, ids=lambda path: path.stem)
def test_every_remark_of_a_shipped_pack_has_chinese(pack: Path) -> None:
    assert untranslated(notes(yaml.safe_load(pack.read_text(encoding="utf-8")))) == []


def test_every_limit_of_this_headquarters_has_chinese() -> None:
    assert untranslated(limit.unconfirmed for limit in LIMITS.values()) == []
