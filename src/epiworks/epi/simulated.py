"""What would an outbreak with known links look like in a line list? For judging methods: truth known, evidence as a team has it.

A branching process in whole days: each case infects Poisson(R) others after generation intervals, falls ill after an incubation, its genome
gains Poisson(mutations) new mutations, its exposure to the infector is named with a chance, and some exposures are named wrongly.
"""

from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np

from epiworks.epi.interval import DayDistribution
from epiworks.epi.special import Counts, Floats
from epiworks.epi.trees import Evidence


@dataclass(frozen=True, slots=True)
class Outbreak:
    """What kind of outbreak, and how well recorded? `wrong`: chance that an exposure is named between any other two."""

    generation: DayDistribution
    incubation: DayDistribution
    reproduction: float = 1.8
    mutations: float = 1.0
    named: float = 0.9
    wrong: float = 0.01


def simulated_tree(generator: np.random.Generator, outbreak: Outbreak, *, size: int) -> tuple[Counts, Evidence]:
    """Who infected whom (-1 for the first case), and what the line list of the first `size` infected shows of it?

    Where the chain would die out before, the latest case infects one more. Raises `ValueError` for a size below 1.

    >>> from epiworks.epi.interval import from_weights
    >>> kind = Outbreak(from_weights([0, 0.5, 0.5]), from_weights([0, 0.5, 0.5]))
    >>> parents, evidence = simulated_tree(np.random.default_rng(1), kind, size=20)
    >>> int(parents[0]), evidence.onsets.size, bool((parents[1:] < np.arange(1, 20)).all())
    (-1, 20, True)
    """
    if size < 1:
        message = "an outbreak has at least one case"
        raise ValueError(message)
    days, parents = _infections(generator, outbreak, size)
    onsets = days + _drawn(generator, outbreak.incubation, size)
    exposed = generator.random((size, size)) < outbreak.wrong
    exposed[parents[1:], np.arange(1, size)] = generator.random(size - 1) < outbreak.named
    distances = _distances(parents, generator.poisson(outbreak.mutations, size))
    return parents, Evidence(onsets.astype(np.float64), exposed=exposed, distances=distances)


def _infections(generator: np.random.Generator, outbreak: Outbreak, size: int) -> tuple[Counts, Counts]:
    days: list[int] = []
    parents: list[int] = []
    waiting = [(0, -1)]
    while len(days) < size:
        day, parent = heappop(waiting) if waiting else (days[-1] + 1, len(days) - 1)
        for gap in _drawn(generator, outbreak.generation, generator.poisson(outbreak.reproduction)):
            heappush(waiting, (day + int(gap), len(days)))
        days.append(day)
        parents.append(parent)
    return np.array(days, dtype=np.int64), np.array(parents, dtype=np.int64)


def _drawn(generator: np.random.Generator, law: DayDistribution, number: int) -> Counts:
    return generator.choice(law.weights.size, number, p=law.weights / law.weights.sum())


def _distances(parents: Counts, gained: Counts) -> Floats:
    """How many mutations lie between each two along the tree? From the first case down: to others as the parent, and its own on top."""
    apart = np.zeros((parents.size, parents.size))
    for case in range(1, parents.size):
        apart[case, :case] = apart[parents[case], :case] + gained[case]
        apart[:case, case] = apart[case, :case]
    return apart
