"""Which places lie around a case, and which water did it use, where a pack treats an area rather than a list of persons?

Under such a pack (cholera) nobody is proposed by name because of a neighbour's illness: the answer is places and water points, for teams
that go there. Who lives there is the registry's to say.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from epiworks.protocol import Decision, Ring, SharedPlace, area_ring, decide
from epiworks.protocol.pack import Protocol
from epiworks.trace.question import Tracer
from epiworks.trace.rules import Floats, Ids, kind_code
from epiworks.trace.stays import MINUTES_PER_DAY, Places

EARTH_METRES = 6_371_008.8
"""Mean radius of the Earth (IUGG)."""


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Where are places? Degrees; a place may be listed once. Places without a position are simply not in any ring."""

    place: Ids
    latitude: Floats
    longitude: Floats


@dataclass(frozen=True, slots=True, eq=False)
class AreaAround:
    """What is treated as a whole around these cases.

    `places`: places within the radius of any place of a case, ascending, with the least distance in `metres`. `unplaced`: places of cases
    whose position is not known: somebody must look them up.
    """

    ring: Ring
    places: Ids
    metres: Floats
    unplaced: Ids


def points(place: ArrayLike, latitude: ArrayLike, longitude: ArrayLike) -> Points:
    """Positions of places. Raises `ValueError` for columns of unequal length and for degrees that there are not."""
    found = Points(np.asarray(place, dtype=np.int64), np.asarray(latitude, dtype=np.float64), np.asarray(longitude, dtype=np.float64))
    sound = found.place.shape == found.latitude.shape == found.longitude.shape
    if not sound or not bool(np.all((np.abs(found.latitude) <= 90) & (np.abs(found.longitude) <= 180))):
        message = "positions are a latitude within 90 and a longitude within 180 degrees for each place"
        raise ValueError(message)
    return found


def metres_between(latitude: ArrayLike, longitude: ArrayLike, *, other: tuple[ArrayLike, ArrayLike]) -> Floats:
    """How far apart are these positions, in metres on the sphere? Haversine formula: R. W. Sinnott, Sky and Telescope 68 (1984) 158.

    >>> float(metres_between(0.0, 0.0, other=(0.0, 1.0)).round())
    111195.0
    """
    one, two = (np.radians(np.asarray(degrees, dtype=np.float64)) for degrees in (latitude, other[0]))
    east = np.radians(np.asarray(other[1], dtype=np.float64) - np.asarray(longitude, dtype=np.float64))
    half = np.sin((two - one) / 2) ** 2 + np.cos(one) * np.cos(two) * np.sin(east / 2) ** 2
    return np.asarray(2 * EARTH_METRES * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))), dtype=np.float64)


def around(protocol: Protocol, case_places: ArrayLike, positions: Points) -> Decision[AreaAround | None]:
    """Which places lie in the ring around these places of cases? None where the pack follows persons. Source: rule `area_ring.default`.

    >>> from epiworks.protocol import shipped_library
    >>> known = points([1, 2, 3], [25.0, 25.0005, 25.1], [99.0, 99.0, 99.0])
    >>> found = around(shipped_library().protocol("cholera"), [1], known).value
    >>> found.places.tolist(), found.metres.round().tolist()
    ([1, 2], [0.0, 56.0])
    """
    found = area_ring(protocol)
    if found.value is None:
        return decide(None, *found.because)
    asked = np.unique(np.asarray(case_places, dtype=np.int64))
    centres = np.flatnonzero(np.isin(positions.place, asked))
    nearest = np.full(positions.place.size, np.inf)
    for centre in centres.tolist():
        away = metres_between(positions.latitude, positions.longitude, other=(positions.latitude[centre], positions.longitude[centre]))
        nearest = np.minimum(nearest, away)
    inside = np.flatnonzero(nearest <= found.value.radius_metres)
    inside = inside[np.argsort(positions.place[inside])]
    unplaced = asked[~np.isin(asked, positions.place)]
    return decide(AreaAround(found.value, positions.place[inside], nearest[inside], unplaced), *found.because)


def water_used(tracer: Tracer, named: Places, persons: ArrayLike, *, ring: Ring, as_of: int) -> tuple[Ids, NDArray[np.int64]]:
    """Which water points did these persons use within the ring's recall time before minute `as_of`, and for how many minutes together?

    Every water point that the table of places names is asked for; none where the ring does not look at water.
    """
    water = named.place[named.kind == kind_code(SharedPlace.WATER_POINT)] if ring.water_points else named.place[:0]
    who = np.unique(np.asarray(persons, dtype=np.int64))
    begin = max(as_of - ring.recall_days * MINUTES_PER_DAY, 0)
    pairs = (np.repeat(who, water.size), np.tile(water, who.size))
    spent = tracer.presence(person=pairs[0], place=pairs[1], begin=np.full(pairs[0].size, begin), end=np.full(pairs[0].size, as_of))
    minutes = spent.astype(np.int64).reshape(who.size, water.size).sum(axis=0)
    return water[minutes > 0], minutes[minutes > 0]
