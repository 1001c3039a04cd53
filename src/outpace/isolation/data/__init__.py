"""The frozen values that cross isolation's door."""

from outpace.isolation.data.news import (
    CustodyGapFound,
    PersonArrived,
    PersonLeft,
    PlacementRequested,
    PlacementsRequested,
    PlacementsWithdrawn,
    PlacementWithdrawn,
    TreatmentAtRisk,
)
from outpace.isolation.data.records import NewFacility, NewPatient, NewRoom, NewTrip, RoomLoad, RowMistake

__all__ = [
    "CustodyGapFound",
    "NewFacility",
    "NewPatient",
    "NewRoom",
    "NewTrip",
    "PersonArrived",
    "PersonLeft",
    "PlacementRequested",
    "PlacementWithdrawn",
    "PlacementsRequested",
    "PlacementsWithdrawn",
    "RoomLoad",
    "RowMistake",
    "TreatmentAtRisk",
]
