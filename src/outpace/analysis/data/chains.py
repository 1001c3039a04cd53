"""What judged links say: how many one case infects, how unevenly, how soon, and where many were infected at once."""

from dataclasses import dataclass

from epiworks.epi.families import Family
from epiworks.units import PersonCount
from outpace.analysis.data.curve import Lack
from outpace.analysis.data.inputs import Borrowed
from outpace.casework.data.links import InfectionPlace


@dataclass(frozen=True, slots=True)
class Between:
    """The best value and the values that the data do not exclude (95 %); None: without end, or beyond what can be told from chance."""

    best: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Tally:
    """So many cases infected `infected` others, or up to `until` (None: or more); `expected`: by the fitted law. Cases may be fractions
    where links are in doubt."""

    infected: int
    until: int | None
    cases: float
    expected: float


@dataclass(frozen=True, slots=True)
class OffspringFound:
    """R and k. `top`: which share of the infections comes from the most infecting fifth of the cases, `nobody`: how likely one case infects
    nobody (both 0 to 1). `infections`: links counted. `if_all`: R if every local case who fell ill
    from the first day of the window until the as-of day had one of these, too; None when none of them has."""

    reproduction: Between
    dispersion: Between
    infections: PersonCount
    top: float
    nobody: float
    if_all: float | None
    small: bool
    tallies: tuple[Tally, ...]


@dataclass(frozen=True, slots=True)
class IntervalFound:
    """The serial interval of this outbreak's own pairs, in days. `negative`: pairs in which the infected person fell ill first."""

    family: Family
    mean: Between
    sd: Between
    pairs: PersonCount
    negative: PersonCount
    unused: PersonCount
    small: bool


@dataclass(frozen=True, slots=True)
class ChainsFound:
    """What the judged links of one area and window say.

    `total`: cases that fell ill in the window; `counted`: those whose infections R and k rest on; `too_recent`: those left out, because
    less than half of their infections can be known. `linked`, `possible_only`, `without`: local cases with a certain or likely source,
    with a possible one only, with none; `away`: infected elsewhere. `sure`: by certain and likely links; `all_links`: possible ones too.
    `shared`: linked cases with several equally sure sources. `own_timing`: what can be known of recent cases follows from this
    outbreak's own interval, not from the borrowed one.
    """

    total: PersonCount
    counted: PersonCount
    too_recent: PersonCount
    linked: PersonCount
    possible_only: PersonCount
    without: PersonCount
    away: PersonCount
    sure: OffspringFound | None
    all_links: OffspringFound | None
    no_fit: Lack
    interval: IntervalFound | None
    no_interval: Lack
    shared: PersonCount
    borrowed: Borrowed | None
    own_timing: bool


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """Somewhere at least two were infected. `infected`: in the mean, as links and places are in doubt; `infectors`: who may have done it.

    `chance`: how likely so many cases infect so many or more, by the fitted law; `expected`: among all cases counted, how many are expected
    to; both None without a law.
    """

    place: InfectionPlace
    infected: float
    infectors: PersonCount
    chance: float | None
    expected: float | None


@dataclass(frozen=True, slots=True)
class PlacesFound:
    """Places by cases infected there, the most first. `at_home` and `unknown`: linked cases infected at home, or nobody knows where."""

    rows: tuple[PlaceFound, ...]
    at_home: float
    unknown: float
    linked: PersonCount
