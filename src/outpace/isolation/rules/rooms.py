"""Rooms and beds: which act leads from which state to which, what a room is when its beds differ, and how full a place honestly is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from outpace.isolation.choices import BedAct, BedState

S, A = BedState, BedAct

NEXT: Mapping[tuple[BedState, BedAct], BedState] = {
    (S.PLANNED, A.CONVERT): S.CONVERTING,
    (S.PLANNED, A.CLOSE): S.OUT_OF_USE,
    (S.CONVERTING, A.OPEN): S.READY,
    (S.CONVERTING, A.CLOSE): S.OUT_OF_USE,
    (S.READY, A.RESERVE): S.RESERVED,
    (S.READY, A.CLOSE): S.OUT_OF_USE,
    (S.RESERVED, A.FREE): S.READY,
    (S.RESERVED, A.ARRIVE): S.OCCUPIED,
    (S.OCCUPIED, A.PREPARE): S.LEAVING,
    (S.OCCUPIED, A.LEAVE): S.CLEANING,
    (S.LEAVING, A.STAY_ON): S.OCCUPIED,
    (S.LEAVING, A.LEAVE): S.CLEANING,
    (S.CLEANING, A.CLEANED): S.READY,
    (S.CLEANING, A.CLOSE): S.OUT_OF_USE,
    (S.OUT_OF_USE, A.REOPEN): S.CONVERTING,
}
"""The whole machine. A bed in which somebody is, or for whom it is kept, can only be left, given back or taken: never closed."""

HELD = frozenset({S.RESERVED, S.OCCUPIED, S.LEAVING})
"""States in which a bed is somebody's."""

USABLE = HELD | {S.READY}
"""States that count as capacity now: what is planned, converting, being cleaned or out of use takes nobody tonight."""

TO_COME = frozenset({S.PLANNED, S.CONVERTING})
"""States of a room that takes nobody yet and is to: its ready date counts in the forecast."""

BY_STAFF = frozenset({A.CONVERT, A.OPEN, A.CLEANED, A.CLOSE, A.REOPEN})
"""What staff do to a bed by hand; the other acts follow from placements, arrivals and departures."""

_PRECEDENCE = (S.OCCUPIED, S.LEAVING, S.RESERVED, S.CLEANING, S.READY, S.CONVERTING, S.PLANNED, S.OUT_OF_USE)


def after(state: BedState, act: BedAct) -> BedState | None:
    """In which state is a bed after this act? None: the act is not possible from this state.

    >>> after(BedState.READY, BedAct.RESERVE)
    BedState.RESERVED
    """
    return NEXT.get((state, act))


def acts_from(state: BedState) -> tuple[BedAct, ...]:
    """Which acts may staff do by hand to a bed in this state?"""
    return tuple(act for (before, act) in NEXT if before is state and act in BY_STAFF)


def room_state(beds: Iterable[BedState]) -> BedState:
    """In which state is a room whose beds are in these states? The one that binds most. A room without beds is out of use.

    >>> room_state([BedState.READY, BedState.OCCUPIED])
    BedState.OCCUPIED
    """
    found = frozenset(beds)
    return next((state for state in _PRECEDENCE if state in found), BedState.OUT_OF_USE)


@dataclass(frozen=True, slots=True)
class Occupancy:
    """How full? Units: rooms, or beds. `taken` of `usable` is honest; `taken` of `listed` is what it looks like on paper."""

    taken: int
    usable: int
    listed: int

    @property
    def share(self) -> float | None:
        """Which share of what can be used now is taken? None when nothing can be used."""
        return self.taken / self.usable if self.usable else None

    @property
    def share_on_paper(self) -> float | None:
        """Which share would it be if every planned, converting and closed room counted as capacity?"""
        return self.taken / self.listed if self.listed else None

    @property
    def free(self) -> int:
        """How many could take somebody now?"""
        return self.usable - self.taken

    def __add__(self, other: "Occupancy") -> "Occupancy":
        return Occupancy(self.taken + other.taken, self.usable + other.usable, self.listed + other.listed)


def occupancy(counts: Mapping[BedState, int]) -> Occupancy:
    """How full is a place with so many rooms (or beds) in each state?

    taken = reserved + occupied + leaving; usable = taken + ready; listed = all. Source: domain.md section 5, oddity 7 (S2).

    >>> occupancy({BedState.READY: 9, BedState.OCCUPIED: 141, BedState.PLANNED: 175}).share
    0.94
    """
    taken = sum(counts.get(state, 0) for state in HELD)
    return Occupancy(taken, taken + counts.get(S.READY, 0), sum(counts.values()))
