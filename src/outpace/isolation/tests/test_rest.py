"""The JSON API of isolation: honest figures out, signatures in."""

from typing import Any

import pytest
from django.test import Client

from outpace.isolation import api
from outpace.isolation.choices import PlacementState
from outpace.isolation.models import Facility, Placement, Room
from outpace.isolation.tests.browsing import as_role
from outpace.isolation.tests.world import NOW, Isolation, commander, crew, head
from outpace.kernel import clock

BASE = "/api/v1/isolation"


def ask(client: Client, path: str) -> Any:
    with clock.at(NOW):
        answer = client.get(BASE + path)
    assert answer.status_code == 200, answer.content
    return answer.json()


def send(client: Client, path: str, **body: Any) -> Any:
    with clock.at(NOW):
        return client.post(BASE + path, body, "application/json")


def test_a_facility_says_how_many_rooms_can_be_used(isolation: Isolation) -> None:
    isolation.placed(isolation.people[0])
    client = as_role(isolation, "commander")
    found = {row["id"]: row for row in ask(client, "/facilities")["items"]}[isolation.site]
    assert (found["rooms"], found["people"]) == ({"taken": 1, "usable": 6, "listed": 6}, 1)
    assert ask(client, f"/facilities/{isolation.site}")["code"] == "ISO-1"
    assert len(ask(client, f"/facilities/{isolation.site}/rooms")["items"]) == 6


def test_requests_come_by_deadline_and_identify_nobody(isolation: Isolation) -> None:
    wanted = isolation.want(isolation.people[0])
    (row,) = ask(as_role(isolation, "commander"), "/placements")["items"]
    assert (row["id"], row["state"]) == (wanted.pk, "requested")
    assert "name" not in row


def test_an_arrival_needs_a_signed_placement(isolation: Isolation) -> None:
    wanted = isolation.want(isolation.people[0])
    client = as_role(isolation, "isolation_head")
    assert send(client, "/arrivals", placement_id=wanted.pk).status_code == 422
    isolation.sign(wanted)
    assert send(client, "/arrivals", placement_id=wanted.pk).json() == {"done": True}
    assert Placement.objects.get().state == PlacementState.ARRIVED


def test_a_hand_over_is_signed_by_devices_and_sessions_alike(isolation: Isolation) -> None:
    trip, (passenger,) = isolation.trip(isolation.sign(isolation.want(isolation.people[0])))
    assert send(as_role(isolation, "transfer_crew"), f"/trips/{trip}/boardings", passenger_id=passenger.pk).status_code == 200
    api.depart(crew(isolation), trip, seal="F")
    api.arrive_trip(crew(isolation), trip, seal_intact=True)
    assert send(as_role(isolation, "isolation_head"), f"/trips/{trip}/receptions", passenger_id=passenger.pk).status_code == 200
    manifest = ask(as_role(isolation, "commander"), f"/trips/{trip}")
    assert manifest["passengers"][0]["received_at"] is not None
    assert ask(as_role(isolation, "commander"), "/trips")["items"][0]["received"] == 1


def test_another_county_gets_nothing(isolation: Isolation) -> None:
    client = as_role(isolation, "commander", "/53/")
    assert ask(client, "/facilities")["items"] == []
    assert client.get(f"{BASE}/facilities/{isolation.site}").status_code == 404


def test_a_facility_sent_again_by_the_same_sender_has_the_same_answer_and_its_code_is_taken_for_anything_else(isolation: Isolation) -> None:
    client, rooms = (
        as_role(isolation, "isolation_head"),
        [{"code": "A01", "state": "converting", "ready_on": "2022-08-20"}, {"code": "B"}],
    )
    body = {"code": "ISO-7", "kind": "isolation_site", "name": "Hotel", "area_id": isolation.world.county.pk, "head": "Ma", "rooms": rooms}
    made = send(client, "/facilities", **body)
    assert (made.status_code, send(client, "/facilities", **body | {"rooms": rooms[::-1]}).json()) == (200, made.json())
    assert send(client, "/facilities", **body | {"name": "Another"}).status_code == 422
    assert send(as_role(isolation, "isolation_head"), "/facilities", **body).status_code == 422
    assert api.get_facility(commander(isolation), made.json()["id"]).head == "Ma"
    assert Room.objects.filter(facility_id=made.json()["id"]).count() == 2


def test_a_facility_that_was_closed_is_not_answered_as_opened_when_the_same_is_sent_again(isolation: Isolation) -> None:
    client = as_role(isolation, "isolation_head")
    body = {"code": "ISO-7", "kind": "isolation_site", "name": "Hotel", "area_id": isolation.world.county.pk}
    api.close_facility(head(isolation), send(client, "/facilities", **body).json()["id"])
    again = send(client, "/facilities", **body)
    assert (again.status_code, "code" in again.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"code": "  "}, "code"), ({"name": "\u3000"}, "name"), ({"rooms": [{"code": "A01"}, {"code": "A01", "beds": 2}]}, "rooms")],
)
def test_a_blank_code_or_name_or_a_room_named_twice_opens_nothing(isolation: Isolation, wrong: dict[str, object], field: str) -> None:
    body = {"code": "ISO-7", "kind": "isolation_site", "name": "Hotel", "area_id": isolation.world.county.pk}
    answer = send(as_role(isolation, "isolation_head"), "/facilities", **body | wrong)
    assert (answer.status_code, field in answer.content.decode()) == (422, True)
    assert Facility.objects.count() == 4


def test_a_code_with_spaces_around_it_is_the_same_code(isolation: Isolation) -> None:
    body = {"kind": "isolation_site", "name": "Hotel", "area_id": isolation.world.county.pk}
    assert send(as_role(isolation, "isolation_head"), "/facilities", code=" ISO-1 ", **body).status_code == 422


def test_a_facility_of_another_county_or_with_a_state_that_somebody_must_have_signed_is_not_opened(isolation: Isolation) -> None:
    body = {"code": "ISO-7", "kind": "isolation_site", "name": "Hotel", "area_id": isolation.world.county.pk}
    occupied = send(as_role(isolation, "isolation_head"), "/facilities", **body, rooms=[{"code": "A01", "state": "occupied"}])
    elsewhere = send(as_role(isolation, "isolation_head", "/53/"), "/facilities", **body)
    assert (occupied.status_code, elsewhere.status_code) == (422, 404)
