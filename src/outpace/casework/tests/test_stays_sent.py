"""Stays by JSON: on the grounds of a file, each record once, each told what became of it."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from outpace.casework.choices.tracing import LoadState
from outpace.casework.models import HeldStay, StayLoad
from outpace.casework.services.tracing import sending
from outpace.casework.tests.cases_world import NOON, Ward, ward
from outpace.casework.tests.stays_world import EVENING, Lists
from outpace.kernel import clock
from outpace.screening.tests.browsing import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Ward:
    return ward()


@pytest.fixture
def judge(here: Ward) -> Client:
    return as_role("investigator", here.world.county.path)


def record(**said: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "place": "Market", "begins_at": EVENING.isoformat(), "phone": "13812345678", **said}


def send(here: Ward, client: Client, *records: dict[str, Any], **said: Any) -> Any:
    given = {
        "batch_id": str(uuid4()),
        "name": "check-ins",
        "area_path": here.world.grids[1].path,
        "evidence": "venue_code",
        "legal_basis": "agency_request",
        "reference": "2021-31",
        "purpose": "contacts of the case found on 8 November",
        "kind": "venue",
        "records": records,
        **said,
    }
    with clock.at(NOON):
        return client.post("/api/v1/casework/stay-lists", given, "application/json", headers={"Accept-Language": "en"})


def verdicts(answer: Any) -> list[str]:
    return [one["verdict"] for one in answer.json()["outcomes"]]


def test_sound_records_are_held_on_their_grounds_and_the_others_are_told(here: Ward, judge: Client) -> None:
    (person,) = here.people(1)
    answer = send(here, judge, record(card=Lists(here).card(person), phone=""), record(phone=""), record(card="999", phone=""))
    load = StayLoad.objects.get()
    assert verdicts(answer) == ["accepted", "rejected", "rejected"]
    assert all(one["message"] for one in answer.json()["outcomes"][1:])
    assert (load.pk, load.taken, load.known, load.rejected) == (answer.json()["load_id"], 1, 1, 2)
    assert (load.state, load.legal_basis, load.reference, load.file_sealed) == (LoadState.DONE, "agency_request", "2021-31", None)
    assert HeldStay.objects.get().person_id == person


def test_a_record_sent_again_changes_nothing_and_is_told_what_became_of_it(here: Ward, judge: Client) -> None:
    sound, unsound = record(), record(phone="")
    first = send(here, judge, sound, unsound)
    again = send(here, judge, sound, unsound)
    assert (verdicts(first), verdicts(again)) == (["accepted", "rejected"], ["replayed", "rejected"])
    assert first.json()["load_id"] == again.json()["load_id"] == StayLoad.objects.get().pk


def test_a_new_record_beside_known_ones_makes_a_list_of_its_own(here: Ward, judge: Client) -> None:
    sound = record()
    send(here, judge, sound)
    assert verdicts(send(here, judge, sound, record(place="Noodle house"), sound)) == ["replayed", "accepted", "replayed"]
    assert list(StayLoad.objects.order_by("pk").values_list("rows", flat=True)) == [1, 1]


def test_the_same_record_twice_at_once_is_one_row(here: Ward, judge: Client) -> None:
    sound = record()
    assert verdicts(send(here, judge, sound, sound)) == ["accepted", "accepted"]
    assert (StayLoad.objects.get().rows, HeldStay.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"purpose": " "}, "no_purpose"),
        ({"reference": ""}, "no_basis"),
        ({"evidence": "phone", "kind": "cell"}, "no_order"),
        ({"kind": "household"}, "not_loaded"),
        ({"area_path": "nowhere"}, "no_area"),
    ],
)
def test_a_list_without_its_grounds_is_refused_whole(here: Ward, judge: Client, said: dict[str, Any], code: str) -> None:
    answer = send(here, judge, record(), **said)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not StayLoad.objects.exists()


def test_an_area_that_nobody_knows_is_refused(here: Ward, judge: Client) -> None:
    answer = send(here, judge, record(), area_path=f"{here.world.grids[1].path}999/")
    assert answer.json()["code"] == "no_area"


def test_more_records_than_a_batch_holds_are_sent_in_parts(here: Ward, judge: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "MAX_SENT", 1)
    answer = send(here, judge, record(), record())
    assert (answer.status_code, HeldStay.objects.count()) == (413, 0)


@pytest.mark.parametrize(("role", "path"), [("sampler", "/62/6212/621227/"), ("investigator", "/62/6212/621228/")])
def test_whoever_does_not_investigate_there_sends_nothing(here: Ward, role: str, path: str) -> None:
    assert send(here, as_role(role, path), record()).status_code == 403
    assert not StayLoad.objects.exists()
