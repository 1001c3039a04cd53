"""Sampling batches through the JSON API: what a device sends, what it is told, and what it is refused."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from outpace.kernel import accounts
from outpace.kernel.accounts import NewToken
from outpace.kernel.scope import AreaPath, system_actor
from outpace.screening.models import Sample, Tube
from outpace.screening.tests.world import World

AT = "2021-11-08T09:30:00+08:00"
Send = Callable[[dict[str, Any]], Any]


def token(world: World, *, role: str = "site_device", station: int | None = None, path: str = "") -> dict[str, str]:
    new = NewToken(name="tablet", role=role, path=AreaPath(path or world.county.path), station_id=station or world.sites[0].pk)
    return {"authorization": f"Bearer {accounts.issue_token(system_actor('test'), new).token}"}


def body(world: World, people: list[int], *, tube: str = "T1", **changes: Any) -> dict[str, Any]:
    swabs = [{"person": person, "taken_at": AT} for person in people]
    record = {"id": str(uuid4()), "tube": tube, "swabs": swabs, "sealed_at": AT}
    return {"batch_id": str(uuid4()), "site_id": world.sites[0].pk, "records": [record], **changes}


@pytest.fixture
def send(world: World, client: Client) -> Send:
    headers = token(world)
    address = f"/api/v1/screening/passes/{world.pass_id}/fills"
    return lambda given: client.post(address, given, content_type="application/json", headers=headers)


def grid(world: World) -> list[int]:
    return next(iter(world.people.values()))


def test_a_batch_is_recorded_and_each_record_answered(world: World, send: Send) -> None:
    given = body(world, grid(world)[:10])
    answer = send(given)
    assert answer.status_code == 200
    assert answer.json()["outcomes"] == [{"id": given["records"][0]["id"], "verdict": "accepted", "notes": [], "message": ""}]
    assert Sample.objects.count() == 10


def test_the_same_batch_again_is_a_replay(world: World, send: Send) -> None:
    given = body(world, grid(world)[:3])
    send(given)
    assert send(given).json()["outcomes"][0]["verdict"] == "replayed"
    assert Sample.objects.count() == 3


def test_somebody_without_an_id_is_kept_by_a_reference(world: World, send: Send) -> None:
    given = body(world, grid(world)[:1])
    given["records"][0]["swabs"].append({"reference": "woman in a red coat", "taken_at": AT})
    assert send(given).json()["outcomes"][0]["notes"] == ["unidentified"]


def test_a_bad_field_is_named_with_its_row(world: World, send: Send) -> None:
    given = body(world, grid(world)[:2])
    given["records"][0]["swabs"][1]["person"] = "x"
    answer = send(given)
    assert answer.status_code == 422
    assert {key: answer.json()[key] for key in ("code", "field", "row")} == {
        "code": "invalid",
        "field": "records.0.swabs.1.person",
        "row": 1,
    }


@pytest.mark.parametrize("tube", ["", "a b", "T1\n", "T\0", "x" * 33, "管"])
def test_a_tube_code_is_what_a_label_can_say(world: World, send: Send, tube: str) -> None:
    assert send(body(world, [], tube=tube)).status_code == 422


@pytest.mark.parametrize("at", ["2021-11-08T09:30:00", "0001-01-01T00:00:00+14:00", "yesterday", 5, None])
def test_a_time_has_an_offset_and_lies_in_our_age(world: World, send: Send, at: object) -> None:
    given = body(world, [])
    given["records"][0]["swabs"] = [{"person": 1, "taken_at": at}]
    assert send(given).status_code == 422
    assert not Tube.objects.exists()


def test_too_many_records_are_refused_whole(world: World, send: Send) -> None:
    record = {"tube": "T1", "swabs": []}
    answer = send(body(world, [], records=[{**record, "id": str(uuid4())} for _ in range(1_001)]))
    assert (answer.status_code, answer.json()["code"]) == (413, "batch_too_large")


def test_a_device_records_for_its_own_site_only(world: World, send: Send) -> None:
    answer = send(body(world, grid(world)[:1], site_id=world.sites[1].pk))
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


def test_a_laboratorys_device_records_no_samples(world: World, client: Client) -> None:
    headers = token(world, role="lab_device", station=world.labs[0].pk)
    address = f"/api/v1/screening/passes/{world.pass_id}/fills"
    answer = client.post(address, body(world, [1]), content_type="application/json", headers=headers)
    assert answer.status_code == 403


def test_another_townships_device_finds_no_such_site(world: World, client: Client) -> None:
    headers = token(world, path=world.townships[1].path)
    address = f"/api/v1/screening/passes/{world.pass_id}/fills"
    answer = client.post(address, body(world, [1]), content_type="application/json", headers=headers)
    assert answer.status_code == 404


def test_an_unknown_pass_is_not_found(world: World, client: Client) -> None:
    address = "/api/v1/screening/passes/9223372036854775807/fills"
    answer = client.post(address, body(world, [1]), content_type="application/json", headers=token(world))
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
