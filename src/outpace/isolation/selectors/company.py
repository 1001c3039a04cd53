"""Rooms that people of one home have, with beds still free: who of the same home is asked for later may join them there."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from outpace.isolation.choices import BedState, Cohort
from outpace.isolation.models import Bed, BedUse
from outpace.isolation.rules.allocation import ADULT
from outpace.isolation.selectors.answers import PlacementRow
from outpace.kernel import clock
from outpace.kernel.scope import Actor
from outpace.registry import api as registry
from outpace.registry.data import RosterEntry


@dataclass(frozen=True, slots=True)
class Beside:
    """One free bed in a room that people of one home have. `accompanied`: one of them can look after another."""

    facility_id: int
    bed_id: int
    label: str
    accompanied: bool


def beds_beside(actor: Actor, rows: Sequence[PlacementRow], facility_ids: Collection[int]) -> Mapping[int, tuple[Beside, ...]]:
    """Beside people of their own home, in which free beds could each of these sleep? By placement; most are beside nobody.

    One question where no room is partly taken. The read of those in the rooms is logged.
    """
    beds = Bed.objects.filter(room__facility_id__in=list(facility_ids), room__facility__cohort=Cohort.ONE_PARTY, state=BedState.READY)
    partly = beds.exclude(room__state=BedState.READY).order_by("room__code", "number")
    free = list(partly.values_list("pk", "number", "room_id", "room__code", "room__facility_id"))
    if not free or not rows:
        return {}
    people = _people_in({room for _bed, _number, room, _code, _facility in free})
    homes = registry.households_of([*{row.person_id for row in rows}, *{one for found in people.values() for one in found}])
    shared = _shared(rows, people, homes)
    carers = _carers(actor, {person for rooms in shared.values() for room in rooms for person in people[room]})
    return {
        placement: tuple(
            Beside(facility, bed, f"{code}-{number}", not carers.isdisjoint(people[room]))
            for bed, number, room, code, facility in free
            if room in rooms
        )
        for placement, rooms in shared.items()
    }


def _people_in(rooms: Collection[int]) -> Mapping[int, set[int]]:
    """Who has a bed in each of these rooms? Rooms without anybody are left out."""
    people: dict[int, set[int]] = defaultdict(set)
    for room, person in BedUse.objects.filter(bed__room_id__in=rooms, ended_at=None).values_list("bed__room_id", "person_id"):
        people[room].add(person)
    return people


def _shared(rows: Sequence[PlacementRow], people: Mapping[int, set[int]], homes: Mapping[int, int]) -> Mapping[int, set[int]]:
    """In which of these rooms does each person find only people of their own home?"""
    rooms_of: dict[int, set[int]] = defaultdict(set)
    for room, found in people.items():
        households = {homes.get(person) for person in found}
        home = households.pop() if len(households) == 1 else None
        if home is not None:
            rooms_of[home].add(room)
    return {row.id: rooms_of[homes[row.person_id]] for row in rows if homes.get(row.person_id) in rooms_of}


def _carers(actor: Actor, people: Collection[int]) -> set[int]:
    """Which of these people can look after another?"""
    if not people:
        return set()
    masks = {group.code: group.mask for group in registry.key_groups()}
    found, now = registry.persons_for_ids(actor, sorted(people), purpose="isolation.company"), clock.now()
    return {entry.id for entry in found if _is_carer(entry, masks.get("disabled", 0), now)}


def _is_carer(entry: RosterEntry, disabled: int, now: datetime) -> bool:
    """An adult who is not dependent; whose age nobody knows counts as one, as in the proposals."""
    return not entry.groups & disabled and (entry.birth_year is None or now.year - entry.birth_year >= ADULT)
