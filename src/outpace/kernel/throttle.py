"""How many requests may one caller make? A token bucket each: a steady rate, and a burst that fills up again at that rate.

Buckets live in the process, so N web processes together let through up to N times the rate: it is a guard against a device gone wild,
not an accounting. At most MAX_CALLERS are remembered; the one unseen longest is forgotten, which only gives it a full bucket.
"""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Final

MAX_CALLERS: Final = 50_000


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many requests are left, as of a moment in seconds."""

    left: float
    at: float


@dataclass(frozen=True, slots=True)
class Rate:
    """Requests per second in the long run, and how many may come at once."""

    per_second: float
    burst: int


def spend(bucket: Bucket | None, now: float, rate: Rate) -> tuple[Bucket, float]:
    """Take one request out of a bucket (None: a new, full one); gives it afterwards, and 0 or the seconds to wait when it is empty."""
    full = float(rate.burst)
    left = full if bucket is None else min(full, bucket.left + max(0.0, now - bucket.at) * rate.per_second)
    if left < 1:
        return Bucket(left, now), (1 - left) / rate.per_second
    return Bucket(left - 1, now), 0.0


class Throttle:
    """The buckets of one process."""

    def __init__(self, rate: Rate, *, most: int = MAX_CALLERS) -> None:
        self._rate, self._most = rate, most
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()
        self._lock = Lock()

    def wait(self, caller: str, now: float) -> float:
        """Count a request of this caller at `now` (seconds of a monotonic clock); gives 0, or the seconds to wait when refused."""
        with self._lock:
            bucket, wait = spend(self._buckets.pop(caller, None), now, self._rate)
            self._buckets[caller] = bucket
            while len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
        return wait
