"""Tests that schedules ask for today, ordered into screening by name, county by county."""

from collections import defaultdict
from datetime import date

from django.db import transaction

from epiworks.units import PersonCount
from outpace.casework.choices.follow_up import FollowUpState
from outpace.casework.models import FollowUp
from outpace.casework.selectors.follow_up.scope import within
from outpace.casework.selectors.packs import packs_for
from outpace.kernel import audit
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath
from outpace.registry import api as registry
from outpace.screening import api as screening
from outpace.screening.api import NamedOrder

COUNTY = "county"
CAMPAIGN = "随访人员检测 Follow-up tests"
"""One campaign per county, whatever the language of whoever orders first."""


def order_tests(actor: Actor, day: date) -> PersonCount:
    """Make everybody whose schedule has a test on this day due in the named pass of their county; returns how many were added.

    Saying it again adds only those who have come since. Over the areas in which the actor may record follow-up; raises NotAllowed when
    nowhere.
    """
    actor.require_anywhere(Permission.FOLLOW_UP_RECORD)
    paths = actor.paths(Permission.FOLLOW_UP_RECORD)
    rows = FollowUp.objects.filter(within(paths), state=FollowUpState.ACTIVE, test_days__contains=[day])
    people: dict[AreaPath, list[int]] = defaultdict(list)
    for person, path in rows.order_by("pk").values_list("person_id", "area_path").iterator(chunk_size=5_000):
        people[AreaPath(path)].append(person)
    counties = _counties(list(people))
    added = 0
    with transaction.atomic():
        for county in sorted(set(counties.values())):
            named = tuple(person for path, members in people.items() if counties[path] == county for person in members)
            added += _order(actor, county, day, named)
    return PersonCount(added)


def _order(actor: Actor, county: AreaPath, day: date, people: tuple[int, ...]) -> int:
    area = registry.areas_at([county])[county]
    pack = next(iter(packs_for(county).packs), "")
    order = NamedOrder(area.id, CAMPAIGN, pack, day, people)
    done = screening.order_named(actor, order)
    details = {"day": day.isoformat(), "pass": done.pass_id, "added": done.added}
    audit.record(actor, "follow_up.tests_ordered", subject=f"pass:{done.pass_id}", path=county, details=details)
    return done.added


def _counties(paths: list[AreaPath]) -> dict[AreaPath, AreaPath]:
    """In which county lies each of these areas? An area of no county is its own."""
    above = {path: [AreaPath("/".join(path.split("/")[:cut]) + "/") for cut in range(2, path.count("/") + 1)] for path in paths}
    kinds = {found: node.kind for found, node in registry.areas_at({part for parts in above.values() for part in parts}).items()}
    return {path: next((part for part in parts if kinds.get(part) == COUNTY), path) for path, parts in above.items()}
