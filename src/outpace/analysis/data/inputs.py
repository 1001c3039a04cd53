"""What a figure is worked out from: counts, the packs' own words, a borrowed interval. No person is in it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from epiworks.epi.curve import Basis
from epiworks.protocol import PackId
from epiworks.units import PersonCount
from outpace.casework.data.daily import CaseCell
from outpace.casework.data.links import LinkTable
from outpace.kernel.scope import AreaPath


class BreakWhy(StrEnum):
    """Why do the numbers mean something else from a day on?"""

    PACKS = "packs"
    MASS_SCREENING = "mass_screening"


@dataclass(frozen=True, slots=True)
class Break:
    """From this day on the series means something else."""

    day: date
    why: BreakWhy


@dataclass(frozen=True, slots=True)
class Borrowed:
    """A published serial interval in days: mean and standard deviation, each with its own doubt (a standard deviation and bounds)."""

    mean: float
    sd: float
    mean_doubt: tuple[float, float, float]
    sd_doubt: tuple[float, float, float]
    source: str


@dataclass(frozen=True, slots=True)
class CaseInputs:
    """One area's cases as counts, found from `since` to `as_of`, both within, as known at the end of `as_of`.

    `first`, `last`: the window that is shown; `since` lies before it, so that the first days have a past. `controlled`: the settings that
    the packs' rule of the social face calls controlled; empty where they have none.
    """

    path: AreaPath
    since: date
    first: date
    last: date
    as_of: date
    packs: tuple[str, ...]
    disease: str
    controlled: tuple[str, ...]
    cells: tuple[CaseCell, ...]
    breaks: tuple[Break, ...]
    interval: Borrowed | None


@dataclass(frozen=True, slots=True)
class CurveInputs:
    """What the epidemic curve is worked out from."""

    cases: CaseInputs
    basis: Basis


@dataclass(frozen=True, slots=True)
class RtInputs:
    """What R is worked out from."""

    cases: CaseInputs


@dataclass(frozen=True, slots=True)
class DelayInputs:
    """What delays and the progress of the response are worked out from.

    `packs`: the ids by which the rule of the social face is found. `people`: registered present now, where that rule counts per 100,000;
    None where it does not. `worked_on`: the day the first case's investigation was signed off in full.
    """

    cases: CaseInputs
    packs: tuple[PackId, ...]
    people: PersonCount | None
    worked_on: date | None


@dataclass(frozen=True, slots=True)
class RoundSeen:
    """One round over a whole zone whose results are in: the day it ended, persons due and done."""

    day: date
    due: PersonCount
    done: PersonCount


@dataclass(frozen=True, slots=True)
class Assumed:
    """What a human assumes about a zone; each can be changed on the page.

    `reproduction`, `dispersion`: R and k of the known cases as they were, without isolation. `controlled`: R under the measures in force.
    `hidden`: chains believed to have begun unseen, in the mean, before any screening. `sensitivity`: chance that a pooled test finds
    somebody in the days when it can. `never_reached`: share of the people whom no round reaches.
    """

    reproduction: float = 3.0
    dispersion: float = 0.3
    controlled: float = 0.8
    hidden: float = 0.5
    sensitivity: float = 0.75
    never_reached: float = 0.02


@dataclass(frozen=True, slots=True)
class EndingInputs:
    """What the end of a zone's outbreak is worked out from. `cases`: persons by the day they fell ill, or were sampled.

    `since`: the day the last case was found, or the zone was drawn, whichever is later: a hidden chain could begin until then.
    """

    zone_id: int
    path: AreaPath
    areas: tuple[AreaPath, ...]
    drawn: date
    since: date
    as_of: date
    packs: tuple[str, ...]
    cases: tuple[tuple[date, PersonCount], ...]
    rounds: tuple[RoundSeen, ...]
    interval: Borrowed | None
    assumed: Assumed


@dataclass(frozen=True, slots=True)
class ChainInputs:
    """What R, k and the serial interval are worked out from: cases found from `since` to `as_of` by day, and the links judged between them.

    A case stands by its place in the list, without number or name.
    """

    path: AreaPath
    since: date
    first: date
    last: date
    as_of: date
    packs: tuple[str, ...]
    table: LinkTable
    interval: Borrowed | None
