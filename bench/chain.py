"""How fast is the page of a chain around one case, in a chain of 100,000 links?"""

import random
import time
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.test import Client

from bench.report import Row, quantile, say
from bench.size import Size
from bench.world import World
from outpace.casework.models import Case, SourceFact
from outpace.kernel import clock
from outpace.kernel.models import RoleGrant, User
from outpace.kernel.scope import AreaPath
from outpace.registry.models import Area

LINKS, LOOKS, DAYS = 100_000, 100, 90
START = datetime(2022, 8, 1, tzinfo=UTC)


def rows(world: World, _size: Size) -> list[Row]:
    """Measure it in a transaction that is undone: the world stays as it was."""
    with transaction.atomic():
        path = AreaPath(Area.objects.get(pk=world.prefecture).path)
        grids = list(Area.objects.filter(kind_id="grid").values_list("path", flat=True)[:1_000])
        say(f"drawing a chain of {LINKS:,} links")
        cases = _chain(grids)
        times, drawn = _looks(path, cases)
        transaction.set_rollback(True)
    note = f"{LOOKS} pages of random cases, {drawn:.0f} cases drawn in the mean, whole page with sign-in check"
    return [
        Row(
            "chain three links around a case, among 100,000 links: p50 / p95",
            f"{quantile(times, 0.5):.0f} / {quantile(times, 0.95):.0f} ms",
            "p95 < 1 s",
            note,
        )
    ]


def _chain(grids: list[str]) -> list[int]:
    """Each case has a source among the few hundred before it; some infect very many, most nobody."""
    drawn = random.Random(7)
    rows = [_case(number, drawn.choice(grids)) for number in range(LINKS + 1)]
    cases = [case.pk for case in Case.objects.bulk_create(rows, batch_size=5_000)]
    spreading = [drawn.paretovariate(1.1) for _ in cases]
    facts = []
    for place in range(1, len(cases)):
        near = range(max(0, place - 300), place)
        source = drawn.choices(near, weights=spreading[near.start : place])[0]
        facts.append(SourceFact(case_id=cases[place], source_id=cases[source], doubt="likely", reason="drawn", by="bench", at=START))
    SourceFact.objects.bulk_create(facts, batch_size=5_000)
    with connection.cursor() as cursor:
        # A table that grew over weeks has statistics; one that was filled a moment ago has none.
        cursor.execute("ANALYZE casework_case, casework_source_fact")
    return cases


def _case(number: int, grid: str) -> Case:
    found = START + timedelta(days=DAYS) * (number / LINKS)
    return Case(
        person_id=-number - 1,
        area_path=grid,
        report_path=grid,
        case_class="confirmed",
        setting="community_screening",
        found_at=found,
        opened_by="bench",
        packs="",
    )


def _looks(path: AreaPath, cases: list[int]) -> tuple[list[float], float]:
    client = Client(headers={"host": "localhost"})
    reader = User.objects.create(username="bench-chain", display_name="bench", language="en")
    RoleGrant.objects.create(user=reader, role="investigator", path=path, valid_from=clock.now())
    client.force_login(reader, "django.contrib.auth.backends.ModelBackend")
    drawn, times, shown = random.Random(5), [], 0
    for _ in range(LOOKS):
        address = f"/casework/cases/{drawn.choice(cases)}/chain/"
        started = time.perf_counter()
        answer = client.get(address)
        times.append((time.perf_counter() - started) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")
        shown += answer.content.decode().count("<circle")
    return times, shown / LOOKS
