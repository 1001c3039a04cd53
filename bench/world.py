"""The benchmark world: Baise's real areas filled by the program's own generator, sites with devices, finished passes and open ones."""

import json
import time
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from bench.report import say
from bench.size import Size
from outpace.kernel.accounts import NewToken, issue_token
from outpace.kernel.embedded import ensure_running
from outpace.kernel.scope import Actor, AreaPath, system_actor
from outpace.registry import api as registry
from outpace.registry.data import NewStation
from outpace.registry.models import Area, Person
from outpace.registry.services.divisions import load_divisions
from outpace.registry.services.synthetic import Order, fill_county
from outpace.screening import api as screening
from outpace.screening.api import PassPlan
from outpace.screening.choices import SiteKind

DIVISIONS = Path(__file__).resolve().parents[1] / "data" / "areas"
PREFECTURE = "4510"
POOL = 10
OPEN_PASSES = 3
"""Passes the ingest may fill: a five-minute run at the goal samples more people than the prefecture has."""

OLD_TUBES = """
INSERT INTO screening_tube (code, pass_id, site_id, pool_size, people, stage, condition, outcome, disputed, custodian_id, custody_at,
                            sampled_at, handed_at, received_at, tested_at, uploaded_at, notified_at, recorded_at)
SELECT 'OLD' || %(pass)s || '-' || n, %(pass)s, (%(sites)s::bigint[])[1 + n %% cardinality(%(sites)s::bigint[])], 10, 10, 6, 0, 1, false,
       %(laboratory)s, t, t, t + '1h', t + '2h', t + '6h', t + '7h', t + '8h', t
FROM (SELECT n, now() - '5 days'::interval + n * '1 ms'::interval AS t FROM generate_series(0, %(tubes)s - 1) AS n) AS made ORDER BY n
"""
OLD_SAMPLES = """
INSERT INTO screening_sample (pass_id, person_id, ordinal, effective, tube_id, taken_at, recorded_at)
SELECT %(pass)s, %(first)s + n, 0, true, %(tube)s + n / 10, now() - '5 days'::interval, now() - '5 days'::interval
FROM generate_series(0, %(tubes)s * 10 - 1) AS n
"""


@dataclass(frozen=True, slots=True)
class World:
    """What the drivers need to know of it."""

    first_person: int
    people: int
    sites: tuple[int, ...]
    tokens: tuple[str, ...]
    laboratory: int
    laboratory_token: str
    passes: tuple[int, ...]
    old_samples: int
    prefecture: int
    seconds_to_fill: float


def open_world(size: Size) -> World:
    """The world of this size: as the last run left it, or made now."""
    ensure_running(settings.PLACE)
    call_command("migrate", verbosity=0)
    known = Path(settings.HOME) / f"world-{size.people}-{size.samples}.json"
    if known.exists():
        given: dict[str, Any] = json.loads(known.read_text())
        listed: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}
        world = World(**listed)
    else:
        say(f"making {size.people:,} people, {size.grids:,} grids, {size.samples:,} samples; kept for the next run")
        world = _make(size)
        known.write_text(json.dumps(asdict(world)))
    return world


def _make(size: Size) -> World:
    actor = system_actor("bench")
    started = time.perf_counter()
    load_divisions(actor, sorted(DIVISIONS.glob("*.csv.gz")), prefix=PREFECTURE)
    counties = list(Area.objects.filter(kind_id="county", path__contains=f"/{PREFECTURE}/").order_by("path"))
    villages = [Area.objects.filter(path__startswith=county.path, kind_id__in=("village", "community")).count() for county in counties]
    for number, county in enumerate(counties):
        people = _part(size.people, number, len(counties))
        grids = max(villages[number], size.grids * villages[number] // sum(villages))
        fill_county(actor, county.pk, Order(people=people, grids=grids, seed=number, as_of=date(2022, 2, 1)))
        say(f"  {county.name}: {people:,} people, {time.perf_counter() - started:.0f} s")
    filled = time.perf_counter() - started
    sites, tokens = _sites(actor, counties, size.sites)
    laboratory, laboratory_token = _laboratory(actor, counties[0])
    first = Person.objects.order_by("pk").values_list("pk", flat=True)[0]
    prefecture = Area.objects.get(code=PREFECTURE)
    old = _old_samples(actor, prefecture, sites=sites, laboratory=laboratory, first=first, size=size)
    passes = tuple(_open_pass(actor, prefecture) for _ in range(OPEN_PASSES))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return World(
        first, size.people, tuple(sites), tuple(tokens), laboratory, laboratory_token, passes, old, prefecture.pk, round(filled, 1)
    )


def _part(total: int, number: int, parts: int) -> int:
    """An even share of a total, the first ones taking what is left over."""
    return total // parts + (number < total % parts)


def _sites(actor: Actor, counties: list[Area], count: int) -> tuple[list[int], list[str]]:
    sites, tokens = [], []
    for number in range(count):
        county = counties[number % len(counties)]
        station = registry.create_station(actor, county.pk, NewStation(code=f"BS{number:04}", kind="sampling_site", name=f"采样点{number}"))
        screening.describe_site(actor, station.id, kind=SiteKind.FIXED, tables=4)
        sites.append(station.id)
        tokens.append(_token(actor, "site_device", station.id, county))
    return sites, tokens


def _laboratory(actor: Actor, county: Area) -> tuple[int, str]:
    station = registry.create_station(actor, county.pk, NewStation(code="BL01", kind="laboratory", name="核酸检测基地"))
    screening.describe_laboratory(actor, station.id, nominal=28_000, effective=20_000, cutoffs={"N": 40.0, "ORF1ab": 40.0})
    return station.id, _token(actor, "lab_device", station.id, county)


def _token(actor: Actor, role: str, station: int, county: Area) -> str:
    return issue_token(actor, NewToken(name=f"{role}-{station}", station_id=station, role=role, path=AreaPath(county.path), days=30)).token


def _open_pass(actor: Actor, area: Area) -> int:
    campaign = screening.create_campaign(actor, name="Benchmark", area_id=area.pk, pack="cn-nat-2", started_on=date(2022, 2, 6))
    number = screening.plan_pass(actor, screening.add_round(actor, campaign), PassPlan(area_id=area.pk, pool_size=POOL))
    screening.open_pass(actor, number, deadline=timedelta(hours=48))
    return number


def _old_samples(actor: Actor, area: Area, *, sites: list[int], laboratory: int, first: int, size: Size) -> int:
    """Finished passes, so that the tables are as full as a running response's; written by plain SQL, outside what is measured."""
    left = size.samples // POOL
    while left > 0:
        tubes = min(left, size.people // POOL)
        number = _open_pass(actor, area)
        with transaction.atomic(), connection.cursor() as cursor:
            values: dict[str, Any] = {"pass": number, "sites": sites, "laboratory": laboratory, "tubes": tubes, "first": first}
            cursor.execute(OLD_TUBES, values)
            cursor.execute("SELECT min(id) FROM screening_tube WHERE pass_id = %s", [number])
            cursor.execute(OLD_SAMPLES, {**values, "tube": cursor.fetchone()[0]})
        screening.close_pass(actor, number)
        left -= tubes
    return size.samples // POOL * POOL
