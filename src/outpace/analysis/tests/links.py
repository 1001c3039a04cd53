"""Judged links as literals: who fell ill when, and whom a person judged their source."""

from collections.abc import Iterable
from datetime import date, timedelta

from epiworks.epi.published import published_interval
from epiworks.protocol import PlaceKind
from outpace.analysis.data import ChainInputs
from outpace.analysis.selectors.snapshot import borrowed
from outpace.casework.choices.cases import Doubt
from outpace.casework.data.links import InfectionPlace, JudgedLink, LinkedCase, LinkTable, PlaceTable
from outpace.kernel.scope import AreaPath

FIRST = date(2022, 8, 1)
AREA = AreaPath("/62/")
COVID = borrowed(published_interval("covid_19"))


def case(day: int, *, wait: int = 1, onset: bool = True, away: bool = False) -> LinkedCase:
    """A case that fell ill on this day from the first, found `wait` days later."""
    ill = FIRST + timedelta(days=day)
    return LinkedCase(ill, onset, ill + timedelta(days=wait), away)


def link(source: int, infected: int, doubt: Doubt = Doubt.LIKELY) -> JudgedLink:
    """One judged link."""
    return JudgedLink(source, infected, doubt)


def inputs(cases: Iterable[LinkedCase], links: Iterable[JudgedLink], *, as_of: int = 60, interval: bool = True) -> ChainInputs:
    """What the question about them is made of: every day until `as_of` is shown."""
    known = FIRST + timedelta(days=as_of)
    table = LinkTable(tuple(cases), tuple(links))
    return ChainInputs(AREA, FIRST, FIRST, known, known, ("cn-covid-9 1",), table, COVID if interval else None)


def star(size: int = 8, *, others: int = 12) -> tuple[list[LinkedCase], list[JudgedLink]]:
    """One case infects `size` others; a chain of two and lone cases stand beside it."""
    cases = [case(0), *(case(2 + number % 4) for number in range(size)), *(case(number % 9) for number in range(others))]
    return cases, [*(link(0, number) for number in range(1, size + 1)), link(size + 1, size + 2)]


def place(name: str, *, is_home: bool = False) -> InfectionPlace:
    """A place by name."""
    return InfectionPlace(AREA, name, PlaceKind.ACTIVITY, is_home)


def table(asked: ChainInputs, where: Iterable[tuple[int, InfectionPlace]]) -> PlaceTable:
    """The same links with their places."""
    rows = list(where)
    named = tuple(dict.fromkeys(one for _, one in rows))
    return PlaceTable(asked.table, named, frozenset((number, named.index(one)) for number, one in rows))
