"""Do the test kits last for the passes that are planned, and on which day do they run out? Stock is tied to the plan, not told by itself.

S2 reported kits for three rounds, and planned three: what reads as "enough" leaves nothing for a fourth.
"""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from epiworks.units import Days, PersonCount, PoolSize, TubeCount

FURTHEST = Days(366)
"""How many days ahead a day is still named: nobody plans passes further."""


class Stock(StrEnum):
    """What does the stock mean for the plan?"""

    SHORT = "short"
    NOTHING_LEFT = "nothing_left"
    ENOUGH = "enough"


@dataclass(frozen=True, slots=True)
class KitPlan:
    """Tests in stock, and what they are for: ``passes`` to come, ``people`` in each by ``pool`` to a tube, one every ``every`` days."""

    stock: TubeCount
    people: PersonCount
    pool: PoolSize
    passes: int
    first: date
    every: int

    def day_of(self, number: int) -> date | None:
        """On which day is the pass of this number, the first being 0? ``None`` for one further ahead than FURTHEST."""
        ahead = number * self.every
        return self.first + timedelta(days=ahead) if ahead <= FURTHEST else None


@dataclass(frozen=True, slots=True)
class KitOutlook:
    """What a pass takes, how many whole ones the stock covers, what is left after the plan (negative: missing), and the days.

    ``last_on`` is the plan's last pass, ``out_on`` the first pass at this rhythm that cannot be tested whole; ``None`` beyond FURTHEST.
    """

    each: TubeCount
    covered: int
    left: int
    last_on: date | None
    out_on: date | None
    stock: Stock


def kits_last(plan: KitPlan) -> KitOutlook:
    """Does the stock last for the plan? One tube, one test: tubes = ceil(people / pool). Re-tests, controls and repeats come on top.

    NOTHING_LEFT where the plan can be tested, but no further pass. Raises `ValueError` for nobody to test or no pass.

    >>> found = kits_last(KitPlan(TubeCount(30), PersonCount(100), PoolSize(10), 3, date(2022, 5, 13), 2))
    >>> found.stock.value, found.left, found.out_on.isoformat()
    ('nothing_left', 0, '2022-05-19')
    """
    if plan.people <= 0 or plan.pool <= 0 or plan.passes <= 0 or plan.every <= 0:
        message = "kits are for people, in passes"
        raise ValueError(message)
    each = TubeCount(math.ceil(plan.people / plan.pool))
    covered, left = plan.stock // each, plan.stock - each * plan.passes
    stock = Stock.SHORT if left < 0 else Stock.NOTHING_LEFT if left < each else Stock.ENOUGH
    return KitOutlook(each, covered, left, plan.day_of(plan.passes - 1), plan.day_of(covered), stock)
