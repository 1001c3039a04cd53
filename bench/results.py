"""A laboratory's result file of 100,000 tubes: from the bytes to results, ledger, coverage and turnaround committed."""

import resource
import time
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from bench.ingest import clear
from bench.report import Row
from bench.size import Size
from bench.world import World
from outpace.kernel.scope import system_actor
from outpace.screening import api
from outpace.screening.models import ResultFile, Tube

TUBES = """
INSERT INTO screening_tube (code, pass_id, site_id, pool_size, people, stage, condition, disputed, custodian_id, custody_at,
                            sampled_at, handed_at, received_at, recorded_at)
SELECT 'FILE' || n, %(pass)s, (%(sites)s::bigint[])[1 + n %% cardinality(%(sites)s::bigint[])], 10, 10, 3, 0, false, %(laboratory)s, now(),
       now() - '6h'::interval, now() - '4h'::interval, now() - '3h'::interval, now()
FROM generate_series(0, %(tubes)s - 1) AS n ORDER BY n
"""
PEOPLE = """
INSERT INTO screening_sample (pass_id, person_id, ordinal, effective, tube_id, taken_at, recorded_at)
SELECT %(pass)s, %(first)s + n, 0, true, %(tube)s + n / 10, now(), now() FROM generate_series(0, %(tubes)s * 10 - 1) AS n
"""


def rows(world: World, size: Size) -> list[Row]:
    """Apply one file; every thousandth tube is preliminary positive and opens its recall."""
    clear(world)
    ResultFile.objects.filter(laboratory_id=world.laboratory).delete()
    tubes = min(size.result_tubes, world.people // 10)
    values: dict[str, Any] = {
        "pass": world.passes[0],
        "sites": list(world.sites),
        "laboratory": world.laboratory,
        "tubes": tubes,
        "first": world.first_person,
    }
    with connection.cursor() as cursor:
        cursor.execute(TUBES, values)
        cursor.execute("SELECT min(id) FROM screening_tube WHERE pass_id = %s", [world.passes[0]])
        cursor.execute(PEOPLE, {**values, "tube": cursor.fetchone()[0]})
        cursor.execute("ANALYZE screening_tube")
    tested = datetime.now(UTC).isoformat(timespec="seconds")
    lines = [f"FILE{number},{'初筛阳性' if number % 1_000 == 500 else '阴性'},{tested}" for number in range(tubes)]
    content = ("管号,结果,检测时间\n" + "\n".join(lines) + "\n").encode()
    actor = system_actor("bench")
    started = time.perf_counter()
    received = api.receive_file(actor, world.laboratory, name="results.csv", content=content)
    applied = api.apply_file(actor, received.file.id)
    seconds = time.perf_counter() - started
    again = api.receive_file(actor, world.laboratory, name="again.csv", content=content)
    uploaded = Tube.objects.filter(screening_pass_id=world.passes[0], outcome__isnull=False).count()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    known = "known" if not again.is_new else "NEW"
    note = f"{uploaded:,} tubes with a result, {applied.positives} pools; the same file again: {known}; peak {memory:.0f} MB"
    return [
        Row(
            f"result file of {tubes:,} tubes, read, previewed and applied",
            f"{seconds:.1f} s",
            "< 60 s" if tubes >= 100_000 else "",
            note,
        )
    ]
