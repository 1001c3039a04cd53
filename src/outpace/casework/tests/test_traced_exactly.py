"""What a look finds in the database is what the reference finds in the same stays: same people, classes, minutes and days."""

from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

from epiworks.protocol import SharedPlace
from epiworks.trace.brute_force import BruteForce
from epiworks.trace.cases import NOTHING_KNOWN, cases
from epiworks.trace.days import LocalDays
from epiworks.trace.judging import ALL_KINDS, Basis, judge
from epiworks.trace.proposals import proposals
from epiworks.trace.rules import compile_rules, kind_code
from epiworks.trace.stays import places, stays
from outpace.casework import api
from outpace.casework.models import Case, ContactProposal, HeldStay
from outpace.casework.selectors.cases.windows import window_of
from outpace.casework.tests.cases_world import NOON, ward
from outpace.casework.tests.stays_world import Lists
from outpace.kernel import clock
from outpace.kernel.scope import AreaPath

pytestmark = pytest.mark.django_db

KINDS = ("venue", "dining_table", "ward", "plane", "toilet_or_lift", "room")
Row = tuple[int, str, int, int]


def reference(case: Case) -> set[Row]:
    """Person, class, minutes and last day of everybody whom the reference proposes among all stays held."""
    held = list(HeldStay.objects.values_list("person_id", "place_id", "place__kind", "begins_at", "ends_at"))
    kept = stays(
        person=[row[0] or 0 for row in held],
        place=[row[1] for row in held],
        begin=[int(row[3].timestamp()) // 60 for row in held],
        end=[int(row[4].timestamp()) // 60 for row in held],
    )
    named = places({row[1]: kind_code(SharedPlace(row[2])) for row in held})
    rules = compile_rules(api.protocol_for(AreaPath(case.area_path)))
    days = LocalDays(timezone.get_current_timezone())
    basis = Basis(BruteForce(kept, named), days, days.minute(clock.now()), NOTHING_KNOWN, ALL_KINDS)
    found = proposals(judge(rules, cases([case.person_id], [window_of(case).value]), basis))
    columns = zip(found.person.tolist(), found.group.tolist(), found.overlap.tolist(), found.last_day.tolist(), strict=True)
    return {(person, rules.classes[group], minutes, last) for person, group, minutes, last in columns}


@pytest.mark.parametrize("seed", range(3))
def test_a_look_finds_what_the_reference_finds(seed: int) -> None:
    here, random = ward(), Random(seed)
    lists, people = Lists(here), here.people(6)
    case = here.positive(people[0])
    lists.send(
        *(
            lists.row(
                f"P{place}", random.choice(people), kind=KINDS[place], after=random.randrange(-2880, 600), minutes=random.randrange(1, 400)
            )
            for place in (random.randrange(len(KINDS)) for _stay in range(60))
        )
    )
    with clock.at(NOON + timedelta(minutes=1)):
        api.look(here.judge, case.pk)
        rows = ContactProposal.objects.values_list("person_id", "group", "minutes", "last_on")
        assert {(person or 0, group, minutes, last.toordinal()) for person, group, minutes, last in rows} == reference(case)
        assert rows
