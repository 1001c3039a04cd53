"""The frozen values that cross isolation's door."""

from outpace.isolation.data.news import (
    CustodyGapClosed,
    CustodyGapFound,
    PersonArrived,
    PersonLeft,
    PlacementRequested,
    PlacementsRequested,
    PlacementsWithdrawn,
    PlacementWithdrawn,
    TreatmentAtRisk,
    TreatmentSettled,
)
from outpace.isolation.data.records import FacilityChange, NewFacility, NewPatient, NewRoom, NewTrip, RoomLoad, RowMistake
from outpace.isolation.data.standing import OpenRequest, StandingCauses

__all__ = [
    "CustodyGapClosed",
    "CustodyGapFound",
    "FacilityChange",
    "NewFacility",
    "NewPatient",
    "NewRoom",
    "NewTrip",
    "OpenRequest",
    "PersonArrived",
    "PersonLeft",
    "PlacementRequested",
    "PlacementWithdrawn",
    "PlacementsRequested",
    "PlacementsWithdrawn",
    "RoomLoad",
    "RowMistake",
    "StandingCauses",
    "TreatmentAtRisk",
    "TreatmentSettled",
]
