"""Contacts are judged by a named human, from what the pack proposes; persons and person-times are counted apart."""

from datetime import date
from uuid import uuid4

import pytest

from outpace.casework import api
from outpace.casework.models import Case, ContactJudgement, ContactLink, FollowUp
from outpace.casework.tests.cases_world import NOON, Ward, ward
from outpace.kernel import clock
from outpace.kernel.errors import Refusal
from outpace.kernel.scope import NotAllowed, NotFound, system_actor
from outpace.screening.tests.world import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Ward:
    return ward()


@pytest.fixture
def case(here: Ward) -> Case:
    return here.positive(here.people(1)[0])


def test_a_shared_meal_inside_the_window_makes_a_close_contact_in_follow_up(here: Ward, case: Case) -> None:
    (answer,) = here.judged(case, here.exposed(here.people(2)[1]))
    assert (answer.proposed, answer.group) == ("close", "close")
    assert FollowUp.objects.get(person_id=answer.person_id).pk == answer.follow_up_id


def test_an_exposure_before_the_window_makes_no_contact(here: Ward, case: Case) -> None:
    early = date(2021, 11, 1)
    (answer,) = here.judged(case, here.exposed(here.people(2)[1], first_on=early, last_on=early))
    assert (answer.group, answer.is_contact, ContactLink.objects.count()) == ("none", False, 0)
    assert ContactJudgement.objects.count() == 1


def test_only_the_days_inside_the_window_count(here: Ward, case: Case) -> None:
    here.judged(case, here.exposed(here.people(2)[1], first_on=date(2021, 10, 1), last_on=date(2021, 11, 8)))
    link = ContactLink.objects.get()
    assert (link.first_on, link.last_on) == (date(2021, 11, 6), date(2021, 11, 8))


def test_judging_otherwise_than_proposed_needs_a_reason(here: Ward, case: Case) -> None:
    person = here.people(2)[1]
    with pytest.raises(Refusal, match="reason_missing"):
        here.judged(case, here.exposed(person, group="none"))
    (answer,) = here.judged(case, here.exposed(person, group="none", reason="sat in another room"))
    assert (answer.proposed, answer.group) == ("close", "none")


def test_a_class_that_the_packs_do_not_know_is_refused_with_its_row(here: Ward, case: Case) -> None:
    _, first, second = here.people(3)
    with pytest.raises(Refusal, match="no_such_class") as refused:
        here.judged(case, here.exposed(first), here.exposed(second, group="acquaintance", reason="?"))
    assert (refused.value.row, ContactLink.objects.count()) == (2, 0)


def test_of_several_exposures_the_latest_day_counts_and_there_is_one_contact(here: Ward, case: Case) -> None:
    person = here.people(2)[1]
    for day in (date(2021, 11, 8), date(2021, 11, 6)):
        here.judged(case, here.exposed(person, first_on=day, last_on=day))
    link = ContactLink.objects.get()
    assert (link.first_on, link.last_on, ContactJudgement.objects.count()) == (date(2021, 11, 6), date(2021, 11, 8), 2)


def test_the_same_record_sent_again_changes_nothing(here: Ward, case: Case) -> None:
    judgement = here.exposed(here.people(2)[1])
    assert here.judged(case, judgement) == here.judged(case, judgement)
    assert ContactJudgement.objects.count() == 1


def test_somebody_else_positive_is_a_contact_of_two_cases_one_person_in_two_person_times(here: Ward, case: Case) -> None:
    _, other, contact = here.people(3)
    second = here.positive(other, tube="T2")
    for one in (case, second):
        here.judged(one, here.exposed(contact))
    counts = api.contact_counts(here.judge)
    assert (counts.persons, counts.person_times) == (1, 2)


def test_nobody_is_a_contact_of_themself(here: Ward, case: Case) -> None:
    with pytest.raises(Refusal, match="case_itself"):
        here.judged(case, here.exposed(case.person_id))


def test_the_program_judges_nobody(here: Ward, case: Case) -> None:
    with pytest.raises(NotAllowed):
        api.judge_contacts(system_actor("jobs"), case.pk, [here.exposed(here.people(2)[1])])


def test_a_person_out_of_scope_looks_like_none(here: Ward, case: Case) -> None:
    township = staff("investigator", here.world.townships[0].path)
    with pytest.raises(NotFound), clock.at(NOON):
        api.judge_contacts(township, case.pk, [here.exposed(here.people(1, grid=1)[0])])


def test_one_record_belongs_to_one_case(here: Ward, case: Case) -> None:
    _, other, contact = here.people(3)
    second, number = here.positive(other, tube="T2"), uuid4()
    here.judged(case, here.exposed(contact, record_id=number))
    with pytest.raises(NotFound):
        here.judged(second, here.exposed(contact, record_id=number))


def test_nobody_is_a_contact_of_an_excluded_case(here: Ward, case: Case) -> None:
    here.turn(case, "excluded", note="two negative re-tests")
    with pytest.raises(Refusal, match="case_excluded"):
        here.judged(case, here.exposed(here.people(2)[1]))
