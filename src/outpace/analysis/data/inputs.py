"""What a figure is worked out from: counts, the packs' own words, a borrowed interval. No person is in it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from epiworks.epi.curve import Basis
from epiworks.protocol import PackId
from epiworks.units import PersonCount
from outpace.casework.data.daily import CaseCell
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
