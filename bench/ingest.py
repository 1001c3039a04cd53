"""Person-samples a second through the authenticated batch API, with inbox, coverage, ledger and audit kept and every commit durable."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from bench.cpu import Spent, spent
from bench.report import Row, quantile
from bench.size import Size
from bench.world import World
from outpace.screening.models import Coverage, Ledger, Sample, Tube


@dataclass(frozen=True, slots=True)
class Run:
    """What the load generator reported, and whether the counters agree with it."""

    samples: int
    refused: int
    seconds: float
    milliseconds: list[float]
    per_second: list[int]
    cpu_share: float


def drive(world: World, size: Size, *, seconds: int, meanwhile: Callable[[], None] | None = None) -> Run:
    """Run the load generator for so long; `meanwhile` works beside it, in this process."""
    run = int(time.time()) % 1_000_000
    plan = {
        "people": [world.people],
        "first_person": [world.first_person],
        "sites": list(world.sites),
        "passes": list(world.passes),
        "tokens": list(world.tokens),
        "connections": [size.connections],
        "seconds": [seconds],
        "run": [run],
    }
    file = Path(settings.HOME) / "plan.json"
    file.write_text(json.dumps(plan))
    with subprocess.Popen([sys.executable, "-m", "bench.load", str(file)], stdout=subprocess.PIPE) as process:
        if meanwhile is not None:
            meanwhile()
        out, _ = process.communicate()
    return Run(**json.loads(out))


def clear(world: World) -> None:
    """Empty the open passes, so that every run starts alike."""
    passes = list(world.passes)
    with connection.cursor() as cursor:
        for table in ("screening_sample", "screening_ledger", "screening_turnaround"):
            cursor.execute(f"DELETE FROM {table} WHERE pass_id = ANY(%s)", [passes])
        cursor.execute(
            "DELETE FROM screening_recall_member WHERE pool_id IN (SELECT id FROM screening_positive_pool WHERE pass_id = ANY(%s))",
            [passes],
        )
        cursor.execute("DELETE FROM screening_positive_pool WHERE pass_id = ANY(%s)", [passes])
        cursor.execute("DELETE FROM screening_result WHERE tube_id IN (SELECT id FROM screening_tube WHERE pass_id = ANY(%s))", [passes])
        cursor.execute("DELETE FROM screening_tube WHERE pass_id = ANY(%s)", [passes])
        cursor.execute("UPDATE screening_coverage SET done = 0, extra = 0 WHERE pass_id = ANY(%s)", [passes])
        cursor.execute("VACUUM ANALYZE screening_sample")
        cursor.execute("VACUUM ANALYZE screening_tube")
        cursor.execute("VACUUM FULL screening_coverage")
        cursor.execute("CHECKPOINT")


def rows(world: World, size: Size) -> list[Row]:
    """Measure the sustained ingest, and prove that the counters hold what was acknowledged."""
    clear(world)
    bytes_before, kept = _bytes(), Sample.objects.filter(screening_pass_id__in=world.passes).count()
    before = spent()
    run = drive(world, size, seconds=size.seconds)
    cost = spent().since(before)
    grown = (_bytes() - bytes_before) / max(1, run.samples)
    stored = Sample.objects.filter(screening_pass_id__in=world.passes).count() - kept
    covered = sum(done + extra for done, extra in Coverage.objects.filter(screening_pass_id__in=world.passes).values_list("done", "extra"))
    booked = sum(Ledger.objects.filter(screening_pass_id__in=world.passes, stage=1).values_list("people", flat=True))
    exact = run.samples == stored == covered == booked
    rate, steady = run.samples / run.seconds, run.per_second[5:-1] or run.per_second
    slowest = quantile(steady, 0.05)
    return [
        Row(
            f"person-samples a second, sustained {run.seconds:.0f} s",
            f"{rate:,.0f}",
            "16,200",
            f"slowest 5 % of seconds {slowest:,.0f}; refused {run.refused}",
        ),
        Row(
            "batch of 10 tubes, 100 people: p50 / p95 / p99",
            " / ".join(f"{quantile(run.milliseconds, share):.0f} ms" for share in (0.5, 0.95, 0.99)),
            "p95 < 500 ms",
        ),
        Row(
            "acknowledged = stored = covered = in the ledger",
            "yes" if exact else "NO",
            "yes",
            f"{run.samples:,} / {stored:,} / {covered:,} / {booked:,}",
        ),
        Row("load generator's share of the two cores", f"{100 * run.cpu_share / 2:.0f} %", "", "inside the figure"),
        Row(
            "processor time per person-sample: program / database",
            _microseconds(cost, run),
            "",
            "of 123 µs there are at the goal on two cores",
        ),
        Row(
            "database bytes per person-sample, indexes and inbox included",
            f"{grown:.0f}",
            "",
            f"{Tube.objects.filter(screening_pass_id__in=world.passes).count():,} tubes",
        ),
    ]


def _microseconds(cost: Spent, run: Run) -> str:
    return " / ".join(f"{1e6 * seconds / max(1, run.samples):.0f} µs" for seconds in (cost.web, cost.database))


def _bytes() -> int:
    """Bytes of the tables a sample adds to, with their indexes."""
    tables = (
        "screening_sample",
        "screening_tube",
        "screening_coverage",
        "screening_ledger",
        "outpace_kernel_inboxrecord",
        "outpace_kernel_auditentry",
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(pg_total_relation_size(name::regclass)) FROM unnest(%s::text[]) AS name", [list(tables)])
        return int(cursor.fetchone()[0])
