"""The clocks of an investigation: signed off by a person, looked at again by another, escalated once when late."""

from datetime import date, datetime, timedelta

import pytest

from outpace.casework import api
from outpace.casework.choices.cases import CaseEnd
from outpace.casework.data.news import CaseEnded, DeliverableLate
from outpace.casework.models import Case, Deliverable
from outpace.casework.rules.cases_clocks import RELOOK_GAPS
from outpace.casework.tests.cases_world import NOON, TODAY, Ward, ward
from outpace.kernel import clock, events
from outpace.kernel.errors import Refusal
from outpace.kernel.scope import AreaPath, NotAllowed, NotFound, system_actor
from outpace.screening.tests.world import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Ward:
    return ward()


@pytest.fixture
def case(here: Ward) -> Case:
    return here.positive(here.people(1)[0])


def finish(here: Ward, case: Case, name: str, *, hours: int = 1, second: bool = False) -> Deliverable:
    with clock.at(NOON + timedelta(hours=hours)):
        api.finish_deliverable(here.second if second else here.judge, case.pk, name)
    return Deliverable.objects.get(case=case, name=name)


def test_the_first_signature_stands(here: Ward, case: Case) -> None:
    finish(here, case, "core_trajectory")
    again = finish(here, case, "core_trajectory", hours=2, second=True)
    assert (again.done_by, again.done_at) == ("Investigator Ma", NOON + timedelta(hours=1))


def test_the_report_is_an_anchor_and_starts_the_clock_of_its_check(here: Ward, case: Case) -> None:
    finish(here, case, "network_report")
    case.refresh_from_db()
    assert case.reported_at == NOON + timedelta(hours=1)
    assert Deliverable.objects.get(case=case, name="report_check").due_at == NOON + timedelta(hours=3)


def test_the_next_deadline_of_the_case_moves_on(here: Ward, case: Case) -> None:
    finish(here, case, "network_report")
    finish(here, case, "report_check", second=True)
    case.refresh_from_db()
    assert case.next_due_at == NOON + timedelta(hours=4)


def test_nobody_looks_again_at_what_is_not_done(here: Ward, case: Case) -> None:
    with pytest.raises(Refusal, match="first_part_open"):
        finish(here, case, "review_by_second_person")


def test_the_one_who_investigated_does_not_review_it(here: Ward, case: Case) -> None:
    finish(here, case, "investigation", hours=20)
    with pytest.raises(Refusal, match="same_person"):
        finish(here, case, "review_by_second_person", hours=30)


def test_a_second_person_reviews_it(here: Ward, case: Case) -> None:
    finish(here, case, "investigation", hours=20)
    assert finish(here, case, "review_by_second_person", hours=30, second=True).done_by == "Investigator Li"


def test_a_duty_officer_may_sign_off_the_report_and_not_its_check(here: Ward, case: Case) -> None:
    officer = staff("duty_officer", here.world.county.path)
    api.finish_deliverable(officer, case.pk, "network_report")
    with pytest.raises(NotAllowed):
        api.finish_deliverable(staff("duty_officer", here.world.county.path), case.pk, "report_check")


def test_a_deliverable_that_the_pack_does_not_ask_for_is_not_there(here: Ward, case: Case) -> None:
    with pytest.raises(NotFound):
        finish(here, case, "horoscope")


def test_what_is_late_is_told_to_those_above_once(here: Ward, case: Case) -> None:
    heard: list[DeliverableLate] = []
    with events.listening(DeliverableLate, heard.append), clock.at(NOON + timedelta(hours=3)):
        told = [api.escalate_late(system_actor("jobs")), api.escalate_late(system_actor("jobs"))]
    assert (told, [event.name for event in heard]) == ([1, 0], ["network_report"])


def test_nothing_of_an_excluded_case_is_ever_late(here: Ward, case: Case) -> None:
    here.take_back()
    with clock.at(NOON + timedelta(days=5)):
        assert api.escalate_late(system_actor("jobs")) == 0


def test_a_deliverable_signed_off_while_the_late_ones_were_listed_is_not_told(here: Ward, case: Case) -> None:
    finish(here, case, "network_report")
    heard: list[DeliverableLate] = []
    with events.listening(DeliverableLate, heard.append), clock.at(NOON + timedelta(days=2)):
        api.escalate_late(system_actor("casework"))
    assert "network_report" not in {event.name for event in heard}


def test_what_is_late_is_told_again_when_the_case_comes_back(here: Ward, case: Case) -> None:
    heard: list[DeliverableLate] = []
    with events.listening(DeliverableLate, heard.append), clock.at(NOON + timedelta(hours=3)):
        api.escalate_late(system_actor("casework"))
        here.turn(case, "excluded", at=NOON + timedelta(hours=3))
        here.turn(case, "preliminary", note="two tubes mixed up", correcting=True, at=NOON + timedelta(hours=3))
        api.escalate_late(system_actor("casework"))
    assert [event.name for event in heard].count("network_report") == 2


def test_after_a_death_the_investigation_is_still_owed(here: Ward, case: Case) -> None:
    api.end_case(here.judge, case.pk, CaseEnd.DIED, at=NOON)
    assert [row.case.id for row in api.list_cases(here.judge, api.CaseView.DUE).items] == [case.pk]


def test_the_end_of_a_case_is_told_once(here: Ward, case: Case) -> None:
    heard: list[CaseEnded] = []
    with events.listening(CaseEnded, heard.append):
        api.end_case(here.judge, case.pk, CaseEnd.DISCHARGED, at=NOON, note="judged by clinicians")
        api.end_case(here.judge, case.pk, CaseEnd.DIED, at=NOON)
    assert [(event.case_id, event.end) for event in heard] == [(case.pk, "discharged")]


def worked(here: Ward, *, until: datetime) -> date | None:
    reader = staff("commander", here.world.county.path)
    return api.first_case_worked(reader, AreaPath(here.world.county.path), since=NOON - timedelta(days=1), until=until)


def test_the_first_case_is_worked_on_the_day_of_the_last_signature_whatever_was_asked_for_later(here: Ward, case: Case) -> None:
    Deliverable.objects.filter(case=case).update(done_at=NOON + timedelta(hours=2))
    for name, started_at in ((RELOOK_GAPS, NOON + timedelta(hours=3)), ("report_check", NOON + timedelta(days=2))):
        Deliverable.objects.create(case=case, name=name, owner="x", started_at=started_at, due_at=started_at, because=[])
    assert worked(here, until=NOON + timedelta(days=1)) == TODAY
    assert worked(here, until=NOON + timedelta(days=3)) is None
