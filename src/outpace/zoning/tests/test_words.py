"""Reasons of zones are said so that the clause of the pack can be recognised."""

import pytest
from django.utils import translation

from outpace.zoning.data import Why
from outpace.zoning.web.words import why_text

HOME = Why("zone_clause_matches", {"zone": "high", "place": "residence"})
BUSY = Why("zone_clause_matches", {"zone": "medium", "place": "work", "spread": "some", "hard_to_trace": "yes", "positives_at_least": 3})


@pytest.mark.parametrize(
    ("why", "language", "said"),
    [
        (HOME, "en", "the clause for High-risk area fits: home"),
        (HOME, "zh-hans", "符合划定高风险区的条款：住所"),
        (
            BUSY,
            "en",
            "the clause for Medium-risk area fits: work or school; chance of spread: some; hard to trace who was there; 3 positives there",
        ),
        (Why("zone_clause_matches", {"zone": "low"}), "en", "the clause for Low-risk area fits"),
        (Why("longer", {"people": 1}), "en", "keeps 1 person longer than the rules do"),
        (Why("longer", {"people": 12}), "en", "keeps 12 people longer than the rules do"),
        (Why("longer", {"people": 1}), "zh-hans", "使 1 人受限时间长于规则"),
        (Why("zone_clause_matches", {}), "en", "a clause of the pack fits the place"),
    ],
)
def test_the_clause_that_fits_is_named_by_its_zone_and_the_facts_it_asks_for(why: Why, language: str, said: str) -> None:
    with translation.override(language):
        assert why_text(why) == said
