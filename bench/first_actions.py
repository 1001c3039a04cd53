"""A positive result to ALL its first actions committed: recall, case, clocks, request for a place, zone proposal, tasks at their posts.

First one person's single tube at a time through a laboratory's device while the ingest runs at full load, then 300 positives in one file.
"""

import time
from datetime import UTC, datetime
from typing import Any

import orjson
from django.db import connection
from django.db.models import Min

from bench.client import device
from bench.ingest import clear, drive
from bench.load import uuid7
from bench.report import Row, quantile
from bench.size import Size
from bench.world import World
from outpace.casework.models import Case
from outpace.command import api as command
from outpace.command.choices import OwnerCode
from outpace.command.data import NewPost
from outpace.command.models import Post, Task
from outpace.kernel.scope import AreaPath, system_actor
from outpace.registry.models import Area
from outpace.screening import api as screening
from outpace.screening.models import PositivePool, ResultFile, Tube

SINGLES, EVERY = 100, 0.3
SURGE = 300
GOAL = "p95 < 1 s"

TUBES = """
INSERT INTO screening_tube (code, pass_id, site_id, pool_size, people, stage, condition, disputed, custodian_id, custody_at,
                            sampled_at, handed_at, received_at, recorded_at)
SELECT %(prefix)s || n, %(pass)s, (%(sites)s::bigint[])[1 + n %% cardinality(%(sites)s::bigint[])], %(size)s, %(size)s, 3, 0, false,
       %(laboratory)s, now(), now() - '6h'::interval, now() - '4h'::interval, now() - '3h'::interval, now()
FROM generate_series(0, %(tubes)s - 1) AS n ORDER BY n
"""
PEOPLE = """
INSERT INTO screening_sample (pass_id, person_id, ordinal, effective, tube_id, taken_at, recorded_at)
SELECT %(pass)s, %(first)s + row_number() OVER (ORDER BY t.id, seat) - 1, 0, true, t.id, now(), now()
FROM screening_tube t CROSS JOIN generate_series(1, %(size)s) AS seat WHERE t.pass_id = %(pass)s AND t.code LIKE %(prefix)s || '%%'
"""


def rows(world: World, size: Size) -> list[Row]:
    """Measure both, in a prefecture whose posts are all open."""
    open_posts(world)
    return [_one_by_one(world, size), _surge(world)]


def open_posts(world: World) -> None:
    """Open every post of the prefecture that is not there yet, so that each task has somebody to go to."""
    actor, path = system_actor("bench"), AreaPath(Area.objects.get(pk=world.prefecture).path)
    known = set(Post.objects.filter(area_path=path, closed_at=None).values_list("owner", flat=True))
    for owner in OwnerCode:
        if owner.value not in known:
            command.open_post(actor, NewPost(owner.value, path))


def _untouched(world: World, people: int) -> int:
    """The first of so many people, the last of the world (the ingest meets none of them) to whom no earlier run happened.

    Somebody who has a case gets no second one, and so fewer first actions. Raises LookupError when a hundredth of the world is used up.
    """
    last, lowest = world.first_person + world.people, world.first_person + world.people - world.people // 100
    used = Case.objects.filter(person_id__gte=lowest, person_id__lt=last).aggregate(first=Min("person_id"))["first"] or last
    if used - people < lowest:
        raise LookupError("the world of the benchmark is used up: remove .outpace/bench and make it anew")
    return int(used) - people


def _fill(world: World, prefix: str, *, tubes: int, size: int, first: int) -> None:
    """Tubes received by the laboratory, of `size` people each, from this person on."""
    values: dict[str, Any] = {
        "prefix": prefix,
        "pass": world.passes[-1],
        "sites": list(world.sites),
        "laboratory": world.laboratory,
        "tubes": tubes,
        "size": size,
        "first": first,
    }
    with connection.cursor() as cursor:
        cursor.execute(TUBES, values)
        cursor.execute(PEOPLE, values)


def _one_by_one(world: World, size: Size) -> Row:
    clear(world)
    prefix = f"ONE{int(time.time())}-"
    _fill(world, prefix, tubes=SINGLES, size=1, first=_untouched(world, SINGLES))
    laboratory, before, times = device(world.laboratory_token), Task.objects.count(), list[float]()

    def report() -> None:
        time.sleep(8)
        for number in range(SINGLES):
            started = time.monotonic()
            record = {"id": uuid7(), "tube": f"{prefix}{number}", "outcome": 2, "tested_at": datetime.now(UTC).isoformat()}
            body = orjson.dumps({"batch_id": uuid7(), "records": [record]})
            answer = laboratory.post(f"/api/v1/screening/laboratories/{world.laboratory}/results", body)
            if answer.status == 200:
                times.append(answer.milliseconds)
            time.sleep(max(0.0, EVERY - (time.monotonic() - started)))

    run = drive(world, size, seconds=int(SINGLES * EVERY) + 15, meanwhile=report)
    figure = " / ".join(f"{quantile(times, share):.0f} ms" for share in (0.5, 0.95, 0.99)) if times else "none"
    tasks = (Task.objects.count() - before) / max(1, len(times))
    return Row(
        "a person's positive result to all first actions committed, during ingest: p50 / p95 / p99",
        figure,
        GOAL,
        f"{len(times)} results, {tasks:.0f} tasks each; ingest meanwhile {run.samples / run.seconds:,.0f}/s",
    )


def _surge(world: World) -> Row:
    clear(world)
    prefix = f"SURGE{int(time.time())}-"
    _fill(world, prefix, tubes=SURGE, size=10, first=_untouched(world, SURGE * 10))
    ResultFile.objects.filter(laboratory_id=world.laboratory).delete()
    tested = datetime.now(UTC).isoformat(timespec="seconds")
    lines = [f"{prefix}{number},初筛阳性,{tested}" for number in range(SURGE)]
    content = ("管号,结果,检测时间\n" + "\n".join(lines) + "\n").encode()
    actor, before = system_actor("bench"), Task.objects.count()
    started = time.perf_counter()
    received = screening.receive_file(actor, world.laboratory, name="surge.csv", content=content)
    screening.apply_file(actor, received.file.id)
    seconds = time.perf_counter() - started
    found = Tube.objects.filter(code__startswith=prefix, outcome=2).values_list("pk", flat=True)
    pools = PositivePool.objects.filter(tube_id__in=found).count()
    return Row(
        f"{SURGE} positive tubes of ten in one result file to all first actions committed",
        f"{seconds:.1f} s",
        "",
        f"{pools} pools, {Task.objects.count() - before:,} tasks",
    )
