"""Who counts: residents, present, away; and what a change of presence or place does to the counts."""

from dataclasses import dataclass
from typing import Final

PRESENT: Final = 1
AWAY: Final = 2
RETURNING: Final = 3
RESIDENT: Final = frozenset({PRESENT, AWAY, RETURNING})


@dataclass(frozen=True, slots=True)
class CountDelta:
    """How a grid's counts change. Units: persons, households."""

    residents: int = 0
    present: int = 0
    away: int = 0
    households: int = 0

    def plus(self, other: "CountDelta") -> "CountDelta":
        """What do two changes come to together?"""
        return CountDelta(
            self.residents + other.residents, self.present + other.present, self.away + other.away, self.households + other.households
        )

    @property
    def nothing(self) -> bool:
        """Does this change no count?"""
        return self == CountDelta()


def person_counts(presence: int) -> CountDelta:
    """What does one person with this presence add to the counts of a grid?"""
    return CountDelta(residents=int(presence in RESIDENT), present=int(presence == PRESENT), away=int(presence == AWAY))


def negated(delta: CountDelta) -> CountDelta:
    """What takes this change back?"""
    return CountDelta(-delta.residents, -delta.present, -delta.away, -delta.households)


def presence_change(before: int, after: int) -> CountDelta:
    """What does one person's change of presence do to the counts of their grid?"""
    return person_counts(after).plus(negated(person_counts(before)))
