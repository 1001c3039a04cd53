"""One step of a history, as it is drawn."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """A verb and three small numbers that say on whom and how."""

    verb: str
    a: int = 0
    b: int = 0
    c: int = 0
