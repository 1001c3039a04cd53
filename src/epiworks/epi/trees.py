"""Who most likely infected whom? The posterior over all transmission trees, from dates, exposures, genomes and the pack's windows.

Each possible pair (i infects j) has a weight: how well the gap of their onsets fits the interval, whether an exposure between them is
recorded, how far their genomes are apart, and zero where the windows of the pack forbid it. A tree's weight is the product over its links.
The sum over all trees, loops excluded, is a determinant (matrix-tree theorem), and the posterior of each link follows from one inverse:

    P(i -> j) = W_ij (M_jj - M_ji),   M = inverse of L,   L = diag(r_j + sum_i W_ij) - W,   r_j the weight of j having come from outside

so no chain is run and none has to converge. What is not known of exposures and mutation is estimated from the same posterior in a few
rounds (expectation-maximisation). Source: Tutte, Proc Camb Phil Soc 44 (1948) 463-482; likelihoods: Jombart et al., PLoS Comput Biol 10
(2014) e1003457 (outbreaker), Campbell et al. BMC Bioinformatics 19 (2018) 363 (outbreaker2), PLoS Comput Biol 15 (2019) e1006930.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from epiworks.epi.interval import DayDistribution
from epiworks.epi.special import Counts, Flags, Floats
from epiworks.units import Probability, Share

FEW, MOST, ALL = Probability(0.02), Probability(0.7), Share(1.0)
"""What `Beliefs` begins with: few from outside, most exposures named, all infected people in the list."""

_ROUNDS = 8
_LEAST_OUTSIDE = 1e-9
_SITES = 50.0
"""At how many places a mutation may fall, as far as precision allows: real genomes have thousands; results do not change above 20 or so."""


@dataclass(frozen=True, slots=True, eq=False)
class Timing:
    """How likely is each gap from onset to onset, in days? `chances[0]` belongs to the gap `lowest`, which may be negative."""

    lowest: int
    chances: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What is known of n cases?

    `onsets`: day numbers. `possible[i, j]`: the pack's windows allow that i infected j (all, when not given). `exposed[i, j]`: an exposure
    of j to i is recorded (or of either to the other: give both). `distances[i, j]`: differences between genomes, NaN where unknown.
    """

    onsets: Floats
    possible: Flags | None = None
    exposed: Flags | None = None
    distances: Floats | None = None


@dataclass(frozen=True, slots=True)
class Beliefs:
    """What is believed beforehand; exposures and mutation are starting values and are estimated from the cases.

    `outside`: chance that a case came from outside the list. `reported`: share of infected people who are in the list; below 1, a link may
    have up to two unseen people between. `named`: chance that a true pair's exposure is recorded. `mutations`: a transmission.
    """

    outside: Probability = FEW
    reported: Share = ALL
    named: Probability = MOST
    mutations: float = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class TreePosterior:
    """`links[i, j]`: probability that i infected j; `outside[j]`: that j came from outside. Each column and its outside add up to 1."""

    links: Floats
    outside: Floats
    beliefs: Beliefs

    @property
    def likeliest(self) -> Counts:
        """Which case most likely infected each? -1: most likely from outside."""
        best = self.links.argmax(axis=0)
        return np.where(self.links.max(axis=0) >= self.outside, best, -1).astype(np.int64)

    @property
    def certainty(self) -> Floats:
        """How likely is that answer, for each case? Well below 1: several infectors are nearly as likely, say so."""
        return np.asarray(np.maximum(self.links.max(axis=0), self.outside), dtype=np.float64)

    @property
    def infected(self) -> Floats:
        """How many did each case infect in the mean over all trees? The superspreaders stand out."""
        return np.asarray(self.links.sum(axis=1), dtype=np.float64)


DEFAULT_BELIEFS = Beliefs()


def serial_timing(generation: DayDistribution, incubation: DayDistribution) -> Timing:
    """How are gaps of onsets distributed, from infection to infection and from infection to onset? G + I' - I, all independent.

    >>> from epiworks.epi.interval import from_weights
    >>> found = serial_timing(from_weights([0, 0, 1]), from_weights([0, 0.5, 0.5]))
    >>> found.lowest, found.chances.tolist()
    (1, [0.25, 0.5, 0.25])
    """
    both = np.convolve(generation.weights, incubation.weights)
    chances = np.convolve(both, incubation.weights[::-1])
    used = np.flatnonzero(chances > 0)
    lowest = int(used[0]) - (incubation.weights.size - 1)
    return Timing(lowest, chances[used[0] : used[-1] + 1])


def transmission_tree(evidence: Evidence, timing: Timing, beliefs: Beliefs = DEFAULT_BELIEFS) -> TreePosterior:
    """Which links are how likely, over all trees of these cases? Source: see the module.

    Raises `ValueError` without a case, for days that are not finite or tables that are not n x n.

    >>> timing = Timing(1, np.array([0.2, 0.6, 0.2]))
    >>> found = transmission_tree(Evidence(np.array([0.0, 2.0, 4.0])), timing)
    >>> found.likeliest.tolist(), found.certainty.round(2).tolist()
    ([-1, 0, 1], [1.0, 0.99, 0.99])
    """
    _check(evidence)
    current = beliefs
    found = _posterior(evidence, timing, current)
    if evidence.exposed is None and evidence.distances is None:
        return found
    chance = _exposure_chance(evidence, found)
    for _ in range(_ROUNDS):
        current = _learned(evidence, found, beliefs)
        found = _posterior(evidence, timing, current, chance=chance)
        chance = _exposure_chance(evidence, found)
    return found


def _check(evidence: Evidence) -> None:
    size = evidence.onsets.size
    tables: list[NDArray[np.generic] | None] = [evidence.possible, evidence.exposed, evidence.distances]
    if size == 0 or not np.all(np.isfinite(evidence.onsets)) or any(table is not None and table.shape != (size, size) for table in tables):
        message = "a tree needs at least one case, a day for each, and tables with a row and a column for each"
        raise ValueError(message)


def _posterior(evidence: Evidence, timing: Timing, beliefs: Beliefs, *, chance: float = 0.02) -> TreePosterior:
    weights, outside = _weights(evidence, timing, beliefs)
    if evidence.exposed is not None:
        weights = weights * np.where(evidence.exposed, beliefs.named / chance, (1 - beliefs.named) / (1 - chance))
    scale = np.maximum(weights.max(axis=0), outside)
    # The inverse needs every case to be reachable from outside within what double precision can tell apart.
    weights, outside = weights / scale, np.maximum(outside / scale, _LEAST_OUTSIDE)
    laplacian = np.diag(outside + weights.sum(axis=0)) - weights
    inverse = np.linalg.inv(laplacian)
    links = weights * (np.diag(inverse)[None, :] - inverse.T)
    links = np.clip(links, 0.0, 1.0)
    roots = np.clip(outside * np.diag(inverse), 0.0, 1.0)
    total = links.sum(axis=0) + roots
    return TreePosterior(links / total, roots / total, beliefs)


def _weights(evidence: Evidence, timing: Timing, beliefs: Beliefs) -> tuple[Floats, Floats]:
    """Prior, timing and genomes: the weight of each link, and of each case having come from outside."""
    size = evidence.onsets.size
    gaps = np.round(evidence.onsets[None, :] - evidence.onsets[:, None]).astype(np.int64)
    weights = np.zeros((size, size))
    between = 1 if beliefs.reported >= 1 else 3
    step = timing
    for generations in range(1, between + 1):
        share = beliefs.reported * (1 - beliefs.reported) ** (generations - 1)
        weights += share * _at(step, gaps) * _genome(evidence.distances, generations * beliefs.mutations)
        step = Timing(step.lowest + timing.lowest, np.convolve(step.chances, timing.chances))
    if evidence.possible is not None:
        weights *= evidence.possible
    np.fill_diagonal(weights, 0.0)
    span = float(np.ptp(evidence.onsets)) + timing.chances.size
    outside = np.full(size, beliefs.outside / span * _foreign(evidence.distances, beliefs.mutations))
    return weights * (1 - beliefs.outside) / max(size - 1, 1), outside


def _at(timing: Timing, gaps: Counts) -> Floats:
    place = gaps - timing.lowest
    inside = (place >= 0) & (place < timing.chances.size)
    return np.where(inside, timing.chances[np.where(inside, place, 0)], 0.0)


def _genome(distances: Floats | None, mean: float) -> Floats:
    """How likely is this very genome, so many differences away, when `mean` mutations are expected, each at one of many sites?

    Where a genome is missing the pair is taken as a typical one: it speaks neither for nor against the link.
    """
    if distances is None:
        return np.ones(1)
    return np.asarray(np.exp(-mean) * (mean / _SITES) ** np.where(np.isnan(distances), mean, distances), dtype=np.float64)


def _foreign(distances: Floats | None, mean: float) -> float:
    """A case from outside is as likely as a link farther than nearly every true one: mean + 3 standard deviations + 2 mutations."""
    if distances is None:
        return 1.0
    return float(np.exp(-mean) * (mean / _SITES) ** (mean + 3 * np.sqrt(mean) + 2))


def _learned(evidence: Evidence, found: TreePosterior, prior: Beliefs) -> Beliefs:
    """What do the posterior's own links say of exposures and mutation? With a pinch of the prior, so that few cases do not run away."""
    named, mutations = float(prior.named), prior.mutations
    if evidence.exposed is not None:
        named = (5 * prior.named + float(found.links[evidence.exposed].sum())) / (5 + float(found.links.sum()))
    if evidence.distances is not None:
        known = np.isfinite(evidence.distances)
        seen = float((found.links * np.where(known, evidence.distances, 0.0)).sum())
        mutations = (prior.mutations + seen) / (1 + float(found.links[known].sum()))
    return replace(prior, named=Probability(min(named, 0.999)), mutations=max(mutations, 1e-3))


def _exposure_chance(evidence: Evidence, found: TreePosterior) -> float:
    """How often is an exposure recorded between two who did not infect each other?"""
    if evidence.exposed is None:
        return 0.5
    others = float(evidence.exposed.sum()) - float(found.links[evidence.exposed].sum())
    pairs = evidence.exposed.size - evidence.onsets.size - float(found.links.sum())
    return min(max((others + 0.5) / max(pairs + 1, 1.0), 1e-6), 0.999)
