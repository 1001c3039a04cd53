"""Equipping a synthetic county for a demonstration: stations, their heads, grid workers, and one user for each role.

Numbers of S5 (Hui county, 8 November 2021): 156 mobile and 19 fixed sampling points, 49,800 person-times a day of single-tube tests.
How the laboratory capacity divides between two laboratories is an assumption of ours; the sum is the report's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from django.contrib.auth.hashers import make_password
from django.db import transaction

from outpace.kernel import audit, clock
from outpace.kernel.accounts import NewUser, create_user
from outpace.kernel.models import User
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, subtree_bounds
from outpace.registry import generator
from outpace.registry.choices import Duty, Mobility, StationKind
from outpace.registry.data import DemoUser, Equipment
from outpace.registry.generator import census
from outpace.registry.models import Area, StaffPost, Station
from outpace.registry.rules.areas import short_name
from outpace.registry.selectors.areas import counts_under, require_area
from outpace.registry.services.synthetic import refuse_beside_real_people

FIXED: Final = 19
MOBILE: Final = 156
LABORATORIES: Final = (
    ("县人民医院核酸检测实验室", "County Hospital Laboratory", 30_000),
    ("县疾控中心实验室", "County CDC Laboratory", 19_800),
)
DEMO_SIGN_IN: Final = "outpace-demo-2021"
"""The documented password of every demo user. Only made where all people are synthetic; docs/models/registry.md."""


@dataclass(frozen=True, slots=True)
class _Town:
    """A township with its residents, and its villages, largest first."""

    area: Area
    residents: int
    villages: tuple[Area, ...]


@transaction.atomic
def equip_county(actor: Actor, county_id: int) -> Equipment:
    """Give a synthetic county its stations, heads, grid workers and demo users; doing it again changes nothing.

    Raises NotSynthetic, NotFound, NotAllowed.
    """
    county = require_area(actor, Permission.STATION_MANAGE, county_id)
    refuse_beside_real_people()
    if not Station.objects.filter(area__path__startswith=county.path).exists():
        towns = _towns(county)
        stations = [*_sites(county, towns), *_others(county, towns)]
        Station.objects.bulk_create(stations)
        _staff(county, stations)
        audit.record(actor, "county.equip", subject=f"area:{county.pk}", path=AreaPath(county.path), details={"stations": len(stations)})
    users = _demo_users(actor, county)
    kinds = Station.objects.filter(area__path__startswith=county.path).values_list("kind", flat=True)
    return Equipment(sites=sum(kind == StationKind.SAMPLING_SITE for kind in kinds), stations=len(kinds), users=tuple(users))


def _towns(county: Area) -> list[_Town]:
    towns = []
    for town in Area.objects.filter(parent=county, active=True).order_by("code"):
        villages = list(Area.objects.filter(parent=town, active=True).order_by("code"))
        sizes = {village.pk: counts_under(AreaPath(village.path)).residents for village in villages}
        ordered = tuple(sorted(villages, key=lambda village: (-sizes[village.pk], village.code)))
        towns.append(_Town(town, sum(sizes.values()), ordered))
    return towns


def _sites(county: Area, towns: Sequence[_Town]) -> list[Station]:
    """Fixed sites at township seats (the rest in the largest), mobile sites at the largest villages, by residents."""
    weights = np.array([max(town.residents, 1) for town in towns], dtype=np.float64)
    fixed = generator.apportion(FIXED, weights, least=1 if len(towns) <= FIXED else 0)
    mobile = generator.apportion(MOBILE, weights)
    sites = []
    for town, number in zip(towns, fixed.tolist(), strict=True):
        sites += [_site(county, Mobility.FIXED, town.area, index) for index in range(1, number + 1)]
    for town, number in zip(towns, mobile.tolist(), strict=True):
        places = town.villages or (town.area,)
        sites += [_site(county, Mobility.MOBILE, places[index % len(places)], index // len(places) + 1) for index in range(number)]
    for kind, letter, width in ((Mobility.FIXED, "F", 2), (Mobility.MOBILE, "M", 3)):
        for number, site in enumerate((site for site in sites if site.mobility == kind), start=1):
            site.code = f"{county.code}-{letter}{number:0{width}d}"
    return sites


def _site(county: Area, mobility: Mobility, area: Area, number: int) -> Station:
    fixed = mobility is Mobility.FIXED
    place = short_name(area.name)
    return Station(
        kind=StationKind.SAMPLING_SITE,
        mobility=mobility,
        area=area,
        name=f"{place}{'固定' if fixed else '流动'}采样点{number}",
        name_en=f"{area.name_en or area.code} {'Fixed' if fixed else 'Mobile'} Site {number}",
        address=f"{county.name}{place}",
    )


def _others(county: Area, towns: Sequence[_Town]) -> list[Station]:
    """Laboratories of the county, a courier team for each township, the command post."""
    labs = [
        Station(
            code=f"{county.code}-L{number}",
            kind=StationKind.LABORATORY,
            area=county,
            name=name,
            name_en=english,
            nominal_per_day=capacity,
        )
        for number, (name, english, capacity) in enumerate(LABORATORIES, start=1)
    ]
    teams = [
        Station(
            code=f"{county.code}-C{number:02d}",
            kind=StationKind.COURIER_TEAM,
            mobility=Mobility.MOBILE,
            area=town.area,
            name=f"{town.area.name}转运组",
            name_en=f"{town.area.name_en or town.area.code} Courier Team",
        )
        for number, town in enumerate(towns, start=1)
    ]
    post = Station(
        code=f"{county.code}-HQ", kind=StationKind.COMMAND_POST, area=county, name=f"{county.name}指挥部", name_en="County Command Post"
    )
    return [*labs, *teams, post]


def _staff(county: Area, stations: Sequence[Station]) -> None:
    """Name a head for every station and a worker for every grid. These accounts cannot sign in: they are names to reach."""
    low, high = subtree_bounds(AreaPath(county.path))
    grids = list(Area.objects.filter(path__gte=low, path__lt=high, kind_id="grid", active=True).order_by("path"))
    names = _names(len(stations) + len(grids))
    users = User.objects.bulk_create(
        [
            User(username=f"{county.code}-staff-{number:05d}", display_name=name, password=make_password(None))
            for number, name in enumerate(names, start=1)
        ],
        batch_size=1_000,
    )
    now = clock.now()
    heads, workers = users[: len(stations)], users[len(stations) :]
    for station, head in zip(stations, heads, strict=True):
        station.head = head
    Station.objects.bulk_update(stations, ["head"])
    StaffPost.objects.bulk_create(
        [
            *(StaffPost(user=head, station=row, duty=Duty.HEAD, starts_at=now) for row, head in zip(stations, heads, strict=True)),
            *(StaffPost(user=user, area=grid, duty=Duty.GRID_WORKER, starts_at=now) for grid, user in zip(grids, workers, strict=True)),
        ],
        batch_size=1_000,
    )


def _names(count: int) -> list[str]:
    rng = generator.stream(2021, "staff")
    surnames, given = list(census.SURNAMES[:60]), list(census.GIVEN_MALE[2][1] + census.GIVEN_FEMALE[2][1])
    picks = zip(rng.choice(surnames, count), rng.choice(given, count), rng.choice(given, count), strict=True)
    return [f"{surname}{first}{second}" for surname, first, second in picks]


def _demo_users(actor: Actor, county: Area) -> list[DemoUser]:
    """Make the users with the documented password that are not there yet, and say who they are."""
    stations = {row.code.removeprefix(f"{county.code}-"): row for row in Station.objects.filter(area__path__startswith=county.path)}
    site, team, lab = (stations.get(code) for code in ("F01", "C01", "L1"))
    village = Area.objects.filter(path__startswith=county.path, kind_id__in=("village", "community")).order_by("path").first() or county
    wanted = [
        DemoUser("admin", "system_admin", AreaPath("/"), None),
        DemoUser("commander", "commander", AreaPath(county.path), None),
        DemoUser("duty", "duty_officer", AreaPath(county.path), None),
        DemoUser("planner", "screening_lead", AreaPath(county.path), None),
        DemoUser("auditor", "auditor", AreaPath(county.path), None),
        DemoUser("observer", "observer", AreaPath(county.path), None),
        DemoUser("investigator", "investigator", AreaPath(county.path), None),
        DemoUser("reviewer", "investigator", AreaPath(county.path), None),
        DemoUser("isolation", "isolation_head", AreaPath(county.path), None),
        DemoUser("transfer", "transfer_crew", AreaPath(county.path), None),
        DemoUser("grid", "grid_worker", AreaPath(village.path), None),
        *(
            DemoUser(name, role, AreaPath(row.area.path), row.pk)
            for name, role, row in (("sitehead", "site_head", site), ("sampler", "sampler", site), ("courier", "courier", team))
            if row
        ),
        *([DemoUser("lab", "lab_staff", AreaPath(lab.area.path), lab.pk)] if lab else []),
    ]
    known = set(User.objects.filter(username__in=[user.username for user in wanted]).values_list("username", flat=True))
    for user in wanted:
        if user.username not in known:
            new = NewUser(
                username=user.username,
                display_name=TITLES.get(user.username, TITLES[user.role]),
                password=DEMO_SIGN_IN,
                role=user.role,
                path=user.path,
                station_id=user.station_id,
            )
            create_user(actor, new)
    return wanted


TITLES: Final = {
    "system_admin": "演示 系统管理员",
    "commander": "演示 指挥长",
    "duty_officer": "演示 值班员",
    "screening_lead": "演示 核酸组长",
    "auditor": "演示 审计员",
    "observer": "演示 观察员",
    "investigator": "演示 流调员",
    "reviewer": "演示 流调复核员",
    "isolation_head": "演示 隔离点负责人",
    "transfer_crew": "演示 转运专班",
    "grid_worker": "演示 网格员",
    "site_head": "演示 点长",
    "sampler": "演示 采样员",
    "courier": "演示 转运员",
    "lab_staff": "演示 检验员",
}
