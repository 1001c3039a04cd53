"""The load generator: sampling devices that each send batches of ten tubes of ten people, one after the other, over kept connections.

Runs as a process of its own (`python -m bench.load PLAN.json`) on the same two cores, so its cost is inside the figure.
"""

import http.client
import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import orjson

TUBES = 10
PEOPLE = 10
HOST_PORT = ("127.0.0.1", 8931)


@dataclass(slots=True)
class Tally:
    """What one connection saw."""

    batches: int = 0
    samples: int = 0
    refused: int = 0
    milliseconds: list[float] = field(default_factory=list)
    per_second: dict[int, int] = field(default_factory=dict)


def uuid7() -> str:
    """A time-ordered identifier, as devices make them."""
    value = int(time.time() * 1000) << 80 | 0x7000 << 64 | int.from_bytes(os.urandom(10), "big") & ~(0xF000 << 64)
    digits = f"{value & ~(3 << 62) | 2 << 62:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def batches(plan: dict[str, list[int]], lane: int, lanes: int) -> Iterator[tuple[int, int, int]]:
    """(pass, site index, first person) of each batch of one lane: sites in turn, each working through its own people in order."""
    block = TUBES * PEOPLE
    people, sites = int(plan["people"][0]), len(plan["sites"])
    share = people // sites // block * block
    mine = range(lane, sites, lanes)
    for number in plan["passes"]:
        for step in range(share // block):
            for site in mine:
                yield number, site, site * share + step * block


def body(site_id: int, first: int, run: str) -> bytes:
    """One batch as a device sends it."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    records = [
        {
            "id": uuid7(),
            "tube": f"{run}{first + tube * PEOPLE:09}",
            "swabs": [{"person": first + tube * PEOPLE + place, "taken_at": at} for place in range(PEOPLE)],
            "sealed_at": at,
        }
        for tube in range(TUBES)
    ]
    return orjson.dumps({"batch_id": uuid7(), "site_id": site_id, "records": records})


def drive(plan: dict[str, list[int]], tokens: list[str], *, lane: int, lanes: int, tally: Tally) -> None:
    """Send batches one after the other until the time is over."""
    connection = http.client.HTTPConnection(*HOST_PORT, timeout=60)
    end = time.monotonic() + plan["seconds"][0]
    begun = time.monotonic()
    for number, site, offset in batches(plan, lane, lanes):
        if time.monotonic() >= end:
            break
        sent = body(plan["sites"][site], plan["first_person"][0] + offset, f"R{plan['run'][0]}P{number}-")
        started = time.perf_counter()
        headers = {"Authorization": f"Bearer {tokens[site]}", "Content-Type": "application/json"}
        connection.request("POST", f"/api/v1/screening/passes/{number}/fills", sent, headers)
        answer = connection.getresponse()
        text = answer.read()
        tally.milliseconds.append((time.perf_counter() - started) * 1000)
        if answer.status == 200 and text.count(b'"accepted"') == TUBES:
            tally.batches += 1
            tally.samples += TUBES * PEOPLE
            second = int(time.monotonic() - begun)
            tally.per_second[second] = tally.per_second.get(second, 0) + TUBES * PEOPLE
        else:
            tally.refused += 1
            if tally.refused <= 3:
                sys.stderr.write(f"{answer.status} {text[:300]!r}\n")


def main() -> None:
    """Drive every lane in a thread and print the tally as JSON."""
    plan = json.loads(Path(sys.argv[1]).read_text())
    tokens = plan.pop("tokens")
    lanes = plan["connections"][0]
    tallies = [Tally() for _ in range(lanes)]
    threads = [
        threading.Thread(target=drive, args=(plan, tokens), kwargs={"lane": lane, "lanes": lanes, "tally": tallies[lane]})
        for lane in range(lanes)
    ]
    started, cpu = time.monotonic(), time.process_time()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - started
    per_second: dict[int, int] = {}
    for tally in tallies:
        for second, count in tally.per_second.items():
            per_second[second] = per_second.get(second, 0) + count
    summary = {
        "samples": sum(tally.samples for tally in tallies),
        "refused": sum(tally.refused for tally in tallies),
        "seconds": seconds,
        "milliseconds": sorted(value for tally in tallies for value in tally.milliseconds),
        "per_second": [per_second.get(second, 0) for second in range(int(seconds))],
        "cpu_share": (time.process_time() - cpu) / seconds,
    }
    sys.stdout.write(json.dumps(summary))


if __name__ == "__main__":
    main()
