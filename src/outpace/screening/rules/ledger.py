"""What the six-stage ledger owes each tube, and whether its columns balance (invariant 3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from epiworks.units import PersonTimes, TubeCount
from outpace.screening.choices import Stage
from outpace.screening.rules.flow import TubeState, has_ended


@dataclass(frozen=True, slots=True)
class Cell:
    """One stage of one pass and site: tubes that reached it and tubes that left the flow there, with the person-times inside them."""

    tubes: int = 0
    people: int = 0
    ended_tubes: int = 0
    ended_people: int = 0

    def __add__(self, other: "Cell") -> "Cell":
        """Add column by column."""
        return Cell(
            self.tubes + other.tubes,
            self.people + other.people,
            self.ended_tubes + other.ended_tubes,
            self.ended_people + other.ended_people,
        )

    def __neg__(self) -> "Cell":
        """Negate column by column."""
        return Cell(-self.tubes, -self.people, -self.ended_tubes, -self.ended_people)


NOTHING = Cell()
Column = Mapping[Stage, Cell]


@dataclass(frozen=True, slots=True)
class Line:
    """One printed ledger line: reached this stage = went on + waiting here + ended here, in tubes and in person-times."""

    stage: Stage
    tubes: TubeCount
    people: PersonTimes
    waiting_tubes: TubeCount
    waiting_people: PersonTimes
    ended_tubes: TubeCount
    ended_people: PersonTimes


def share(state: TubeState) -> Column:
    """What does this one tube add to each stage of its site's column? Nothing while no sampling record has announced it."""
    if not state.announced:
        return {}
    return _share(state.stage, state.people, has_ended(state))


@lru_cache(maxsize=4_096)
def _share(stage: Stage, people: int, ended: bool) -> Column:
    """The share of an announced tube; thousands of tubes of one batch have the same."""
    cells = {reached: Cell(1, people) for reached in Stage if reached <= stage}
    if ended:
        cells[stage] += Cell(0, 0, 1, people)
    return MappingProxyType(cells)


def difference(before: TubeState | None, after: TubeState) -> dict[Stage, Cell]:
    """Which ledger cells change, and by how much, when a tube goes from one state to another (``None``: it was not there)?"""
    new, old = share(after), share(before) if before else {}
    steps = {stage: new.get(stage, NOTHING) + -old.get(stage, NOTHING) for stage in {*new, *old} if new.get(stage) != old.get(stage)}
    return {stage: cell for stage, cell in steps.items() if cell != NOTHING}


def total(columns: Iterable[Column]) -> dict[Stage, Cell]:
    """What do several sites' columns come to together? Every stage is present, zeros included."""
    summed = dict.fromkeys(Stage, NOTHING)
    for column in columns:
        for stage, cell in column.items():
            summed[stage] += cell
    return summed


def lines(column: Column) -> list[Line]:
    """How does the ledger print: each stage with what went on, what waits there and what ended there?"""
    printed = []
    stages = list(Stage)
    for position, stage in enumerate(stages):
        here = column.get(stage, NOTHING)
        onward = (
            column.get(stages[position + 1], NOTHING)
            if position + 1 < len(stages)
            else Cell(here.tubes - here.ended_tubes, here.people - here.ended_people)
        )
        printed.append(
            Line(
                stage=stage,
                tubes=TubeCount(here.tubes),
                people=PersonTimes(here.people),
                waiting_tubes=TubeCount(here.tubes - onward.tubes - here.ended_tubes),
                waiting_people=PersonTimes(here.people - onward.people - here.ended_people),
                ended_tubes=TubeCount(here.ended_tubes),
                ended_people=PersonTimes(here.ended_people),
            )
        )
    return printed


def imbalances(column: Column) -> list[Stage]:
    """At which stages does the ledger not balance: more went on or ended than ever arrived?"""
    return [line.stage for line in lines(column) if line.waiting_tubes < 0 or line.waiting_people < 0]
