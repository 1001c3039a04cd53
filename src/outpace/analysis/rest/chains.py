"""What answers about chains look like in the JSON API of analysis."""

from ninja import Schema

from epiworks.epi.families import Family
from epiworks.protocol import PlaceKind
from outpace.analysis.data import Lack


class BetweenOut(Schema):
    """The best value and the values not excluded (95 %); null: without end, or no more uneven than chance."""

    best: float | None
    low: float | None
    high: float | None


class TallyOut(Schema):
    """So many cases infected `infected` to `until` others (null: or more); `expected` by the fitted law."""

    infected: int
    until: int | None
    cases: float
    expected: float


class OffspringOut(Schema):
    """R and k; `top`: share of infections made by a fifth of the cases, `nobody`: share that infects nobody (0 to 1); `if_all`: R if every
    local case had such a source, null when none of them has."""

    reproduction: BetweenOut
    dispersion: BetweenOut
    infections: int
    top: float
    nobody: float
    if_all: float | None
    small: bool
    tallies: list[TallyOut]


class OwnIntervalOut(Schema):
    """The serial interval of the outbreak's own pairs, in days."""

    family: Family
    mean: BetweenOut
    sd: BetweenOut
    pairs: int
    negative: int
    unused: int
    small: bool


class ChainsOut(Schema):
    """What judged links say. Units: persons with a case; what is not given says why in `no_...`."""

    total: int
    counted: int
    too_recent: int
    linked: int
    possible_only: int
    without: int
    away: int
    sure: OffspringOut | None
    all_links: OffspringOut | None
    no_fit: Lack
    interval: OwnIntervalOut | None
    no_interval: Lack
    shared: int
    own_timing: bool


class PlaceOut(Schema):
    """One place as itineraries name it; homes have no name."""

    area_path: str
    name: str
    kind: PlaceKind
    is_home: bool


class PlaceFoundOut(Schema):
    """Somewhere at least two were infected; `chance`: of so many or more by the law, `expected`: cases that would do it alone."""

    place: PlaceOut
    infected: float
    infectors: int
    chance: float | None
    expected: float | None


class PlacesOut(Schema):
    """Places by cases infected there, the most first; those infected at home, or nobody knows where, as numbers."""

    rows: list[PlaceFoundOut]
    at_home: float
    unknown: float
    linked: int
