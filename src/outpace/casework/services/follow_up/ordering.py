"""Tests that schedules ask for today, ordered into screening by name, county by county, and kept in step with the schedules."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime
from itertools import islice

from django.db import transaction
from django.utils import timezone

from epiworks.units import PersonCount
from outpace.casework.choices.follow_up import FollowUpState
from outpace.casework.models import FollowUp
from outpace.casework.rules.follow_up_daily import owes_test
from outpace.casework.selectors.follow_up.verdicts import measured, test_days_owed
from outpace.casework.selectors.packs import packs_for
from outpace.kernel import audit
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, system_actor
from outpace.kernel.subtrees import within
from outpace.registry import api as registry
from outpace.screening import api as screening
from outpace.screening.api import NamedChange, NamedOrder

COUNTY = "county"
BATCH = 2_000
CAMPAIGN = "随访人员检测 Follow-up tests"
"""One campaign per county, whatever the language of whoever orders first."""

ACTOR = system_actor("casework")


def orders_follow(changed: Collection[FollowUp], at: datetime) -> None:
    """Schedules changed or ended: the order already given for today asks for whom they ask for now. Inside the caller's transaction.

    Where today's order has not been given, nothing is done: it will be made from the schedules.
    """
    if not changed:
        return
    today = timezone.localtime(at).date()
    owing = {row.person_id: AreaPath(row.area_path) for row in _owing([row for row in changed if row.state == FollowUpState.ACTIVE], today)}
    dropped = tuple(row.person_id for row in changed if row.person_id not in owing)
    screening.amend_named(ACTOR, NamedChange(CAMPAIGN, today, owing, dropped))


def order_tests(actor: Actor, day: date) -> PersonCount:
    """Make everybody who owes a test on this day due in the named pass of their county; returns how many were added.

    A test that was missed, by the person or because nobody ordered it, is owed on the days after, until it is made up; whoever was found
    late owes one on that day for those that had passed. Saying it again adds only those who have come since. Over the areas in which the
    actor may record follow-up; raises NotAllowed when nowhere.
    """
    actor.require_anywhere(Permission.FOLLOW_UP_RECORD)
    rows = FollowUp.objects.filter(within(actor.paths(Permission.FOLLOW_UP_RECORD)), state=FollowUpState.ACTIVE, test_days__0__lte=day)
    people: dict[AreaPath, list[int]] = defaultdict(list)
    for batch in _batches(rows.order_by("pk").iterator(chunk_size=BATCH)):
        for row in _owing(batch, day):
            people[AreaPath(row.area_path)].append(row.person_id)
    counties = _counties(list(people))
    added = 0
    with transaction.atomic():
        for county in sorted(set(counties.values())):
            named = tuple(person for path, members in people.items() if counties[path] == county for person in members)
            added += _order(actor, county, day, named)
    return PersonCount(added)


def _batches(rows: Iterator[FollowUp]) -> Iterator[list[FollowUp]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _owing(rows: list[FollowUp], day: date) -> list[FollowUp]:
    """Who of these owes a test on that day? Screening is asked only about those whose test day has passed."""
    owed = {row.pk: (row.test_days, test_days_owed(row)) for row in rows}
    late = [row for row in rows if not all(day in days for days in owed[row.pk])]
    known = measured(late).own if late else {}
    taken = {number: [(result.day, result.outcome) for result in results] for number, results in known.items()}
    # Whoever was found late and had been tested on all days nevertheless owes nothing more.
    return [row for row in rows if all(owes_test(days, taken.get(row.pk, ()), day) for days in owed[row.pk])]


def _order(actor: Actor, county: AreaPath, day: date, people: tuple[int, ...]) -> int:
    area = registry.areas_at([county])[county]
    pack = next(iter(packs_for(county).packs), "")
    order = NamedOrder(area.id, CAMPAIGN, pack, day, people)
    done = screening.order_named(actor, order)
    if done.added:
        details = {"day": day.isoformat(), "pass": done.pass_id, "added": done.added}
        audit.record(actor, "follow_up.tests_ordered", subject=f"pass:{done.pass_id}", path=county, details=details)
    return done.added


def _counties(paths: list[AreaPath]) -> dict[AreaPath, AreaPath]:
    """In which county lies each of these areas? An area of no county is its own."""
    above = {path: [AreaPath("/".join(path.split("/")[:cut]) + "/") for cut in range(2, path.count("/") + 1)] for path in paths}
    kinds = {found: node.kind for found, node in registry.areas_at({part for parts in above.values() for part in parts}).items()}
    return {path: next((part for part in parts if kinds.get(part) == COUNTY), path) for path, parts in above.items()}
