"""What crosses casework's door about who infected whom: cases by day and by their place in a list, without number or name."""

from dataclasses import dataclass
from datetime import date

from epiworks.protocol import PlaceKind
from outpace.casework.choices.cases import Doubt
from outpace.kernel.scope import AreaPath


@dataclass(frozen=True, slots=True)
class LinkedCase:
    """One case of an area; days are local. `fell_ill`: its day of onset, or of its sample, or the day it was found (`has_onset` False).

    `away`: found on arrival, or every certain or likely source of it lives outside the area.
    """

    fell_ill: date
    has_onset: bool
    found: date
    away: bool


@dataclass(frozen=True, slots=True)
class JudgedLink:
    """A person judged that the case at place `source` of the list infected the one at place `case`, so surely; none is ruled out."""

    source: int
    case: int
    doubt: Doubt


@dataclass(frozen=True, slots=True)
class LinkTable:
    """The cases of one area, by the day they fell ill, and the links judged between them."""

    cases: tuple[LinkedCase, ...]
    links: tuple[JudgedLink, ...]


@dataclass(frozen=True, slots=True)
class InfectionPlace:
    """A place as the itineraries name it; homes have no name and are one place of their area."""

    area_path: AreaPath
    name: str
    kind: PlaceKind
    is_home: bool


@dataclass(frozen=True, slots=True)
class PlaceTable:
    """The links of an area, and where each may have happened: pairs of a link's and a place's position."""

    table: LinkTable
    places: tuple[InfectionPlace, ...]
    there: frozenset[tuple[int, int]]


__all__ = ["InfectionPlace", "JudgedLink", "LinkTable", "LinkedCase", "PlaceTable"]
