"""Tables of the registry, split by what they describe: areas, the ground they lie on, people, stations, loads."""

from outpace.registry.models.areas import Area, AreaAlias, AreaChange, AreaCount, AreaKind
from outpace.registry.models.ground import AreaOutline, AreaPoint, HomePoint, StationPoint
from outpace.registry.models.loads import LoadedRow, PeopleLoad
from outpace.registry.models.people import Household, KeyGroup, Person
from outpace.registry.models.stations import StaffPost, Station

__all__ = [
    "Area",
    "AreaAlias",
    "AreaChange",
    "AreaCount",
    "AreaKind",
    "AreaOutline",
    "AreaPoint",
    "HomePoint",
    "Household",
    "KeyGroup",
    "LoadedRow",
    "PeopleLoad",
    "Person",
    "StaffPost",
    "Station",
    "StationPoint",
]
