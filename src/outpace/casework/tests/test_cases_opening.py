"""A case opens in the transaction of a positive result, once per person, or by a person; and goes when its result is taken back."""

from datetime import timedelta

import pytest

from epiworks.protocol import Setting
from outpace.casework import api
from outpace.casework.choices.cases import CaseEnd
from outpace.casework.data.cases import NewCase
from outpace.casework.data.news import CaseOpened, CaseReclassified
from outpace.casework.models import Case, CaseEvidence, ClassFact, ClassProposal, Deliverable
from outpace.casework.tests.cases_world import NOON, POSITIVE, Ward, ward
from outpace.kernel import clock, events
from outpace.kernel.models import AuditEntry
from outpace.kernel.scope import NotAllowed, NotFound, system_actor
from outpace.screening.choices import Outcome
from outpace.screening.tests.world import MORNING, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Ward:
    return ward()


class SubscriberFailed(Exception):
    """Raised by a handler on purpose."""


def test_a_positive_single_tube_opens_a_case_in_the_same_transaction(here: Ward) -> None:
    (person,) = here.people(1)
    case = here.positive(person)
    assert (case.case_class, case.person_id, case.found_at, case.sampled_at) == ("preliminary", person, NOON, MORNING)
    assert case.report_path == here.world.townships[0].path
    assert case.area_path == here.world.grids[0].path


def test_when_something_that_hears_of_the_case_fails_there_is_neither_case_nor_result(here: Ward) -> None:
    def fail(_event: CaseOpened) -> None:
        raise SubscriberFailed

    with events.listening(CaseOpened, fail), pytest.raises(SubscriberFailed):
        here.positive(here.people(1)[0])
    assert (Case.objects.count(), AuditEntry.objects.filter(action="screening.results").count()) == (0, 0)


def test_a_positive_pool_opens_no_case_until_a_retest_says_whose_it_is(here: Ward) -> None:
    first, second = here.people(2)
    here.pool([first, second])
    assert not Case.objects.exists()
    here.retest(second, POSITIVE)
    assert [case.person_id for case in Case.objects.all()] == [second]


def test_a_retest_was_found_by_the_pool_before_it_so_in_the_community(here: Ward) -> None:
    here.pool(here.people(2))
    here.retest(here.people(1)[0], POSITIVE)
    assert Case.objects.get().setting == Setting.COMMUNITY_SCREENING.value


def test_a_second_positive_tube_is_evidence_and_not_a_second_case(here: Ward) -> None:
    (person,) = here.people(1)
    case = here.positive(person)
    here.positive(person, tube="T2", at=NOON + timedelta(hours=2))
    assert Case.objects.count() == 1
    assert CaseEvidence.objects.filter(case=case).count() == 2


def test_the_first_fact_names_the_line_of_the_pack(here: Ward) -> None:
    here.positive(here.people(1)[0])
    fact = ClassFact.objects.get()
    assert (fact.before, fact.after, fact.ground) == ("", "preliminary", "screening")
    assert fact.because[0]["address"] == "case_classes.preliminary"


def test_everybody_above_hears_of_the_case_with_its_setting(here: Ward) -> None:
    heard: list[CaseOpened] = []
    with events.listening(CaseOpened, heard.append):
        case = here.positive(here.people(1)[0])
    assert [(event.case_id, event.setting) for event in heard] == [(case.pk, Setting.COMMUNITY_SCREENING)]


def test_the_clocks_of_the_pack_start_with_the_case(here: Ward) -> None:
    case = here.positive(here.people(1)[0])
    due = {row.name: row.due_at - NOON for row in Deliverable.objects.filter(case=case)}
    assert due["network_report"] == timedelta(hours=2)
    assert due["core_trajectory"] == timedelta(hours=4)
    assert due["investigation"] == timedelta(hours=24)
    assert "positive_transfer" not in due
    assert case.next_due_at == NOON + timedelta(hours=2)


def test_a_result_taken_back_excludes_a_preliminary_case_by_rule(here: Ward) -> None:
    case = here.positive(here.people(1)[0])
    heard: list[CaseReclassified] = []
    with events.listening(CaseReclassified, heard.append):
        here.take_back()
    case.refresh_from_db()
    assert (case.case_class, case.closed_as, case.next_due_at) == ("excluded", CaseEnd.EXCLUDED, None)
    assert [(event.before, event.after, event.excluded) for event in heard] == [("preliminary", "excluded", True)]


def test_a_case_that_somebody_confirmed_is_only_proposed_for_exclusion(here: Ward) -> None:
    case = here.positive(here.people(1)[0])
    here.turn(case, "confirmed")
    here.take_back()
    case.refresh_from_db()
    assert case.case_class == "confirmed"
    assert ClassProposal.objects.get(case=case).becomes == "excluded"


def test_a_second_tube_that_stands_keeps_the_case(here: Ward) -> None:
    (person,) = here.people(1)
    case = here.positive(person)
    here.positive(person, tube="T2", at=NOON + timedelta(minutes=5))
    here.take_back("T1")
    case.refresh_from_db()
    assert (case.case_class, ClassProposal.objects.count()) == ("preliminary", 0)


def test_a_withdrawal_that_was_wrong_brings_the_same_case_back_with_its_clocks(here: Ward) -> None:
    case = here.positive(here.people(1)[0])
    here.take_back()
    here.take_back(outcome=POSITIVE, at=NOON + timedelta(hours=2))
    case.refresh_from_db()
    assert (case.case_class, case.closed_at, Case.objects.count()) == ("preliminary", None, 1)
    assert case.next_due_at == NOON + timedelta(hours=2)


def test_a_corrected_retest_takes_the_case_back(here: Ward) -> None:
    first, second = here.people(2)
    here.pool([first, second])
    here.retest(first, POSITIVE)
    here.take_back("R1", outcome=Outcome.NEGATIVE)
    assert Case.objects.get(person_id=first).case_class == "excluded"


def test_somebody_positive_again_after_discharge_has_a_new_case_that_names_the_first(here: Ward) -> None:
    (person,) = here.people(1)
    first = here.positive(person)
    api.end_case(here.judge, first.pk, CaseEnd.DISCHARGED, at=NOON + timedelta(hours=3), note="clinicians")
    again = here.positive(person, tube="T2", at=NOON + timedelta(hours=4))
    assert (again.case_class, again.earlier_id, again.setting) == ("re_positive", first.pk, Setting.POST_DISCHARGE.value)


def test_a_fever_clinic_reports_a_case_by_a_person(here: Ward) -> None:
    (person,) = here.people(1)
    case = Case.objects.get(pk=here.report(person))
    assert (case.setting, case.setting_settled, case.opened_by) == ("fever_clinic", True, "Investigator Ma")


def test_reporting_somebody_who_has_an_open_case_gives_that_case(here: Ward) -> None:
    (person,) = here.people(1)
    case = here.positive(person)
    assert here.report(person) == case.pk


def test_a_reported_case_is_judged_already_so_a_withdrawn_tube_only_proposes(here: Ward) -> None:
    (person,) = here.people(1)
    case = Case.objects.get(pk=here.report(person))
    here.positive(person)
    here.take_back()
    case.refresh_from_db()
    assert (case.case_class, ClassProposal.objects.count()) == ("preliminary", 1)


def test_nobody_elsewhere_learns_that_a_person_exists_by_reporting_them(here: Ward) -> None:
    with pytest.raises(NotFound):
        api.open_case(staff("investigator", "/53/"), NewCase(here.people(1)[0], Setting.FEVER_CLINIC, NOON))


def test_the_program_itself_reports_nobody(here: Ward) -> None:
    with pytest.raises(NotAllowed), clock.at(NOON):
        api.open_case(system_actor("jobs"), NewCase(here.people(1)[0], Setting.FEVER_CLINIC, NOON))


def test_the_log_says_who_opened_the_case_without_naming_the_person(here: Ward) -> None:
    case = here.positive(here.people(1)[0])
    entry = AuditEntry.objects.get(action="case.opened")
    assert (entry.subject, entry.actor_name) == (f"case:{case.pk}", "casework")
