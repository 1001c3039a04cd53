"""What crosses casework's door about cases as counts: nothing in it is a person."""

from dataclasses import dataclass
from datetime import date

from epiworks.protocol import Setting
from epiworks.units import PersonCount


@dataclass(frozen=True, slots=True)
class CaseCell:
    """So many cases share these local days, this class and this setting. Units: persons with a case.

    `imported`: found on arrival, or every certain or likely source lives outside the area. `linked`: some source is known. `timely`: was
    the investigation done within 24 hours; None while that is open, and where none was owed (`investigated` says which).
    """

    onset: date | None
    sampled: date | None
    reported: date | None
    isolated: date | None
    found: date
    case_class: str
    setting: Setting
    imported: bool
    linked: bool
    timely: bool | None
    investigated: bool
    cases: PersonCount


@dataclass(frozen=True, slots=True)
class PacksChange:
    """From this local day on these packs held in an area: classes and definitions of case may mean something else."""

    day: date
    packs: tuple[str, ...]


__all__ = ["CaseCell", "PacksChange"]
