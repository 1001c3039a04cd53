"""How long do results take? Log-bucket histograms that a ledger can keep as plain counters and read p50 and p90 from.

A round of 3.57 million people has 3.57 million turnaround times per stage. Keeping them to sort them later is not an option, so each time
falls into one of a fixed set of buckets whose edges grow by the factor 2**(1/8), about 9 %. Counters of equal edges can be added: over
passes, sites, labs, days.

Error bound. The true quantile (nearest rank) lies in the bucket that is found. Between 1 minute and 14 days the answer is the geometric
middle of the bucket, so it is at most 2**(1/16) - 1 = 4.43 % off. Below one minute it is at most half a minute off. At 14 days and beyond
only "at least" is known.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, isfinite, sqrt

from epiworks.units import Minutes, Share

STEPS_PER_DOUBLING = 8
LONGEST = 14 * 24 * 60.0
"""Two weeks, in minutes: the last edge."""


def _edges() -> tuple[float, ...]:
    edges = []
    step = 0
    while (edge := 2.0 ** (step / STEPS_PER_DOUBLING)) < LONGEST:
        edges.append(edge)
        step += 1
    return (*edges, LONGEST)


EDGES: tuple[float, ...] = _edges()
"""Edges in minutes. Bucket 0 is below the first edge, bucket i from edge i-1 (inclusive) to edge i, the last one open upwards.

The bucket of x is the number of edges <= x: `bisect_right` here, `width_bucket(x, edges)` in PostgreSQL. Changing the edges would make
stored counters unreadable: a test holds them fixed.
"""

RELATIVE_ERROR = 2.0 ** (0.5 / STEPS_PER_DOUBLING) - 1.0
"""Largest relative error of a quantile between the first and the last edge."""


@dataclass(frozen=True, slots=True)
class Quantile:
    """A quantile as far as the buckets know it, and the bounds it lies between. `high` infinite: only "at least" is known."""

    value: Minutes
    low: Minutes
    high: Minutes


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many times fell into each bucket? Immutable; `merged` adds two."""

    counts: tuple[int, ...] = (0,) * (len(EDGES) + 1)

    def __post_init__(self) -> None:
        if len(self.counts) != len(EDGES) + 1 or min(self.counts) < 0:
            message = f"a turnaround histogram has {len(EDGES) + 1} counters, none negative"
            raise ValueError(message)

    @property
    def total(self) -> int:
        """How many times were counted?"""
        return sum(self.counts)

    def merged(self, other: "Histogram") -> "Histogram":
        """What do both histograms hold together? Order and grouping do not matter.

        >>> histogram([Minutes(30.0)]).merged(histogram([Minutes(90.0)])).total
        2
        """
        return Histogram(tuple(mine + theirs for mine, theirs in zip(self.counts, other.counts, strict=True)))

    def quantile(self, share: Share) -> Quantile | None:
        """Within which time was this share of results out (nearest rank)? None for no results. Raises `ValueError` outside (0, 1].

        >>> found = histogram(Minutes(float(minute)) for minute in range(1, 101)).quantile(Share(0.9))
        >>> found.low <= 90 < found.high, abs(found.value / 90 - 1) < RELATIVE_ERROR
        (True, True)
        """
        if not 0 < share <= 1:
            message = f"a quantile is asked for a share above 0 and up to 1, not {share}"
            raise ValueError(message)
        if not self.total:
            return None
        rank = ceil(share * self.total)
        bucket = next(position for position, seen in enumerate(accumulate(self.counts)) if seen >= rank)
        low, high = bounds(bucket)
        return Quantile(_middle(low, high), low, high)

    def median(self) -> Quantile | None:
        """Within which time was half of the results out? None when nothing was counted."""
        return self.quantile(Share(0.5))

    def p90(self) -> Quantile | None:
        """Within which time were nine of ten results out? None when nothing was counted."""
        return self.quantile(Share(0.9))


def bucket_of(duration: Minutes) -> int:
    """Into which bucket does this time fall? Raises `ValueError` when negative or not finite: some clock was wrong.

    >>> [bucket_of(Minutes(x)) for x in (0.5, 1.0, 2.0, 30_000.0)] == [0, 1, 9, len(EDGES)]
    True
    """
    if not isfinite(duration) or duration < 0:
        message = f"a turnaround of {duration} minutes: a clock was wrong"
        raise ValueError(message)
    return bisect_right(EDGES, duration)


def bounds(bucket: int) -> tuple[Minutes, Minutes]:
    """Between which times does this bucket lie, lower one inclusive? Raises `IndexError` for a bucket that does not exist.

    >>> bounds(0)
    (0.0, 1.0)
    """
    if not 0 <= bucket <= len(EDGES):
        message = f"there is no bucket {bucket}"
        raise IndexError(message)
    low = EDGES[bucket - 1] if bucket else 0.0
    high = EDGES[bucket] if bucket < len(EDGES) else float("inf")
    return Minutes(low), Minutes(high)


def histogram(durations: Iterable[Minutes]) -> Histogram:
    """Which histogram do these times make? Raises `ValueError` for a negative or infinite one.

    >>> histogram([]).median() is None
    True
    """
    counts = [0] * (len(EDGES) + 1)
    for duration in durations:
        counts[bucket_of(duration)] += 1
    return Histogram(tuple(counts))


def _middle(low: Minutes, high: Minutes) -> Minutes:
    if not isfinite(high):
        return low
    return Minutes(sqrt(low * high) if low else high / 2)
