"""Which area of the map is the unit that a pack names, and whom would a smaller or a larger one restrict?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from epiworks.protocol import Unit
from epiworks.units import PersonCount
from outpace.kernel.scope import AreaPath
from outpace.zoning.data import UnitOption

UNIT_OF_KIND: Mapping[str, Unit] = {
    "joint_household": Unit.HOUSEHOLD,
    "building": Unit.BUILDING,
    "compound": Unit.COMPOUND,
    "grid": Unit.COMPOUND,
    "section": Unit.VILLAGE,
    "village": Unit.VILLAGE,
    "community": Unit.VILLAGE,
    "township": Unit.STREET,
    "county": Unit.COUNTY,
}
"""Which unit of the packs each kind of area is; kinds a headquarters added itself are no unit."""

_ORDER = tuple(Unit)


@dataclass(frozen=True, slots=True)
class Level:
    """One area above a place: its kind, and how many persons are present in it."""

    path: AreaPath
    kind: str
    people: PersonCount


def options(levels: Sequence[Level], *, wanted: Unit, allowed: Sequence[str]) -> tuple[UnitOption, ...]:
    """Which ways are there to draw the zone at this place, smallest first, and which one is the unit wanted?

    Chosen is the smallest area of the map that is at least the unit wanted; where the map knows nothing so small, the smallest it knows,
    marked `finer`. Two areas of the same unit (a grid inside its compound): the smaller. Empty when no level is a unit.

    >>> grid, village = AreaPath("/1/2/"), AreaPath("/1/")
    >>> levels = [Level(village, "village", PersonCount(900)), Level(grid, "grid", PersonCount(180))]
    >>> ways = options(levels, wanted=Unit.STAIRWELL, allowed=["stairwell"])
    >>> [(way.unit, way.people, way.chosen, way.finer) for way in ways]
    [('compound', 180, True, True), ('village', 900, False, False)]
    """
    known = sorted((level for level in levels if level.kind in UNIT_OF_KIND), key=lambda level: level.path.count("/"), reverse=True)
    fitting = [level for level in known if _size(level) >= _ORDER.index(wanted)]
    chosen = fitting[0] if fitting else None
    return tuple(
        UnitOption(
            path=level.path,
            unit=UNIT_OF_KIND[level.kind].value,
            people=level.people,
            allowed=UNIT_OF_KIND[level.kind].value in allowed,
            chosen=level is chosen,
            finer=level is chosen and _size(level) > _ORDER.index(wanted),
        )
        for level in known
    )


def smallest_holding(paths: Sequence[AreaPath], kinds: Mapping[AreaPath, str]) -> Unit:
    """Which is the smallest unit known to hold these places? One place: a household; several: the unit of the area they share.

    Two cases in one grid may live in one household or not: nobody knows until they are placed, so the grid's own unit is the answer.
    """
    if len(paths) < 2:
        return Unit.HOUSEHOLD
    shared = [path for path in kinds if all(place.startswith(path) for place in paths)]
    found = [UNIT_OF_KIND[kinds[path]] for path in shared if kinds[path] in UNIT_OF_KIND]
    return min(found, key=_ORDER.index, default=Unit.COUNTY)


def _size(level: Level) -> int:
    return _ORDER.index(UNIT_OF_KIND[level.kind])
