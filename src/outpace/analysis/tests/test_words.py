"""What pages of analysis say of a borrowed interval."""

import pytest
from django.utils import translation

from epiworks.epi.published import PUBLISHED, PublishedInterval
from outpace.analysis.selectors.snapshot import borrowed
from outpace.analysis.web.words import source_text

EVERY = pytest.mark.parametrize("found", PUBLISHED.values(), ids=list(PUBLISHED))


@EVERY
def test_in_english_a_source_is_named_with_what_of_it_is_not_confirmed(found: PublishedInterval) -> None:
    with translation.override("en"):
        said = source_text(borrowed(found))
    assert said.startswith(found.source)
    assert ("not confirmed" in said) == bool(found.unconfirmed)


@EVERY
def test_in_chinese_nothing_but_the_source_itself_is_english(found: PublishedInterval) -> None:
    with translation.override("zh-hans"):
        said = source_text(borrowed(found))
    assert said.removeprefix(found.source).isascii() is (not found.unconfirmed)


def test_where_nothing_is_borrowed_nobody_is_named() -> None:
    assert source_text(None) == ""
