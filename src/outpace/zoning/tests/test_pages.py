"""The pages: who sees what, what can be decided, and that every page says why."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from outpace.kernel.scope import AreaPath
from outpace.screening.tests.people import sign_in
from outpace.screening.tests.world import World
from outpace.zoning import api
from outpace.zoning.choices import Layer, ProposalKind, ProposalState
from outpace.zoning.data import ByHand, Signature
from outpace.zoning.models import Proposal, Zone, ZoneMeasure
from outpace.zoning.tests.world import FIRST, clock, commander, day, drawn, found, grid, newest, sign, waiting

LISTS = ("/zoning/", "/zoning/zones/", "/zoning/proposals/", "/zoning/map/", "/zoning/replay/")


def browser(world: World, role: str, path: str = "") -> Client:
    with clock.at(day(0)):
        return sign_in(role, path or world.county.path)


def ask(client: Client, url: str, *, number: int = 1, form: dict[str, Any] | None = None) -> Any:
    """Open or send a page on this day."""
    with clock.at(day(number)):
        return client.get(url) if form is None else client.post(url, form)


def text(client: Client, url: str, *, number: int = 1) -> str:
    """The page, which must be there."""
    answer = ask(client, url, number=number)
    assert answer.status_code == 200, answer.content[:300]
    return str(answer.content.decode())


@pytest.mark.parametrize("url", LISTS)
def test_pages_open_to_who_reads_zones_and_not_to_others(world: World, url: str) -> None:
    assert ask(browser(world, "observer"), url).status_code == 200
    assert ask(browser(world, "lab_staff"), url).status_code == 403


def test_an_empty_board_says_that_nobody_is_restricted(world: World) -> None:
    page = text(browser(world, "commander"), "/zoning/")
    assert "Nobody in your areas is restricted by a zone." in page
    assert "Nothing waits for a signature" in page


def test_the_board_shows_what_waits_before_what_stands(world: World) -> None:
    drawn(world)
    page = text(browser(world, "commander"), "/zoning/")
    assert page.index("Draw a zone: Low-risk area") < page.index("Zones in force")
    assert "6 days left" in page


@pytest.mark.parametrize(("role", "decides"), [("commander", True), ("observer", False)])
def test_only_whoever_may_sign_is_asked_to_decide(world: World, role: str, decides: bool) -> None:
    zone = drawn(world)
    reader = browser(world, role)
    assert ("Look and decide" in text(reader, "/zoning/"), bool(waiting())) == (decides, True)
    assert "Look and decide" not in text(reader, f"/zoning/zones/{zone}/") or decides


def test_another_county_sees_none_of_it(world: World) -> None:
    zone = drawn(world)
    proposal = waiting()[0].pk
    stranger = browser(world, "commander", "/53/")
    assert "Nobody in your areas" in text(stranger, "/zoning/")
    urls = (f"/zoning/zones/{zone}/", f"/zoning/zones/{zone}/change/", f"/zoning/proposals/{proposal}/")
    assert [ask(stranger, url).status_code for url in urls] == [404, 404, 404]


def test_a_proposal_says_why_and_whom_other_units_would_restrict(world: World) -> None:
    found(grid(world, 0))
    page = text(browser(world, "duty_officer"), f"/zoning/proposals/{waiting()[0].pk}/")
    for said in ("zones.high", "proposed: the least allowed", "more than the rules ask", "Stay at home"):
        assert said in page
    assert "I have read what I sign" not in page


def test_a_commander_signs_after_reading(world: World) -> None:
    found(grid(world, 0))
    url = f"/zoning/proposals/{waiting()[0].pk}/"
    commander = browser(world, "commander")
    assert ask(commander, f"{url}sign/", form={}).status_code == 422
    answer = ask(commander, f"{url}sign/", form={"read": "on"})
    assert (answer.status_code, answer.url) == (303, f"/zoning/zones/{Zone.objects.get().pk}/")


def test_a_wider_area_is_refused_until_a_reason_is_written(world: World) -> None:
    found(grid(world, 0))
    url = f"/zoning/proposals/{waiting()[0].pk}/sign/"
    wider = {"read": "on", "areas": world.townships[0].code}
    commander = browser(world, "commander")
    answer = ask(commander, url, form=wider)
    assert (answer.status_code, "write down why" in answer.content.decode()) == (422, True)
    assert ask(commander, url, form={**wider, "reason": "one market for all"}).status_code == 303
    assert Zone.objects.get().people == 24


def test_an_area_nobody_knows_is_said_beside_the_field(world: World) -> None:
    found(grid(world, 0))
    answer = ask(browser(world, "commander"), f"/zoning/proposals/{waiting()[0].pk}/sign/", form={"read": "on", "areas": "Atlantis"})
    assert "No area in your scope is called “Atlantis”." in answer.content.decode()


def test_a_duty_officer_can_neither_sign_nor_refuse(world: World) -> None:
    found(grid(world, 0))
    url = f"/zoning/proposals/{waiting()[0].pk}/"
    officer = browser(world, "duty_officer")
    assert [ask(officer, url + step, form={"read": "on", "reason": "x"}).status_code for step in ("sign/", "refuse/")] == [403, 403]


def test_a_refusal_needs_its_reason(world: World) -> None:
    found(grid(world, 0))
    proposal = waiting()[0]
    commander = browser(world, "commander")
    assert ask(commander, f"/zoning/proposals/{proposal.pk}/refuse/", form={}).status_code == 422
    assert ask(commander, f"/zoning/proposals/{proposal.pk}/refuse/", form={"reason": "found abroad"}).status_code == 303
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.REFUSED
    assert "found abroad" in text(commander, f"/zoning/proposals/{proposal.pk}/")


def test_a_zone_asked_for_by_hand_leads_to_the_page_on_which_it_is_signed(world: World) -> None:
    asked = {"areas": world.grids[2].code, "zone_type": "medium", "reason": "clinic", "request_id": str(uuid4())}
    answer = ask(browser(world, "duty_officer"), "/zoning/proposals/new/", form=asked)
    assert (answer.status_code, answer.url) == (303, f"/zoning/proposals/{Proposal.objects.get().pk}/")
    assert "the rules do not ask for this" in text(browser(world, "commander"), answer.url)


def test_static_management_is_asked_for_on_its_own_form(world: World) -> None:
    asked = {"areas": world.townships[0].code, "zone_type": "static", "reason": "pause", "request_id": str(uuid4())}
    answer = ask(browser(world, "duty_officer"), "/zoning/proposals/new/?layer=static", form=asked)
    assert answer.status_code == 303
    sign(world, Proposal.objects.get(), day(1), reason="pause", review_on=day(4).date())
    assert "looked at again on" in text(browser(world, "observer"), "/zoning/")


def test_the_zone_page_shows_the_checklist_by_day_what_is_owed_and_the_history(world: World) -> None:
    zone = drawn(world)
    page = text(browser(world, "observer"), f"/zoning/zones/{zone}/")
    for said in (
        "When it may go",
        "the final round is missing",
        "Deliveries owed a day",
        "How it came to be",
        "signed by",
        "zones.high",
        '<th scope="row">days without a case</th>',
    ):
        assert said in page
    assert "{&quot;" not in page


@pytest.mark.parametrize(("areas", "observed"), [("grids", False), ("townships", True)])
def test_how_likely_it_is_over_is_offered_to_who_may_see_counts_of_so_small_a_zone(world: World, areas: str, observed: bool) -> None:
    found(AreaPath(getattr(world, areas)[0].path), FIRST, case_id=4711)
    address, said = f"/zoning/zones/{sign(world, waiting()[0], day(0))}/", "How likely is it over here?"
    assert said in text(browser(world, "commander"), address)
    assert (said in text(browser(world, "observer"), address)) == observed


def test_lifting_is_asked_for_from_the_zone_and_warns_of_the_open_checklist(world: World) -> None:
    zone = drawn(world)
    asked = {"kind": "lift", "reason": "wrong house", "request_id": str(uuid4())}
    answer = ask(browser(world, "duty_officer"), f"/zoning/zones/{zone}/change/", form=asked)
    assert answer.status_code == 303
    assert "the checklist is not done" in text(browser(world, "commander"), answer.url)


def test_an_observer_changes_nothing(world: World) -> None:
    zone = drawn(world)
    observer = browser(world, "observer")
    assert ask(observer, f"/zoning/zones/{zone}/change/").status_code == 403
    assert ask(observer, "/zoning/proposals/new/").status_code == 403
    assert ask(observer, f"/zoning/zones/{zone}/measures/", form={}).status_code == 403


def test_a_measure_is_ordered_and_ended_on_the_zones_page(world: World) -> None:
    zone = drawn(world)
    commander, url = browser(world, "commander"), f"/zoning/zones/{zone}/measures/"
    assert ask(commander, url, form={"measure": "checkpoint"}).status_code == 422
    assert ask(commander, url, form={"measure": "checkpoint", "review_on": "2022-08-20"}).status_code == 303
    row = ZoneMeasure.objects.get(measure="checkpoint")
    assert ask(commander, f"{url}{row.pk}/end/", form={}).status_code == 303
    row.refresh_from_db()
    assert row.ended_at is not None


def test_a_measure_begins_at_the_hour_that_is_ordered_and_is_not_looked_at_before(world: World) -> None:
    zone = drawn(world)
    commander, url = browser(world, "commander"), f"/zoning/zones/{zone}/measures/"
    form = {"measure": "checkpoint", "starts_at": "2022-08-14T06:00", "review_on": "2022-08-13"}
    assert ask(commander, url, form=form).status_code == 422
    ask(commander, url, form=form | {"review_on": "2022-08-20"})
    row = ZoneMeasure.objects.get(measure="checkpoint")
    assert row.starts_at == day(2, hour=22)
    assert "it begins at its hour" in text(commander, f"/zoning/zones/{zone}/")


def test_on_its_day_a_measure_is_on_the_board_and_is_kept_on_the_zones_page(world: World) -> None:
    zone = drawn(world)
    commander, url = browser(world, "commander"), f"/zoning/zones/{zone}/measures/"
    ask(commander, url, form={"measure": "checkpoint", "review_on": "2022-08-14"})
    row, said = ZoneMeasure.objects.get(measure="checkpoint"), "Measures to be looked at again"
    assert [said in text(commander, "/zoning/", number=number) for number in (2, 3)] == [False, True]
    assert "to be looked at now" in text(commander, f"/zoning/zones/{zone}/", number=3)
    assert ask(browser(world, "duty_officer"), f"{url}{row.pk}/keep/", number=3, form={"review_on": "2022-08-20"}).status_code == 403
    for day_given in ("2022-08-14", "", "2022-08-20"):
        assert ask(commander, f"{url}{row.pk}/keep/", number=3, form={"review_on": day_given}).status_code == 303
    row.refresh_from_db()
    assert (str(row.review_on), said in text(commander, "/zoning/", number=3)) == ("2022-08-20", False)


def test_the_map_colours_what_a_zone_holds_and_hatches_what_it_lies_in(world: World) -> None:
    drawn(world)
    observer = browser(world, "observer")
    county = text(observer, "/zoning/map/")
    assert "zo-tile-part op-tone-danger" in county
    town = text(observer, f"/zoning/map/?area={world.townships[0].pk}")
    assert "zo-tile op-tone-danger" in town
    assert "High-risk area" in town


def test_the_map_of_yesterday_has_no_zone_yet(world: World) -> None:
    drawn(world, at=day(1))
    page = text(browser(world, "observer"), "/zoning/map/?at=2022-08-11T00:00", number=2)
    assert "op-tone-danger" not in page.split("</defs>")[-1]


def test_static_management_is_replayed_to_any_hour_too(world: World) -> None:
    asked = ByHand(ProposalKind.ADD, (grid(world, 0),), layer=Layer.STATIC, reason="as ordered")
    with clock.at(day(1)):
        zone = api.sign_proposal(commander(world), api.propose_by_hand(commander(world), asked, request_id=uuid4()), Signature(reason="x"))
    observer, link = browser(world, "observer"), f'href="/zoning/zones/{zone}/"'
    hours = ("layer=static&at=2022-08-13T00:00", "at=2022-08-13T00:00", "layer=static&at=2022-08-11T00:00")
    assert [link in text(observer, f"/zoning/replay/?{hour}", number=3) for hour in hours] == [True, False, False]


def test_an_hour_of_the_past_is_shown_with_its_counts(world: World) -> None:
    drawn(world, at=day(1))
    observer = browser(world, "observer")
    assert "No zone stood at this hour" in text(observer, "/zoning/replay/?at=2022-08-11T00:00", number=3)
    assert "High-risk area" in text(observer, "/zoning/replay/?at=2022-08-13T00:00", number=3)


def test_lists_ask_a_bounded_number_of_questions(world: World, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(4):
        found(grid(world, number), day(0, hour=2 + number))
        sign(world, newest(world, number), day(0, hour=3 + number))
    commander = browser(world, "commander")
    for url in LISTS:
        with django_assert_max_num_queries(25):
            text(commander, url)


def test_the_program_answers_the_same_in_json(world: World) -> None:
    zone = drawn(world)
    commander = browser(world, "commander")
    listed = ask(commander, "/api/v1/zoning/zones").json()
    assert [(row["id"], row["zone_type"], row["people"]) for row in listed["items"]] == [(zone, "high", 12)]
    at = ask(commander, "/api/v1/zoning/zones/at?at=2022-08-11T12:00:00Z").json()
    assert [row["zone_id"] for row in at["items"]] == [zone]
    assert ask(commander, f"/api/v1/zoning/zones/{zone}/history").json()["items"][0]["change"] == "drawn"
    proposals = ask(commander, "/api/v1/zoning/proposals").json()["items"]
    assert [row["zone_type"] for row in proposals] == ["low"]
    assert ask(commander, f"/api/v1/zoning/proposals/{proposals[0]['id']}").json()["options"][0]["people"] == 48
