"""The catalogue: every text of the ui app in Chinese, with the same placeholders."""

import re
from pathlib import Path

CATALOGUE = (Path(__file__).parents[1] / "locale/zh_Hans/LC_MESSAGES/django.po").read_text(encoding="utf-8")


def entries() -> list[tuple[str, str]]:
    """Which (English, Chinese) pairs does the catalogue hold?"""
    pairs = []
    for block in CATALOGUE.split("\n\n")[1:]:
        english = re.search(r'^msgid ((?:".*"\n?)+)', block, re.MULTILINE)
        chinese = re.search(r'^msgstr(?:\[0\])? ((?:".*"\n?)+)', block, re.MULTILINE)
        assert english is not None
        assert chinese is not None
        pairs.append((joined(english[1]), joined(chinese[1])))
    return pairs


def joined(quoted: str) -> str:
    return "".join(line.strip()[1:-1] for line in quoted.splitlines())


def test_no_text_is_left_untranslated() -> None:
    assert [english for english, chinese in entries() if not chinese] == []
    assert "#, fuzzy" not in CATALOGUE


def test_placeholders_survive_translation() -> None:
    names = re.compile(r"%\(\w+\)[sd]")
    assert [english for english, chinese in entries() if sorted(names.findall(english)) != sorted(names.findall(chinese))] == []
