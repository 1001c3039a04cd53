"""A named human gives a case its class by the steps the pack knows; exclusion undoes what the case had triggered, and back."""

import json
from datetime import date
from uuid import uuid4

import pytest

from outpace.casework import api
from outpace.casework.choices.cases import CaseEnd, ContactState, Severity
from outpace.casework.choices.follow_up import FollowUpState
from outpace.casework.data.cases import CaseAmendment, ClassChange
from outpace.casework.models import Case, ClassFact, ClassProposal, ContactLink, FollowUp
from outpace.casework.tests.cases_world import NOON, Ward, ward
from outpace.kernel import clock
from outpace.kernel.errors import Refusal
from outpace.kernel.models import AuditEntry
from outpace.kernel.scope import NotAllowed, NotFound, system_actor
from outpace.screening.tests.world import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Ward:
    return ward()


@pytest.fixture
def case(here: Ward) -> Case:
    return here.positive(here.people(1)[0])


def test_every_class_is_kept_as_a_fact_with_who_and_why(here: Ward, case: Case) -> None:
    here.turn(case, "asymptomatic")
    here.turn(case, "confirmed", note="fever and CT finding")
    facts = ClassFact.objects.filter(case=case).order_by("pk").values_list("before", "after", "by", "note")
    assert list(facts)[1:] == [
        ("preliminary", "asymptomatic", "Investigator Ma", ""),
        ("asymptomatic", "confirmed", "Investigator Ma", "fever and CT finding"),
    ]


def test_a_step_that_the_pack_does_not_know_is_refused(here: Ward, case: Case) -> None:
    here.turn(case, "confirmed")
    with pytest.raises(Refusal, match="no_such_step"):
        here.turn(case, "asymptomatic")


def test_a_mistake_may_be_corrected_to_any_class_when_it_is_said(here: Ward, case: Case) -> None:
    here.turn(case, "confirmed")
    with pytest.raises(Refusal, match="note_missing"):
        here.turn(case, "excluded", correcting=True)
    here.turn(case, "excluded", correcting=True, note="sample of another person")
    assert case.closed_as == CaseEnd.EXCLUDED


def test_giving_the_class_it_has_changes_nothing(here: Ward, case: Case) -> None:
    here.turn(case, "preliminary")
    assert ClassFact.objects.filter(case=case).count() == 1


def test_a_duty_officer_judges_no_class(here: Ward, case: Case) -> None:
    with pytest.raises(NotAllowed):
        api.reclassify_case(staff("duty_officer", here.world.county.path), case.pk, ClassChange("confirmed", ""))


def test_the_program_judges_no_class(case: Case) -> None:
    with pytest.raises(NotAllowed):
        api.reclassify_case(system_actor("jobs"), case.pk, ClassChange("confirmed", ""))


def test_a_case_of_another_county_looks_like_none(case: Case) -> None:
    with pytest.raises(NotFound):
        api.reclassify_case(staff("investigator", "/53/"), case.pk, ClassChange("confirmed", ""))


def test_contacts_of_an_excluded_case_lose_their_ground_and_their_follow_up(here: Ward, case: Case) -> None:
    here.judged(case, here.exposed(here.people(2)[1]))
    here.turn(case, "excluded", note="two negative re-tests")
    assert ContactLink.objects.get().state == ContactState.GROUND_GONE
    assert FollowUp.objects.get().state == FollowUpState.WITHDRAWN


def test_a_contact_of_two_cases_stays_one_when_the_first_is_excluded(here: Ward, case: Case) -> None:
    _, other, contact = here.people(3)
    second = here.positive(other, tube="T2")
    here.judged(case, here.exposed(contact))
    here.judged(second, here.exposed(contact))
    here.turn(case, "excluded", note="two negative re-tests")
    assert FollowUp.objects.get(person_id=contact).state == FollowUpState.ACTIVE


def test_an_exclusion_that_was_wrong_gives_the_contacts_back_as_the_search_left_them(here: Ward, case: Case) -> None:
    found, waiting = here.people(3)[1:]
    here.judged(case, here.exposed(found), here.exposed(waiting))
    api.record_attempt(here.judge, ContactLink.objects.get(person_id=found).pk, ContactState.FOUND, record_id=uuid4())
    here.turn(case, "excluded", note="thought to be negative")
    here.turn(case, "preliminary")
    states = dict(ContactLink.objects.values_list("person_id", "state"))
    assert states == {found: ContactState.FOUND, waiting: ContactState.TO_FIND}
    assert set(FollowUp.objects.values_list("state", flat=True)) == {FollowUpState.ACTIVE}


def test_a_close_contact_found_positive_ends_their_follow_up_and_an_exclusion_takes_it_up_again(here: Ward, case: Case) -> None:
    contact = here.people(2)[1]
    here.judged(case, here.exposed(contact))
    theirs = here.positive(contact, tube="T2")
    assert (FollowUp.objects.get().state, theirs.setting) == (FollowUpState.BECAME_CASE, "centralised_isolation")
    here.take_back("T2")
    assert FollowUp.objects.get().state == FollowUpState.ACTIVE


def test_a_proposal_that_is_declined_needs_a_reason_and_leaves_the_class(here: Ward, case: Case) -> None:
    here.turn(case, "confirmed")
    here.take_back()
    proposal = ClassProposal.objects.get()
    with pytest.raises(Refusal, match="note_missing"):
        api.decide_proposal(here.judge, case.pk, proposal.pk, accept=False)
    api.decide_proposal(here.judge, case.pk, proposal.pk, accept=False, note="second laboratory confirmed it")
    case.refresh_from_db()
    assert (case.case_class, ClassProposal.objects.get().accepted) == ("confirmed", False)


def test_a_proposal_that_is_taken_excludes_the_case_and_the_first_decision_stands(here: Ward, case: Case) -> None:
    here.turn(case, "confirmed")
    here.take_back()
    proposal = ClassProposal.objects.get()
    api.decide_proposal(here.judge, case.pk, proposal.pk, accept=True)
    api.decide_proposal(here.second, case.pk, proposal.pk, accept=False, note="late")
    case.refresh_from_db()
    assert (case.case_class, ClassProposal.objects.get().decided_by) == ("excluded", "Investigator Ma")


def test_what_becomes_known_of_a_case_is_kept_in_the_log_with_what_was_known_before(here: Ward, case: Case) -> None:
    with clock.at(NOON):
        api.amend_case(here.judge, case.pk, CaseAmendment(onset_on=date(2021, 11, 6), severity=Severity.LIGHT))
    case.refresh_from_db()
    assert (case.onset_on, case.severity) == (date(2021, 11, 6), Severity.LIGHT)


def test_an_onset_written_down_by_mistake_is_taken_out_again_and_the_log_says_both(here: Ward, case: Case) -> None:
    with clock.at(NOON):
        api.amend_case(here.judge, case.pk, CaseAmendment(onset_on=date(2021, 11, 6)))
        with pytest.raises(Refusal, match="onset_and_none"):
            api.amend_case(here.judge, case.pk, CaseAmendment(onset_on=date(2021, 11, 6), no_onset=True))
        for _again in range(2):
            api.amend_case(here.judge, case.pk, CaseAmendment(no_onset=True))
    case.refresh_from_db()
    found = [json.loads(entry.details) for entry in AuditEntry.objects.filter(action="case.amended").order_by("id")]
    assert case.onset_on is None
    assert [(said["before"], said["after"]) for said in found] == [
        ({"onset_on": ""}, {"onset_on": "2021-11-06"}),
        ({"onset_on": "2021-11-06"}, {"onset_on": ""}),
    ]


def test_an_onset_that_is_still_to_come_is_refused(here: Ward, case: Case) -> None:
    with clock.at(NOON), pytest.raises(Refusal, match="in_future"):
        api.amend_case(here.judge, case.pk, CaseAmendment(onset_on=date(2021, 11, 9)))


def test_the_first_moment_of_isolation_closes_the_window(here: Ward, case: Case) -> None:
    for hours in (3, 5):
        api.note_isolated(system_actor("isolation"), case.person_id, at=NOON.replace(hour=8 + hours))
    case.refresh_from_db()
    assert case.isolated_at == NOON.replace(hour=11)
