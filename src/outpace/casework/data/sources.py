"""What crosses casework's door about where a case may have been infected: cases by number and day, nobody by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from outpace.casework.choices.cases import Doubt


@dataclass(frozen=True, slots=True)
class Suspect:
    """One case as a possible link of the chain; days are local.

    `fell_ill`: its day of onset, or of its sample (`has_onset` False). It could infect others from `infectious_first` to `infectious_last`
    (None: open), and was infected between `infected_first` and `infected_last`, by the packs' windows; all None where they have none.
    """

    case_id: int
    fell_ill: date
    has_onset: bool
    infectious_first: date | None
    infectious_last: date | None
    infected_first: date | None
    infected_last: date | None


@dataclass(frozen=True, slots=True)
class SuspectTable:
    """The cases among which a case's source is looked for, the case itself among them.

    `exposed`: (source, case) pairs of which the second was a contact of the first. `judged`: what people said of a pair, the latest.
    `cut`: there are more cases in those days than were taken.
    """

    case_id: int
    suspects: tuple[Suspect, ...]
    exposed: frozenset[tuple[int, int]]
    judged: Mapping[tuple[int, int], Doubt]
    packs: tuple[str, ...]
    disease: str
    cut: bool


__all__ = ["Suspect", "SuspectTable"]
