"""Whatever a shipped pack says by a name or a choice, and the log by a code, is shown in words, in the reader's language."""

import json
from collections.abc import Iterator

from django.utils import translation

from epiworks.protocol import shipped_library
from outpace.config.detail_words import DETAIL_WORDS
from outpace.config.details import DETAILS
from outpace.config.rule_words import CHOICES, NAMES
from outpace.kernel.audit import told

TEXTS = {"source", "unconfirmed", "watches"}
"""What is no choice: keys into the sources, remarks with a translation of their own, addresses of rules."""


def said(held: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Which names stand in this part of a rule, and which words under each? A name is told by itself too, with nothing."""
    if isinstance(held, dict):
        for part, below in held.items():
            yield part, ""
            yield from said(below, part)
    elif isinstance(held, list):
        for below in held:
            yield from said(below, name)
    elif isinstance(held, str):
        yield name, held


def test_every_name_and_choice_of_a_shipped_rule_has_chinese_words() -> None:
    rules = [rule for pack in shipped_library().packs.values() for rule in pack.rules.values()]
    found = {pair for rule in rules for pair in said(json.loads(rule.line.text)) if pair[1] == "" or pair[0] not in TEXTS}
    with translation.override("zh-hans"):
        shown = {(name, code): str(CHOICES.get(name, {}).get(code, "") if code else NAMES.get(name, "")) for name, code in found}
    assert sorted(pair for pair, text in shown.items() if not text or text.isascii()) == []


def test_the_log_tells_choices_in_words_and_what_is_no_choice_as_it_is() -> None:
    logged = {"class": "close", "people": 4, "after": {"severity": "common"}, "grounds": ["near", "x"], "step": "done", "place": 7}
    with translation.override("zh-hans"):
        assert dict(told(logged)) == {
            "分类": ("密切接触者",),
            "人数": ("4",),
            "之后 · 病情": ("普通型",),
            "依据": ("同类场所中最近且有空房", "x"),
            "步骤": ("办结",),
            "地点": ("7",),
        }


def test_every_key_with_words_for_its_choices_is_a_key_of_the_log() -> None:
    assert set(DETAIL_WORDS) - set(DETAILS) == set()
