"""The desk: scanning in and out, the running tally, and the differences tube by tube."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils.http import urlencode
from pytest_django import DjangoAssertNumQueries

from outpace.kernel import clock
from outpace.registry.models import Station
from outpace.screening import api
from outpace.screening.choices import Stage
from outpace.screening.data import OfferRecord, PackRecord
from outpace.screening.models import HandoverTube, Tube
from outpace.screening.tests.people import sign_in
from outpace.screening.tests.world import World, staff


@pytest.fixture
def courier(world: World) -> Client:
    return sign_in("courier", world.county.path, station=world.courier.pk)


def announced(world: World, *codes: str) -> UUID:
    """Tubes that the first site has offered to the courier team."""
    handover = uuid4()
    world.fill(*(world.record(code, []) for code in codes))
    record = OfferRecord(uuid4(), handover, world.sites[0].pk, world.courier.pk, clock.now(), codes)
    api.offer(staff("site_head", world.county.path), record)
    return handover


def scan(client: Client, world: World, work: str, code: str, **query: Any) -> Any:
    station = query.pop("station", world.courier.pk)
    address = f"/screening/desk/{station}/{work}/?{urlencode({name: str(value) for name, value in query.items()})}"
    return client.post(address, {"code": code, "record_id": str(uuid4())}, follow=True)


def test_somebody_with_one_desk_is_sent_there(world: World, courier: Client) -> None:
    assert courier.get("/screening/desk/").headers["location"] == f"/screening/desk/{world.courier.pk}/"


def test_somebody_with_several_desks_chooses(world: World) -> None:
    page = sign_in("lab_staff", world.county.path).get("/screening/desk/")
    assert "At which desk are you?" in page.content.decode()


def test_the_list_of_desks_says_what_waits_in_each_laboratory(world: World, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    world.sample("T1", next(iter(world.people.values()))[:6])
    world.send("T1")
    client = sign_in("lab_staff", world.county.path)
    with django_assert_max_num_queries(10):
        rows = client.get("/screening/desk/").context["desks"]
    assert {(row.station.id, row.tubes, row.people) for row in rows} == {
        (lab.pk, *((1, 6) if lab == world.labs[0] else (0, 0))) for lab in world.labs
    }


def test_the_desk_names_what_is_on_its_way(world: World, courier: Client) -> None:
    announced(world, "T1", "T2")
    text = courier.get(f"/screening/desk/{world.courier.pk}/").content.decode()
    assert "2 tubes from sampling_site S0" in text


def test_each_scan_counts_up_and_takes_custody(world: World, courier: Client) -> None:
    handover = announced(world, "T1", "T2")
    page = scan(courier, world, "receive", "T1", handover=handover)
    assert "Received: T1" in page.content.decode()
    assert (page.context["sheet"].row.both, page.context["sheet"].row.offered) == (1, 2)
    assert Tube.objects.get(code="T1").custodian_id == world.courier.pk


def test_a_tube_nobody_announced_is_kept_and_named(world: World, courier: Client) -> None:
    handover = announced(world, "T1")
    page = scan(courier, world, "receive", "T9", handover=handover)
    assert "Received, but not announced: T9" in page.content.decode()
    rows = api.differences(staff("courier", world.county.path), world.courier.pk).items
    assert {(row.code, row.was_sent) for row in rows} == {("T1", True), ("T9", False)}


def test_a_difference_ends_when_the_tube_is_received_after_all(world: World, courier: Client) -> None:
    announced(world, "T1")
    scan(courier, world, "receive", "T1", handover=uuid4())
    assert api.differences(staff("courier", world.county.path), world.courier.pk).items == ()


def test_scanning_a_box_receives_every_tube_in_it(world: World, courier: Client) -> None:
    world.fill(*(world.record(code, []) for code in ("T1", "T2")))
    api.pack(staff("site_head", world.county.path), PackRecord(uuid4(), "B1", world.sites[0].pk, ("T1", "T2"), clock.now()))
    page = scan(courier, world, "receive", "B1", handover=uuid4())
    assert "Received: B1, 2 tubes" in page.content.decode()
    assert set(Tube.objects.values_list("custodian_id", flat=True)) == {world.courier.pk}


def test_what_no_label_can_carry_is_refused_in_place(world: World, courier: Client) -> None:
    page = scan(courier, world, "receive", "管 1", handover=uuid4())
    assert page.status_code == 422
    assert not HandoverTube.objects.exists()


def test_the_same_scan_sent_twice_is_one_fact(world: World, courier: Client) -> None:
    form = {"code": "T1", "record_id": str(uuid4())}
    for _ in range(2):
        courier.post(f"/screening/desk/{world.courier.pk}/receive/", form, query_params={"handover": str(uuid4())})
    assert HandoverTube.objects.count() == 1


def test_sending_asks_first_to_whom(world: World, courier: Client) -> None:
    text = courier.get(f"/screening/desk/{world.courier.pk}/send/").content.decode()
    assert "laboratory L0" in text


def test_a_sent_tube_stays_with_its_giver_until_received(world: World, courier: Client) -> None:
    world.fill(world.record("T1", []))
    scan(courier, world, "receive", "T1", handover=uuid4())
    page = scan(courier, world, "send", "T1", handover=uuid4(), to=world.labs[0].pk)
    tube = Tube.objects.get(code="T1")
    assert "Sent: T1" in page.content.decode()
    assert (tube.custodian_id, tube.offered_to_id) == (world.courier.pk, world.labs[0].pk)


def test_tubes_are_packed_into_the_box_in_hand(world: World, courier: Client) -> None:
    world.fill(world.record("T1", []))
    page = scan(courier, world, "pack", "T1", box="B7")
    assert [tube.code for tube in page.context["packed"]] == ["T1"]


def test_a_laboratory_marks_tubes_as_tested(world: World) -> None:
    world.fill(world.record("T1", []))
    laboratory = sign_in("lab_staff", world.county.path)
    page = scan(laboratory, world, "tested", "T1", station=world.labs[0].pk)
    assert "Marked as tested: T1" in page.content.decode()
    assert Tube.objects.get(code="T1").stage == Stage.TESTED


def test_only_laboratories_test(world: World, courier: Client) -> None:
    assert courier.get(f"/screening/desk/{world.courier.pk}/tested/").status_code == 404


def test_another_countys_courier_finds_no_desk(world: World) -> None:
    assert sign_in("courier", "/53/").get(f"/screening/desk/{world.courier.pk}/").status_code == 404


def test_an_observer_has_no_desk(world: World) -> None:
    observer = sign_in("observer", world.county.path)
    assert "No desk is yours" in observer.get("/screening/desk/").content.decode()
    assert observer.get(f"/screening/desk/{world.courier.pk}/").status_code == 404


def test_another_stations_hand_over_is_not_found(world: World) -> None:
    handover = announced(world, "T1")
    laboratory = sign_in("lab_staff", world.county.path)
    assert laboratory.get(f"/screening/desk/{world.labs[0].pk}/receive/?handover={handover}").status_code == 404


def test_an_empty_desk_says_what_to_do(world: World, courier: Client) -> None:
    text = courier.get(f"/screening/desk/{world.courier.pk}/").content.decode()
    assert "Nothing is announced" in text
    assert "No difference" in text


def test_a_desk_with_many_tubes_asks_a_bounded_number_of_questions(
    world: World, courier: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    announced(world, *(f"T{n:03}" for n in range(80)))
    with django_assert_max_num_queries(25):
        courier.get(f"/screening/desk/{world.courier.pk}/")
    with django_assert_max_num_queries(20):
        page = courier.get(f"/screening/desk/{world.courier.pk}/differences/")
    assert len(page.context["table"].rows) == 50


def test_differences_come_as_csv(world: World, courier: Client) -> None:
    announced(world, "T1")
    answer = courier.get(f"/screening/desk/{world.courier.pk}/differences/?format=csv")
    assert "T1" in b"".join(answer).decode()


def test_a_township_s_courier_sends_to_the_county_s_laboratory(world: World) -> None:
    team = Station.objects.create(code="C9", kind="courier_team", area=world.townships[0], name="C9")
    page = sign_in("courier", world.townships[0].path, station=team.pk).get(f"/screening/desk/{team.pk}/send/")
    assert [taker.code for taker in page.context["takers"]] == ["L0", "L1", "C0"]
