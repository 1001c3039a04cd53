"""What pages of analysis say of a borrowed interval, and of quiet days."""

import pytest
from django.utils import translation

from epiworks.epi.published import PUBLISHED, PublishedInterval
from outpace.analysis.data import Course
from outpace.analysis.selectors.snapshot import borrowed
from outpace.analysis.tests.test_rules import TODAY, cell
from outpace.analysis.tests.test_rules_curve import ago
from outpace.analysis.tests.test_rules_curve import found as found_in
from outpace.analysis.web.words import source_text, sure, tone
from outpace.casework.data.daily import CaseCell
from outpace.ui.charts import Tone

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


@pytest.mark.parametrize(
    ("since", "look", "words"),
    [
        ((), Tone.OK, "Whether a chain still runs"),
        ((cell(TODAY, wait=0, cases=2),), Tone.WARN, "2 cases stand on the days since"),
    ],
)
def test_quiet_days_are_no_good_news_where_cases_stand_on_the_days_since(since: tuple[CaseCell, ...], look: Tone, words: str) -> None:
    made = found_in(cell(ago(20)), *since)
    with translation.override("en"):
        assert (made.course, tone(made), words in sure(made)) == (Course.QUIET, look, True)
