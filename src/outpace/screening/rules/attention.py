"""What needs a human now, and in which order: people at risk first, then tubes that stand still, then what makes figures wrong."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from outpace.screening.choices import Stage

STAGE_CLOCK: dict[Stage, timedelta] = {
    Stage.SAMPLED: timedelta(hours=4),
    Stage.HANDED_OVER: timedelta(hours=4),
    Stage.RECEIVED: timedelta(hours=6),
    Stage.TESTED: timedelta(hours=6),
    Stage.UPLOADED: timedelta(hours=6),
}
"""How long a tube may wait at a stage: 4 h until a laboratory has it, then 6 h (domain B6, transport and turnaround)."""

LEAST_WAIT = timedelta(hours=1)
"""Below this nobody is called, however fast other tubes were."""

FULL_HOURS = 6
"""A laboratory with more than this many hours of work waiting is overloaded (domain B6: a result within 6 h)."""


class AttentionKind(IntEnum):
    """What is wrong; the number is the order in which it is worked."""

    POOL_UNREACHED = 1
    HOLD_UNSIGNED = 2
    LEDGER_UNBALANCED = 3
    RESULT_DISPUTED = 4
    TUBE_STUCK = 5
    LABORATORY_FULL = 6
    TUBE_UNANNOUNCED = 7
    TUBE_CROWDED = 8
    GRID_MISSING = 9
    GRID_UNSERVED = 10
    SITE_HEADLESS = 11


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing to act on: how many (persons or tubes, by kind), which thing by name and id, where a tube stands, since when."""

    kind: AttentionKind
    count: int
    name: str = ""
    subject: int = 0
    stage: Stage | None = None
    since: datetime | None = None
    name_en: str = ""


def rank(items: Iterable[Attention]) -> list[Attention]:
    """In which order are they worked? By kind, then the longest waiting, then the most."""
    return sorted(items, key=lambda item: (item.kind, item.since is None, item.since.timestamp() if item.since else 0.0, -item.count))


def is_stuck(stage: Stage, waited: timedelta, *, p90_minutes: float | None) -> bool:
    """Has a tube waited too long at this stage: beyond its clock, or beyond what nine tenths of the tubes needed to go on?"""
    if stage not in STAGE_CLOCK or waited < LEAST_WAIT:
        return False
    usual = timedelta(minutes=p90_minutes) if p90_minutes is not None else STAGE_CLOCK[stage]
    return waited > min(usual, STAGE_CLOCK[stage])
