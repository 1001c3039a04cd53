"""Tables of isolation, split by what they describe: facilities, placements, trips, care."""

from outpace.isolation.models.care import SpecialPatient, Treatment
from outpace.isolation.models.facilities import Bed, BedUse, Facility, Room, RoomChange, StateCount
from outpace.isolation.models.placements import Custody, Placement
from outpace.isolation.models.trips import Passenger, Trip

__all__ = [
    "Bed",
    "BedUse",
    "Custody",
    "Facility",
    "Passenger",
    "Placement",
    "Room",
    "RoomChange",
    "SpecialPatient",
    "StateCount",
    "Treatment",
    "Trip",
]
