"""Where many were infected at once: which cases and places count, in which order, and how many are named."""

from datetime import timedelta

import numpy as np
import pytest

from outpace.analysis.data import PlacesFound
from outpace.analysis.rules.chains import chains
from outpace.analysis.rules.places import places
from outpace.analysis.tests.links import FIRST, case, inputs, link, place, star, table
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
