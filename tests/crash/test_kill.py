"""Killed again and again while devices send: what was acknowledged is there exactly once, and nothing by halves.

`make soak` kills five hundred times, a hundred in each of five fresh installations.
"""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random, SystemRandom

import pytest

from tests.crash.facts import breaches
from tests.crash.senders import PATIENCE_S, Analyser, Device, Memory, Sampler
from tests.crash.stand import Stand, set_up

SAMPLERS = 4


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    made = set_up(tmp_path / "home")
    yield made
    made.installation.outpace("down")


def devices_of(stand: Stand, memory: Memory, random: Random) -> list[Device]:
    port, scene = stand.installation.port, stand.scene
    samplers: list[Device] = [
        Sampler(port, scene.devices[n % len(scene.devices)], Random(random.random()), memory, scene=scene, name=f"D{n}")
        for n in range(SAMPLERS)
    ]
    return [*samplers, Analyser(port, scene.laboratory, Random(random.random()), memory)]


def wait_for_more(memory: Memory) -> None:
    """Wait until something more is acknowledged: only then is there something to interrupt."""
    before, deadline = len(memory.acknowledged), time.monotonic() + PATIENCE_S
    while len(memory.acknowledged) == before:
        assert time.monotonic() < deadline, f"nothing is acknowledged any more: {memory.answers} {memory.problems}"
        time.sleep(0.02)


def kill_again_and_again(stand: Stand, kills: list[Callable[[], None]], *, random: Random) -> None:
    memory = Memory()
    devices = devices_of(stand, memory, random)
    for device in devices:
        device.start()
    try:
        for kill in kills:
            wait_for_more(memory)
            time.sleep(random.uniform(0, 0.6))
            kill()
            sys.stdout.write(f"{kill.__name__}: {len(memory.acknowledged)} records acknowledged\n")
            assert breaches(stand.installation.place, memory) == []
    finally:
        for device in devices:
            device.finish()
    sys.stdout.write(f"{len(memory.acknowledged)} records acknowledged, {len(memory.positives)} positives, {dict(memory.answers)}\n")
    assert memory.problems == []
    assert memory.cut > 0
    assert memory.positives
    assert {record.id for batch in memory.batches for record in batch.fresh} == memory.acknowledged
    assert breaches(stand.installation.place, memory) == []
    again = stand.count_again()
    assert (again.differences, again.unbalanced, again.audit_findings) == ((), (), ())


def a_seed() -> Random:
    seed = SystemRandom().getrandbits(32)
    sys.stdout.write(f"seed {seed}\n")
    return Random(seed)


@pytest.mark.slow
def test_twenty_kills_lose_nothing_that_was_acknowledged_and_count_nothing_twice(stand: Stand) -> None:
    random = a_seed()
    kills = [stand.kill_server, stand.kill_database] * 10
    random.shuffle(kills)
    kill_again_and_again(stand, kills, random=random)


@pytest.mark.soak
@pytest.mark.parametrize("installation", range(1, 6))
def test_a_hundred_kills_in_each_of_five_installations_lose_nothing_either(stand: Stand, installation: int) -> None:
    random = a_seed()
    kills = [stand.kill_server, stand.kill_database] * 50
    random.shuffle(kills)
    kill_again_and_again(stand, kills, random=random)
