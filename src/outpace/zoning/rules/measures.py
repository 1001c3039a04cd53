"""What a signed version does to the measures of its zone at its hour: for the change itself, and for what is said of it before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """Which measures begin, by the pack's word, and which of those that hold end, by id. What is in neither goes on."""

    begins: tuple[str, ...] = ()
    ends: tuple[int, ...] = ()


def turn(before: str, after: str, *, measures: Sequence[str], holding: Mapping[int, str]) -> Turn:
    """What happens to the measures when a zone of type `before` becomes `after` (empty: no zone)?

    `measures`: those of the version; `holding`: the pack's word of each that holds, by id, empty for one in local words. Those of one type
    end, those of the next begin; one in local words goes on until the zone is lifted. The same type changes no measure.
    """
    if after == before:
        return Turn()
    return Turn(tuple(measures), tuple(number for number, name in sorted(holding.items()) if name or not after))
