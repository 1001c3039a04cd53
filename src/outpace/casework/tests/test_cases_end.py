"""A case leaves care when the packs' rule is met, or with a written reason; a named person signs, and what it rests on is kept."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from epiworks.protocol import ReasonKey
from outpace.casework import api
from outpace.casework.choices.cases import CaseEnd, Severity
from outpace.casework.data.cases import CaseAmendment
from outpace.casework.models import Case
from outpace.casework.selectors.cases.ending import leaving
from outpace.casework.tests.follow_up_world import Scene, days_after, decide, noon, scene
from outpace.kernel import clock
from outpace.kernel.accounts import NewUser, create_user
from outpace.kernel.errors import Refusal
from outpace.kernel.models import User
from outpace.kernel.scope import AreaPath, NotAllowed, system_actor

FOUND = date(2022, 8, 11)
PACKS = ("cn-covid-9", "cn-clin-9", "cn-nat-3")


@pytest.fixture
def here(db: None) -> Iterator[Scene]:
    made = scene()
    decide(*PACKS, since=noon(FOUND) - timedelta(days=30))
    with clock.at(noon(days_after(FOUND, 8))):
        yield made


@pytest.fixture
def case(here: Scene) -> Case:
    return Case.objects.get(pk=here.case(here.people(1)[0], FOUND, case_class="asymptomatic"))


def later(days: int) -> datetime:
    return noon(days_after(FOUND, days))


@pytest.mark.django_db
def test_two_clear_results_a_day_apart_let_a_case_go_and_are_kept(here: Scene, case: Case) -> None:
    here.tested(case.person_id, days_after(FOUND, 6), days_after(FOUND, 7))
    api.end_case(here.judge, case.pk, CaseEnd.DISCHARGED, at=later(8))
    case.refresh_from_db()
    assert (case.closed_by, case.closed_because[0]["address"]) == (here.judge.name, "discharge.asymptomatic")


@pytest.mark.django_db
def test_one_clear_result_is_not_enough_and_says_why(here: Scene, case: Case) -> None:
    here.tested(case.person_id, days_after(FOUND, 7))
    assert [reason.key for reason in leaving(case).unmet] == [ReasonKey.CT_TOO_FEW]
    with pytest.raises(Refusal, match="reason_needed"):
        api.end_case(here.judge, case.pk, CaseEnd.DISCHARGED, at=later(8))


@pytest.mark.django_db
def test_whoever_is_ill_beyond_the_rules_goes_with_a_reason(here: Scene, case: Case) -> None:
    api.amend_case(here.judge, case.pk, CaseAmendment(severity=Severity.SEVERE))
    Case.objects.update(case_class="confirmed")
    api.end_case(here.judge, case.pk, CaseEnd.DISCHARGED, at=later(8), note="two clear scans")
    ending = api.get_case(here.judge, case.pk).ended
    assert ending is not None
    assert (ending.note, ending.because[0].address) == ("two clear scans", "discharge.confirmed")


@pytest.mark.django_db
def test_the_program_ends_no_case(here: Scene, case: Case) -> None:
    with pytest.raises(NotAllowed):
        api.end_case(system_actor("test"), case.pk, CaseEnd.DISCHARGED, at=later(8), note="rule met")


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "unmet"), [("en", "0 of 2 results that count, 24 hours apart"), ("zh-hans", "间隔")])
def test_the_page_says_what_is_unmet_and_asks_for_a_reason(here: Scene, case: Case, client: Client, language: str, unmet: str) -> None:
    create_user(system_actor("test"), NewUser("ma", "Ma", "crossing-Rivers-38", "investigator", AreaPath(here.world.county.path)))
    client.force_login(User.objects.get(username="ma"), "django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = language
    assert unmet in client.get(f"/casework/cases/{case.pk}/").content.decode()
    address = f"/casework/cases/{case.pk}/end/"
    assert client.post(address, {"end-end": "discharged"}).status_code == 422
    assert client.post(address, {"end-end": "discharged", "end-note": "clinicians"}).status_code == 303
    assert Case.objects.get().closed_as == CaseEnd.DISCHARGED
