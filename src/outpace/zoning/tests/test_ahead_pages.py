"""Pages and JSON say what is signed for a later hour, count it nowhere, and let it be taken back in writing."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from outpace.kernel.scope import AreaPath
from outpace.screening.tests.people import sign_in
from outpace.screening.tests.world import World
from outpace.zoning.api import order_measure
from outpace.zoning.choices import ProposalKind
from outpace.zoning.data import NewMeasure
from outpace.zoning.models import Zone, ZoneMeasure
from outpace.zoning.tests.test_ahead import ahead, announced, look, take_back
from outpace.zoning.tests.test_pages import ask, browser, text
from outpace.zoning.tests.world import FIRST, clock, commander, day, drawn, found, grid, waiting

EVENING = day(0, hour=10)
"""Six in the evening in Beijing."""


def test_a_signature_dated_forward_on_the_form_says_from_when_it_holds(world: World) -> None:
    found(grid(world, 0))
    url = f"/zoning/proposals/{waiting()[0].pk}/"
    commander = browser(world, "commander")
    answer = ask(commander, f"{url}sign/", number=0, form={"read": "on", "valid_from": "2022-08-11T18:00"})
    page = text(commander, answer.url, number=0)
    for said in ("It holds from 11 Aug 18:00", "signed, not in force yet", "Signed, in force from", "Take it back in writing"):
        assert said in page
    assert "Signed, in force from" in text(commander, url, number=0)
    assert Zone.objects.get().ahead is not None


def test_the_board_shows_it_apart_and_counts_nobody(world: World) -> None:
    zone = announced(world)
    observer = browser(world, "observer")
    page = text(observer, "/zoning/", number=0)
    assert "Signed for later" in page
    assert "No zone is in force" in page
    assert "in force from" in page
    assert "Take it back" not in text(observer, f"/zoning/zones/{zone}/", number=0)
    assert f'href="/zoning/zones/{zone}/"' in text(observer, "/zoning/zones/?layer=control&state=ahead", number=0)


def test_in_chinese_the_hour_and_the_way_back_are_said_too(world: World) -> None:
    zone = announced(world)
    commander = browser(world, "commander")
    commander.cookies["django_language"] = "zh-hans"
    assert "已签批待生效" in text(commander, "/zoning/", number=0)
    page = text(commander, f"/zoning/zones/{zone}/", number=0)
    assert "书面撤回" in page


def test_it_is_taken_back_on_the_page_with_a_reason(world: World) -> None:
    zone = announced(world)
    commander, url = browser(world, "commander"), f"/zoning/zones/{zone}/take-back/"
    assert ask(browser(world, "duty_officer"), url, number=0, form={"reason": "x"}).status_code == 403
    assert ask(commander, url, number=0, form={}).status_code == 422
    assert ask(commander, url, number=0, form={"reason": "wrong hour"}).status_code == 303
    page = text(commander, f"/zoning/zones/{zone}/", number=0)
    for said in ("taken back before it was in force", "taken back, never in force", "wrong hour"):
        assert said in page
    answer = ask(commander, url, number=0, form={"reason": "again"})
    assert (answer.status_code, "No signature about this zone waits" in answer.content.decode()) == (422, True)


def test_a_lift_that_waits_is_said_on_the_page_of_the_zone_with_the_cases_found_since(world: World) -> None:
    zone = drawn(world)
    ahead(world, ProposalKind.LIFT, zone=zone, at=EVENING)
    found(grid(world, 0), day(0, hour=3))
    page = text(browser(world, "commander"), f"/zoning/zones/{zone}/", number=0)
    assert "1 case was found here since it was signed" in page
    assert "people inside" in page.lower()


def test_the_page_says_which_measures_will_hold_from_its_hour_and_they_do(world: World) -> None:
    zone = announced(world)
    page = text(browser(world, "observer"), f"/zoning/zones/{zone}/", number=0)
    assert "<dt>Measures from then on</dt><dd>Stay at home, Service to the door</dd>" in page
    assert "None holds before its hour." in page
    look(EVENING)
    holding = ZoneMeasure.objects.filter(ended_at=None).order_by("id").values_list("measure", flat=True)
    assert list(holding) == ["stay_in", "service_to_door"]


def test_the_page_says_which_measures_end_with_a_change_and_which_go_on(world: World) -> None:
    zone = drawn(world)
    with clock.at(FIRST):
        order_measure(commander(world), zone, NewMeasure(text="gate 3 only", review_on=date(2022, 8, 20)))
    ahead(world, ProposalKind.STEP_DOWN, zone=zone, zone_type="medium", at=EVENING)
    page = text(browser(world, "observer"), f"/zoning/zones/{zone}/", number=0)
    assert "<dt>Measures from then on</dt><dd>Do not leave the area, Staggered pick-up, No gatherings, gate 3 only</dd>" in page
    assert "<dt>Measures that end then</dt><dd>Stay at home, Service to the door</dd>" in page


def test_a_zone_taken_back_before_its_hour_has_a_list_of_its_own(world: World) -> None:
    zone, standing = announced(world), drawn(world, 2)
    observer, url = browser(world, "observer"), "/zoning/zones/?layer=control&state=taken_back"
    assert "No zone here" in text(observer, url, number=0)
    take_back(world, zone)
    page = text(observer, url, number=0)
    assert (f'href="/zoning/zones/{zone}/"' in page, f'href="/zoning/zones/{standing}/"' in page) == (True, False)
    assert "No zone here" in text(browser(world, "observer", "/53/"), url, number=0)
    with clock.at(FIRST):
        items = sign_in("commander", AreaPath(world.county.path)).get("/api/v1/zoning/zones/taken-back").json()["items"]
    assert [row["id"] for row in items] == [zone]


@pytest.mark.parametrize("is_back", [False, True])
def test_json_says_what_waits_and_what_was_taken_back(world: World, is_back: bool) -> None:
    zone = announced(world)
    if is_back:
        take_back(world, zone)
    with clock.at(FIRST):
        client = sign_in("commander", AreaPath(world.county.path))
        coming = client.get("/api/v1/zoning/zones/ahead").json()["items"]
        one = client.get(f"/api/v1/zoning/zones/{zone}").json()
        history = client.get(f"/api/v1/zoning/zones/{zone}/history").json()["items"]
        states = client.get("/api/v1/zoning/zones").json()["items"]
    assert ([row["id"] for row in coming], one["in_force"], one["version"], states) == ([] if is_back else [zone], False, 0, [])
    assert (one["ahead"] is None, history[0]["taken_back_why"]) == (is_back, "wrong hour" if is_back else "")


def test_the_pages_ask_as_many_questions_for_many_that_wait(world: World, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(4):
        announced(world, number)
    observer = browser(world, "observer")
    for url in ("/zoning/", "/zoning/zones/?layer=control&state=ahead", "/zoning/zones/?layer=control&state=taken_back"):
        with django_assert_max_num_queries(26):
            assert text(observer, url, number=0)
