"""Sampling sites: the list, the page of one site, and handing its tubes over."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from outpace.kernel import clock
from outpace.kernel.accounts import NewToken, issue_token
from outpace.kernel.models import DeviceToken
from outpace.kernel.scope import AreaPath, system_actor
from outpace.registry.models import Area, Person, Station
from outpace.registry.rules.codes import code_of
from outpace.registry.tests.ground import place_areas
from outpace.screening import api
from outpace.screening.data import FillRecord, Swab
from outpace.screening.models import Handover, Sample, Tube, UnidentifiedSample
from outpace.screening.tests.people import sign_in
from outpace.screening.tests.world import MORNING, World, staff


@pytest.fixture
def head(world: World) -> Client:
    return sign_in("site_head", world.county.path)


def url(world: World, step: str = "", *, site: int = 0) -> str:
    return f"/screening/sites/{world.sites[site].pk}/{step}"


def grid(world: World) -> list[int]:
    return next(iter(world.people.values()))


def send(head: Client, world: World, step: str, **given: Any) -> Any:
    return head.post(url(world, step), {"record_id": str(uuid4()), "handover_id": str(uuid4()), **given})


def test_the_list_counts_tubes_person_times_and_what_waits(world: World, head: Client) -> None:
    world.sample("T1", grid(world)[:10])
    world.sample("T2", grid(world)[:2])
    world.send("T2")
    rows = api.list_sites(staff("site_head", world.county.path), world.pass_id).items
    assert [(row.sampled, row.people, row.waiting) for row in rows] == [(2, 12, 1), (0, 0, 0)]
    assert world.sites[0].name in head.get("/screening/sites/").content.decode()


def test_the_list_is_narrowed_by_area(world: World, head: Client) -> None:
    page = head.get("/screening/sites/", {"area": world.townships[1].pk}).content.decode()
    assert world.sites[1].name in page
    assert world.sites[0].name not in page


def test_the_list_comes_as_csv(world: World, head: Client) -> None:
    assert head.get("/screening/sites/?format=csv").getvalue().decode().count("\n") == 3


def test_an_empty_area_says_how_a_site_comes_to_be(world: World) -> None:
    assert "No sampling site here" in sign_in("site_head", "/99/").get("/screening/sites/").content.decode()


def test_a_township_sees_its_own_sites_only(world: World) -> None:
    client = sign_in("site_head", world.townships[1].path)
    assert world.sites[0].name not in client.get("/screening/sites/").content.decode()
    assert client.get(url(world)).status_code == 404


def test_the_hours_count_every_tube_of_the_site_whatever_became_of_it(world: World) -> None:
    world.sample("T1", grid(world)[:3])
    world.sample("T2", grid(world)[3:5])
    world.send("T2")
    reader = staff("observer", "/")
    counts = api.site_hours(reader, world.pass_id, api.site(reader, world.sites[0].pk), until=MORNING + timedelta(hours=1))
    assert [(count.hour, count.tubes, count.people) for count in counts if count.tubes] == [(MORNING, 2, 5)]
    assert len(counts) == 12


def test_the_page_names_missing_grids_first(world: World, head: Client) -> None:
    world.sample("T1", grid(world)[:10])
    reader = staff("observer", "/")
    served = api.site_grids(reader, world.pass_id, api.site(reader, world.sites[0].pk))
    assert [area.missing for area in served] == [12, 12, 12, 2]
    assert "Grids this site serves" in head.get(url(world)).content.decode()


def test_a_site_without_a_head_is_told_to_name_one(world: World, head: Client) -> None:
    assert "Nobody answers for this site" in head.get(url(world)).content.decode()


def test_chosen_tubes_are_offered_and_stay_here_until_accepted(world: World, head: Client) -> None:
    world.sample("T1", grid(world)[:3])
    answer = send(head, world, "offer/", tubes=["T1"], taker=world.courier.pk)
    assert answer.status_code == 303
    tube = Tube.objects.get()
    assert (tube.offered_to_id, tube.custodian_id) == (world.courier.pk, world.sites[0].pk)


def test_offering_twice_by_a_double_tap_is_one_handover(world: World, head: Client) -> None:
    world.sample("T1", grid(world)[:3])
    given = {"record_id": str(uuid4()), "handover_id": str(uuid4()), "tubes": ["T1"], "taker": world.courier.pk}
    assert [head.post(url(world, "offer/"), given).status_code for _ in range(2)] == [303, 303]
    assert Handover.objects.count() == 1


@pytest.mark.parametrize(
    ("step", "given"), [("offer/", {"taker": 1}), ("offer/", {"tubes": ["T1"]}), ("offer/", {"tubes": ["T1"], "taker": 999})]
)
def test_an_offer_needs_tubes_and_a_taker_in_reach(world: World, head: Client, step: str, given: dict[str, Any]) -> None:
    world.sample("T1", grid(world)[:3])
    assert send(head, world, step, **given).status_code == 422
    assert not Handover.objects.exists()


def test_tubes_are_packed_into_a_box(world: World, head: Client) -> None:
    world.sample("T1", grid(world)[:3])
    assert send(head, world, "pack/", tubes=["T1"], box="BOX-1").status_code == 303
    box = Tube.objects.get().box
    assert box is not None
    assert box.code == "BOX-1"


def test_a_box_needs_a_code(world: World, head: Client) -> None:
    world.sample("T1", grid(world)[:3])
    page = send(head, world, "pack/", tubes=["T1"], box="")
    assert page.status_code == 422
    assert "Scan or type the box code" in page.content.decode()


def test_an_unknown_person_is_named_later_by_card(world: World, head: Client) -> None:
    stranger = FillRecord(uuid4(), "T1", (Swab(0, MORNING, "woman in a red coat"),))
    world.fill(stranger)
    assert "woman in a red coat" in head.get(url(world)).content.decode()
    sample = UnidentifiedSample.objects.get()
    known = code_of(5)
    Person.objects.filter(pk=grid(world)[0]).update(code=known)
    assert head.post(url(world, f"unknown/{sample.pk}/"), {"typed": known}).status_code == 303
    assert Sample.objects.get().person_id == grid(world)[0]


def test_a_description_is_shown_only_to_those_who_sample(world: World) -> None:
    world.fill(FillRecord(uuid4(), "T1", (Swab(0, MORNING, "woman in a red coat"),)))
    assert "red coat" not in sign_in("observer", world.county.path).get(url(world)).content.decode()


def test_an_observer_reads_the_page_but_hands_nothing_over(world: World) -> None:
    world.sample("T1", grid(world)[:3])
    client = sign_in("observer", world.county.path)
    assert client.get(url(world)).status_code == 200
    assert send(client, world, "offer/", tubes=["T1"], taker=world.courier.pk).status_code == 403


def test_the_page_is_read_in_few_queries(world: World, head: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(8):
        world.sample(f"T{number}", grid(world)[number : number + 1])
    with django_assert_max_num_queries(28):
        head.get(url(world))


def test_the_list_is_read_in_few_queries(world: World, head: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(18), clock.at(MORNING):
        head.get("/screening/sites/")


def bind(world: World, name: str, *, seen: timedelta | None, revoked: bool = False) -> None:
    new = NewToken(name=name, role="site_device", path=AreaPath(world.county.path), station_id=world.sites[0].pk)
    number = issue_token(system_actor("test"), new).id
    now = clock.now()
    DeviceToken.objects.filter(pk=number).update(last_seen_at=now - seen if seen else None, revoked_at=now if revoked else None)


def test_the_page_says_which_devices_send_and_which_fell_silent(world: World, head: Client) -> None:
    bind(world, "tablet 1", seen=timedelta(minutes=2))
    bind(world, "tablet 2", seen=timedelta(hours=2))
    bind(world, "tablet 3", seen=None)
    bind(world, "stolen", seen=timedelta(minutes=1), revoked=True)
    page = head.get(url(world))
    assert [(device.name, words) for device, words, _, _ in page.context["devices"]] == [
        ("tablet 1", "sending"),
        ("tablet 2", "silent"),
        ("tablet 3", "never heard"),
    ]
    assert "stolen" not in page.content.decode()


def test_a_site_without_devices_says_how_samples_are_recorded(world: World, head: Client) -> None:
    page = head.get(url(world)).content.decode()
    assert "No device sends for this site" in page
    assert "/office/devices/" not in page


def test_places_are_named_in_the_readers_language(world: World, head: Client) -> None:
    Station.objects.filter(pk=world.sites[0].pk).update(name="城关采样点", name_en="Chengguan site")
    Area.objects.filter(pk=world.townships[0].pk).update(name="城关镇", name_en="Chengguan Town")
    english = head.get(url(world)).content.decode()
    head.cookies["django_language"] = "zh-hans"
    chinese = head.get(url(world)).content.decode()
    assert [name in english for name in ("Chengguan site", "Chengguan Town")] == [True, True]
    assert [name in chinese for name in ("城关采样点", "城关镇", "Chengguan")] == [True, True, False]


def test_sites_stand_on_the_map_with_the_tubes_that_wait(world: World, head: Client) -> None:
    place_areas(world.county, world.townships, world.grids, stations=world.sites)
    page = head.get("/screening/sites/").content.decode()
    assert "Sampling sites on the map" in page
    assert "0 tubes waiting" in page
