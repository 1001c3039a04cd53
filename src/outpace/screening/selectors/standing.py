"""Which pass a fact belongs to, and who is due in it: what every count of people rests on."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import orjson

from outpace.kernel import prepared
from outpace.kernel.scope import AreaPath, NotFound
from outpace.registry import api as registry
from outpace.registry.choices import Presence
from outpace.registry.data import PersonPlace
from outpace.screening.choices import Target, ZoneType
from outpace.screening.models import DuePerson
from outpace.screening.rules.pools import PoolPlan

FACTS = "SELECT id, area_path, target, is_retest, pool_size, pool_by_zone, state FROM screening_pass WHERE id = %s::bigint"
EXEMPT = "SELECT person_id FROM screening_exemption WHERE pass_id = %s::bigint AND person_id = ANY(%s::bigint[]) AND ended_at IS NULL"


@dataclass(frozen=True, slots=True)
class PassFacts:
    """What a write needs to know of a pass."""

    id: int
    path: AreaPath
    target: Target
    is_retest: bool
    pools: PoolPlan
    is_open: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person counts in a pass: their grid, and whether they are due there and not exempt."""

    grid_id: int
    is_due: bool


def facts_of(pass_id: int) -> PassFacts:
    """What a write needs to know of this pass; raises NotFound when there is none."""
    rows = prepared.fetch(FACTS, [str(pass_id)])
    if not rows:
        raise NotFound(f"pass {pass_id}")
    number, path, target, is_retest, pool_size, by_zone, state = rows[0]
    plan = PoolPlan(default=pool_size, by_zone={ZoneType(zone): size for zone, size in orjson.loads(by_zone).items()})
    return PassFacts(number, AreaPath(path), Target(target), is_retest, plan, state == "open")


def standings(facts: PassFacts, places: Mapping[int, PersonPlace]) -> dict[int, Standing]:
    """Where does each of these people count in the pass?"""
    people = list(places)
    exempt = {row[0] for row in prepared.fetch(EXEMPT, [str(facts.id), prepared.numbers(people)])}
    if facts.target is Target.EVERYONE:
        return {
            number: Standing(place.grid_id, place.presence == Presence.PRESENT and number not in exempt) for number, place in places.items()
        }
    named = dict(DuePerson.objects.filter(screening_pass_id=facts.id, person_id__in=people).values_list("person_id", "grid_id"))
    return {
        number: Standing(named.get(number, place.grid_id), number in named and number not in exempt) for number, place in places.items()
    }


def standings_of(pass_id: int, people: Collection[int]) -> dict[int, Standing]:
    """Where do these people, known by id only, count in the pass?"""
    return standings(facts_of(pass_id), registry.places_of(list(people)))
