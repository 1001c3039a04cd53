"""From a laboratory's result to closed tasks, through the real screening: what people do there ends what was asked of them."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outpace.command.models import Task
from outpace.kernel import clock
from outpace.screening import api as screening
from outpace.screening.choices import Outcome
from outpace.screening.models import PositivePool, RecallMember
from outpace.screening.tests.world import MORNING, World, build, staff

EVENING = MORNING.replace(hour=6)


@pytest.fixture
def world(db: None) -> World:
    """A county in which a tube of three is read positive."""
    made = build()
    with clock.at(EVENING):
        made.sample("T1", next(iter(made.people.values()))[:3])
        made.results(made.reading("T1", Outcome.PRELIMINARY_POSITIVE))
    return made


def owed() -> set[str]:
    """Which kinds are still to be done?"""
    return set(Task.objects.filter(ended_at=None, subject=f"pool:{PositivePool.objects.get().pk}").values_list("kind", flat=True))


def test_a_positive_tube_is_five_tasks_in_the_transaction_of_its_result(world: World) -> None:
    assert owed() == {"recall_samples", "hold_in_place", "single_retest", "inform_police", "inform_community"}


def test_the_last_person_reached_closes_the_call_back(world: World) -> None:
    first, *others = RecallMember.objects.order_by("pk")
    officer = staff("duty_officer", world.county.path)
    with clock.at(EVENING):
        screening.mark_reached(officer, first.pk)
        assert "recall_samples" in owed()
        for member in others:
            screening.mark_reached(officer, member.pk)
    assert "recall_samples" not in owed()


def test_the_signature_under_the_wait_closes_the_order_to_ask_for_it(world: World) -> None:
    with clock.at(EVENING):
        screening.sign_holds(staff("commander", world.county.path), PositivePool.objects.get().pk)
    assert "hold_in_place" not in owed()


def test_the_last_re_test_closes_the_order_to_re_test(world: World) -> None:
    members = list(RecallMember.objects.order_by("pk").values_list("person_id", flat=True))
    with clock.at(EVENING):
        for number, person in enumerate(members):
            world.fill(world.record(f"R{number}", [person], EVENING), batch=uuid4(), pass_id=retest_pass(world))
            world.results(world.reading(f"R{number}", Outcome.NEGATIVE, tested_at=EVENING))
    assert owed() == {"inform_police", "inform_community"}


def test_a_result_taken_back_leaves_nobody_anything_to_do(world: World) -> None:
    with clock.at(EVENING):
        world.results(world.reading("T1", Outcome.NEGATIVE, corrects=True, reason="wrong well", tested_at=EVENING), role="screening_lead")
    assert owed() == set()


def retest_pass(world: World) -> int:
    """The pass of the single re-tests, which the positive opened."""
    pool = screening.get_pool(staff("duty_officer", world.county.path), PositivePool.objects.get().pk)
    assert pool.retest_pass_id is not None
    return pool.retest_pass_id


def test_each_further_positive_tube_of_a_file_costs_three_statements(db: None) -> None:
    county = build(people_per_grid=60)
    people = [person for group in county.people.values() for person in group]
    with clock.at(EVENING):
        for number in range(13):
            county.sample(f"B{number}", people[number * 10 : number * 10 + 10])
        county.results(county.reading("B0", Outcome.PRELIMINARY_POSITIVE))
        costs = [statements(county, names) for names in (["B1", "B2"], [f"B{number}" for number in range(3, 13)])]
    assert costs[1] - costs[0] == 3 * 8


def statements(world: World, tubes: list[str]) -> int:
    """How many statements does a batch take in which these tubes are read positive?"""
    with CaptureQueriesContext(connection) as queries:
        world.results(*[world.reading(tube, Outcome.PRELIMINARY_POSITIVE) for tube in tubes])
    return len(queries)
