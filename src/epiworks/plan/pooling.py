"""How should samples be pooled, and what does it cost in tests and re-tests?"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, expm1, log1p

from epiworks.units import PersonCount, PoolSize, Probability, TubeCount

LARGEST_POOL = PoolSize(20)
"""20:1 is the largest pool that the testing guides allow."""


@dataclass(frozen=True, slots=True)
class ZoneDemand:
    """Who is sampled in one zone, how pooled, and how many of them are expected to be infected?"""

    zone: str
    people: PersonCount
    pool: PoolSize
    prevalence: Probability


@dataclass(frozen=True, slots=True)
class ZonePools:
    """What one zone's samples come to. Expected values are means, not promises."""

    zone: str
    first_tubes: TubeCount
    expected_positive_pools: float
    expected_recalled: float
    expected_tests: float


@dataclass(frozen=True, slots=True)
class PoolPlan:
    """What all zones come to."""

    zones: tuple[ZonePools, ...]

    @property
    def first_tubes(self) -> TubeCount:
        """How many tubes does the first pass need?"""
        return TubeCount(sum(zone.first_tubes for zone in self.zones))

    @property
    def expected_recalled(self) -> float:
        """How many people must be found again for a single test, in the mean?"""
        return sum(zone.expected_recalled for zone in self.zones)

    @property
    def expected_tests(self) -> float:
        """How many tests are run in all, re-tests included, in the mean?"""
        return sum(zone.expected_tests for zone in self.zones)


def positive_pool_probability(prevalence: Probability, pool: PoolSize) -> Probability:
    """How likely is a pool positive? P = 1 - (1 - p)**k, samples independent, test perfect.

    Computed as -expm1(k log1p(-p)), exact also for p = 1e-9. Households infect each other, so real pools of one household are positive
    less often (their infections share tubes) than this says.

    >>> round(positive_pool_probability(Probability(0.01), PoolSize(10)), 4)
    0.0956
    """
    if prevalence >= 1:
        return Probability(1.0)
    return Probability(-expm1(pool * log1p(-prevalence)))


def expected_tests_per_person(prevalence: Probability, pool: PoolSize) -> float:
    """How many tests does one person cost in two-stage pooling, in the mean?

    E = 1/k + 1 - (1 - p)**k for k > 1, and 1 for k = 1. Unit: tests per person. Source: Dorfman, Annals of Mathematical Statistics 14
    (1943) 436-440.

    >>> round(expected_tests_per_person(Probability(0.01), PoolSize(11)), 4)
    0.1956
    """
    if pool == 1:
        return 1.0
    return 1 / pool + positive_pool_probability(prevalence, pool)


def best_pool(prevalence: Probability, *, largest: PoolSize = LARGEST_POOL) -> PoolSize:
    """Which pool size up to the largest allowed costs the fewest tests? The smallest of equals, because it recalls fewer people.

    >>> [best_pool(Probability(p)) for p in (0.01, 0.05, 0.4)]
    [11, 5, 1]
    """
    return min((PoolSize(size) for size in range(1, largest + 1)), key=lambda size: (expected_tests_per_person(prevalence, size), size))


def pool_plan(demands: Iterable[ZoneDemand]) -> PoolPlan:
    """What do these zones need in tubes, re-tests and people to be found again?

    First tubes = ceil(people / pool). Each positive pool recalls its members: people x P(pool positive) in the mean; in a zone tested
    singly nobody is recalled. Pools are taken as full.

    >>> plan = pool_plan([ZoneDemand("controlled", PersonCount(1000), PoolSize(10), Probability(0.001))])
    >>> plan.first_tubes, round(plan.expected_recalled, 2)
    (100, 9.96)
    """
    return PoolPlan(tuple(_zone(demand) for demand in demands))


def _zone(demand: ZoneDemand) -> ZonePools:
    tubes = TubeCount(ceil(demand.people / demand.pool))
    chance = positive_pool_probability(demand.prevalence, demand.pool)
    recalled = 0.0 if demand.pool == 1 else demand.people * chance
    return ZonePools(demand.zone, tubes, tubes * chance, recalled, tubes + recalled)
