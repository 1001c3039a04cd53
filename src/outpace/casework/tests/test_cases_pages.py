"""The case pages: the queue by deadline, one case with its reasons, stays, and contacts judged many at once."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from outpace.casework import api
from outpace.casework.choices.cases import ContactState
from outpace.casework.models import Case, ClassProposal, ContactJudgement, ContactLink, Deliverable, Stay
from outpace.casework.tests.cases_world import NOON, POSITIVE, Ward, ward
from outpace.casework.tests.follow_up_world import decide
from outpace.kernel import clock
from outpace.registry import api as registry
from outpace.registry.data import NewPerson
from outpace.screening.tests.browsing import as_role
from outpace.screening.tests.world import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Ward:
    return ward()


@pytest.fixture
def case(here: Ward) -> Case:
    return here.positive(here.people(1)[0])


@pytest.fixture
def browser(here: Ward) -> Client:
    """An investigator of the county, signed in."""
    return as_role("investigator", here.world.county.path)


def read(client: Client, url: str, *, status: int = 200) -> str:
    with clock.at(NOON + timedelta(minutes=5)):
        answer = client.get(url)
    assert answer.status_code == status, answer.content[:400]
    return str(answer.content.decode())


def send(client: Client, url: str, *, status: int = 303, given: dict[str, str] | None = None, **more: str) -> str:
    with clock.at(NOON + timedelta(minutes=10)):
        answer = client.post(url, {**(given or {}), **more})
    assert answer.status_code == status, answer.content[:600]
    return str(answer.content.decode())


def fields(text: str) -> dict[str, str]:
    """Every value that a form of this page would send as it stands."""
    found = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', text))
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body) or re.search(r'<option value="([^"]*)"', body)
        found[name] = chosen.group(1) if chosen else ""
    return found


def newcomer(here: Ward) -> str:
    """Somebody enrolled today; what is printed on their card."""
    worker = staff("grid_worker", here.world.county.path)
    person = registry.enrol(worker, here.world.grids[0].pk, NewPerson(name="李四"))
    return registry.person(worker, person, purpose="test").code


def test_the_queue_shows_what_is_owed_next_and_the_day_in_figures(case: Case, browser: Client) -> None:
    text = read(browser, "/casework/cases/")
    assert f"Case {case.pk}" in text
    assert "network report" in text
    assert "Investigated within 24 hours" in text


def test_the_timeliness_is_yesterdays_whose_24_hours_can_be_over_and_any_day_can_be_asked_for(case: Case, browser: Client) -> None:
    with clock.at(NOON + timedelta(days=1, hours=2)):
        text = browser.get("/casework/cases/").content.decode()
        assert "of 1 found on 8 Nov" in text
        assert "past 24 hours" in text
        today = browser.get("/casework/cases/?day=2021-11-30").content.decode()
        assert "of 0 found on 9 Nov" in today
        assert "?view=due&amp;day=2021-11-08" in today
        assert browser.get("/casework/cases/?day=0001-01-01").status_code == 200


def test_what_runs_is_told_of_every_day_however_old_and_however_new(case: Case, browser: Client) -> None:
    for hours, late in ((1, False), (3 * 24, True)):
        with clock.at(NOON + timedelta(hours=hours)):
            text = " ".join(re.sub("<[^>]+>", " ", browser.get("/casework/cases/").content.decode()).split())
        assert "Investigation still running 1 " in text
        assert ("1 past 24 hours" in text) is late


def test_an_empty_queue_says_where_cases_come_from(here: Ward, browser: Client) -> None:
    assert "A positive single tube or re-test opens one by itself" in read(browser, "/casework/cases/")


def test_what_is_late_says_so_in_words(case: Case, browser: Client) -> None:
    with clock.at(NOON + timedelta(hours=3)):
        assert "late, was due" in browser.get("/casework/cases/").content.decode()


def test_the_queue_costs_the_same_however_long_it_is(
    here: Ward, browser: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number, person in enumerate(here.people(6)):
        here.positive(person, tube=f"T{number}")
    read(browser, "/casework/cases/")
    with django_assert_max_num_queries(24):
        read(browser, "/casework/cases/")


def test_a_case_page_names_the_pack_line_behind_class_clock_and_window(case: Case, browser: Client) -> None:
    text = read(browser, f"/casework/cases/{case.pk}/")
    for address in ("case_classes.preliminary", "clocks.network_report", "infectious_window.asymptomatic"):
        assert address in text


def test_a_commander_sees_the_person_masked_and_cannot_judge(here: Ward, case: Case) -> None:
    client = as_role("commander", here.world.county.path)
    text = read(client, f"/casework/cases/{case.pk}/")
    assert "张0" not in text
    assert "class-form" not in text
    read(client, f"/casework/cases/{case.pk}/contacts/judge/", status=403)


def test_another_countys_case_looks_like_none(case: Case) -> None:
    read(as_role("investigator", "/53/"), f"/casework/cases/{case.pk}/", status=404)


def test_a_class_is_signed_on_the_page(case: Case, browser: Client) -> None:
    send(browser, f"/casework/cases/{case.pk}/class/", becomes="asymptomatic", note="no symptoms")
    case.refresh_from_db()
    assert case.case_class == "asymptomatic"


def test_a_step_the_pack_does_not_know_is_explained_at_the_field(case: Case, browser: Client) -> None:
    send(browser, f"/casework/cases/{case.pk}/class/", becomes="confirmed")
    text = send(browser, f"/casework/cases/{case.pk}/class/", status=422, becomes="asymptomatic")
    assert "The pack knows no such step" in text


def test_a_deliverable_is_signed_off_on_the_page(case: Case, browser: Client) -> None:
    send(browser, f"/casework/cases/{case.pk}/done/network_report/")
    assert Deliverable.objects.get(case=case, name="network_report").done_at is not None


def test_a_review_by_the_same_person_is_refused_in_words(case: Case, browser: Client) -> None:
    send(browser, f"/casework/cases/{case.pk}/done/investigation/")
    text = send(browser, f"/casework/cases/{case.pk}/done/review_by_second_person/", status=422)
    assert "somebody other than who did it" in text


def test_a_proposal_is_shown_with_its_ground_and_declined_with_a_reason(here: Ward, case: Case, browser: Client) -> None:
    here.turn(case, "confirmed")
    here.take_back()
    assert "the result was taken back" in read(browser, f"/casework/cases/{case.pk}/")
    proposal = ClassProposal.objects.get().pk
    send(browser, f"/casework/cases/{case.pk}/proposals/{proposal}/", status=422, decline="1")
    send(browser, f"/casework/cases/{case.pk}/proposals/{proposal}/", decline="1", note="confirmed elsewhere")
    assert ClassProposal.objects.get().accepted is False


def test_onset_is_saved_and_moves_the_window(case: Case, browser: Client) -> None:
    send(browser, f"/casework/cases/{case.pk}/known/", onset_on="2021-11-05", severity="light", setting="fever_clinic")
    text = read(browser, f"/casework/cases/{case.pk}/")
    assert "3 Nov" in text
    assert "infectious_window.symptomatic" in text


def test_no_onset_and_the_place_of_care_are_saved_on_the_page(here: Ward, case: Case, browser: Client) -> None:
    send(browser, f"/casework/cases/{case.pk}/known/", onset_on="2021-11-05")
    town = here.world.townships[1]
    send(browser, f"/casework/cases/{case.pk}/known/", onset_on="2021-11-05", no_onset="on", area=town.code)
    case.refresh_from_db()
    assert (case.onset_on, case.care_path) == (None, town.path)
    text = read(browser, f"/casework/cases/{case.pk}/")
    assert f"<dt>Place of care</dt><dd>{town.name}</dd>" in text
    assert "infectious_window.asymptomatic" in text
    send(browser, f"/casework/cases/{case.pk}/known/", status=422, area="nowhere at all")


def test_a_stay_is_written_down_and_stands_in_the_itinerary(here: Ward, case: Case, browser: Client) -> None:
    url = f"/casework/cases/{case.pk}/stays/new/"
    given = fields(read(browser, url)) | {
        "area": here.world.grids[1].code,
        "place_name": "Noodle house",
        "place_kind": "activity",
        "starts_at": "2021-11-07T18:00",
        "ends_at": "2021-11-07T20:00",
        "situation": "shared_meal",
    }
    send(browser, url, given=given)
    assert Stay.objects.get().area_path == here.world.grids[1].path
    assert "Noodle house" in read(browser, f"/casework/cases/{case.pk}/")


def a_stay(here: Ward, case: Case) -> int:
    with clock.at(NOON):
        return api.add_stay(here.judge, case.pk, here.stay())


def test_a_stay_is_corrected_and_the_earlier_one_struck_through(here: Ward, case: Case, browser: Client) -> None:
    url = f"/casework/cases/{case.pk}/stays/{a_stay(here, case)}/"
    given = fields(read(browser, url)) | {"place_name": "Dumpling house"}
    assert "This field is required" in send(browser, url, status=422, given=given)
    send(browser, url, given=given, reason="the wrong house")
    text = read(browser, f"/casework/cases/{case.pk}/")
    assert "<s>Noodle house</s>" in text
    assert "Dumpling house" in text
    assert "the wrong house" in text


def test_a_stay_that_did_not_happen_says_how_that_is_known(here: Ward, case: Case, browser: Client) -> None:
    url = f"/casework/cases/{case.pk}/stays/{a_stay(here, case)}/"
    given = {name: value for name, value in fields(read(browser, url)).items() if name.startswith("void-")}
    send(browser, f"{url}void/", given=given | {"void-reason": "the ticket was another person's"})
    assert "did not happen" in read(browser, f"/casework/cases/{case.pk}/")


def test_a_contact_judged_in_a_stay_that_was_wrong_is_named_on_the_case_page(here: Ward, case: Case, browser: Client) -> None:
    stay, url = a_stay(here, case), f"/casework/cases/{case.pk}/contacts/judge/"
    with clock.at(NOON):
        page = browser.post(f"/casework/cases/{case.pk}/contacts/name/", {"typed": newcomer(here)}).content.decode()
    send(browser, url, given=fields(page) | {"form-0-pick": "on", "form-0-stay_id": str(stay)})
    assert "1 person was judged a contact because of this stay" in read(browser, f"/casework/cases/{case.pk}/stays/{stay}/")
    with clock.at(NOON):
        api.void_stay(here.judge, case.pk, stay, record_id=uuid4(), reason="another person's ticket")
    assert f"/casework/contacts/{ContactLink.objects.get().pk}/" in read(browser, f"/casework/cases/{case.pk}/")
    assert "judged because of a stay that was wrong" in read(browser, f"/casework/contacts/{ContactLink.objects.get().pk}/")


def test_an_unknown_area_is_said_at_its_field(case: Case, browser: Client) -> None:
    url = f"/casework/cases/{case.pk}/stays/new/"
    given = fields(read(browser, url)) | {
        "area": "Atlantis",
        "place_name": "Palace",
        "starts_at": "2021-11-07T18:00",
        "ends_at": "2021-11-07T20:00",
    }
    assert "Which area is meant?" in send(browser, url, status=422, given=given)


def test_people_of_the_same_tube_are_proposed_and_judged_in_one_go(here: Ward, browser: Client) -> None:
    people = here.people(3)
    here.pool(people)
    here.retest(people[0], POSITIVE)
    case = Case.objects.get()
    url = f"/casework/cases/{case.pk}/contacts/judge/"
    given = fields(read(browser, url))
    for number in range(2):
        given |= {f"form-{number}-pick": "on", f"form-{number}-situation": "shared_meal"}
    send(browser, url, given=given)
    assert set(ContactLink.objects.values_list("person_id", flat=True)) == set(people[1:])
    assert "close contact" in read(browser, f"/casework/cases/{case.pk}/contacts/")


def test_a_judgement_that_makes_nobody_a_contact_says_so(here: Ward, case: Case, browser: Client) -> None:
    url = f"/casework/cases/{case.pk}/contacts/"
    with clock.at(NOON):
        page = browser.post(f"{url}name/", {"typed": newcomer(here)}).content.decode()
    send(browser, f"{url}judge/", given=fields(page) | {"form-0-pick": "on", "form-0-group": "none", "form-0-reason": "was away"})
    told = read(browser, url)
    assert "1 person is no contact by this judgement" in told
    assert "0 people judged contacts" not in told


def test_a_judgement_without_its_reason_comes_back_with_the_form(here: Ward, case: Case, browser: Client) -> None:
    url = f"/casework/cases/{case.pk}/contacts/judge/"
    named = f"/casework/cases/{case.pk}/contacts/name/"
    with clock.at(NOON):
        page = browser.post(named, {"typed": newcomer(here)}).content.decode()
    given = fields(page) | {"form-0-pick": "on", "form-0-group": "none"}
    assert "Say why you judge otherwise" in send(browser, url, status=422, given=given)
    assert not ContactJudgement.objects.exists()


def test_a_contact_is_looked_for_and_reached(here: Ward, case: Case, browser: Client) -> None:
    here.judged(case, here.exposed(here.people(2)[1]))
    link = ContactLink.objects.get().pk
    url = f"/casework/contacts/{link}/"
    text = read(browser, "/casework/contacts/")
    assert f"/casework/contacts/{link}/" in text
    assert "due since" in text
    send(browser, url, given=fields(read(browser, url)), outcome="not_found", note="nobody opens")
    assert f"/casework/contacts/{link}/" in read(browser, "/casework/contacts/?state=not_found")
    assert "nobody opens" in read(browser, url)
    send(browser, url, given=fields(read(browser, url)), outcome="found")
    assert ContactLink.objects.get().state == ContactState.FOUND


def test_a_next_attempt_too_far_away_is_said_at_its_field(here: Ward, case: Case, browser: Client) -> None:
    here.judged(case, here.exposed(here.people(2)[1]))
    url = f"/casework/contacts/{ContactLink.objects.get().pk}/"
    given = fields(read(browser, url))
    assert "within a day from now" in send(browser, url, status=422, given=given, outcome="not_found", next_at="2021-11-20T10:00")


def test_a_wrong_judgement_is_taken_back_on_the_page_and_stays_struck_through(here: Ward, case: Case, browser: Client) -> None:
    here.judged(case, here.exposed(here.people(2)[1]))
    link, number = ContactLink.objects.get().pk, ContactJudgement.objects.get().pk
    send(browser, f"/casework/judgements/{number}/take-back/", reason="another person of that name")
    text = read(browser, f"/casework/contacts/{link}/")
    assert "No contact of this case any more" in text
    assert "<s><strong>close contact" in text
    assert "another person of that name" in text


def test_contacts_of_a_contact_are_judged_on_a_page_of_their_own(here: Ward, case: Case, browser: Client) -> None:
    here.judged(case, here.exposed(here.people(2)[1]))
    link, card = ContactLink.objects.get().pk, newcomer(here)
    with clock.at(NOON):
        page = browser.post(f"/casework/contacts/{link}/name/", {"typed": card, "higher": "0"}).content.decode()
    send(browser, f"/casework/contacts/{link}/judge/", given=fields(page) | {"form-0-pick": "on", "form-0-situation": "co_living"})
    assert ContactLink.objects.filter(generation=2, through_id=link, group="secondary").count() == 1


def test_packs_that_judge_no_contacts_of_contacts_say_so_on_the_page(here: Ward, case: Case, browser: Client) -> None:
    decide("cn-covid-9+20", since=NOON - timedelta(days=9))
    here.judged(case, here.exposed(here.people(2)[1]))
    text = read(browser, f"/casework/contacts/{ContactLink.objects.get().pk}/judge/")
    assert "do not judge the contacts of this person" in text
    assert "Sign these judgements" not in text


def test_a_fever_clinic_reports_a_case_by_the_persons_card(here: Ward, browser: Client) -> None:
    send(browser, "/casework/cases/new/", typed=newcomer(here), setting="fever_clinic")
    assert Case.objects.get().setting == "fever_clinic"


def test_nobody_has_an_unknown_card(here: Ward, browser: Client) -> None:
    assert "Nobody in your areas" in send(browser, "/casework/cases/new/", status=422, typed="000", setting="fever_clinic")
