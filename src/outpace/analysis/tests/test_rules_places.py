"""Where many were infected at once: which cases and places count, in which order, and how many are named."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from outpace.analysis.data import PlacesFound
from outpace.analysis.rules.chains import chains
from outpace.analysis.rules.places import places
from outpace.analysis.rules.sources import timing_of
from outpace.analysis.tests.links import COVID, FIRST, case, inputs, link, place, star, table
from outpace.casework.data.links import InfectionPlace


def found(where: list[tuple[int, InfectionPlace]], *, first: int = 0, last: int = 60) -> PlacesFound:
    asked = inputs(*star())
    days = (FIRST + timedelta(days=first), FIRST + timedelta(days=last))
    return places(table(asked, where), days, chains(asked, np.random.default_rng(1)), timing=None)


@pytest.mark.parametrize(("first", "last", "linked"), [(2, 5, 8), (3, 5, 6), (2, 4, 6), (6, 60, 0)])
def test_only_who_fell_ill_within_the_days_asked_for_counts_both_ends_included(first: int, last: int, linked: int) -> None:
    asked = inputs([case(0), *(case(2 + number % 4) for number in range(8))], [link(0, number) for number in range(1, 9)])
    days = (FIRST + timedelta(days=first), FIRST + timedelta(days=last))
    assert places(table(asked, []), days, chains(asked, np.random.default_rng(1)), timing=None).linked == linked


@pytest.mark.parametrize(("shared", "named"), [(2, False), (3, True)])
def test_one_and_a_half_in_the_mean_are_named_and_one_is_not(shared: int, named: bool) -> None:
    both = [(number, place(name)) for number in range(shared) for name in ("Shop", "")]
    assert ("Shop" in [row.place.name for row in found(both).rows]) is named


def test_the_place_of_most_infected_stands_first_and_equal_ones_by_name() -> None:
    where = [(number, place(name)) for name, numbers in (("B", (0, 1)), ("A", (2, 3)), ("C", (4, 5, 6))) for number in numbers]
    assert [row.place.name for row in found(where).rows] == ["C", "A", "B"]


def test_the_same_number_infected_by_more_people_is_less_surprising() -> None:
    cases, links = star()
    asked = inputs(cases, [*links[:4], *(link(9 + number, 4 + number) for number in range(1, 5))])
    law = chains(asked, np.random.default_rng(1))
    where = [(number, place("One's")) for number in range(4)] + [(number, place("Many's")) for number in range(4, 8)]
    one, many = places(table(asked, where), (FIRST, FIRST + timedelta(days=60)), law, timing=None).rows[::-1]
    assert (one.infectors, many.infectors) == (1, 4)


def test_without_a_law_nothing_is_compared() -> None:
    few = inputs([case(0), case(3), case(4)], [link(0, 1), link(0, 2)])
    days = (FIRST, FIRST + timedelta(days=60))
    (row,) = places(table(few, [(0, place("Hall")), (1, place("Hall"))]), days, chains(few, np.random.default_rng(1)), timing=None).rows
    assert (row.infected, row.chance, row.expected) == (2, None, None)


def test_how_many_would_do_it_alone_grows_with_the_cases_counted() -> None:
    cases, links = star()
    expected = []
    for more in (0, 40):
        asked = inputs([*cases, *(case(number % 9) for number in range(more))], links)
        law = chains(asked, np.random.default_rng(1))
        fixed = replace(law, sure=chains(inputs(cases, links), np.random.default_rng(1)).sure, all_links=None)
        (row,) = places(table(asked, [(number, place("Hall")) for number in range(8)]), (FIRST, law_days()), fixed, timing=None).rows
        expected.append((row.expected or 0) / law.counted)
    assert expected[0] == pytest.approx(expected[1], rel=1e-3)
    assert 0 < expected[0] < 1


def law_days() -> date:
    return FIRST + timedelta(days=60)


def test_a_case_whose_two_sources_were_in_one_place_is_one_infected_there() -> None:
    asked = inputs([case(0), case(0), case(3), case(4)], [link(0, 2), link(1, 2), link(0, 3)])
    where = [(number, place("Hall")) for number in range(3)]
    (row,) = places(table(asked, where), (FIRST, law_days()), chains(asked, np.random.default_rng(1)), timing=None).rows
    assert (row.infected, row.infectors) == (2, 2)


def test_of_two_sources_the_one_whose_days_fit_weighs_more() -> None:
    asked = inputs([case(0), case(8), case(11), case(12)], [link(0, 2), link(1, 2), link(1, 3)])
    where = [(0, place("Far")), (1, place("Near")), (2, place("Near"))]
    found = places(table(asked, where), (FIRST, law_days()), chains(asked, np.random.default_rng(1)), timing=timing_of(COVID))
    assert [(row.place.name, row.infected > 1.9) for row in found.rows] == [("Near", True)]
