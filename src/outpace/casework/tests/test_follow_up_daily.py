"""Checks twice a day, tests ordered for the day, and what symptoms lead to."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from outpace.casework import api, jobs
from outpace.casework.choices.follow_up import Half, Symptom
from outpace.casework.data.follow_up import CheckRecord
from outpace.casework.models import FollowUp, FollowUpCheck, FollowUpFact
from outpace.casework.tests.follow_up_world import Scene, cast, decide, noon, row, scene
from outpace.kernel import clock
from outpace.kernel.scope import NotAllowed
from outpace.screening.models import DuePerson, Pass

pytestmark = pytest.mark.django_db
NINTH = date(2022, 8, 1)
NEXT = NINTH + timedelta(days=1)


@pytest.fixture
def stage(db: None) -> Scene:
    return scene()


def test_a_check_sent_twice_is_taken_once(stage: Scene) -> None:
    number = stage.follow(stage.people(1)[0], "close", NINTH)
    check = CheckRecord(uuid4(), number, NEXT, Half.MORNING, Decimal("36.4"), (), noon(NEXT))
    first = api.record_checks(stage.worker, uuid4(), [check])
    again = api.record_checks(stage.worker, uuid4(), [check])
    assert (first.accepted, again.accepted, again.replayed) == ((check.id,), (), (check.id,))
    assert FollowUpCheck.objects.count() == 1


def test_a_check_of_somebody_elsewhere_is_turned_down_and_the_rest_is_taken(stage: Scene) -> None:
    people = [person for grid in (0, 1) for person in stage.world.people[stage.world.grids[grid].pk][:1]]
    near, far = (stage.follow(person, "close", NINTH) for person in people)
    worker = cast("grid_worker", path=stage.world.townships[0].path)
    checks = [CheckRecord(uuid4(), number, NEXT, Half.MORNING, Decimal("36.4"), (), noon(NEXT)) for number in (near, far)]
    outcome = api.record_checks(worker, uuid4(), checks)
    assert (outcome.accepted, outcome.rejected) == ((checks[0].id,), (checks[1].id,))


def test_a_commander_records_no_checks(stage: Scene) -> None:
    with pytest.raises(NotAllowed):
        api.record_checks(stage.signer, uuid4(), [])


def test_symptoms_are_kept_until_a_later_check_is_free_of_them(stage: Scene) -> None:
    number = stage.follow(stage.people(1)[0], "close", NINTH)
    stage.checked(number, NEXT, symptoms=(Symptom.COUGH,))
    assert row(number).symptoms
    stage.checked(number, NEXT, Half.AFTERNOON)
    assert not row(number).symptoms


def test_a_check_of_yesterday_written_down_afterwards_says_nothing_about_today(stage: Scene) -> None:
    number = stage.follow(stage.people(1)[0], "close", NINTH)
    stage.checked(number, NEXT, symptoms=(Symptom.COUGH,))
    late = CheckRecord(uuid4(), number, NINTH, Half.AFTERNOON, Decimal("36.4"), (), noon(NEXT) + timedelta(hours=1))
    api.record_checks(stage.worker, uuid4(), [late])
    assert row(number).symptoms


def test_a_half_day_that_is_still_to_come_is_turned_down(stage: Scene) -> None:
    number = stage.follow(stage.people(1)[0], "close", NINTH)
    checks = [CheckRecord(uuid4(), number, NEXT, half, Decimal("36.4"), (), noon(NEXT)) for half in Half]
    with clock.at(noon(NEXT) - timedelta(hours=1)):
        outcome = api.record_checks(stage.worker, uuid4(), checks)
    assert (outcome.accepted, outcome.rejected) == ((checks[0].id,), (checks[1].id,))


def test_whoever_is_checked_once_a_day_owes_nothing_after_a_check_of_the_morning(stage: Scene) -> None:
    once, twice = (stage.follow(person, "close", NINTH) for person in stage.people(2))
    FollowUp.objects.filter(pk=once).update(checks_per_day=1)
    for number in (once, twice):
        stage.checked(number, NEXT)
    with clock.at(noon(NEXT) + timedelta(hours=2)):
        assert [found.id for found in api.list_follow_ups(stage.worker, api.Due.CHECKS).items] == [twice]
        assert api.count_due(stage.worker)[api.Due.CHECKS] == 1


def test_symptoms_propose_a_case_only_where_the_pack_says_so(stage: Scene) -> None:
    covid = stage.follow(stage.people(1)[0], "close", NINTH)
    decide("who-ebola", since=noon(NINTH))
    ebola = stage.follow(stage.people(2)[1], "contact", NINTH, known=NEXT)
    for number in (covid, ebola):
        stage.checked(number, NEXT, symptoms=(Symptom.FEVER,))
    assert (row(covid).proposed_class, row(ebola).proposed_class) == ("", "suspected")
    assert FollowUpFact.objects.get(kind="case_proposed").because[0]["address"] == "reclassify.contact_symptoms"


def test_tests_of_the_day_are_ordered_once_in_a_pass_of_the_county(stage: Scene) -> None:
    one, two, three = stage.people(3)
    stage.follow(one, "close", NINTH)
    stage.follow(two, "close", NINTH)
    stage.follow(three, "close", NEXT, known=NEXT)
    with clock.at(noon(NEXT)):
        assert api.order_tests(stage.worker, NEXT) == 2
        assert api.order_tests(stage.worker, NEXT) == 0
    assert set(DuePerson.objects.values_list("person_id", flat=True)) == {one, two}
    assert Pass.objects.get().area_path == stage.world.county.path


def test_the_hourly_job_orders_newcomers_too_and_nobody_twice(stage: Scene) -> None:
    one, two = stage.people(2)
    stage.follow(one, "close", NINTH)
    for _ in range(2):
        with clock.at(noon(NEXT)):
            jobs.order_follow_up_tests(0)
    stage.follow(two, "close", NINTH, known=NEXT)
    with clock.at(noon(NEXT) + timedelta(hours=1)):
        jobs.order_follow_up_tests(0)
    assert list(DuePerson.objects.order_by("pk").values_list("person_id", flat=True)) == [one, two]


def test_after_a_day_on_which_nothing_ran_the_missed_test_is_ordered_and_what_was_taken_is_not(stage: Scene) -> None:
    missed, tested = stage.people(2)
    for person in (missed, tested):
        stage.follow(person, "close", NINTH - timedelta(days=2), known=NINTH)
    # Test days of a close contact are 1, 2, 3, 5 and 7: this is day 4.
    day = NINTH + timedelta(days=2)
    stage.tested(tested, NINTH, day - timedelta(days=1))
    with clock.at(noon(day)):
        assert api.order_tests(stage.worker, day) == 1
    ordered = Pass.objects.get(due_by=timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)))
    assert list(DuePerson.objects.filter(screening_pass=ordered).values_list("person_id", flat=True)) == [missed]


def test_ordering_costs_the_same_however_many_owe(stage: Scene) -> None:
    for person in stage.people(8):
        stage.follow(person, "close", NINTH)
    with clock.at(noon(NEXT)), CaptureQueriesContext(connection) as first:
        api.order_tests(stage.worker, NEXT)
    for person in stage.people(12)[8:]:
        stage.follow(person, "close", NINTH, known=NEXT)
    with clock.at(noon(NEXT)), CaptureQueriesContext(connection) as second:
        api.order_tests(stage.worker, NEXT)
    assert len(second) <= len(first)
