"""A positive result to its committed recall, while the ingest runs at full load."""

import time
from datetime import UTC, datetime

import orjson

from bench.client import device
from bench.ingest import clear, drive
from bench.load import uuid7
from bench.report import Row, quantile
from bench.size import Size
from bench.world import World
from outpace.screening.models import PositivePool, RecallMember, Tube

POSITIVES = 100
EVERY = 0.3


def rows(world: World, size: Size) -> list[Row]:
    """Report a hundred pools of ten positive through a laboratory's device, one every third of a second, beside the ingest."""
    clear(world)
    seconds = int(POSITIVES * EVERY) + 15
    laboratory = device(world.laboratory_token)
    times: list[float] = []

    def report() -> None:
        time.sleep(8)
        tubes = list(
            Tube.objects.filter(screening_pass_id=world.passes[0], outcome=None).order_by("id").values_list("code", flat=True)[:POSITIVES]
        )
        for tube in tubes:
            started = time.monotonic()
            record = {
                "id": uuid7(),
                "tube": tube,
                "outcome": 2,
                "tested_at": datetime.now(UTC).isoformat(),
                "ct": {"N": 28.5},
            }
            body = orjson.dumps({"batch_id": uuid7(), "records": [record]})
            answer = laboratory.post(f"/api/v1/screening/laboratories/{world.laboratory}/results", body)
            if answer.status == 200:
                times.append(answer.milliseconds)
            time.sleep(max(0.0, EVERY - (time.monotonic() - started)))

    run = drive(world, size, seconds=seconds, meanwhile=report)
    pools = PositivePool.objects.filter(screening_pass_id=world.passes[0]).count()
    members = RecallMember.objects.filter(pool__screening_pass_id=world.passes[0]).count()
    figure = " / ".join(f"{quantile(times, share):.0f} ms" for share in (0.5, 0.95, 0.99)) if times else "none"
    return [
        Row(
            "positive result to committed recall of its ten people, during ingest: p50 / p95 / p99",
            figure,
            "p95 < 1 s",
            f"{pools} pools, {members} people on recall lists; ingest meanwhile {run.samples / run.seconds:,.0f}/s",
        )
    ]
