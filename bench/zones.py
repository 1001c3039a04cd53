"""How fast is the map of any hour? A prefecture's zones through a long outbreak, read as they stood at random moments; and one new case."""

import random
import time
from datetime import UTC, datetime, timedelta

from django.db import transaction

from bench.report import Row, quantile, say
from bench.size import Size
from bench.world import World
from epiworks.protocol import Setting
from outpace.casework.data import CaseOpened
from outpace.kernel.scope import AreaPath
from outpace.registry.models import Area
from outpace.zoning import api
from outpace.zoning.choices import Change, Layer
from outpace.zoning.models import Zone, ZoneVersion
from outpace.zoning.selectors.zones import versions_at

ZONES, VERSIONS, DAYS = 2_000, 5, 100
READS, CASES = 200, 100
START = datetime(2022, 8, 1, tzinfo=UTC)
TYPES = ("high", "medium", "low", "")


def rows(world: World, _size: Size) -> list[Row]:
    """Measure both in a transaction that is undone: the world stays as it was."""
    with transaction.atomic():
        prefecture = AreaPath(Area.objects.get(pk=world.prefecture).path)
        grids = [AreaPath(path) for path in Area.objects.filter(kind_id="grid").values_list("path", flat=True)]
        say("measuring a new case's zone proposal")
        cases = _cases(grids)
        say(f"drawing {ZONES:,} zones with {VERSIONS} versions each")
        _draw(prefecture, grids)
        replays = _replays(prefecture)
        transaction.set_rollback(True)
    return [
        Row("a new case to its zone proposal, in the transaction of the case: p50 / p95", _two(cases), "p95 < 100 ms", f"{CASES} cases"),
        Row("zones of a prefecture as they stood at an hour: p50 / p95", _two(replays), "p95 < 200 ms", f"{ZONES * VERSIONS:,} versions"),
    ]


def _two(times: list[float]) -> str:
    return f"{quantile(times, 0.5):.1f} / {quantile(times, 0.95):.1f} ms"


def _cases(grids: list[AreaPath]) -> list[float]:
    drawn = random.Random(11)
    times = []
    for number in range(CASES):
        event = CaseOpened(-number - 1, number, drawn.choice(grids), "preliminary", START, Setting.COMMUNITY_SCREENING)
        started = time.perf_counter()
        api.follow_case_opened(event)
        times.append((time.perf_counter() - started) * 1000)
    return times


def _draw(prefecture: AreaPath, grids: list[AreaPath]) -> None:
    """Zones of one grid each, changed every few hours; one in four of the last versions lifts its zone."""
    drawn = random.Random(13)
    made = Zone.objects.bulk_create(
        [
            Zone(
                layer=Layer.CONTROL,
                area_path=path,
                county_path=path,
                zone_type="high",
                regime="high_medium_low",
                drawn_at=START,
                changed_at=START,
            )
            for path in (drawn.choice(grids) for _ in range(ZONES))
        ],
        batch_size=5_000,
    )
    versions = [
        ZoneVersion(
            zone=zone,
            number=number,
            change=Change.DRAWN,
            zone_type=drawn.choice(TYPES) if number > 1 else "high",
            area_paths=[zone.area_path],
            valid_from=START + timedelta(hours=drawn.randrange(DAYS * 24)),
            recorded_at=START,
            signed_by_id=1,
            signed_by="bench",
        )
        for zone in made
        for number in range(1, VERSIONS + 1)
    ]
    ZoneVersion.objects.bulk_create(versions, batch_size=5_000)


def _replays(prefecture: AreaPath) -> list[float]:
    drawn = random.Random(17)
    times = []
    for _ in range(READS):
        at = START + timedelta(hours=drawn.randrange(DAYS * 24))
        started = time.perf_counter()
        versions_at(prefecture, at, layer=Layer.CONTROL)
        times.append((time.perf_counter() - started) * 1000)
    return times
