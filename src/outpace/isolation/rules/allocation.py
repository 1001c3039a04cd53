"""Where should who go? Proposals for a list of requests and the rooms that are free: near, suitable, together, least disruptive.

Nothing here decides: a named human signs each proposal, or another room. Each choice says why, in grounds that the application words.
Sources: domain.md B9-B12 [ZJ-iso] (not alone), [Henan] (stay local), [SiteDesign] (single rooms, some accessible), [NHC-0323] (care).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from epiworks.protocol import Place
from outpace.isolation.choices import Care, Cohort, FacilityKind
from outpace.kernel.scope import AreaPath, shared_path

ALONE_FROM = 15
"""Age in years from which somebody may be alone in a room; 14 and younger are accompanied or stay at home [ZJ-iso]."""
ADULT = 18
VERY_OLD = 80
INFANT_BELOW = 3
LOCAL_DEPTH = 3
"""How many levels two addresses share when they lie in the same county (province, prefecture, county)."""

FITS: Mapping[Place, tuple[FacilityKind, ...]] = {
    Place.HOME_ISOLATION: (FacilityKind.HOME,),
    Place.CENTRALISED: (FacilityKind.ISOLATION_SITE,),
    Place.FANGCANG: (FacilityKind.FANGCANG,),
    Place.HOSPITAL: (FacilityKind.DESIGNATED_HOSPITAL, FacilityKind.TREATMENT_BASE),
}
"""Which kinds of facility serve which place of a pack; only these places need a placement."""

STAFFED = frozenset({Place.FANGCANG, Place.HOSPITAL})
"""Where nurses are at hand, so that nobody is alone."""


class Ground(StrEnum):
    """Why this place? Each is a sentence in both languages (web/words.py)."""

    NEAR = "near"
    TOGETHER = "together"
    ACCOMPANIED = "accompanied"
    STAFFED = "staffed"
    ACCESSIBLE = "accessible"
    CARE_HERE = "care_here"
    CARE_ELSEWHERE = "care_elsewhere"
    STAY_LOCAL = "stay_local"
    EMPTIER = "emptier"
    HOME_NOT_ALONE = "home_not_alone"
    HOME_BY_RULES = "home_by_rules"
    NO_ROOM = "no_room"
    NO_LOCAL_ROOM = "no_local_room"
    OTHER_CHOICE = "other_choice"


@dataclass(frozen=True, slots=True)
class Berth:
    """One free bed in a room that somebody of the same home who can look after another has already."""

    facility_id: int
    bed_id: int


@dataclass(frozen=True, slots=True)
class Need:
    """One person who needs a place. `age` in years, None: not known, then as an adult. `party`: a key shared by who lives together.

    `berths`: where they could join an adult of their home who was placed before.
    """

    placement_id: int
    path: AreaPath
    place: Place
    age: int | None = None
    pregnant: bool = False
    dependent: bool = False
    care: frozenset[Care] = frozenset()
    party: str = ""
    due_at: datetime | None = None
    berths: tuple[Berth, ...] = ()

    @property
    def needs_company(self) -> bool:
        """May this person not be alone in a room?"""
        return self.pregnant or self.dependent or (self.age is not None and self.age < ALONE_FROM)

    @property
    def can_accompany(self) -> bool:
        """Can this person look after another?"""
        return not self.dependent and (self.age is None or self.age >= ADULT)

    @property
    def stays_local(self) -> bool:
        """May this person not be moved out of the county: very old, infant, in psychiatric care?"""
        return Care.PSYCHIATRIC in self.care or (self.age is not None and (self.age >= VERY_OLD or self.age < INFANT_BELOW))


@dataclass(frozen=True, slots=True)
class FreeRoom:
    """A room that can take somebody: the ids of its free beds, and whether a wheelchair gets in."""

    room_id: int
    beds: tuple[int, ...]
    accessible: bool = False


@dataclass(frozen=True, slots=True)
class Site:
    """One facility with its free rooms. `taken_share` is its honest occupancy, 0 to 1."""

    facility_id: int
    kind: FacilityKind
    path: AreaPath
    cohort: Cohort = Cohort.ONE_PARTY
    care: frozenset[Care] = frozenset()
    rooms: tuple[FreeRoom, ...] = ()
    taken_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Choice:
    """The proposal for one person. No facility: nothing fits, and the grounds say so. `at_home`: stay home after an assessment."""

    placement_id: int
    facility_id: int | None
    bed_id: int | None = None
    at_home: bool = False
    grounds: tuple[Ground, ...] = ()


@dataclass(slots=True)
class _Stock:
    """What is still free while a list is worked down."""

    sites: tuple[Site, ...]
    beds: dict[int, dict[int, list[int]]] = field(default_factory=dict)
    joined: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, sites: Iterable[Site]) -> "_Stock":
        kept = tuple(sorted(sites, key=lambda site: site.facility_id))
        return cls(kept, {site.facility_id: {room.room_id: list(room.beds) for room in site.rooms} for site in kept})

    def take(self, site: Site, rooms: Sequence[tuple[int, int]]) -> list[int]:
        """Take so many beds of each of these rooms; a room for one party is gone with its first bed."""
        taken: list[int] = []
        held = self.beds[site.facility_id]
        for room_id, number in rooms:
            taken += held[room_id][:number]
            held[room_id] = held[room_id][number:] if site.cohort is Cohort.WARD else []
        return taken


def propose(needs: Sequence[Need], sites: Sequence[Site]) -> tuple[Choice, ...]:
    """Where should each of these people go? In the order given; the same needs and sites always give the same proposals.

    The earliest deadline chooses first. People who live together go to the same place; who may not be alone shares a room with an adult
    of the party, or one of the home who was placed before; where there is none they stay at home after an assessment, unless nurses are
    at hand where they go.
    """
    stock, made = _Stock.of(sites), dict[int, Choice]()
    for party in _parties(needs):
        for choice in _for_party(party, stock):
            made[choice.placement_id] = choice
    return tuple(made[need.placement_id] for need in needs)


def steps_between(home: AreaPath, site: AreaPath) -> int:
    """How far is a site from a home, in levels of the area tree one has to climb from the home? Zero: in the same smallest area."""
    return home.count("/") - shared_path([home, site]).count("/")


def _parties(needs: Sequence[Need]) -> list[tuple[Need, ...]]:
    grouped: dict[object, list[Need]] = {}
    for need in needs:
        grouped.setdefault((need.party, need.place) if need.party else need.placement_id, []).append(need)
    return sorted((tuple(party) for party in grouped.values()), key=_urgency)


def _urgency(party: tuple[Need, ...]) -> tuple[bool, float, int]:
    due = min((need.due_at.timestamp() for need in party if need.due_at), default=0.0)
    return (all(need.due_at is None for need in party), due, min(need.placement_id for need in party))


def _for_party(party: tuple[Need, ...], stock: _Stock) -> list[Choice]:
    place = party[0].place
    if place is Place.HOME_ISOLATION:
        return [_home(need, stock, Ground.HOME_BY_RULES) for need in party]
    shielded = () if place in STAFFED else tuple(need for need in party if need.needs_company)
    if not shielded:
        return _placed(party, stock, shared=())
    others = tuple(need for need in party if not need.needs_company)
    company = next((need for need in others if need.can_accompany), None)
    if company is not None:
        return _placed(party, stock, shared=(*shielded, company))
    return _without_company(shielded, others, stock)


def _without_company(shielded: tuple[Need, ...], others: tuple[Need, ...], stock: _Stock) -> list[Choice]:
    """Nobody of the party can look after another: who may not be alone joins an adult placed before or stays at home; others are placed."""
    alone = [_joined(need, stock) or _home(need, stock, Ground.HOME_NOT_ALONE) for need in shielded]
    return alone + (_placed(others, stock, shared=()) if others else [])


def _joined(need: Need, stock: _Stock) -> Choice | None:
    """In which free bed beside an adult of the home who was placed before? None: in none of the right kind of place."""
    right = {site.facility_id for site in stock.sites if site.kind in FITS.get(need.place, ())}
    berth = next((found for found in need.berths if found.facility_id in right and found.bed_id not in stock.joined), None)
    if berth is None:
        return None
    stock.joined.add(berth.bed_id)
    return Choice(need.placement_id, berth.facility_id, berth.bed_id, grounds=(Ground.TOGETHER, Ground.ACCOMPANIED))


def _home(need: Need, stock: _Stock, ground: Ground) -> Choice:
    """Which home team covers this address? The closest one whose area holds it."""
    teams = [site for site in stock.sites if site.kind is FacilityKind.HOME and need.path.startswith(site.path)]
    team = max(teams, key=lambda site: (len(site.path), -site.facility_id), default=None)
    if team is None:
        return Choice(need.placement_id, None, at_home=True, grounds=(ground, Ground.NO_ROOM))
    return Choice(need.placement_id, team.facility_id, at_home=True, grounds=(ground,))


def _placed(party: tuple[Need, ...], stock: _Stock, *, shared: tuple[Need, ...]) -> list[Choice]:
    """Place a party: `shared` in one room, everybody else in a room of their own (a bed of their own in a ward)."""
    offers = _offers(party, stock, shared=shared)
    if not offers:
        missing = Ground.NO_LOCAL_ROOM if any(need.stays_local for need in party) else Ground.NO_ROOM
        return [Choice(need.placement_id, None, grounds=(missing,)) for need in party]
    site, rooms = min(offers, key=lambda offer: (_rank(party, *offer), offer[0].facility_id))
    others = [other for other, _rooms in offers if other is not site]
    order = (*shared, *(need for need in party if need not in shared))
    beds = stock.take(site, rooms)
    ramps = {bed for room in site.rooms if room.accessible for bed in room.beds}
    made = []
    for need, bed in zip(order, beds, strict=True):
        grounds = _grounds(need, party, site, shared=shared, others=others)
        if need.dependent and bed in ramps:
            grounds += (Ground.ACCESSIBLE,)
        made.append(Choice(need.placement_id, site.facility_id, bed, grounds=grounds))
    return made


def _offers(party: tuple[Need, ...], stock: _Stock, *, shared: tuple[Need, ...]) -> list[tuple[Site, list[tuple[int, int]]]]:
    """Which sites of the right kind have rooms for the whole party, within the county where somebody may not leave it; which rooms?"""
    kinds, is_local = FITS.get(party[0].place, ()), any(need.stays_local for need in party)
    offers = []
    for site in stock.sites:
        is_near = shared_path([party[0].path, site.path]).strip("/").count("/") + 1 >= LOCAL_DEPTH
        rooms = _rooms_for(party, site, stock, shared=shared) if site.kind in kinds and (is_near or not is_local) else None
        if rooms is not None:
            offers.append((site, rooms))
    return offers


def _rank(party: tuple[Need, ...], site: Site, rooms: Sequence[tuple[int, int]]) -> tuple[int, int, float]:
    """How good is a site for a party? Unmet needs (care, a ramp) first, then distance, then how full it is."""
    unmet = len(frozenset().union(*(need.care for need in party)) - site.care)
    ramps = {room.room_id for room in site.rooms if room.accessible}
    unmet += any(need.dependent for need in party) and not any(room_id in ramps for room_id, _ in rooms)
    return (unmet, min(steps_between(need.path, site.path) for need in party), site.taken_share)


def _rooms_for(party: tuple[Need, ...], site: Site, stock: _Stock, *, shared: tuple[Need, ...]) -> list[tuple[int, int]] | None:
    """Which rooms would the party take, and how many beds of each? None: not enough of the right ones."""
    left = {room_id: len(beds) for room_id, beds in stock.beds[site.facility_id].items() if beds}
    accessible = {room.room_id for room in site.rooms if room.accessible}
    chosen: list[tuple[int, int]] = []
    units = [shared] if shared else []
    units += [(need,) for need in party if need not in shared]
    for unit in units:
        wants_ramp = any(need.dependent for need in unit)
        fitting = [room for room, beds in left.items() if beds >= len(unit)]
        # The smallest room that is enough, an accessible one only for those who need it.
        best = min(fitting, key=lambda room: ((room in accessible) != wants_ramp, left[room], room), default=None)
        if best is None:
            return None
        chosen.append((best, len(unit)))
        left[best] = left[best] - len(unit) if site.cohort is Cohort.WARD else 0
    return chosen


def _grounds(need: Need, party: tuple[Need, ...], site: Site, *, shared: tuple[Need, ...], others: Sequence[Site]) -> tuple[Ground, ...]:
    here = steps_between(need.path, site.path)
    facts = (
        (len(party) > 1, Ground.TOGETHER),
        (need.needs_company and need in shared, Ground.ACCOMPANIED),
        (need.needs_company and need.place in STAFFED, Ground.STAFFED),
        (need.stays_local, Ground.STAY_LOCAL),
        (bool(need.care) and need.care <= site.care, Ground.CARE_HERE),
        (bool(need.care - site.care), Ground.CARE_ELSEWHERE),
        (all(here <= steps_between(need.path, other.path) for other in others), Ground.NEAR),
        (any(here == steps_between(need.path, other.path) and site.taken_share < other.taken_share for other in others), Ground.EMPTIER),
    )
    return tuple(ground for holds, ground in facts if holds)
