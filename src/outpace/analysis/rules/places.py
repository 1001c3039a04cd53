"""Where were many infected at once, and is that more than the law of secondary cases gives by chance?"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from math import inf

from epiworks.epi.attribution import as_many_as, at_least
from epiworks.epi.trees import Timing
from epiworks.units import PersonCount
from outpace.analysis.data.chains import ChainsFound, OffspringFound, PlaceFound, PlacesFound
from outpace.analysis.rules.links import ALL, claims
from outpace.analysis.rules.papers import figure
from outpace.casework.data.links import InfectionPlace, PlaceTable

FEWEST, MOST_SHOWN = 1.5, 20
"""A place is named from two infected on: one alone would be the story of two people."""


@dataclass(slots=True)
class _Seen:
    """What is gathered of one place: the chance of each infected case to have been infected here, and who may have done it."""

    chances: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    infectors: set[int] = field(default_factory=set)

    @property
    def infected(self) -> float:
        return sum(self.chances.values())


def places(table: PlaceTable, days: tuple[date, date], found: ChainsFound, *, timing: Timing | None) -> PlacesFound:
    """Which places stand out among the cases that fell ill from the first to the last of `days`?

    A case with several sources counts by their chances, a link with several places in equal parts; possible links are used where a case
    has no surer one.
    """
    at, seen, unknown = _at(table), defaultdict[int, _Seen](_Seen), 0.0
    inside = [(case, claimed) for case, claimed in claims(table.table, ALL, timing).items() if _within(table, case, days)]
    for case, claimed in inside:
        for claim in claimed:
            where = at.get(claim.link, ())
            unknown += 0.0 if where else claim.chance
            for place in where:
                seen[place].chances[case] += claim.chance / len(where)
                seen[place].infectors.add(table.table.links[claim.link].source)
    rows = [_row(table.places[place], some, found) for place, some in seen.items() if not table.places[place].is_home]
    shown = sorted((row for row in rows if row.infected >= FEWEST), key=lambda row: (-row.infected, row.place.area_path, row.place.name))
    at_home = sum(some.infected for place, some in seen.items() if table.places[place].is_home)
    return PlacesFound(tuple(shown[:MOST_SHOWN]), figure(at_home), figure(unknown), PersonCount(len(inside)))


def _within(table: PlaceTable, case: int, days: tuple[date, date]) -> bool:
    return days[0] <= table.table.cases[case].fell_ill <= days[1]


def _at(table: PlaceTable) -> dict[int, tuple[int, ...]]:
    """Where may each link have happened?"""
    found: dict[int, list[int]] = defaultdict(list)
    for link, place in sorted(table.there):
        found[link].append(place)
    return {link: tuple(where) for link, where in found.items()}


def _row(place: InfectionPlace, seen: _Seen, found: ChainsFound) -> PlaceFound:
    chance, expected = _compared(seen, found.all_links or found.sure, counted=found.counted)
    return PlaceFound(place, figure(seen.infected), PersonCount(len(seen.infectors)), chance, expected)


def _compared(seen: _Seen, law: OffspringFound | None, *, counted: PersonCount) -> tuple[float | None, float | None]:
    """How likely do so many cases infect as many, and among all counted ones, how many would have done it alone?"""
    if law is None or law.reproduction.best is None:
        return None, None
    dispersion = inf if law.dispersion.best is None else law.dispersion.best
    capped = [min(chance, 1.0) for chance in seen.chances.values()]
    chance = as_many_as(capped, law.reproduction.best, dispersion, infectors=len(seen.infectors))
    alone = at_least(round(seen.infected), law.reproduction.best, dispersion)
    return figure(chance), figure(alone * counted)
