"""Which tasks does a cause ask for, and which causes stand? What is stored must say the same. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from epiworks.protocol import Trigger
from outpace.casework.data import StandingCase
from outpace.command.choices import Kind
from outpace.command.rules.loop import MOVES_CASE, triggers_of_case
from outpace.kernel.scope import AreaPath


@dataclass(frozen=True, slots=True)
class Asked:
    """A cause that stands: the events whose first actions the packs name, and what this headquarters asks for by itself,
    and which of all these are not owed any more.
    """

    ref: str
    path: AreaPath
    triggers: tuple[tuple[Trigger, datetime], ...] = ()
    kinds: tuple[Kind, ...] = ()
    spared: tuple[Kind, ...] = ()


KINDS_OF_CAUSE = frozenset({"pool", "case", "follow_up", "placement", "trip", "treatment", "proposal"})
"""Causes that other apps take back; every other task was issued by a person."""


def asked_by_case(case: StandingCase) -> Asked | None:
    """What does a case ask for, by the classes it has had since it was opened or taken up again? None for one that is excluded.

    The first event of a case counts from when it was found, whenever that was written down.
    """
    if not case.turns:
        return None
    triggers = [
        (trigger, case.found_at if not turn.before else turn.at)
        for turn in case.turns
        for trigger in triggers_of_case(turn.before, turn.after)
    ]
    return Asked(f"case:{case.id}", case.area_path, tuple(triggers), spared=() if case.is_open else MOVES_CASE)


def orphans(open_causes: Iterable[tuple[int, str]], standing: frozenset[str]) -> list[int]:
    """Which unfinished tasks, given as (id, cause), hang on a cause that does not stand? What a person asked for stands by itself.

    >>> orphans([(1, "case:7"), (2, "case:8"), (3, "by:12")], frozenset({"case:7"}))
    [2]
    """
    return [number for number, cause in open_causes if cause.partition(":")[0] in KINDS_OF_CAUSE and cause not in standing]
