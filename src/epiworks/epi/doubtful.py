"""Which R and k fit links of which some are in doubt? Who infected whom is drawn again and again, as likely as R and k make it.

Each case infects by its own rate, gamma-distributed with mean R and shape k; a case whose source is in doubt was infected by one of its
possible sources. With the rates integrated out, a reading z of who infected whom, case i infecting x_i, has the likelihood

    f(z; R, k) = prod over doubtful j of c_j(z_j)  prod over i of  G(k + x_i) / G(k)  (k / (k + s_i R))**k  (R / (k + s_i R))**x_i

with c the chances of the sources, s the share that can be known. It lacks the x! of `offspring`: infected people are known one by one. A
case that infected many others is a likelier source of one more; drawing sources by their chances alone spreads infections more evenly than
they were, and k comes out too large. Readings are drawn by Gibbs' method: one doubtful case after the other gets a source with weight
c (k + x) / (k + s R), x without this infection. c is the chance of a gap of days, not of a gap among those seen: s is not in it again.

The likelihood of R and k is the sum of f over all readings. It is measured on readings drawn at a row of values of k that spans the
interval: each reading counts by one over the density with which the whole row draws it (Shirts and Chodera's way, equal numbers of each).

Source: Geman and Geman, IEEE Trans Pattern Anal Mach Intell 6 (1984) 721-741; Shirts and Chodera, J Chem Phys 129 (2008) 124105; the
likelihood follows from the gamma mixture of Lloyd-Smith et al. 2005.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import ArrayLike, NDArray

from epiworks.epi.attribution import Likelihoods, fit_readings, likelihoods
from epiworks.epi.offspring import OffspringFit
from epiworks.epi.special import Counts, Flags, Floats, floats

LEAST_K, LARGEST_K = 0.003, 300.0
"""Between these the readings are drawn; outside the likelihood is carried on from the nearest."""

RUNGS, CHAINS = 16, 8
"""At so many values of k, by so many chains each."""

SETTLING, KEPT, APART = 12, 8, 2
"""Rounds over all doubtful cases before a reading is kept, readings kept of each chain, and rounds from one to the next."""

TELLING = 8.0
"""Values of k whose log-likelihood is farther below the best say nothing about an interval."""

_SHOWN = 100
_ROUNDS = 300

Sources = Sequence[Sequence[tuple[int, float]]]


@dataclass(frozen=True, slots=True, eq=False)
class DoubtfulFit:
    """R and k, and equally likely readings under them: a row for each, a column for each counted case; one row where none is in doubt."""

    law: OffspringFit
    readings: Counts


@dataclass(frozen=True, slots=True, eq=False)
class _Links:
    """The doubtful links: possible sources of each and their chances (0: no source, to fill up); and how many each case surely infected."""

    places: Counts
    chances: Floats
    sure: Counts


@dataclass(frozen=True, slots=True, eq=False)
class _Chains:
    """Readings being drawn: which of its sources each doubtful case has, and how many each case infects; a column for each chain."""

    chosen: Counts
    numbers: Counts

    def some(self, chains: Counts) -> "_Chains":
        """These chains, to go on from."""
        return _Chains(self.chosen[:, chains], self.numbers[:, chains])


@dataclass(frozen=True, slots=True, eq=False)
class _Laws:
    """k of each case in each chain, and 1 / (k + s R)."""

    dispersion: Floats
    scale: Floats


def fit_sources(
    sources: Sources, generator: np.random.Generator, *, seen: ArrayLike, counted: Sequence[int] | None = None, level: float = 0.95
) -> DoubtfulFit:
    """Which R and k fit these links, those in doubt included?

    `sources`: for each infection its possible sources as (place of the case, chance above 0); the chances of one infection need not add up
    to 1. `seen`: for each case the share of its infections that can be known by now. `counted`: the places of the cases to which R and k
    are fitted, of which some must be known; all where not given. The others may be sources too. Time: three to six milliseconds for
    each infection in doubt. Raises `ValueError` for a place that is none, a chance that is not above 0, and where `fit_readings` does.

    >>> links = [[(0, 1.0)]] * 4 + [[(0, 1.0), (1, 1.0), (2, 1.0)]] * 3
    >>> found = fit_sources(links, np.random.default_rng(1), seen=[1.0] * 12)
    >>> round(found.law.reproduction.best, 2), found.law.dispersion.best < 0.2, found.readings.shape
    (0.58, True, (100, 12))
    """
    shares = floats(seen)
    mine = np.arange(shares.size) if counted is None else np.asarray(counted, dtype=np.int64)
    _check_sources(sources, shares.size)
    links = _read(sources, shares.size)
    if not links.places.shape[0]:
        table = links.sure[None, mine]
        return DoubtfulFit(fit_readings(table, seen=shares[mine], level=level), table)
    table, weights = _Drawing(links, shares, mine, generator).readings()
    law = fit_readings(table, seen=shares[mine], log_weights=weights, level=level)
    each = likelihoods(table, shares[mine]).of(law.reproduction.best, law.dispersion.best) + weights
    chances = np.exp(each - each.max())
    return DoubtfulFit(law, table[generator.choice(chances.size, size=_SHOWN, p=chances / chances.sum())])


@dataclass(frozen=True, slots=True, eq=False)
class _Drawing:
    """How readings are drawn: roughly at values of k far apart, then finely where the likelihood is."""

    links: _Links
    shares: Floats
    counted: Counts
    generator: np.random.Generator

    def readings(self) -> tuple[Counts, Floats]:
        """Readings of the counted cases, and how much each counts, as logarithms."""
        rough = np.geomspace(LEAST_K, LARGEST_K, RUNGS)
        chains = self._begun()
        reproduction = max(float(chains.numbers[self.counted].sum(axis=0).mean()), 1.0) / float(self.shares[self.counted].sum())
        self._rounds(chains, self._laws(rough, reproduction, None), SETTLING)
        height = _heights(self._each(self._table([chains]), rough, reproduction))
        telling = np.flatnonzero(height > height.max() - TELLING)
        ends = rough[max(telling[0] - 1, 0)], rough[min(telling[-1] + 1, RUNGS - 1)]
        fine = np.geomspace(*ends, RUNGS)
        nearest = np.abs(np.log(fine)[:, None] - np.log(rough)).argmin(axis=1)
        chains = chains.some((nearest[:, None] * CHAINS + np.arange(CHAINS)).reshape(-1))
        laws = self._laws(fine, reproduction, float(rough[height.argmax()]))
        self._rounds(chains, laws, SETTLING)
        kept = [self._rounds(chains, laws, APART) for _ in range(KEPT)]
        table = self._table(kept)
        return table, _weights(self._each(table, fine, reproduction))

    def _begun(self) -> _Chains:
        """Chains that begin with sources drawn by their chances alone."""
        doubtful = self.links.places.shape[0]
        drawn = self.generator.random((doubtful, RUNGS * CHAINS))
        cumulative = self.links.chances.cumsum(axis=1)
        chosen = (cumulative[:, :, None] < drawn[:, None, :] * cumulative[:, -1, None, None]).sum(axis=1)
        numbers = np.repeat(self.links.sure[:, None], RUNGS * CHAINS, axis=1)
        np.add.at(numbers, (np.take_along_axis(self.links.places, chosen, axis=1), np.arange(RUNGS * CHAINS)), 1)
        return _Chains(chosen, numbers)

    def _laws(self, rungs: Floats, reproduction: float, others: float | None) -> _Laws:
        """The law of each case in each chain; `others`: the k of cases that do not count, that of the chain where not given."""
        dispersion = np.repeat(np.repeat(rungs, CHAINS)[None, :], self.shares.size, axis=0)
        if others is not None:
            is_other: Flags = np.ones(self.shares.size, dtype=np.bool_)
            is_other[self.counted] = False
            dispersion[is_other] = others
        return _Laws(dispersion, 1 / (dispersion + reproduction * self.shares[:, None]))

    def _rounds(self, chains: _Chains, laws: _Laws, rounds: int) -> _Chains:
        """Draw the source of every doubtful case anew, so many times; how many each case infects then."""
        column = np.arange(chains.chosen.shape[1])
        for _ in range(rounds):
            drawn = self.generator.random(chains.chosen.shape)
            for row, (places, chances) in enumerate(zip(self.links.places, self.links.chances[:, :, None], strict=True)):
                chains.numbers[places[chains.chosen[row]], column] -= 1
                weights = chances * (laws.dispersion[places] + chains.numbers[places]) * laws.scale[places]
                cumulative = weights.cumsum(axis=0)
                chains.chosen[row] = (cumulative < drawn[row] * cumulative[-1]).sum(axis=0)
                chains.numbers[places[chains.chosen[row]], column] += 1
        return _Chains(chains.chosen, chains.numbers.copy())

    def _table(self, kept: Sequence[_Chains]) -> Counts:
        """The readings, those of a rung together."""
        parts = [chains.numbers[self.counted].T.reshape(RUNGS, CHAINS, -1) for chains in kept]
        return np.concatenate(parts, axis=1).reshape(-1, self.counted.size)

    def _each(self, table: Counts, rungs: Floats, reproduction: float) -> Floats:
        """How likely is each reading at each rung, as logarithms?"""
        found: Likelihoods = likelihoods(table, self.shares[self.counted])
        return np.column_stack([found.of(reproduction, float(k)) for k in rungs])


def _heights(each: Floats) -> Floats:
    """How high is the log-likelihood at each rung, from readings drawn there (rows: those of a rung together)? The first has 0.

    From one rung to the next it rises by the mean rise of readings drawn at both.
    """
    mean = each.reshape(RUNGS, -1, RUNGS).mean(axis=1)
    here, there = np.arange(RUNGS - 1), np.arange(1, RUNGS)
    rises = (mean[here, there] - mean[here, here] + mean[there, there] - mean[there, here]) / 2
    return np.concatenate([[0.0], np.cumsum(rises)])


def _weights(each: Floats) -> Floats:
    """One over the density with which all rungs together draw each reading, as logarithms; found by going round until it stays."""
    height = _heights(each)
    mixed = _log_sum(each - height, axis=1)
    for _ in range(_ROUNDS):
        height = _log_sum(each - mixed[:, None], axis=0)
        mixed = _log_sum(each - (height - height[0]), axis=1)
    return -mixed


def _log_sum(values: Floats, *, axis: int) -> Floats:
    highest: Floats = values.max(axis=axis, keepdims=True)
    return floats(np.log(np.exp(values - highest).sum(axis=axis)) + highest.squeeze(axis))


def _read(sources: Sources, cases: int) -> _Links:
    doubtful = [choice for choice in sources if len(choice) > 1]
    most = max((len(choice) for choice in doubtful), default=0)
    places, chances = np.zeros((len(doubtful), most), dtype=np.int64), np.zeros((len(doubtful), most))
    for row, choice in enumerate(doubtful):
        places[row, : len(choice)] = [place for place, _ in choice]
        chances[row, : len(choice)] = [chance for _, chance in choice]
    sure: NDArray[np.int64] = np.bincount([choice[0][0] for choice in sources if len(choice) == 1], minlength=cases).astype(np.int64)
    return _Links(places, chances, sure)


def _check_sources(sources: Sources, cases: int) -> None:
    if any(not 0 <= place < cases or not 0 < chance < inf for choice in sources for place, chance in choice):
        message = "a possible source is one of the cases, with a chance above 0"
        raise ValueError(message)
