"""Cases by JSON: read without who they are, a stay written down once, contacts judged by a signed-in person."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from outpace.casework import api
from outpace.casework.choices.cases import LetterWay
from outpace.casework.data.cases import NewLetter
from outpace.casework.models import Case, ContactLink, Stay
from outpace.casework.tests.cases_world import NOON, Ward, ward
from outpace.kernel import clock
from outpace.kernel.scope import AreaPath
from outpace.screening.tests.browsing import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Ward:
    return ward()


@pytest.fixture
def case(here: Ward) -> Case:
    return here.positive(here.people(1)[0])


def call(client: Client, url: str, body: dict[str, Any] | None = None, *, status: int = 200) -> Any:
    with clock.at(NOON):
        answer = client.get(url) if body is None else client.post(url, body, "application/json")
    assert answer.status_code == status, answer.content[:300]
    return answer.json()


def dinner(here: Ward, **changes: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "area_path": here.world.grids[1].path,
        "place_name": "Noodle house",
        "place_kind": "activity",
        "spread": "high",
        "starts_at": "2021-11-07T18:00:00+08:00",
        "ends_at": "2021-11-07T20:00:00+08:00",
        "situation": "shared_meal",
        "evidence": "interview",
        "legal_basis": "duty_to_tell",
        **changes,
    }


def test_cases_are_listed_and_read_with_what_they_owe(here: Ward, case: Case) -> None:
    client = as_role("commander", here.world.county.path)
    listed = call(client, "/api/v1/casework/cases")["items"]
    assert [row["id"] for row in listed] == [case.pk]
    sheet = call(client, f"/api/v1/casework/cases/{case.pk}")
    assert sheet["owing"][0]["because"][0]["address"] == "clocks.network_report"


def test_another_countys_case_is_not_there(case: Case) -> None:
    call(as_role("commander", "/53/"), f"/api/v1/casework/cases/{case.pk}", status=404)


def test_a_stay_sent_twice_is_one(here: Ward, case: Case) -> None:
    client, body = as_role("investigator", here.world.county.path), dinner(here)
    first = call(client, f"/api/v1/casework/cases/{case.pk}/stays", body)
    assert call(client, f"/api/v1/casework/cases/{case.pk}/stays", body) == first
    assert Stay.objects.count() == 1


def test_what_is_no_area_path_is_refused_by_field(here: Ward, case: Case) -> None:
    client = as_role("investigator", here.world.county.path)
    answer = call(client, f"/api/v1/casework/cases/{case.pk}/stays", dinner(here, area_path="Atlantis"), status=422)
    assert answer["field"] == "area_path"


def test_contacts_are_judged_and_answered_one_by_one(here: Ward, case: Case) -> None:
    client, person = as_role("investigator", here.world.county.path), here.people(2)[1]
    judgement = {"id": str(uuid4()), "person_id": person, "situation": "shared_meal", "first_on": "2021-11-07", "last_on": "2021-11-07"}
    answer = call(client, f"/api/v1/casework/cases/{case.pk}/contacts", {"judgements": [judgement]})
    assert [(row["person_id"], row["group"]) for row in answer["items"]] == [(person, "close")]
    assert ContactLink.objects.get().person_id == person


def test_a_contact_is_tried_and_a_wrong_judgement_taken_back(here: Ward, case: Case) -> None:
    here.judged(case, here.exposed(here.people(2)[1]))
    path, link = here.world.county.path, ContactLink.objects.get().pk
    client, reader = as_role("investigator", path), as_role("commander", path)
    tried = call(client, f"/api/v1/casework/contacts/{link}/attempts", {"id": str(uuid4()), "outcome": "not_found"})
    assert (tried["state"], tried["tried"]) == ("not_found", 1)
    assert [row["id"] for row in call(reader, "/api/v1/casework/contacts?state=not_found")["items"]] == [link]
    sheet = call(reader, f"/api/v1/casework/contacts/{link}")
    number = sheet["judgements"][0]["id"]
    assert call(client, f"/api/v1/casework/judgements/{number}/take-back", {"reason": "a mistake"}) == {"case_id": case.pk}
    assert call(reader, f"/api/v1/casework/contacts/{link}")["judgements"][0]["taken_back"]["reason"] == "a mistake"
    assert [row["state"] for row in call(reader, f"/api/v1/casework/cases/{case.pk}/contacts")["items"]] == ["ground_gone"]


def test_letters_say_whether_they_are_late(here: Ward) -> None:
    letter = NewLetter(LetterWay.IN, "2021-7", "Tianshui", AreaPath(here.world.county.path), NOON - timedelta(days=2), ("somebody",))
    with clock.at(NOON):
        api.record_letter(here.judge, letter)
    (row,) = call(as_role("commander", here.world.county.path), "/api/v1/casework/letters")["items"]
    assert (row["is_late"], row["open_people"]) == (True, 1)
