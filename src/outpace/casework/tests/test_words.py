"""Every code that a pack decision can give has words in both languages."""

from datetime import date

import pytest
from django.utils import translation

from epiworks.protocol import Anchor, Direction, Effect, News, Place, ReasonKey, Setting, Situation, reason, shipped_library
from outpace.casework.choices import words
from outpace.casework.selectors.words import reason_text

LISTS = [
    (words.PLACES, Place),
    (words.SITUATIONS, Situation),
    (words.SETTINGS, Setting),
    (words.ANCHORS, Anchor),
    (words.NEWS, News),
    (dict(words.REASONS) | dict.fromkeys(words.COUNTED_REASONS, ""), ReasonKey),
    (words.EFFECTS, Effect),
    (words.DIRECTIONS, Direction),
]


@pytest.mark.parametrize(("listed", "codes"), LISTS, ids=lambda part: getattr(part, "__name__", ""))
def test_every_code_has_a_word(listed: words.Words, codes: type[Place]) -> None:
    assert set(listed) == set(codes)


def named(section: str) -> set[str]:
    library = shipped_library()
    return {rule.name for pack in library.packs for rule in library.protocol(pack).section(section)}


def test_every_class_of_every_shipped_pack_has_a_word() -> None:
    assert named("regimen") | named("contact_classes") <= set(words.GROUPS)
    assert named("case_classes") <= set(words.CASE_CLASSES)


def test_every_must_not_has_a_word() -> None:
    assert named("guardrails") == set(words.MUST_NOTS)


def test_a_reason_is_said_with_its_days_in_both_languages() -> None:
    left = reason(ReasonKey.DAYS_LEFT, days=3, until=date(2022, 8, 11))
    with translation.override("en"):
        assert reason_text(left).startswith("3 days left, until ")
    with translation.override("zh-hans"):
        assert reason_text(left).startswith("还剩 3 天，至")


def test_one_day_or_test_is_said_as_one() -> None:
    one = [reason(ReasonKey.TESTS_DONE, tests=1), reason(ReasonKey.ZONE_DAYS_LEFT, days=1), reason(ReasonKey.SUSPECTS_OPEN)]
    with translation.override("en"):
        assert [reason_text(said) for said in one] == [
            "the 1 test is negative",
            "1 day without a new case is still to come",
            "– suspected cases are open",
        ]


def test_a_reason_without_its_parameter_is_still_said() -> None:
    with translation.override("en"):
        assert reason_text(reason(ReasonKey.TEST_PENDING)) == "the test of – has no result yet"
