"""What a zone owes its people every day: tests until everybody is done, deliveries to every door that may not open."""

from dataclasses import dataclass

from epiworks.protocol import Measure
from epiworks.units import PersonCount

TO_THE_DOOR = frozenset({Measure.STAY_IN, Measure.SERVICE_TO_DOOR})
"""People who may not leave home, or are promised service to the door, are brought what they need."""


@dataclass(frozen=True, slots=True)
class Owed:
    """Counts, never lists. `tests`: persons due without a valid sample in the running pass; `doors`: households to be served a day."""

    tests: PersonCount
    tests_due: PersonCount
    doors: int
    people_behind_doors: PersonCount


def owed(*, due: int, done: int, households: int, people: int, measures: frozenset[str]) -> Owed:
    """What is owed in a zone whose running pass asks for `due` persons, `done` of them with a valid sample? Never negative.

    >>> owed(due=180, done=150, households=60, people=178, measures=frozenset({"stay_in"})).doors
    60
    """
    served = bool(measures & {str(measure) for measure in TO_THE_DOOR})
    return Owed(
        tests=PersonCount(max(0, due - done)),
        tests_due=PersonCount(due),
        doors=households if served else 0,
        people_behind_doors=PersonCount(people if served else 0),
    )
