"""Which of the judged links count, and how do several possible sources of one case share it?"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from epiworks.epi.trees import Timing
from outpace.casework.choices.cases import Doubt
from outpace.casework.data.links import JudgedLink, LinkTable

SURE: tuple[Doubt, ...] = (Doubt.CERTAIN, Doubt.LIKELY)
ALL: tuple[Doubt, ...] = (*SURE, Doubt.POSSIBLE)
"""From the surest down: where a surer source is named, the others of a case do not count."""

LEAST = 1e-3
"""The chance of a gap that the interval does not know: a person judged the link, so it stays possible."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A case's possible source: the link by its place in the table, and its chance; the chances of one case add up to 1."""

    link: int
    chance: float


def claims(table: LinkTable, levels: Sequence[Doubt], timing: Timing | None) -> dict[int, tuple[Claim, ...]]:
    """Who may have infected each case that has a source of these levels? Equally sure sources weigh by how well the gap of days fits."""
    named: dict[int, list[int]] = defaultdict(list)
    for number, link in enumerate(table.links):
        if link.doubt in levels:
            named[link.case].append(number)
    return {case: _shared(table, _surest(table, numbers, levels), timing) for case, numbers in sorted(named.items())}


def gap(table: LinkTable, link: JudgedLink) -> int:
    """How many days after its source did the case fall ill?"""
    return (table.cases[link.case].fell_ill - table.cases[link.source].fell_ill).days


def _surest(table: LinkTable, numbers: Iterable[int], levels: Sequence[Doubt]) -> list[int]:
    best = min(levels.index(table.links[number].doubt) for number in numbers)
    return [number for number in numbers if table.links[number].doubt is levels[best]]


def _shared(table: LinkTable, numbers: list[int], timing: Timing | None) -> tuple[Claim, ...]:
    weights = [1.0 if timing is None else _weight(timing, gap(table, table.links[number])) for number in numbers]
    total = sum(weights)
    return tuple(Claim(number, weight / total) for number, weight in zip(numbers, weights, strict=True))


def _weight(timing: Timing, days: int) -> float:
    place = days - timing.lowest
    return max(float(timing.chances[place]), LEAST) if 0 <= place < timing.chances.size else LEAST
