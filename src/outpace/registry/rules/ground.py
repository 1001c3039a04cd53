"""Borders and points as files give them: which rows are plausible, and what is wrong with the others."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np

from epiworks.geometry import FloatArray, inside_rings, metres_to_ring
from outpace.registry.data import Box, Outline

HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("编码", "区域编码", "网格编码", "站点编码", "area_code", "station_code"),
    "lon": ("经度", "longitude", "lng"),
    "lat": ("纬度", "latitude"),
}
"""Our name of each column of a list of points, and the headings it is known by."""

TOLERANCE_METRES: Final = 2_000.0
"""How far outside its county a point may lie: shipped borders are simplified, and two datums lie up to some 500 m apart."""


class PointFault(StrEnum):
    """Why a row of a list of points cannot be taken."""

    NO_CODE = "no_code"
    LON = "lon"
    LAT = "lat"
    OUTSIDE = "outside"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class PointRow:
    """What one row says: a code, and where it lies in degrees."""

    code: str
    lon: float
    lat: float


class NoOutline(Exception):
    """The file is no collection of polygons with a code each."""


def columns(headings: Sequence[str]) -> dict[str, int]:
    """Which column of a list of points means what? Headings nobody knows are left out."""
    known = {alias: name for name, aliases in HEADINGS.items() for alias in (name, *aliases)}
    return {known[heading.strip().lower()]: index for index, heading in enumerate(headings) if heading.strip().lower() in known}


def missing(found: Mapping[str, int]) -> tuple[str, ...]:
    """Which of the three columns is not there?"""
    return tuple(name for name in HEADINGS if name not in found)


def read_point(cells: Sequence[str], found: Mapping[str, int]) -> tuple[PointRow | None, PointFault | None]:
    """What does one row say, or what is wrong with it?"""
    said = {name: cells[index].strip() if index < len(cells) else "" for name, index in found.items()}
    lon, lat = degrees_of(said["lon"], most=180), degrees_of(said["lat"], most=90)
    if not said["code"]:
        return None, PointFault.NO_CODE
    if lon is None or lat is None:
        return None, PointFault.LON if lon is None else PointFault.LAT
    return PointRow(said["code"], lon, lat), None


def degrees_of(text: str, *, most: float) -> float | None:
    """Which angle is this, if it is one between minus and plus `most` degrees?"""
    try:
        value = float(text)
    except ValueError:
        return None
    return round(value, 6) if math.isfinite(value) and abs(value) <= most else None


def metres_outside(outline: Outline, points: FloatArray) -> FloatArray:
    """How many metres outside a border does each point (n, 2; degrees) lie? 0 inside it."""
    rings, metres = rings_of(outline), np.zeros(len(points))
    outside = ~inside_rings(rings, points)
    if outside.any():
        metres[outside] = np.min([metres_to_ring(ring, points[outside]) for ring in rings], axis=0)
    return metres


def rings_of(outline: Outline) -> list[FloatArray]:
    """All rings of a border, the outer ring of its largest part first."""
    parts = sorted(outline.parts, key=lambda part: -len(part[0]))
    return [np.array(ring, dtype=np.float64) for part in parts for ring in part]


def box_of(outline: Outline) -> Box:
    """Between which longitudes and latitudes does an area lie?"""
    corners = np.array([corner for part in outline.parts for ring in part for corner in ring])
    (west, south), (east, north) = corners.min(axis=0), corners.max(axis=0)
    return Box(float(west), float(south), float(east), float(north))


def read_outlines(collection: Any) -> list[Outline]:
    """Which borders does a GeoJSON collection hold? Polygons and multipolygons with the properties `code` and `name`.

    Raises NoOutline for anything else.
    """
    try:
        return [_outline(feature["properties"], feature["geometry"]) for feature in collection["features"]]
    except (KeyError, TypeError, ValueError) as error:
        raise NoOutline(str(error)) from error


def _outline(properties: Mapping[str, Any], geometry: Mapping[str, Any]) -> Outline:
    kinds = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}
    parts = tuple(tuple(_ring(ring) for ring in part) for part in kinds[geometry["type"]])
    if not parts or not all(part and all(len(ring) >= 3 for ring in part) for part in parts):
        raise ValueError("a polygon needs a ring of three corners")
    return Outline(str(properties["code"]), str(properties.get("name", "")), str(properties.get("name_en", "")), parts)


def _ring(corners: Sequence[Sequence[float]]) -> tuple[tuple[float, float], ...]:
    """The corners of a ring, without the last one where it repeats the first."""
    found = tuple((float(corner[0]), float(corner[1])) for corner in corners)
    if not all(abs(lon) <= 180 and abs(lat) <= 90 for lon, lat in found):
        raise ValueError("a corner that is no longitude and latitude")
    return found[:-1] if len(found) > 1 and found[0] == found[-1] else found
