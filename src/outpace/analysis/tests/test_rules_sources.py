"""The source finder: days, windows, contacts and what people ruled out."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epiworks.epi.published import published_interval
from outpace.analysis.data import Lack
from outpace.analysis.rules.sources import sources
from outpace.analysis.selectors.snapshot import borrowed
from outpace.casework.choices.cases import Doubt
from outpace.casework.data.sources import Suspect, SuspectTable

DAY = date(2022, 8, 20)
INTERVAL = borrowed(published_interval("covid_19"))


def suspect(number: int, *, ago: int) -> Suspect:
    ill = DAY - timedelta(days=ago)
    return Suspect(number, ill, True, ill - timedelta(days=2), ill + timedelta(days=3), ill - timedelta(days=8), ill - timedelta(days=1))


def table(
    *others: Suspect, exposed: frozenset[tuple[int, int]] = frozenset(), judged: dict[tuple[int, int], Doubt] | None = None
) -> SuspectTable:
    return SuspectTable(1, (suspect(1, ago=0), *others), exposed, judged or {}, ("cn-covid-9",), "covid_19", cut=False)


@given(st.lists(st.integers(0, 20), min_size=1, max_size=12))
@settings(max_examples=25)
def test_chances_are_chances_and_the_likeliest_stands_first(ago: list[int]) -> None:
    found = sources(table(*(suspect(number, ago=days) for number, days in enumerate(ago, start=2))), INTERVAL)
    chances = [row.chance for row in found.rows]
    assert chances == sorted(chances, reverse=True)
    assert found.outside is not None
    assert found.others is not None
    assert sum(chances) + found.others + found.outside == pytest.approx(1, abs=1e-4)


def test_a_case_of_the_right_days_is_likelier_than_one_of_three_weeks_ago() -> None:
    found = sources(table(suspect(2, ago=3), suspect(3, ago=20)), INTERVAL)
    assert found.rows[0].case_id == 2


def test_a_recorded_contact_speaks_for_a_source() -> None:
    alike = (suspect(2, ago=3), suspect(3, ago=3))
    found = sources(table(*alike, exposed=frozenset({(3, 1)})), INTERVAL)
    assert (found.rows[0].case_id, found.rows[0].exposed) == (3, True)


def test_who_was_ruled_out_is_not_proposed_again() -> None:
    found = sources(table(suspect(2, ago=3), judged={(2, 1): Doubt.RULED_OUT}), INTERVAL)
    assert [row.case_id for row in found.rows] == []


def test_alone_a_case_has_no_source_to_rank() -> None:
    assert sources(table(), INTERVAL).lack is Lack.FEW_CASES
    assert sources(table(suspect(2, ago=3)), None).lack is Lack.NO_INTERVAL
