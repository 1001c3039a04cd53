"""The board and one facility: honest figures, large buttons, who may press them."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import DjangoAssertNumQueries

from epiworks.protocol import Place
from outpace.isolation import api
from outpace.isolation.choices import BedState, FacilityKind
from outpace.isolation.data import NewFacility, NewRoom
from outpace.isolation.models import Facility, Room
from outpace.isolation.tests.browsing import as_role, post, text
from outpace.isolation.tests.test_placements import ended
from outpace.isolation.tests.world import Isolation, head, tell
from outpace.registry.tests.ground import place_areas


def test_the_board_counts_what_can_be_used_and_says_what_stands_on_paper(isolation: Isolation) -> None:
    api.add_rooms(head(isolation), isolation.site, [NewRoom(f"P{n}", state=BedState.PLANNED) for n in range(30)])
    isolation.placed(isolation.people[0])
    page = text(as_role(isolation, "commander"), "/isolation/?kind=isolation_site")
    assert "1 of 6 usable rooms taken" in page
    assert "planned 30" in page


def test_a_ward_is_as_full_as_its_beds_not_its_halls(isolation: Isolation) -> None:
    isolation.sign(isolation.want(isolation.people[0], Place.FANGCANG), facility=isolation.fangcang)
    found = api.get_facility(head(isolation), isolation.fangcang)
    assert (found.places.taken, found.places.usable, found.rooms.taken) == (1, 8, 1)
    assert "1 of 8 usable beds taken" in text(as_role(isolation, "commander"), "/isolation/?kind=fangcang")
    assert api.capacity_under(head(isolation), isolation.path).usable == 6 + 8 + 3


def test_an_empty_county_is_told_what_to_do(isolation: Isolation) -> None:
    Facility.objects.update(closed_at=isolation.want(isolation.people[0]).requested_at)
    assert "No facility here yet" in text(as_role(isolation, "commander"), "/isolation/")


def test_another_county_sees_no_facility(isolation: Isolation) -> None:
    page = text(as_role(isolation, "commander", "/53/"), "/isolation/")
    assert "Isolation site 1" not in page


def test_the_board_asks_the_same_number_of_questions_for_many_places(
    isolation: Isolation, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(15):
        place = NewFacility(f"MORE-{number}", FacilityKind.ISOLATION_SITE, f"More {number}", isolation.world.county.pk)
        api.add_rooms(head(isolation), api.open_facility(head(isolation), place), [NewRoom("1")])
    client = as_role(isolation, "commander")
    with django_assert_max_num_queries(16):
        text(client, "/isolation/")


def test_free_rooms_are_on_the_map_and_two_places_at_one_point_beside_each_other(isolation: Isolation) -> None:
    world = isolation.world
    place_areas(world.county, world.townships, world.grids)
    page = text(as_role(isolation, "commander"), "/isolation/")
    marks = re.findall(r'op-map-mark op-map-whole op-tone-ok" x="([0-9.]+)" y="([0-9.]+)"', page.split("op-only-phone")[0])
    assert len(set(marks)) == len(marks) > 1
    assert "6 free" in page


def test_the_site_takes_in_who_is_expected(isolation: Isolation) -> None:
    signed = isolation.sign(isolation.want(isolation.people[0]))
    client = as_role(isolation, "isolation_head")
    assert "Taken in" in text(client, f"/isolation/facilities/{isolation.site}/")
    page = post(client, f"/isolation/placements/{signed.pk}/arrival/").content.decode()
    assert "Nobody is expected" in page
    assert "Here now" in page


def test_the_site_lets_go_whose_release_is_signed(isolation: Isolation) -> None:
    stay = isolation.placed(isolation.people[0])
    client = as_role(isolation, "isolation_head")
    refused = post(client, f"/isolation/placements/{stay.pk}/departure/", reason="released").content.decode()
    assert "Their release has not been signed" in refused
    tell(ended(stay))
    assert "They have left" in post(client, f"/isolation/placements/{stay.pk}/departure/", reason="released").content.decode()


def test_a_commander_reads_a_facility_without_buttons(isolation: Isolation) -> None:
    isolation.sign(isolation.want(isolation.people[0]))
    page = text(as_role(isolation, "commander"), f"/isolation/facilities/{isolation.site}/")
    assert "Taken in" not in page
    assert "Take out of use" not in page


def test_staff_take_a_room_out_of_use(isolation: Isolation) -> None:
    room = Room.objects.filter(facility_id=isolation.site).earliest("pk")
    page = post(as_role(isolation, "isolation_head"), f"/isolation/rooms/{room.pk}/act/", act="close").content.decode()
    assert "The room is updated" in page
    assert Room.objects.get(pk=room.pk).state == BedState.OUT_OF_USE


@pytest.mark.parametrize("heading", ["room,beds,state", "房号,床位数,状态"])
def test_rooms_come_from_a_table_and_bad_rows_are_named(isolation: Isolation, heading: str) -> None:
    table = f"{heading}\n901,2,ready\n902,x,ready\n901,1,\n903,1,occupied\n".encode()
    given = {"file": SimpleUploadedFile("rooms.csv", table)}
    page = post(as_role(isolation, "isolation_head"), f"/isolation/facilities/{isolation.site}/rooms/", **given).content.decode()
    assert "1 room added" in page
    assert [f"Row {number}" in page for number in (2, 3, 4, 5)] == [False, True, True, True]


def test_a_person_outside_the_readers_area_has_no_name_there(isolation: Isolation) -> None:
    signed = isolation.sign(isolation.want(isolation.people[-1]))
    town = isolation.world.townships[0].path
    assert not isolation.grid_path(signed.person_id).startswith(town)
    page = text(as_role(isolation, "isolation_head", town), f"/isolation/facilities/{isolation.site}/")
    assert "Somebody outside your areas" in page


def test_the_demonstration_county_has_twenty_rooms_for_ten_thousand_people_and_is_furnished_once(isolation: Isolation) -> None:
    first = api.furnish_demo(head(isolation), isolation.world.county.pk)
    rooms = Room.objects.count()
    assert api.furnish_demo(head(isolation), isolation.world.county.pk) == first
    assert Room.objects.count() == rooms
    assert api.capacity_under(head(isolation), isolation.path, [FacilityKind.ISOLATION_SITE]).usable == 6 + 64
