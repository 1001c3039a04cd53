"""The source finder: days, windows, contacts and what people ruled out."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outpace.analysis.data import Borrowed, Lack
from outpace.analysis.rules.sources import sources, timing, timing_of
from outpace.casework.choices.cases import Doubt
from outpace.casework.data.sources import Suspect, SuspectTable

DAY = date(2022, 8, 20)
INTERVAL = Borrowed(3.5, 2.5, (0.6, 2.3, 4.7), (0.4, 1.7, 3.3), "a source")


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


def test_chances_of_a_gap_of_days_are_a_law_about_the_borrowed_mean() -> None:
    law = timing(replace(INTERVAL, mean=4.0, sd=2.0))
    days = np.arange(law.lowest, law.lowest + law.chances.size)
    assert (law.lowest, days[-1], days[law.chances.argmax()]) == (-3, 14, 4)
    assert law.chances.sum() == pytest.approx(1)
    assert law.chances[days == 6][0] / law.chances[days == 4][0] == pytest.approx(np.exp(-0.5))
    assert law.chances[days == 2][0] == pytest.approx(law.chances[days == 6][0])


def test_nothing_borrowed_is_no_law() -> None:
    assert timing_of(None) is None
    law = timing_of(INTERVAL)
    assert law is not None
    assert law.chances.tolist() == timing(INTERVAL).chances.tolist()


def test_the_gap_is_positive_where_the_source_fell_ill_first() -> None:
    found = sources(table(suspect(2, ago=3), suspect(3, ago=-1)), INTERVAL)
    assert {row.case_id: row.gap for row in found.rows} == {2: 3, 3: -1}


def test_at_most_ten_are_named_and_the_rest_is_one_share() -> None:
    found = sources(table(*(suspect(number, ago=3) for number in range(2, 15))), INTERVAL)
    assert len(found.rows) == 10
    assert found.others == pytest.approx(3 * found.rows[0].chance, rel=1e-3)


def test_whoever_is_less_likely_than_one_in_a_hundred_is_not_named() -> None:
    found = sources(table(suspect(2, ago=3), suspect(3, ago=13)), INTERVAL)
    assert [row.case_id for row in found.rows] == [2]


def test_what_people_judged_is_shown_and_not_used() -> None:
    judged = sources(table(suspect(2, ago=3), suspect(3, ago=4), judged={(2, 1): Doubt.LIKELY}), INTERVAL)
    plain = sources(table(suspect(2, ago=3), suspect(3, ago=4)), INTERVAL)
    assert {row.case_id: row.judged for row in judged.rows} == {2: Doubt.LIKELY, 3: None}
    assert [row.chance for row in judged.rows] == [row.chance for row in plain.rows]


def test_who_was_no_contact_is_not_shown_as_one() -> None:
    found = sources(table(suspect(2, ago=3), suspect(3, ago=3), exposed=frozenset({(3, 1)})), INTERVAL)
    assert {row.case_id: row.exposed for row in found.rows} == {2: False, 3: True}


@pytest.mark.parametrize(("first", "last", "named"), [(-8, -1, True), (-1, -1, True), (0, 0, False), (-9, -8, False), (None, None, True)])
def test_a_source_had_to_be_infectious_while_the_case_was_infected(first: int | None, last: int | None, named: bool) -> None:
    case = replace(suspect(1, ago=0), infected_first=day(-5), infected_last=day(-1))
    source = replace(suspect(2, ago=3), infectious_first=day(first), infectious_last=day(last))
    found = sources(replace(table(source), suspects=(case, source)), INTERVAL)
    assert [row.case_id for row in found.rows] == [2] * named


@pytest.mark.parametrize(("first", "last", "named"), [(-9, -5, True), (-9, -6, False), (-1, 3, True), (0, 3, False)])
def test_both_ends_of_the_days_count(first: int, last: int, named: bool) -> None:
    case = replace(suspect(1, ago=0), infected_first=day(-5), infected_last=day(-1))
    source = replace(suspect(2, ago=3), infectious_first=day(first), infectious_last=day(last))
    found = sources(replace(table(source), suspects=(case, source)), INTERVAL)
    assert bool(found.rows) is named


def test_what_is_not_known_of_the_days_rules_nobody_out() -> None:
    case = replace(suspect(1, ago=0), infected_first=None, infected_last=None)
    source = suspect(2, ago=3)
    assert len(sources(replace(table(source), suspects=(case, source)), INTERVAL).rows) == 1


def test_how_many_were_looked_at_and_how_stands_beside_the_answer() -> None:
    sampled = replace(suspect(3, ago=4), has_onset=False)
    asked = replace(table(suspect(2, ago=3), sampled), cut=True)
    for interval, lack in ((INTERVAL, Lack.NOTHING), (None, Lack.NO_INTERVAL)):
        found = sources(asked, interval)
        assert (found.looked_at, found.cut, found.by_sample, found.packs) == (2, True, 1, ("cn-covid-9",))
        assert (found.interval, found.lack) == (interval, lack)


def test_without_an_interval_nobody_is_ranked() -> None:
    found = sources(table(suspect(2, ago=3)), None)
    assert (found.rows, found.others, found.outside) == ((), None, None)


def test_the_case_is_found_wherever_it_stands_in_the_list() -> None:
    asked = table(suspect(2, ago=3), suspect(3, ago=5))
    turned = replace(asked, suspects=asked.suspects[::-1])
    assert {row.case_id: row.chance for row in sources(turned, INTERVAL).rows} == {
        row.case_id: row.chance for row in sources(asked, INTERVAL).rows
    }


def day(number: int | None) -> date | None:
    return None if number is None else DAY + timedelta(days=number)
