"""What laboratories have said of a pass so far: person-times and tubes by outcome, and how many still wait for one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from epiworks.units import PersonTimes, TubeCount
from outpace.screening.choices import Outcome
from outpace.screening.rules.flow import TubeState
from outpace.screening.rules.ledger import Line


@dataclass(frozen=True, slots=True)
class Read:
    """Tubes with one standing outcome, and the person-times inside them."""

    tubes: TubeCount
    people: PersonTimes


NONE_READ = Read(TubeCount(0), PersonTimes(0))


@dataclass(frozen=True, slots=True)
class ResultSplit:
    """A pass's samples by what is known of them: ``sampled = sum of outcomes + pending + ended`` (Baise: 207,506 = 207,321 + 98 + 87)."""

    sampled: Read
    by_outcome: Mapping[Outcome, Read]
    ended: Read
    pending: Read


def share(state: TubeState) -> dict[Outcome, tuple[int, int]]:
    """What does this one tube add to the outcomes of its pass, as (tubes, person-times)? Nothing while unannounced or unread."""
    return {state.outcome: (1, state.people)} if state.announced and state.outcome is not None else {}


def difference(before: TubeState, after: TubeState) -> dict[Outcome, tuple[int, int]]:
    """Which outcomes change, and by how much, when a tube goes from one state to another?"""
    old, new = share(before), share(after)
    steps = {outcome: _step(old.get(outcome, (0, 0)), new.get(outcome, (0, 0))) for outcome in {*old, *new}}
    return {outcome: step for outcome, step in steps.items() if step != (0, 0)}


def _step(old: tuple[int, int], new: tuple[int, int]) -> tuple[int, int]:
    return new[0] - old[0], new[1] - old[1]


def split(lines: Sequence[Line], by_outcome: Mapping[Outcome, Read]) -> ResultSplit:
    """How do a pass's samples divide into outcomes, those pending, and those that ended without any?

    ``lines`` is the printed ledger: its first line says what was sampled, the sum of its ended columns what left the flow.
    """
    sampled = Read(lines[0].tubes, lines[0].people)
    ended = Read(TubeCount(sum(line.ended_tubes for line in lines)), PersonTimes(sum(line.ended_people for line in lines)))
    known = [ended, *by_outcome.values()]
    pending = Read(
        TubeCount(sampled.tubes - sum(read.tubes for read in known)), PersonTimes(sampled.people - sum(read.people for read in known))
    )
    return ResultSplit(sampled, {outcome: by_outcome.get(outcome, NONE_READ) for outcome in Outcome}, ended, pending)
