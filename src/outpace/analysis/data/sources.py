"""From whom may a case have its infection?"""

from dataclasses import dataclass

from outpace.analysis.data.curve import Lack
from outpace.analysis.data.inputs import Borrowed
from outpace.casework.choices.cases import Doubt


@dataclass(frozen=True, slots=True)
class PossibleSource:
    """One possible source: how likely (0 to 1), days from its onset to the case's, whether a contact is recorded, what a person judged."""

    case_id: int
    chance: float
    gap: int
    exposed: bool
    judged: Doubt | None


@dataclass(frozen=True, slots=True)
class SourcesFound:
    """Possible sources of one case, the likeliest first, at most ten; `others`: the rest of the cases looked at; `outside`: none.

    The three add up to 1. A proposal for a human.
    """

    rows: tuple[PossibleSource, ...]
    others: float | None
    outside: float | None
    looked_at: int
    cut: bool
    by_sample: int
    packs: tuple[str, ...]
    interval: Borrowed | None
    lack: Lack
