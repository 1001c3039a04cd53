"""How many people to a tube, by JSON: the same question and answer as the page for whoever plans a pass. Aggregates only."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from epiworks.units import PersonCount, Probability, TubeCount
from outpace.kernel.permissions import Permission
from outpace.kernel.restauth import Problem, caller
from outpace.kernel.restforms import REFUSED, Id
from outpace.screening import api
from outpace.screening.rules.pooling import CTS, CUTOFF, MOST_CTS, NAMED_CTS, USUAL_PER_100K, Gene, People, PoolRow

router = Router()
Ct = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Many = Annotated[int, Field(ge=1, le=100_000_000)]


class PoolSizesIn(Schema):
    """What is assumed. Without `people` or `tests` who is due is counted, and what the area's laboratories do in the guide's hours.

    `own`: Ct values of one's own positives, tested alone; without any, those of people `like` these.
    """

    people: Many | None = None
    tests: Many | None = None
    per_100k: Annotated[float, Field(ge=0.01, le=50_000, allow_inf_nan=False)] = USUAL_PER_100K
    cutoff: Annotated[float, Field(ge=25, le=45, allow_inf_nan=False)] = CUTOFF
    gene: Gene = Gene.ORF1AB
    like: People = People.SCREENED
    own: Annotated[list[Ct], Field(max_length=MOST_CTS)] = []

    def asked(self) -> api.PoolAsked:
        """The same as a question."""
        return api.PoolAsked(
            Probability(self.per_100k / 100_000),
            tuple(self.own) or CTS[self.like],
            self.cutoff,
            self.gene,
            people=None if self.people is None else PersonCount(self.people),
            tests=None if self.tests is None else TubeCount(self.tests),
        )


class PoolSizeOut(Schema):
    """One size. `sensitivity` of the pooled test; persons sampled, infected persons found in the mean, tests spent on re-tests.

    `found_at`: the chance that a positive of each of `at_cts` is still found.
    """

    pool: int
    sensitivity: float
    people: int
    found: float
    retests: float
    found_at: list[float]
    is_best: bool
    is_allowed: bool


class PoolSizesOut(Schema):
    """What each size finds. `best` among those the guide allows, `between`: if pooling costs as little or as much as the data allow.

    `enough`: there are tests to test everybody alone; `is_bound`: a larger size, which the guide does not allow, finds more.
    """

    people: int
    tests: int
    infected: float
    best: int
    between: tuple[int, int]
    enough: bool
    is_bound: bool
    at_cts: list[float]
    sizes: list[PoolSizeOut]


@router.get("/passes/{pass_id}/pool-sizes", response={200: PoolSizesOut, REFUSED: Problem}, summary="What each pool size finds")
def pool_sizes(request: HttpRequest, pass_id: Id, given: Query[PoolSizesIn]) -> dict[str, Any]:
    """For whoever plans the pass; nothing is kept. A pass of single tubes is refused."""
    actor = caller(request)
    actor.require_anywhere(Permission.API_READ)
    found = api.pool_advice(actor, api.get_pass(actor, pass_id), given.asked())
    answer = found.answer
    return {
        "people": found.asked.people,
        "tests": found.asked.tests,
        "infected": answer.infected,
        "best": answer.best.pool,
        "between": answer.between,
        "enough": answer.enough,
        "is_bound": answer.is_bound,
        "at_cts": NAMED_CTS,
        "sizes": [_size(row) for row in answer.rows],
    }


def _size(row: PoolRow) -> dict[str, Any]:
    choice = row.choice
    return {
        "pool": choice.pool,
        "sensitivity": choice.sensitivity,
        "people": choice.people,
        "found": choice.found,
        "retests": choice.retests,
        "found_at": row.found_at,
        "is_best": row.is_best,
        "is_allowed": row.is_allowed,
    }
