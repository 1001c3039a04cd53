"""What crosses the registry's door about where things lie. Longitudes and latitudes in degrees, all in one datum."""

from dataclasses import dataclass

from outpace.registry.data.records import RowMistake


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the map between two longitudes and two latitudes, in degrees."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something is shown on a map, in degrees; `schematic`: put there by the program, measured by nobody."""

    lon: float
    lat: float
    schematic: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """The border of an area: polygons of rings of (longitude, latitude) in degrees."""

    code: str
    name: str
    name_en: str
    parts: tuple[tuple[tuple[tuple[float, float], ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """What a map of an area is drawn on: the border it lies in (of several counties, where only theirs are known), and those around it.

    `fills`: the border is the area's own, so that a map shows all of it; else it belongs to something larger.
    """

    own: tuple[Outline, ...]
    neighbours: tuple[Outline, ...]
    fills: bool


@dataclass(frozen=True, slots=True)
class HomeSpot:
    """Where one household lives, in which grid, with how many persons present. Nothing says who they are."""

    grid_id: int
    lon: float
    lat: float
    present: int


@dataclass(frozen=True, slots=True)
class Placed:
    """What a load of points or a placing did. Units: areas, stations, households."""

    areas: int
    stations: int
    homes: int
    mistakes: tuple[RowMistake, ...] = ()
