"""Cases and follow-ups as the apps above hang on them: what their checks compare rooms, zones and tasks with. Nobody is identified."""

from dataclasses import dataclass
from datetime import datetime

from epiworks.protocol import Place
from outpace.casework.choices.cases import CaseEnd
from outpace.kernel.scope import AreaPath


@dataclass(frozen=True, slots=True)
class Turn:
    """A case turned from one class to another at a moment; `before` empty: it was opened."""

    before: str
    after: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StandingCase:
    """One case with the facts that it rests on. `turns` empty: it is excluded. `closed_as` empty: it is open."""

    id: int
    person_id: int
    area_path: AreaPath
    case_class: str
    found_at: datetime
    closed_as: str
    turns: tuple[Turn, ...]

    @property
    def is_excluded(self) -> bool:
        """Is there no case after all?"""
        return self.closed_as == CaseEnd.EXCLUDED

    @property
    def is_open(self) -> bool:
        """Is it worked on: neither excluded nor ended?"""
        return not self.closed_as


@dataclass(frozen=True, slots=True)
class StandingFollowUp:
    """One person in follow-up now: in which class since when, and where they are ordered to be."""

    id: int
    person_id: int
    area_path: AreaPath
    group: str
    group_since: datetime
    place: Place
