"""Facilities and rooms for a demonstration county: 20 rooms per 10,000 people, as the reserve rule asks [20per10k]."""

from math import ceil

from django.db import transaction

from outpace.isolation.choices import BedState, Care, Cohort, FacilityKind
from outpace.isolation.data import NewFacility, NewRoom
from outpace.isolation.models import Facility
from outpace.isolation.services.facilities import add_rooms, open_facility
from outpace.kernel.scope import Actor
from outpace.registry import api as registry
from outpace.registry.data import AreaNode

ROOMS_PER_10_000 = 20
ROOMS_A_SITE = 64
"""Rooms of one site: about a hotel. Ours; S2's sites have 25, S4's 51."""
CONVERTING_SITES = 2
ALL_CARE = frozenset(Care)


@transaction.atomic
def furnish_demo(actor: Actor, county_id: int) -> int:
    """How many facilities has the county now? Isolation sites, a Fangcang, hospitals, home teams; doing it again changes nothing.

    Raises NotFound, NotAllowed.
    """
    county = registry.area(actor, county_id)
    towns = [row.node for row in sorted(registry.children(actor, county_id, size=200).items, key=lambda row: -row.counts.residents)]
    wanted = max(ROOMS_A_SITE, ceil(registry.counts_under(county.path).residents * ROOMS_PER_10_000 / 10_000))
    _isolation_sites(actor, county, towns or [county], rooms=wanted)
    _hospitals(actor, county)
    for town in towns or [county]:
        code = f"{town.code}-HOME"
        _facility(
            actor, NewFacility(code, FacilityKind.HOME, f"{town.name}居家隔离工作组", town.id, f"Home isolation team, {_english(town)}")
        )
    return Facility.objects.filter(area_path__startswith=county.path, closed_at=None).count()


def _isolation_sites(actor: Actor, county: AreaNode, towns: list[AreaNode], *, rooms: int) -> None:
    """Ready rooms spread over the larger towns; two more sites are still being converted and count for nothing yet."""
    sizes = [min(ROOMS_A_SITE, rooms - start) for start in range(0, rooms, ROOMS_A_SITE)]
    plan = [(size, BedState.READY) for size in sizes] + [(40, BedState.CONVERTING)] * CONVERTING_SITES
    for number, (size, state) in enumerate(plan, start=1):
        town = towns[(number - 1) % len(towns)]
        names = (f"{town.name}集中隔离点{number}", f"Isolation site {number}, {_english(town)}")
        new = NewFacility(f"{county.code}-ISO-{number:02}", FacilityKind.ISOLATION_SITE, names[0], town.id, names[1])
        made = _facility(actor, new)
        if made is not None:
            add_rooms(actor, made, [_room(place, state) for place in range(size)])


def _hospitals(actor: Actor, county: AreaNode) -> None:
    """A Fangcang of four halls, the designated hospital, and the yellow-code hospital that keeps regular treatment going."""
    ward = Cohort.WARD
    fangcang = NewFacility(f"{county.code}-FC", FacilityKind.FANGCANG, "县方舱医院", county.id, "County Fangcang hospital", cohort=ward)
    hospital = NewFacility(
        f"{county.code}-DH",
        FacilityKind.DESIGNATED_HOSPITAL,
        "县定点医院",
        county.id,
        "County designated hospital",
        cohort=ward,
        care=ALL_CARE,
    )
    yellow = NewFacility(
        f"{county.code}-YC", FacilityKind.YELLOW_CODE_HOSPITAL, "县“黄码”医院", county.id, "County yellow-code hospital", care=ALL_CARE
    )
    halls = [NewRoom(f"HALL-{letter}", beds=50, accessible=True) for letter in "ABCD"]
    for new, rooms in (
        (fangcang, halls),
        (hospital, [NewRoom(f"{n:03}", beds=2, accessible=n % 5 == 0) for n in range(1, 16)]),
        (yellow, [NewRoom(f"{n:03}", accessible=True) for n in range(1, 13)]),
    ):
        made = _facility(actor, new)
        if made is not None:
            add_rooms(actor, made, rooms)


def _facility(actor: Actor, new: NewFacility) -> int | None:
    """Which id has the new facility? None: it was there."""
    return None if Facility.objects.filter(code=new.code).exists() else open_facility(actor, new)


def _room(place: int, state: BedState) -> NewRoom:
    """Sixteen rooms a floor; every eighth has two beds for a family, the first of each floor lets a wheelchair in."""
    floor, door = divmod(place, 16)
    code = f"{floor + 1}{door + 1:02}"
    return NewRoom(code, beds=2 if door % 8 == 7 else 1, building="1", floor=str(floor + 1), accessible=door == 0, state=state)


def _english(town: AreaNode) -> str:
    return town.name_en or town.code
