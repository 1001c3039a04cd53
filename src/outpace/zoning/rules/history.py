"""What held at an hour: signed facts in, the zones that stood out. Any order of the same facts gives the same answer."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from outpace.kernel.scope import AreaPath
from outpace.zoning.choices import Layer
from outpace.zoning.rules.cover import holds


@dataclass(frozen=True, slots=True)
class Fact:
    """One signed version of a zone; an empty type says that it is no zone any more. `taken_back_at`: taken back before its hour."""

    zone_id: int
    number: int
    zone_type: str
    area_paths: tuple[AreaPath, ...]
    valid_from: datetime
    recorded_at: datetime
    layer: Layer = Layer.CONTROL
    taken_back_at: datetime | None = None


def standing(facts: Iterable[Fact], at: datetime, *, known_at: datetime | None = None) -> Mapping[int, Fact]:
    """Which zones stood at this moment, by id? With `known_at`: as it was known then, before later corrections.

    Of a zone's facts valid by then the one signed last counts: each was signed over what stood, and replaces it from its hour on. One
    taken back counts only as long as nobody knew of that.
    """
    latest: dict[int, Fact] = {}
    for fact in facts:
        if fact.valid_from > at or not _is_known(fact, known_at):
            continue
        before = latest.get(fact.zone_id)
        if before is None or before.number < fact.number:
            latest[fact.zone_id] = fact
    return {number: fact for number, fact in sorted(latest.items()) if fact.zone_type}


def _is_known(fact: Fact, known_at: datetime | None) -> bool:
    if known_at is None:
        return fact.taken_back_at is None
    return fact.recorded_at <= known_at and (fact.taken_back_at is None or known_at < fact.taken_back_at)


def count_by_type(facts: Iterable[Fact]) -> Mapping[str, int]:
    """How many zones of each type are these?"""
    return dict(Counter(fact.zone_type for fact in facts))


def type_at(facts: Iterable[Fact], path: AreaPath, ranks: Mapping[str, int]) -> str:
    """Under which type does a place lie? Where zones overlap the harder one (by the pack's rank) governs; empty outside all of them."""
    found = [fact.zone_type for fact in facts if holds(fact.area_paths, path)]
    return max(found, key=lambda name: (ranks.get(name, 0), name), default="")


def hours_of(facts: Sequence[Fact]) -> tuple[datetime, ...]:
    """At which moments did anything change? Sorted, each once: where a replay has something to show."""
    return tuple(sorted({fact.valid_from for fact in facts}))
