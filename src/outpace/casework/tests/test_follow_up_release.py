"""Release: computed by the pack, signed by a named human, taken back when it was a mistake."""

from datetime import date, timedelta

import pytest

from epiworks.protocol import ReasonKey
from outpace.casework import api
from outpace.casework.choices.follow_up import FollowUpState
from outpace.casework.data import FollowUpEnded, FollowUpsChanged, FollowUpsEnded, FollowUpStarted
from outpace.casework.models import FollowUpFact
from outpace.casework.tests.follow_up_world import Scene, cast, heard, noon, row, scene
from outpace.kernel import clock
from outpace.kernel.errors import Refusal
from outpace.kernel.scope import NotAllowed, NotFound, system_actor
from outpace.screening.choices import Outcome

pytestmark = pytest.mark.django_db
NINTH = date(2022, 8, 1)
TESTS = [NINTH + timedelta(days=after) for after in (1, 2, 3, 5, 7, 10)]
LAST = NINTH + timedelta(days=10)


@pytest.fixture
def stage(db: None) -> Scene:
    return scene()


def unmet(stage: Scene, number: int, day: date) -> list[ReasonKey]:
    with clock.at(noon(day) + timedelta(hours=8)):
        signed = api.sign_release(stage.signer, [number])
    return [reason.key for reason in signed.refused.get(number, ())]


def test_a_close_contact_with_every_test_negative_is_released_on_the_last_day(stage: Scene) -> None:
    person = stage.people(1)[0]
    number = stage.follow(person, "close", NINTH)
    stage.tested(person, *TESTS)
    with heard(FollowUpsEnded) as events:
        assert unmet(stage, number, LAST) == []
    assert row(number).state == FollowUpState.RELEASED
    assert [event.reason for event in events if isinstance(event, FollowUpEnded)] == ["released"]
    fact = FollowUpFact.objects.filter(follow_up_id=number).latest("pk")
    assert (fact.signed, fact.by, fact.because[0]["address"]) == (True, stage.signer.name, "release.close")


def test_nobody_is_released_while_a_condition_is_unmet(stage: Scene) -> None:
    person = stage.people(1)[0]
    number = stage.follow(person, "close", NINTH)
    stage.tested(person, *TESTS[:-1])
    assert unmet(stage, number, LAST - timedelta(days=1)) == [ReasonKey.DAYS_LEFT, ReasonKey.TEST_DUE]
    assert unmet(stage, number, LAST) == [ReasonKey.TEST_DUE]
    assert row(number).state == FollowUpState.ACTIVE


def test_whoever_is_found_after_test_days_had_passed_is_tested_that_day_and_free_on_the_last_day_all_the_same(stage: Scene) -> None:
    person, found = stage.people(1)[0], NINTH + timedelta(days=4)
    number = stage.follow(person, "close", NINTH, known=found)
    with clock.at(noon(found)):
        assert api.order_tests(stage.worker, found) == 1
    stage.tested(person, found, *TESTS[3:])
    assert unmet(stage, number, LAST) == []


def test_whoever_had_been_tested_on_all_days_before_they_were_found_owes_none_that_day(stage: Scene) -> None:
    person, found = stage.people(1)[0], NINTH + timedelta(days=4)
    number = stage.follow(person, "close", NINTH, known=found)
    stage.tested(person, *TESTS[:3])
    with clock.at(noon(found)):
        assert api.order_tests(stage.worker, found) == 0
    stage.tested(person, *TESTS[3:])
    assert unmet(stage, number, LAST) == []


def test_a_test_that_was_missed_is_made_up_on_another_day(stage: Scene) -> None:
    person, another = stage.people(1)[0], NINTH + timedelta(days=6)
    number = stage.follow(person, "close", NINTH)
    stage.tested(person, *(day for day in TESTS if day != TESTS[2]))
    assert unmet(stage, number, LAST) == [ReasonKey.TEST_DUE]
    stage.tested(person, another)
    assert unmet(stage, number, LAST) == []


def test_one_signature_releases_who_is_free_and_refuses_the_rest(stage: Scene) -> None:
    free, held = stage.people(2)
    numbers = [stage.follow(person, "close", NINTH) for person in (free, held)]
    stage.tested(free, *TESTS)
    with clock.at(noon(LAST) + timedelta(hours=8)):
        signed = api.sign_release(stage.signer, numbers)
    assert (signed.released, list(signed.refused)) == ((numbers[0],), [numbers[1]])


class Second:
    """A secondary contact of the ninth edition, tested on days 1, 4 and 7, and the close contact they met."""

    def __init__(self, stage: Scene) -> None:
        self.person, self.met = stage.people(2)
        self.close = stage.follow(self.met, "close", NINTH)
        self.number = stage.follow(self.person, "secondary", NINTH, through=self.close)
        stage.tested(self.person, *[NINTH + timedelta(days=after) for after in (1, 4, 7)])
        self.last = NINTH + timedelta(days=7)


def test_a_secondary_contact_is_free_on_day_seven_once_the_close_contact_was_negative_twice(stage: Scene) -> None:
    second = Second(stage)
    stage.tested(second.met, TESTS[0])
    assert unmet(stage, second.number, second.last) == [ReasonKey.LINKED_TESTS_MISSING]
    stage.tested(second.met, TESTS[1])
    assert unmet(stage, second.number, second.last) == []


def test_a_secondary_contact_becomes_close_in_the_transaction_of_that_ones_positive_result(stage: Scene) -> None:
    second = Second(stage)
    stage.tested(second.met, TESTS[0], outcome=Outcome.PRELIMINARY_POSITIVE)
    assert row(second.close).state == FollowUpState.BECAME_CASE
    assert (row(second.number).group, row(second.number).until) == ("close", LAST)
    assert unmet(stage, second.number, second.last)[0] == ReasonKey.DAYS_LEFT


def test_the_next_stage_is_proposed_by_its_day_and_begins_by_signature(stage: Scene) -> None:
    number = stage.follow(stage.people(1)[0], "close", NINTH)
    with clock.at(noon(NINTH + timedelta(days=7))):
        assert api.sign_next_stage(stage.signer, [number]) == ()
    with clock.at(noon(NINTH + timedelta(days=8))), heard(FollowUpsChanged) as events:
        assert api.sign_next_stage(stage.signer, [number]) == (number,)
        assert api.sign_next_stage(stage.signer, [number]) == ()
    assert (row(number).place, row(number).stage_until, len(events)) == ("home_monitoring", LAST, 1)


def test_a_release_taken_back_follows_the_person_again_with_its_reason_kept(stage: Scene) -> None:
    person = stage.people(1)[0]
    number = stage.follow(person, "close", NINTH)
    stage.tested(person, *TESTS)
    unmet(stage, number, LAST)
    with clock.at(noon(LAST) + timedelta(hours=9)), heard(FollowUpStarted) as events:
        api.take_back_release(stage.signer, number, reason="the last test was somebody else's")
    assert (row(number).state, len(events)) == (FollowUpState.ACTIVE, 1)
    assert FollowUpFact.objects.filter(follow_up_id=number).latest("pk").reason == "the last test was somebody else's"


def test_only_a_named_human_with_the_right_signs(stage: Scene) -> None:
    number = stage.follow(stage.people(1)[0], "close", NINTH)
    for actor in (stage.judge, stage.worker, system_actor("casework")):
        with pytest.raises(NotAllowed):
            api.sign_release(actor, [number])


def test_a_release_outside_the_signers_area_looks_absent(stage: Scene) -> None:
    number = stage.follow(stage.people(1)[0], "close", NINTH)
    with pytest.raises(NotFound):
        api.sign_release(cast("commander", path="/62/6212/621228/"), [number])


def test_death_and_hand_over_end_a_follow_up_with_their_reason(stage: Scene) -> None:
    number = stage.follow(stage.people(1)[0], "close", NINTH)
    with pytest.raises(Refusal):
        api.end_otherwise(stage.worker, number, state=FollowUpState.HANDED_OVER, reason=" ")
    api.end_otherwise(stage.worker, number, state=FollowUpState.HANDED_OVER, reason="to Longnan, letter 12")
    assert row(number).state == FollowUpState.HANDED_OVER
