"""Who may ride in which vehicle, and when is its loop closed? Source: domain.md B10 [Transfer][Henan]."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from outpace.isolation.choices import VehicleKind


class Objection(StrEnum):
    """Why may somebody not ride in this vehicle?"""

    FULL = "full"
    CASE_NEEDS_AMBULANCE = "case_needs_ambulance"
    CASE_RIDES_ALONE = "case_rides_alone"
    CASE_ON_BOARD = "case_on_board"


@dataclass(frozen=True, slots=True)
class Rider:
    """Somebody to be driven. A contact with fever moves as a case; `household` lets one family's cases ride together."""

    is_case: bool
    fever: bool = False
    household: str = ""

    @property
    def as_case(self) -> bool:
        """Must this rider be moved as a case is?"""
        return self.is_case or self.fever


AMBULANCES = frozenset({VehicleKind.AMBULANCE, VehicleKind.PRESSURE_AMBULANCE})


def _one_family(newcomer: Rider, on_board: Sequence[Rider]) -> bool:
    """Is the newcomer a confirmed case like everybody on board, all of one household?"""
    return newcomer.is_case and bool(newcomer.household) and all(o.is_case and o.household == newcomer.household for o in on_board)


def objection(kind: VehicleKind, seats: int, *, on_board: Sequence[Rider], newcomer: Rider) -> Objection | None:
    """May this person ride along? None: yes.

    Cases go by ambulance and alone: one to a vehicle, because nobody knows yet whether two carry the same strain (the only exception
    the guide makes); a confirmed family of one household is taken as one strain.

    >>> objection(VehicleKind.AMBULANCE, 2, on_board=[Rider(True)], newcomer=Rider(True))
    <Objection.CASE_RIDES_ALONE: 'case_rides_alone'>
    """
    if len(on_board) >= seats:
        return Objection.FULL
    if newcomer.as_case and kind not in AMBULANCES:
        return Objection.CASE_NEEDS_AMBULANCE
    if not on_board:
        return None
    if newcomer.as_case:
        return None if _one_family(newcomer, on_board) else Objection.CASE_RIDES_ALONE
    return Objection.CASE_ON_BOARD if any(other.as_case for other in on_board) else None
