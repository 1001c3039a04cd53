"""Drawn zones as pages and programs see them."""

from dataclasses import dataclass

from epiworks.units import PersonCount
from outpace.kernel.scope import AreaPath
from outpace.zoning.data.records import UnitOption


@dataclass(frozen=True, slots=True)
class UnitInside:
    """One unit that a drawn shape touches. Units: persons present in all of it; `inside` of `located` persons live inside the line.

    `chosen`: at least half of it lies inside, so that it is proposed as part of the zone.
    """

    path: AreaPath
    people: PersonCount
    located: PersonCount
    inside: PersonCount
    is_whole: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class Inside:
    """Who is inside a drawn shape, before anybody signs. A zone holds whole units; `smaller`: the least the rules allow at its cases.

    `people_inside`: persons who live inside the line; `restricted`: persons in the units chosen; `least`: persons in the smallest legal
    units at the cases inside (0: no case is inside, so the rules ask for no zone). `square_kilometres` is the size of the shape.
    """

    units: tuple[UnitInside, ...]
    people_inside: PersonCount
    restricted: PersonCount
    cases: int
    least: PersonCount
    smaller: tuple[UnitOption, ...]
    square_kilometres: float

    @property
    def fewer(self) -> PersonCount:
        """How many persons fewer would the smallest legal unit restrict?"""
        return PersonCount(max(0, self.restricted - self.least))
