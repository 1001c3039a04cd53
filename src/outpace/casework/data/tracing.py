"""What crosses casework's door about records of stays: how a list is sent in, and what became of it."""

from dataclasses import dataclass
from datetime import date, datetime

from epiworks.protocol import SharedPlace
from outpace.casework.choices.cases import Evidence, LegalBasis
from outpace.casework.choices.tracing import LoadState
from outpace.kernel.scope import AreaPath


@dataclass(frozen=True, slots=True)
class StayOrder:
    """A list of stays as it is sent in: from which keeper, on which basis and order, for what.

    `kind`: what a place is where a row does not say. `presumed_minutes`: how long a stay without an end is taken to be. `ordered_until`:
    the last day of the order; location cells are not taken without one.
    """

    area_path: AreaPath
    file_name: str
    evidence: Evidence
    legal_basis: LegalBasis
    purpose: str
    reference: str = ""
    ordered_until: date | None = None
    kind: SharedPlace | None = None
    presumed_minutes: int = 60


@dataclass(frozen=True, slots=True)
class StayLoadView:
    """One list of stays and what became of it. `taken`: rows that are held; `known`: of these, rows of people in the register."""

    id: int
    area_name: str
    file_name: str
    evidence: Evidence
    legal_basis: LegalBasis
    reference: str
    purpose: str
    ordered_until: date | None
    state: LoadState
    rows: int
    taken: int
    known: int
    rejected: int
    by_name: str
    at: datetime
    ended_at: datetime | None
    has_errors: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """A list was sent in: which load it is, and which background run takes it in when it is too long to be waited for."""

    load_id: int
    run_id: int | None = None


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What the nightly deletion took away, in rows."""

    stays: int
    evidence: int
    people: int
    places: int
    files: int


__all__ = ["Forgotten", "StayLoadView", "StayOrder", "Taken"]
