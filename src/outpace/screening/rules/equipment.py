"""Laboratories that come in pieces: by which unit they are counted, and is a capacity more than so many of them do?

S3 wrote of "six dome laboratories" and of "one three-in-one set" for the same help: pieces counted by different units are not the same
number, and a figure for all of them is not that of one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from epiworks.units import TubeCount, TubesPerHour
from outpace.screening.choices import Equipment

USUAL: Mapping[Equipment, TubeCount] = MappingProxyType(
    {Equipment.DOME: TubeCount(93_400), Equipment.BOX: TubeCount(30_000), Equipment.VEHICLE: TubeCount(10_000)}
)
"""Tubes a day that one of them was reported to do: three domes 280,000 (CCTV, December 2021, Shaoxing), a box 30,000 (CCTV, October 2021,
Hohhot), a vehicle 10,000 (CCTV, March 2022, Quanzhou). No figure is known for a three-in-one set."""

MOST = TubeCount(280_000)
"""Tubes a day that the largest laboratory known did (the three domes of Shaoxing): for what is not said, and a set, of which nothing is
known."""

HOURS = 24


@dataclass(frozen=True, slots=True)
class Pieces:
    """Of which equipment is a laboratory made, and how many are they, by its own unit (at least 1)?"""

    kind: Equipment
    units: int


@dataclass(frozen=True, slots=True)
class CapacityDoubt:
    """A capacity of ``a_day`` tubes where no more than ``known`` is known of such pieces; ``pieces`` None: nothing was said of them."""

    a_day: TubeCount
    known: TubeCount
    pieces: Pieces | None


def doubted(nominal: TubesPerHour, pieces: Pieces | None) -> CapacityDoubt | None:
    """Is this capacity more than was ever known of so many pieces? A question, no refusal: None where there is nothing to ask.

    >>> doubted(TubesPerHour(28_000), Pieces(Equipment.DOME, 6)).known
    560400
    >>> doubted(TubesPerHour(2_075), None) is None
    True
    """
    a_day = TubeCount(round(nominal * HOURS))
    usual = USUAL.get(pieces.kind) if pieces is not None else None
    known = MOST if usual is None or pieces is None else TubeCount(usual * pieces.units)
    return CapacityDoubt(a_day, known, pieces) if a_day > known else None
