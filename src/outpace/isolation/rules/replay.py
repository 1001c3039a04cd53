"""Where do beds and people stand, told by the facts alone from the first on? What is stored must say the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from outpace.isolation.choices import BedAct, BedState, PlacementState
from outpace.isolation.rules.custody import Held
from outpace.isolation.rules.rooms import after


@dataclass(frozen=True, slots=True)
class Move:
    """One move of one bed, as it was written down."""

    act: BedAct
    before: BedState
    after: BedState


def bed_state(moves: Sequence[Move]) -> BedState | None:
    """In which state do these moves, in order, leave a bed? None: one of them cannot have been, or none was written down.

    >>> bed_state([Move(BedAct.RESERVE, BedState.READY, BedState.RESERVED)])
    BedState.RESERVED
    """
    current = moves[0].before if moves else None
    for move in moves:
        if move.before is not current or after(move.before, move.act) is not move.after:
            return None
        current = move.after
    return current


@dataclass(frozen=True, slots=True)
class Times:
    """What is known of when a placement was signed, boarded for, arrived in and ended."""

    signed_at: datetime | None
    is_boarded: bool
    arrived_at: datetime | None
    ended_at: datetime | None


def placement_state(times: Times) -> PlacementState:
    """How far has a placement come, by its signatures and arrivals? One that ended without anybody arriving was withdrawn.

    >>> placement_state(Times(None, False, None, None))
    PlacementState.REQUESTED
    """
    if times.ended_at is not None:
        return PlacementState.ENDED if times.arrived_at is not None else PlacementState.WITHDRAWN
    if times.arrived_at is not None:
        return PlacementState.ARRIVED
    if times.is_boarded:
        return PlacementState.UNDER_WAY
    return PlacementState.REQUESTED if times.signed_at is None else PlacementState.SIGNED


def has_gap(stretches: Sequence[Held], moved_at: Sequence[datetime]) -> bool:
    """Was the person ever with two custodians at once, or with none between a place and the next?

    `stretches` in order of their beginning; `moved_at`: when stays ended because the person went on to another place.
    """
    for first, second in pairwise(stretches):
        if first.until is None or first.until > second.since:
            return True
    ends = {stretch.until for stretch in stretches if stretch.until is not None}
    begins = {stretch.since for stretch in stretches}
    return any(moment in ends and moment not in begins for moment in moved_at)
