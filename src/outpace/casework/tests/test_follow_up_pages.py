"""Pages of follow-up and of packs: what is owed today, one person, the release desk, a change of packs."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from outpace.casework.choices.follow_up import FollowUpState
from outpace.casework.models import Appeal, FollowUp, FollowUpCheck, PacksInForce
from outpace.casework.tests.follow_up_world import COUNTY, Scene, decide, noon, row, scene
from outpace.kernel import clock
from outpace.kernel.models import AuditEntry
from outpace.screening.models import DuePerson
from outpace.screening.tests.people import sign_in

pytestmark = pytest.mark.django_db
NINTH = date(2022, 8, 1)
LAST = NINTH + timedelta(days=10)
TESTS = [NINTH + timedelta(days=after) for after in (1, 2, 3, 5, 7, 10)]


@pytest.fixture
def stage(db: None) -> Scene:
    return scene()


def evening(day: date) -> datetime:
    return noon(day) + timedelta(hours=8)


def browser(role: str, day: date = NINTH, path: str = COUNTY) -> Client:
    with clock.at(evening(day) - timedelta(hours=10)):
        return sign_in(role, path)


def see(client: Client, url: str, day: date = NINTH) -> str:
    with clock.at(evening(day)):
        answer = client.get(url)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def send(client: Client, url: str, on: date = NINTH, **form: Any) -> Any:
    with clock.at(evening(on)):
        return client.post(url, form)


def test_the_list_says_who_is_owed_a_test_and_a_check_today(stage: Scene) -> None:
    stage.follow(stage.people(1)[0], "close", NINTH)
    day = NINTH + timedelta(days=1)
    text = see(browser("grid_worker", day), "/casework/follow-up/?due=tests", day)
    assert "close contact" in text
    assert "0 of 2" in text
    assert "Nobody here" in see(browser("grid_worker", day), "/casework/follow-up/?due=releases", day)


def test_the_list_asks_the_same_number_of_questions_for_one_and_for_many(stage: Scene) -> None:
    day = NINTH + timedelta(days=1)
    counts = []
    for size in (1, 6):
        for person in stage.people(size):
            stage.follow(person, "close", NINTH)
        client = browser("grid_worker", day)
        see(client, "/casework/follow-up/?due=tests", day)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            see(client, "/casework/follow-up/?due=tests", day)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_names_are_masked_for_those_who_only_sign(stage: Scene) -> None:
    stage.follow(stage.people(1)[0], "close", NINTH)
    assert "张*" in see(browser("commander"), "/casework/follow-up/?due=everybody")
    assert AuditEntry.objects.filter(action="person.read", details__contains="follow_up.list").exists()


def test_people_of_another_county_are_not_listed_and_look_absent(stage: Scene) -> None:
    number = stage.follow(stage.people(1)[0], "close", NINTH)
    other = browser("grid_worker", path="/62/6212/621228/")
    assert "Nobody here" in see(other, "/casework/follow-up/?due=everybody")
    with clock.at(evening(NINTH)):
        assert other.get(f"/casework/follow-up/{number}/").status_code == 404


def test_todays_tests_are_ordered_from_the_list(stage: Scene) -> None:
    stage.follow(stage.people(1)[0], "close", NINTH)
    day = NINTH + timedelta(days=1)
    assert send(browser("grid_worker", day), "/casework/follow-up/tests/", day).status_code == 303
    assert DuePerson.objects.count() == 1


def test_the_page_of_a_person_shows_days_grounds_and_pack_lines(stage: Scene) -> None:
    number = stage.follow(stage.people(1)[0], "close", NINTH)
    text = see(browser("duty_officer"), f"/casework/follow-up/{number}/")
    for part in ("Day 10", "lives together", "last exposure", "regimen.close", "163-9", "10 days left", "home monitoring"):
        assert part in text, part


def test_a_check_is_recorded_once_however_often_its_form_is_sent(stage: Scene) -> None:
    number = stage.follow(stage.people(1)[0], "close", NINTH)
    form: dict[str, Any] = {"record_id": str(uuid4()), "day": "2022-08-01", "half": "am", "temperature": "38.1", "symptoms": ["cough"]}
    client = browser("grid_worker")
    for _ in range(2):
        assert send(client, f"/casework/follow-up/{number}/check/", **form).status_code == 303
    assert FollowUpCheck.objects.count() == 1
    assert row(number).symptoms


def test_a_temperature_nobody_has_is_refused_at_its_field(stage: Scene) -> None:
    number = stage.follow(stage.people(1)[0], "close", NINTH)
    form: dict[str, Any] = {"record_id": str(uuid4()), "day": "2022-08-01", "half": "am", "temperature": "3.8"}
    assert send(browser("grid_worker"), f"/casework/follow-up/{number}/check/", **form).status_code == 422


def test_a_check_of_tomorrow_is_refused_at_its_day(stage: Scene) -> None:
    number = stage.follow(stage.people(1)[0], "close", NINTH)
    form: dict[str, Any] = {"record_id": str(uuid4()), "day": "2022-08-02", "half": "am", "temperature": "36.4"}
    answer = send(browser("grid_worker"), f"/casework/follow-up/{number}/check/", **form)
    assert (answer.status_code, FollowUpCheck.objects.exists()) == (422, False)
    assert "This half of the day is still to come." in answer.content.decode()


def test_the_desk_signs_for_those_whose_every_condition_is_met(stage: Scene) -> None:
    free, held = stage.people(2)
    numbers = [stage.follow(person, "close", NINTH) for person in (free, held)]
    stage.tested(free, *TESTS)
    client = browser("commander", LAST)
    text = see(client, "/casework/follow-up/releases/", LAST)
    assert f'value="{numbers[0]}"' in text
    assert f'value="{numbers[1]}"' not in text
    assert send(client, "/casework/follow-up/releases/", LAST, person=[numbers[0]], read="on").status_code == 303
    assert [row(number).state for number in numbers] == [FollowUpState.RELEASED, FollowUpState.ACTIVE]


def test_a_desk_form_for_somebody_with_an_unmet_condition_releases_nobody(stage: Scene) -> None:
    number = stage.follow(stage.people(1)[0], "close", NINTH)
    answer = send(browser("commander", LAST), "/casework/follow-up/releases/", LAST, person=[number], read="on")
    assert (answer.status_code, row(number).state) == (422, FollowUpState.ACTIVE)


def test_an_objection_is_written_down_and_answered_on_the_page(stage: Scene) -> None:
    number = stage.follow(stage.people(1)[0], "close", NINTH)
    said: dict[str, Any] = {"appeal-text": "I was at work"}
    assert send(browser("grid_worker"), f"/casework/follow-up/{number}/appeal/", **said).status_code == 303
    appeal = Appeal.objects.get().pk
    form: dict[str, Any] = {"answer-text": "Confirmed by the roster", "answer-upheld": "yes"}
    assert send(browser("commander"), f"/casework/follow-up/{number}/appeals/{appeal}/", **form).status_code == 303
    assert "Confirmed by the roster" in see(browser("commander"), f"/casework/follow-up/{number}/")


def test_a_change_of_packs_is_previewed_and_then_signed(stage: Scene) -> None:
    stage.follow(stage.people(1)[0], "close", NINTH)
    url = f"/casework/packs/{stage.world.county.pk}/change/"
    client, packs = browser("commander"), ["cn-covid-9+20", "cn-nat-3"]
    assert "Followed here now" in see(client, f"{url}?packs=cn-covid-9%2B20&packs=cn-nat-3")
    assert send(client, url, packs=packs, ongoing="recompute", reason="ordered").status_code == 422
    assert send(client, url, packs=packs, ongoing="recompute", reason="ordered", read="on").status_code == 303
    assert PacksInForce.objects.get().packs == "cn-covid-9+20 cn-nat-3"
    assert "cn-covid-9+20" in see(client, f"/casework/packs/{stage.world.county.pk}/")


def test_packs_that_a_later_release_dropped_are_said_on_both_pages(stage: Scene) -> None:
    decide("cn-local-dropped", since=evening(NINTH) - timedelta(days=1))
    url, client = f"/casework/packs/{stage.world.county.pk}/", browser("commander")
    for page in (url, f"{url}change/?packs=cn-covid-9%2B20&packs=cn-nat-3"):
        assert "cn-local-dropped: nobody can be judged" in see(client, page)


def test_packs_that_say_nothing_of_follow_up_are_refused_on_their_page(stage: Scene) -> None:
    with clock.at(evening(NINTH)):
        answer = browser("commander").get(f"/casework/packs/{stage.world.county.pk}/change/?packs=cn-nat-3")
    assert answer.status_code == 422


def test_investigators_see_which_packs_hold_but_may_not_change_them(stage: Scene) -> None:
    client = browser("investigator")
    assert "Commanders decide" in see(client, f"/casework/packs/{stage.world.county.pk}/")
    with clock.at(evening(NINTH)):
        assert client.get(f"/casework/packs/{stage.world.county.pk}/change/?packs=cn-covid-9").status_code == 403
    assert FollowUp.objects.count() == 0
