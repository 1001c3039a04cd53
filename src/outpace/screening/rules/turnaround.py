"""Which turnaround buckets one tube counts in: the minutes between consecutive observed stages."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable

from outpace.screening.choices import Stage
from outpace.screening.rules.flow import TubeState

EDGES: tuple[float, ...] = tuple(2 ** (step / 4) for step in range(58))
"""Upper bucket edges in minutes: quarter octaves from 1 minute to 13 days, so that a quantile is exact to 19 %."""


def bucket_of(minutes: float) -> int:
    """Which bucket do these minutes fall into? Negative spans (clock skew between devices) count as bucket 0."""
    return bisect_right(EDGES, minutes)


LATER: tuple[Stage, ...] = tuple(Stage)[1:]


def spans(state: TubeState, stages: Iterable[Stage] = LATER) -> Counter[tuple[Stage, int]]:
    """Which (stage, bucket) cells does this tube count in? A stage counts only when it and the one before were both observed."""
    counted: Counter[tuple[Stage, int]] = Counter()
    if not state.announced:
        return counted
    for stage in stages:
        start, end = state.time_of(Stage(stage - 1)), state.time_of(stage)
        if start is not None and end is not None:
            counted[stage, bucket_of((end - start).total_seconds() / 60)] += 1
    return counted


def difference(before: TubeState | None, after: TubeState) -> dict[tuple[Stage, int], int]:
    """Which cells change, and by how much, when a tube goes from one state to another?"""
    if before is None or before.announced != after.announced:
        touched = LATER
    else:
        pairs = ((stage, slice(stage - 2, stage)) for stage in LATER)
        touched = tuple(stage for stage, around in pairs if before.times[around] != after.times[around])
    delta = spans(after, touched)
    delta.subtract(spans(before, touched) if before else {})
    return {cell: count for cell, count in delta.items() if count}


def quantile(counts: dict[int, int], share: float) -> float | None:
    """Within how many minutes did this share of the tubes arrive (upper edge of its bucket)? ``None`` without tubes."""
    total = sum(counts.values())
    if total == 0:
        return None
    seen = 0
    for bucket in sorted(counts):
        seen += counts[bucket]
        if seen >= share * total:
            return EDGES[min(bucket, len(EDGES) - 1)]
    return EDGES[-1]
