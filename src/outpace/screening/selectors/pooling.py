"""What each pool size finds in one pass, from who is due and what laboratories do. Aggregates only; nothing is kept."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from epiworks.units import PersonCount, Probability, TubeCount
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor
from outpace.screening.choices import PassState
from outpace.screening.data import PassInfo
from outpace.screening.rules.pooling import Gene, PoolAnswer, PoolQuestion, advise
from outpace.screening.selectors.coverage import area_count
from outpace.screening.selectors.due import count_due
from outpace.screening.selectors.places import capacity_under
from outpace.screening.selectors.planning import suggestion

HOURS = 24
"""In how many hours a round ends where its guide does not say."""


@dataclass(frozen=True, slots=True)
class PoolAsked:
    """What is assumed: the share infected, cycle thresholds of those to be found, and how the laboratory reads them.

    `people`, `tests`: None counts who is due, and what the laboratories of the area do in the guide's hours.
    """

    prevalence: Probability
    cts: tuple[float, ...]
    cutoff: float
    gene: Gene
    people: PersonCount | None = None
    tests: TubeCount | None = None


@dataclass(frozen=True, slots=True)
class PoolAdvice:
    """The question as it was worked out, every number filled in, and its answer."""

    asked: PoolQuestion
    answer: PoolAnswer


def pool_usual(actor: Actor, info: PassInfo) -> tuple[PersonCount, TubeCount]:
    """Whom would this pass test, and how many tests can the laboratories of its area do in the guide's hours? At least one of each.

    Raises NotAllowed without SCREENING_PLAN over the pass's area.
    """
    actor.require(Permission.SCREENING_PLAN, info.area_path)
    people = people_due(actor, info)
    speed = sum(laboratory.effective for laboratory in capacity_under(actor, info.area_path).laboratories)
    return PersonCount(max(people, 1)), TubeCount(max(int(speed * (suggestion(info.pack, people).hours or HOURS)), 1))


def pool_advice(actor: Actor, info: PassInfo, asked: PoolAsked) -> PoolAdvice:
    """Which pool size finds the most in this pass, within what its guide allows?

    Raises NotAllowed without SCREENING_PLAN over the pass's area, Refusal for a pass of single tubes and without a Ct below the cutoff.
    """
    actor.require(Permission.SCREENING_PLAN, info.area_path)
    if info.is_single:
        raise Refusal("is_single", _("Re-tests and tests ordered for named people are single: each in a tube of their own."))
    people, tests = asked.people, asked.tests
    if people is None or tests is None:
        due, able = pool_usual(actor, info)
        people, tests = people or due, tests or able
    question = PoolQuestion(people, asked.prevalence, tests, asked.cts, asked.cutoff, asked.gene)
    try:
        most = suggestion(info.pack, PersonCount(0)).most
        return PoolAdvice(question, advise(question, also=[info.pool_size, *info.pool_by_zone.values()], most=most))
    except ValueError as error:
        raise Refusal("no_ct", _("No Ct value lies below the cutoff: there is no positive to find."), field="own") from error


def people_due(actor: Actor, info: PassInfo) -> PersonCount:
    """Who is due: as would be counted if it were opened now, or as the pass itself counts."""
    if info.state == PassState.PLANNED:
        return count_due(actor, info.id)
    counted = area_count(actor, info.id, info.area_path)
    return PersonCount(counted.due - counted.exempt)
