"""Tubes, positive pools and recall lists through the JSON API: scoped and masked as the pages are."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from outpace.kernel import clock
from outpace.screening.choices import Outcome
from outpace.screening.models import PositivePool
from outpace.screening.tests.people import BACKEND, user_with
from outpace.screening.tests.test_rest_fills import token
from outpace.screening.tests.world import MORNING, World


@pytest.fixture
def positive(world: World) -> int:
    """One positive pool of three; its number."""
    world.sample("T1", next(iter(world.people.values()))[:3])
    world.send("T1")
    with clock.at(MORNING + timedelta(hours=6)):
        world.results(world.reading("T1", Outcome.PRELIMINARY_POSITIVE, ct={"N": 31.0, "ORF1ab": 33.0}))
    return PositivePool.objects.get().pk


def ask(role: str, path: str, address: str) -> Any:
    client = Client()
    client.force_login(user_with(role, path), BACKEND)
    return client.get(f"/api/v1/screening/{address}")


def test_a_tube_tells_where_it_is_and_what_was_read_but_not_who_is_inside(world: World, positive: int) -> None:
    tube = ask("screening_lead", world.county.path, "tubes/T1").json()
    assert (tube["custodian"]["id"], tube["outcome"], tube["pool_id"], tube["people"]) == (world.labs[0].pk, 2, positive, 3)
    assert tube["readings"][0]["ct"] == {"N": 31.0, "ORF1ab": 33.0}
    assert "张" not in str(tube)


def test_a_laboratorys_device_reads_the_tube_it_holds(world: World, positive: int, client: Client) -> None:
    headers = token(world, role="lab_device", station=world.labs[0].pk)
    assert client.get("/api/v1/screening/tubes/T1", headers=headers).json()["code"] == "T1"


def test_open_pools_are_listed_and_resolved_ones_asked_for(world: World, positive: int) -> None:
    assert [pool["id"] for pool in ask("screening_lead", world.county.path, "pools").json()["items"]] == [positive]
    assert ask("screening_lead", world.county.path, "pools?state=resolved").json()["items"] == []


def test_the_recall_list_names_people_in_full_only_to_those_who_may(world: World, positive: int) -> None:
    full, masked = (ask(role, world.county.path, f"pools/{positive}").json() for role in ("duty_officer", "screening_lead"))
    assert ([entry["name"] for entry in full["entries"]], full["masked"]) == (["张0", "张1", "张2"], False)
    assert ([entry["name"] for entry in masked["entries"]], masked["masked"]) == (["张*", "张*", "张*"], True)


def test_a_laboratory_reads_no_recall_list(world: World, positive: int) -> None:
    assert ask("lab_staff", world.county.path, f"pools/{positive}").status_code == 403


def test_the_recall_list_gives_the_pack_lines_it_rests_on(world: World, positive: int) -> None:
    grounds = ask("screening_lead", world.county.path, f"pools/{positive}").json()["grounds"]
    assert grounds
    assert all(ground["pack"] and ground["address"] and ground["source"] for ground in grounds)


@pytest.mark.parametrize("address", ["tubes/T1", "pools/{pool}"])
def test_another_countys_lead_finds_nothing(world: World, positive: int, address: str) -> None:
    assert ask("screening_lead", "/62/6212/621228/", address.format(pool=positive)).status_code == 404


def test_another_countys_lead_has_no_pools(world: World, positive: int) -> None:
    assert ask("screening_lead", "/62/6212/621228/", "pools").json()["items"] == []
