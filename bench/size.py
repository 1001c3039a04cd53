"""How big the benchmark world is; every size can be made smaller from the environment for a quick look."""

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """What the world holds, and how long the ingest is driven."""

    people: int
    grids: int
    sites: int
    samples: int
    seconds: int
    connections: int
    result_tubes: int

    @property
    def is_published(self) -> bool:
        """Is this the size whose figures the documentation prints?"""
        return self.people >= 3_570_000 and self.samples >= 10_000_000 and self.seconds >= 300


def from_environment() -> Size:
    """The design size (domain: Baise, 3.57 M people, 24,411 grids, 10 M samples), scaled by OUTPACE_BENCH_SCALE (1 = all of it)."""
    scale = float(os.environ.get("OUTPACE_BENCH_SCALE", "1"))
    return Size(
        people=int(3_571_505 * scale),
        grids=max(2_400, int(24_411 * scale)),
        sites=max(16, int(1_200 * scale)),
        samples=int(10_000_000 * scale),
        seconds=int(os.environ.get("OUTPACE_BENCH_SECONDS", "300")),
        connections=int(os.environ.get("OUTPACE_BENCH_CONNECTIONS", "16")),
        result_tubes=max(2_000, int(100_000 * scale)),
    )
