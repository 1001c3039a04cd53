"""What a signed version does to the measures of its zone at its hour: for the change itself, and for what is said of it before."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Holding:
    """One measure that holds; `measure` is the pack's word. `by_hand`: a named human ordered it beside those of the type."""

    id: int
    measure: str
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """Which measures begin, by the pack's word, and which of those that hold end, by id. What is in neither goes on."""

    begins: tuple[str, ...] = ()
    ends: tuple[int, ...] = ()


def turn(before: str, after: str, *, measures: Sequence[str], holding: Collection[Holding]) -> Turn:
    """What happens to the measures when a zone of type `before` becomes `after` (empty: no zone), and `measures` come with the version?

    Those of one type end, those of the next begin. What a human ordered beside them goes on, with its day of review, until a human ends it
    or the zone is lifted. The same type changes no measure.
    """
    if after == before:
        return Turn()
    going_on = {found.measure for found in holding if after and found.by_hand}
    begins = tuple(name for name in measures if name not in going_on)
    return Turn(begins, tuple(sorted(found.id for found in holding if not after or not found.by_hand)))
