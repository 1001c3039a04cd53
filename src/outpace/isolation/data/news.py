"""What isolation tells the apps above it, inside the transaction of the change."""

from dataclasses import dataclass
from datetime import datetime

from epiworks.protocol import Place
from outpace.kernel.events import Event
from outpace.kernel.scope import AreaPath


@dataclass(frozen=True, slots=True)
class PlacementRequested:
    """One person who must be brought to a place of this kind by then (None: no clock)."""

    placement_id: int
    person_id: int
    area_path: AreaPath
    place: Place
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlacementsRequested(Event):
    """People must be brought to a place: one found as a contact or case, or everybody whom new packs send elsewhere."""

    placements: tuple[PlacementRequested, ...]


@dataclass(frozen=True, slots=True)
class PlacementWithdrawn:
    """One request for a place that is not open any more."""

    placement_id: int
    person_id: int
    area_path: AreaPath
    withdrawn_at: datetime


@dataclass(frozen=True, slots=True)
class PlacementsWithdrawn(Event):
    """Requests have lost their ground, or the people need another kind of place now."""

    placements: tuple[PlacementWithdrawn, ...]


@dataclass(frozen=True, slots=True)
class PersonArrived(Event):
    """A facility took the person over: isolated, or admitted."""

    placement_id: int
    person_id: int
    area_path: AreaPath
    facility_id: int
    arrived_at: datetime


@dataclass(frozen=True, slots=True)
class PersonLeft(Event):
    """The person left the facility; `reason` is released, moved, or died."""

    placement_id: int
    person_id: int
    area_path: AreaPath
    facility_id: int
    reason: str
    left_at: datetime


@dataclass(frozen=True, slots=True)
class CustodyGapFound(Event):
    """A person under isolation was handed over by one custodian and taken over by nobody for longer than allowed.

    `delivered`: at the destination; otherwise where the crew was to take them over.
    """

    trip_id: int
    person_id: int
    area_path: AreaPath
    since: datetime
    delivered: bool


@dataclass(frozen=True, slots=True)
class CustodyGapClosed(Event):
    """Somebody between two custodians is with one again; `taken_over` False: the ride was given up, and they are where they were."""

    trip_id: int
    person_id: int
    area_path: AreaPath
    delivered: bool
    taken_over: bool


@dataclass(frozen=True, slots=True)
class TreatmentAtRisk(Event):
    """A special patient's treatment is due soon and nobody has booked their transport: to be acted on before it is missed."""

    treatment_id: int
    person_id: int
    area_path: AreaPath
    care: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class TreatmentSettled(Event):
    """A treatment that was at risk is not any more: transport is booked, or it was given, or (`missed`) nobody has to book any more.

    Too late for either, or the patient has died.
    """

    treatment_id: int
    person_id: int
    area_path: AreaPath
    missed: bool
