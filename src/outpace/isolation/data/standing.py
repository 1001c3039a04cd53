"""What isolation asks others for at a moment: what the checks of the apps above compare tasks with. Nobody is identified."""

from dataclasses import dataclass
from datetime import datetime

from epiworks.protocol import Place
from outpace.kernel.scope import AreaPath


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A person must be brought to a place of this kind, and is not there yet."""

    placement_id: int
    person_id: int
    area_path: AreaPath
    place: Place
    requested_at: datetime


@dataclass(frozen=True, slots=True)
class StandingCauses:
    """Open requests; people found between two custodians, as (trip, person, at the destination); treatments at risk without transport, and
    people who are where they should be, by id.
    """

    requests: tuple[OpenRequest, ...]
    gaps: frozenset[tuple[int, int, bool]]
    treatments: frozenset[int]
    settled: frozenset[int]
