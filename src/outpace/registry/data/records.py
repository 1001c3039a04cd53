"""What crosses the registry's door about areas, people and stations: frozen objects and the events it publishes."""

from dataclasses import dataclass
from datetime import datetime

from outpace.kernel.events import Event
from outpace.kernel.scope import AreaPath


@dataclass(frozen=True, slots=True)
class AreaNode:
    """One area, with its names in both languages and its kind."""

    id: int
    code: str
    path: AreaPath
    kind: str
    kind_zh: str
    kind_en: str
    name: str
    name_en: str
    depth: int
    parent_id: int | None
    active: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """People and households of an area, counted at write time. Units: persons, households. `version` names the state read."""

    residents: int
    present: int
    away: int
    households: int
    grids: int
    version: int


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One line of an area list: the node, its counts and whether there is anything below it."""

    node: AreaNode
    counts: Counts
    children: int


@dataclass(frozen=True, slots=True)
class AreaHistory:
    """One change of an area: what, from which name and path to which, by whom, when."""

    action: str
    old_name: str
    new_name: str
    old_path: str
    new_path: str
    merged_into: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PersonPlace:
    """Where a person belongs and whether they count: all that screening needs, nothing that identifies."""

    id: int
    grid_id: int
    presence: int
    groups: int


@dataclass(frozen=True, slots=True)
class KindName:
    """One kind of area: its code, names, and how far from the top it stands."""

    code: str
    name_zh: str
    name_en: str
    rank: int


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """One row of a division file that could not be loaded, where it stood, and why (code, name, twice, kind, no_parent)."""

    file: str
    line: int
    code: str
    name: str
    reason: str
    parent: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class DivisionLoad:
    """What a load of division files did. Units: areas. `bad` keeps the first rows rejected, to be mended."""

    loaded: int
    known: int
    rejected: int
    bad: tuple[DivisionRow, ...]


@dataclass(frozen=True, slots=True)
class SyntheticCounty:
    """What the generator put into a county. Units: persons, households, grids."""

    people: int
    households: int
    grids: int
    present: int


@dataclass(frozen=True, slots=True)
class DemoUser:
    """A demo user: the name to sign in with, the role held, where, and the station posted to, if any."""

    username: str
    role: str
    path: AreaPath
    station_id: int | None


@dataclass(frozen=True, slots=True)
class Equipment:
    """What a demo county is equipped with. Units: sampling sites, stations."""

    sites: int
    stations: int
    users: tuple[DemoUser, ...]


@dataclass(frozen=True, slots=True)
class RowMistake:
    """One row of a list of people that cannot be taken: its number in the spreadsheet, and why, in the reader's language."""

    number: int
    problem: str


@dataclass(frozen=True, slots=True)
class LoadView:
    """One file of people: how many rows (units: rows) were added, known already, or given back to be mended."""

    id: int
    area_id: int
    area_name: str
    file_name: str
    state: str
    rows: int
    added: int
    known: int
    rejected: int
    by_name: str
    at: datetime
    ended_at: datetime | None
    has_errors: bool
    mistakes: tuple[RowMistake, ...] = ()
    area_name_en: str = ""


@dataclass(frozen=True, slots=True)
class NewArea:
    """What a new area is: its code is its own for life; an empty English name is allowed."""

    code: str
    kind: str
    name: str
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class NewStation:
    """What a new station is. `nominal_per_day`: person-times at a site, tubes at a laboratory, as declared."""

    code: str
    kind: str
    name: str
    name_en: str = ""
    mobility: str = "fixed"
    address: str = ""
    nominal_per_day: int | None = None


@dataclass(frozen=True, slots=True)
class KeyGroupName:
    """One key group: its bit, code, names, and whether its people have the priority lane."""

    bit: int
    code: str
    name_zh: str
    name_en: str
    priority: bool

    @property
    def mask(self) -> int:
        """The bit as a mask for `Person.groups`."""
        return 1 << self.bit


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What is known when a person is enrolled. `document` and `phone` may be empty: a walk-in may have neither."""

    name: str
    document: str = ""
    phone: str = ""
    sex: str = "u"
    birth_year: int | None = None
    groups: int = 0
    source: str = "household_visit"
    synthetic: bool = False
    presence: int = 1


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One person of a grid's roster as the reader may see them (masked or in full)."""

    id: int
    code: str
    name: str
    document: str
    phone: str
    address: str
    birth_year: int | None
    sex: str
    presence: int
    groups: int
    household: str
    grid_id: int
    grid_name: str
    path: AreaPath
    synthetic: bool
    masked: bool
    grid_name_en: str = ""


@dataclass(frozen=True, slots=True)
class StationRow:
    """One station with its area and its head."""

    id: int
    code: str
    kind: str
    mobility: str
    name: str
    name_en: str
    area_id: int
    path: AreaPath
    area_name: str
    address: str
    nominal_per_day: int | None
    head_id: int | None
    head_name: str
    active: bool
    area_name_en: str = ""


@dataclass(frozen=True, slots=True)
class PostRow:
    """One posting: who, what duty, since when, until when (None: still)."""

    id: int
    user_id: int
    user_name: str
    duty: str
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class ResidentsChanged(Event):
    """The people of a grid changed. Deltas are persons; a move publishes one event for the grid left and one for the grid reached.

    `version` is the grid's count version after the change: a denominator that used an older one is stale.
    """

    grid_id: int
    path: AreaPath
    person_ids: tuple[int, ...]
    residents_delta: int
    present_delta: int
    version: int


@dataclass(frozen=True, slots=True)
class AreaMoved(Event):
    """An area, with all below it, now has another path."""

    area_id: int
    old_path: AreaPath
    new_path: AreaPath


@dataclass(frozen=True, slots=True)
class AreaMerged(Event):
    """An area ended and what it held now belongs to another."""

    area_id: int
    into_id: int
    old_path: AreaPath
    into_path: AreaPath
