"""Zones on the map: now and at any hour, each mark a link with its words, and the hours that lead through the past."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from outpace.screening.tests.world import World, build
from outpace.zoning import api
from outpace.zoning.tests.ground import place
from outpace.zoning.tests.test_history import NINTH, draw
from outpace.zoning.tests.test_pages import browser, text
from outpace.zoning.tests.world import FIRST, clock, commander, county, day, drawn, found, grid, waiting
from outpace.zoning.web.ground import hours, zones_map


@pytest.fixture
def placed(world: World) -> World:
    """The small county, with every area at a point."""
    place(world)
    return world


@pytest.fixture
def zeku(db: None) -> World:
    """One sealed and twelve controlled zones on 9 May, three and fifteen on 11 May."""
    world = build(grids=18, people_per_grid=2, is_open=False)
    place(world)
    for number in range(13):
        draw(world, number, "sealed" if number == 0 else "controlled", 0)
    for number in range(13, 18):
        draw(world, number, "sealed" if number < 15 else "controlled", 2)
    return world


def marks(page: str) -> dict[str, int]:
    """How many marks of each tone are drawn, on the wide drawing?"""
    wide = page.split('class="op-map-board op-hide-phone"')[1].split("</svg>", maxsplit=1)[0]
    found = re.findall(r'class="op-map-mark op-map-whole op-tone-(\w+)"', wide)
    return {tone: found.count(tone) for tone in sorted(set(found))}


@pytest.mark.parametrize(
    ("number", "shown"), [(0, {"danger": 1, "warn": 12}), (1, {"danger": 1, "warn": 12}), (2, {"danger": 3, "warn": 15})]
)
def test_zeku_is_drawn_as_it_stood_on_each_evening(zeku: World, number: int, shown: dict[str, int]) -> None:
    evening = NINTH + timedelta(days=number, hours=2)
    made = zones_map(api.zones_at(commander(zeku), county(zeku), evening), {}, around=county(zeku))
    assert made is not None
    tones = [mark.place.tone.value for mark in made.wide.marks]
    assert {tone: tones.count(tone) for tone in sorted(set(tones))} == shown


def test_the_replay_page_shows_zeku_at_both_hours_with_links_between_the_days(zeku: World) -> None:
    with clock.at(NINTH):
        observer = browser(zeku, "observer")
    before, after = (text(observer, f"/zoning/replay/?at=2022-05-{date}T23:59") for date in ("09", "11"))
    assert (marks(before), marks(after)) == ({"danger": 1, "warn": 12}, {"danger": 3, "warn": 15})
    assert "?at=2022-05-11T18%3A13" in before
    assert "05-09" in after


def test_every_mark_leads_to_its_zone_and_says_what_it_is(placed: World) -> None:
    zone = drawn(placed)
    page = text(browser(placed, "observer"), "/zoning/")
    assert f'href="/zoning/zones/{zone}/" aria-label="grid 621227100000G: High-risk area, 12 people"' in page
    assert "positions are schematic" in page


def test_the_map_shows_parts_where_they_lie_and_the_plan_on_request(placed: World) -> None:
    drawn(placed)
    observer = browser(placed, "observer")
    page, plan = text(observer, "/zoning/map/"), text(observer, "/zoning/map/?view=plan")
    assert "op-map-core op-tone-danger" in page
    assert "zo-tile-part" not in page
    assert "zo-tile-part op-tone-danger" in plan
    assert f'href="/zoning/map/?area={placed.townships[0].pk}"' in page


def test_a_county_without_points_has_its_plan_and_no_empty_map(world: World) -> None:
    drawn(world)
    assert "op-map" not in text(browser(world, "observer"), "/zoning/")
    assert "zo-tile" in text(browser(world, "observer"), "/zoning/map/")


def test_a_zone_and_a_proposal_are_shown_where_they_lie(placed: World) -> None:
    zone = drawn(placed)
    found(grid(placed, 2), day(1))
    observer = browser(placed, "observer")
    assert marks(text(observer, f"/zoning/zones/{zone}/")) == {"danger": 1}
    page = text(observer, f"/zoning/proposals/{waiting('add')[-1].pk}/")
    assert marks(page) == {"danger": 1}
    assert page.count("op-map-mark op-map-none") == 4


def test_hours_lead_to_the_change_before_and_after_and_to_days() -> None:
    changes = [FIRST + timedelta(days=number) for number in (3, 2, 0)]
    led = hours(changes, FIRST + timedelta(days=2), query={"area": "7"})
    assert (led.earlier, led.later) == ("?area=7&at=2022-08-11T10%3A00", "?area=7&at=2022-08-14T10%3A00")
    assert [(shown.day.day, shown.changes, shown.is_shown) for shown in led.days] == [(11, 1, False), (13, 1, True), (14, 1, False)]


def test_maps_ask_a_bounded_number_of_questions(zeku: World, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with clock.at(NINTH):
        observer: Client = browser(zeku, "observer")
    for url in ("/zoning/", "/zoning/map/", "/zoning/replay/"):
        with django_assert_max_num_queries(30):
            text(observer, url)
