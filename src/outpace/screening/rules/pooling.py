"""How many people to a tube find the most positives with the tests there are? A question to epiworks, with its doubt."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from epiworks.epi.likelihood import Estimate
from epiworks.epi.pooled import Dilution, PoolChoice, Screening, choices, detection
from epiworks.units import PersonCount, PoolSize, Probability, TubeCount

SIZES = (1, 3, 5, 8, 10, 12, 15, 20)
"""The sizes that are drawn; the best is looked for among all from 1 to 20."""

NAMED_CTS = (20.0, 25.0, 30.0, 33.0, 35.0)
"""Cycle thresholds for which it is shown whether a pool still finds them."""

USUAL_PER_100K, CUTOFF, MOST_CTS = 50.0, 37.0, 500
"""What is assumed where nothing else is said: infected among 100,000, and the Ct below which a test is positive, the most Ct values."""


class Gene(StrEnum):
    """Which gene does the laboratory go by?"""

    ORF1AB = "orf1ab"
    N = "n"


class People(StrEnum):
    """Whose cycle thresholds are they, where the laboratory gives none of its own?"""

    ILL = "ill"
    SCREENED = "screened"


def _cost(cost: tuple[float, float, float], sd: float) -> Dilution:
    return Dilution(Estimate(*cost), Estimate(sd, sd, sd), PersonCount(60), PersonCount(0), small=False)


DILUTIONS: Mapping[Gene, Dilution] = MappingProxyType(
    {Gene.ORF1AB: _cost((0.72, 0.61, 0.84), 1.05), Gene.N: _cost((0.64, 0.57, 0.72), 0.65)}
)
"""Cycles that a doubling of the pool costs (best, 95 %), and their scatter, fitted to the 60 positives tested alone and 1:5 of the pooling
study that docs/science/pooled.md works out."""

CTS: Mapping[People, tuple[float, ...]] = MappingProxyType(
    {
        People.ILL: (13.4, 15.1, 16.9, 18.5, 19.8, 22.3, 23.9, 25.9, 28.3, 30.5),
        People.SCREENED: (23.1, 27.6, 31.1, 33.5, 34.9, 36.2, 37.1, 38.0, 38.6, 39.6),
    }
)
"""Ten equal parts of the cycle thresholds (their 5, 15, ... 95 % points): of that study's 60 positives, N gene; and of 226 positive
tests of people sampled day after day whatever they felt (Kissler et al., PLoS Biol 19 (2021) e3001333)."""


@dataclass(frozen=True, slots=True)
class PoolQuestion:
    """Who is to be tested, with how many tests, and how high are the cycle thresholds of those to be found?"""

    people: PersonCount
    prevalence: Probability
    tests: TubeCount
    cts: tuple[float, ...]
    cutoff: float
    gene: Gene


@dataclass(frozen=True, slots=True)
class PoolRow:
    """One size: what comes of it, whether a positive of each of NAMED_CTS is still found, and whether it is the best that is allowed."""

    choice: PoolChoice
    found_at: tuple[float, ...]
    is_best: bool
    is_allowed: bool


@dataclass(frozen=True, slots=True)
class PoolAnswer:
    """The best size and what comes of it; the sizes that are best if pooling costs as little or as much as the data allow; all rows drawn.

    Of sizes that the guide allows. `infected`: how many there are to be found. `enough`: the tests suffice to test everybody alone.
    `is_bound`: a larger size, which the guide does not allow, finds more.
    """

    best: PoolChoice
    between: tuple[PoolSize, PoolSize]
    rows: tuple[PoolRow, ...]
    infected: float
    enough: bool
    is_bound: bool


def advise(asked: PoolQuestion, *, also: Sequence[int] = (), most: int = max(SIZES)) -> PoolAnswer:
    """Which size finds the most? `also`: sizes to show beside the usual ones; `most`: the largest that the testing guide allows.

    Raises `ValueError` without a Ct below the cutoff.
    """
    job = Screening(asked.people, asked.prevalence, asked.tests)
    cost = DILUTIONS[asked.gene]
    every = {choice.pool: choice for choice in choices(job, asked.cts, cost, cutoff=asked.cutoff)}
    best = _best(every.values(), most=most)
    ends = (cost.per_doubling.low, cost.per_doubling.high)
    bounds = [_best(choices(job, asked.cts, _at(cost, value), cutoff=asked.cutoff), most=most).pool for value in ends]
    sizes = sorted({*SIZES, *(size for size in also if size in every), best.pool})
    rows = tuple(replace(_row(every[PoolSize(size)], asked), is_best=size == best.pool, is_allowed=size <= most) for size in sizes)
    infected, is_bound = asked.people * asked.prevalence, next(iter(every)) > most
    return PoolAnswer(best, (min(bounds), max(bounds)), rows, infected, asked.tests >= asked.people, is_bound)


def _best(found: Iterable[PoolChoice], *, most: int) -> PoolChoice:
    """Which of these, the best first, is the best that is allowed? A single tube always is."""
    return next(choice for choice in found if choice.pool <= most)


def _at(cost: Dilution, per_doubling: float) -> Dilution:
    return replace(cost, per_doubling=Estimate(per_doubling, per_doubling, per_doubling))


def _row(choice: PoolChoice, asked: PoolQuestion) -> PoolRow:
    found = detection(NAMED_CTS, choice.pool, DILUTIONS[asked.gene], cutoff=asked.cutoff)
    return PoolRow(choice, tuple(float(value) for value in found), is_best=False, is_allowed=True)
