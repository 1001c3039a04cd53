"""A drawn zone: looked at before it is asked for, counted by the server, signed like any other, kept as it was drawn."""

from typing import Any
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from outpace.kernel.errors import Refusal
from outpace.kernel.scope import NotAllowed
from outpace.registry.models import HomePoint, Household, Person
from outpace.screening.tests.world import World
from outpace.zoning import api
from outpace.zoning.choices import ProposalKind
from outpace.zoning.data import ByHand
from outpace.zoning.models import Proposal, ZoneVersion
from outpace.zoning.tests.ground import place
from outpace.zoning.tests.test_pages import ask, browser, text
from outpace.zoning.tests.world import FIRST, clock, commander, county, day, drawn, found, grid, sign, staff, waiting

FIRST_TWO = ((105.0, 33.45), (105.1, 33.45), (105.1, 33.55), (105.0, 33.55))
"""Round the points of the first two grids."""
FIRST_ONE = ((105.0, 33.45), (105.05, 33.45), (105.05, 33.55), (105.0, 33.55))


@pytest.fixture
def placed(world: World) -> World:
    """The small county, with every area at a point."""
    place(world)
    return world


def corners(ring: tuple[tuple[float, float], ...]) -> str:
    return "\n".join(f"{lon}, {lat}" for lon, lat in ring)


def form(world: World, ring: tuple[tuple[float, float], ...], **more: Any) -> dict[str, Any]:
    return {"corners": corners(ring), "zone_type": "high", "reason": "cluster", "request_id": str(uuid4()), **more}


def homes(world: World, number: int, *lons: float) -> None:
    """Households of this grid, each with an equal part of its people, at these longitudes."""
    people = world.people[world.grids[number].pk]
    for index, lon in enumerate(lons):
        home = Household.objects.create(grid=world.grids[number], number=f"H{index}")
        HomePoint.objects.create(household=home, lon=lon, lat=33.5, basis="schematic")
        Person.objects.filter(pk__in=people[index :: len(lons)]).update(household=home)


def look(world: World, ring: tuple[tuple[float, float], ...]) -> api.Inside:
    with clock.at(FIRST):
        return api.look_inside(commander(world), api.require_ring(commander(world), ring), zone_type="high")


def test_people_inside_are_counted_by_home_and_elsewhere_by_the_units_point(placed: World) -> None:
    homes(placed, 0, 105.02, 105.04, 105.06, 105.08)
    seen = look(placed, FIRST_ONE)
    assert [(unit.path, unit.people, unit.inside, unit.is_whole, unit.chosen) for unit in seen.units] == [
        (grid(placed, 0), 12, 6, False, True)
    ]
    assert (seen.people_inside, seen.restricted) == (6, 12)
    assert [unit.path for unit in look(placed, FIRST_TWO).units] == [grid(placed, 0), grid(placed, 1)]


def test_people_away_are_not_inside(placed: World) -> None:
    homes(placed, 0, 105.02)
    Person.objects.filter(pk=placed.people[placed.grids[0].pk][0]).update(presence=2)
    assert look(placed, FIRST_ONE).people_inside == 11


def test_the_smallest_legal_unit_is_that_of_the_cases_inside(placed: World) -> None:
    assert (look(placed, FIRST_TWO).least, look(placed, FIRST_TWO).fewer) == (0, 24)
    found(grid(placed, 0))
    seen = look(placed, FIRST_TWO)
    assert (seen.cases, seen.least, seen.fewer) == (1, 12, 12)
    assert [option.path for option in seen.smaller] == [grid(placed, 0)]


@pytest.mark.parametrize(
    ("ring", "said"),
    [
        (((105.0, 33.4), (105.1, 33.5), (105.1, 33.4), (105.0, 33.5)), "cross or touch"),
        (((105.0, 33.4), (105.1, 33.5)), "at least 3 corners"),
        (((107.0, 33.4), (107.1, 33.4), (107.1, 33.5)), "outside your area"),
        (((105.8, 33.8), (105.9, 33.8), (105.9, 33.85)), "Nobody"),
        (((33.0, 105.0), (33.1, 105.0), (33.1, 105.1)), "swapped"),
    ],
)
def test_a_shape_that_is_none_is_refused_beside_its_field(placed: World, ring: tuple[tuple[float, float], ...], said: str) -> None:
    answer = ask(browser(placed, "duty_officer"), "/zoning/draw/", form=form(placed, ring, look="1"))
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_line_that_is_not_two_numbers_is_named(placed: World) -> None:
    answer = ask(browser(placed, "duty_officer"), "/zoning/draw/", form={**form(placed, FIRST_ONE), "corners": "105, 33\nnorth"})
    assert "Line 2 is not two numbers." in answer.content.decode()


def test_the_page_shows_who_is_inside_before_anything_is_asked_for(placed: World) -> None:
    found(grid(placed, 0))
    before = Proposal.objects.count()
    answer = ask(browser(placed, "duty_officer"), "/zoning/draw/", form=form(placed, FIRST_TWO, look="1"))
    page = answer.content.decode()
    assert (answer.status_code, Proposal.objects.count()) == (200, before)
    assert "12 fewer" in page
    assert f'value="{grid(placed, 0)}" checked' in page
    assert "op-map-shape" in page


def test_what_is_drawn_takes_the_way_of_a_proposal_is_signed_and_replays_as_drawn(placed: World) -> None:
    asked = form(placed, FIRST_TWO, ask="1", unit=[grid(placed, 0), grid(placed, 1)])
    answer = ask(browser(placed, "duty_officer"), "/zoning/draw/", form=asked)
    proposal = Proposal.objects.get()
    assert (answer.status_code, answer.url) == (303, f"/zoning/proposals/{proposal.pk}/")
    assert proposal.people == 24
    page = text(browser(placed, "commander"), answer.url)
    assert "24 people live inside the line" in page
    assert "the rules do not ask for this" in page
    zone = sign(placed, proposal, day(1), reason="cluster")
    assert api.shapes_now([zone]) == {zone: FIRST_TWO}
    at = [api.zones_at(commander(placed), county(placed), day(number, hour=3)) for number in (0, 1)]
    assert [[state.ring for state in states] for states in at] == [[], [FIRST_TWO]]
    assert "High-risk area, as drawn" in text(browser(placed, "observer"), "/zoning/")


def test_the_shape_stays_when_only_the_type_changes_and_goes_when_other_areas_are_signed(placed: World) -> None:
    zone = drawn_by_hand(placed, FIRST_TWO, 0, 1)
    with clock.at(day(2)):
        step = ByHand(ProposalKind.STEP_DOWN, zone_id=zone, zone_type="medium")
        proposal = api.propose_by_hand(commander(placed), step, request_id=uuid4())
    sign(placed, Proposal.objects.get(pk=proposal), day(2), reason="quiet")
    assert api.shapes_now([zone]) == {zone: FIRST_TWO}
    with clock.at(day(3)):
        wider = ByHand(ProposalKind.EXTEND, (grid(placed, 2),), zone_id=zone)
        proposal = api.propose_by_hand(commander(placed), wider, request_id=uuid4())
    sign(placed, Proposal.objects.get(pk=proposal), day(3), reason="second home")
    assert api.shapes_now([zone]) == {}
    assert [version.shape is None for version in ZoneVersion.objects.filter(zone_id=zone).order_by("number")] == [False, False, True]


def drawn_by_hand(world: World, ring: tuple[tuple[float, float], ...], *numbers: int) -> int:
    """A zone drawn and signed over these grids; returns it."""
    with clock.at(FIRST):
        asked = ByHand(ProposalKind.ADD, tuple(grid(world, number) for number in numbers), zone_type="high", reason="x", ring=ring)
        proposal = api.propose_by_hand(commander(world), asked, request_id=uuid4())
    return sign(world, Proposal.objects.get(pk=proposal), FIRST, reason="cluster")


def test_drawn_anew_smaller_asks_to_shrink_larger_to_extend_and_both_at_once_is_refused(placed: World) -> None:
    zone = drawn_by_hand(placed, FIRST_TWO, 0, 1)
    officer, url = browser(placed, "duty_officer"), f"/zoning/draw/?zone={zone}"
    assert "105.100000, 33.550000" in text(officer, url)
    wide = ((105.0, 33.45), (105.16, 33.45), (105.16, 33.55), (105.0, 33.55))
    asked = [(FIRST_ONE, [0]), (wide, [0, 1, 2]), (wide, [1, 2])]
    answers = [ask(officer, url, form=form(placed, ring, ask="1", unit=[grid(placed, n) for n in units])) for ring, units in asked]
    assert [answer.status_code for answer in answers] == [303, 303, 422]
    assert sorted(row.kind for row in waiting() if row.zone_id == zone) == ["extend", "shrink"]
    assert "leaves out a part" in answers[2].content.decode()


def test_the_server_counts_again_and_takes_no_unit_of_which_nothing_is_inside(placed: World) -> None:
    asked = ByHand(ProposalKind.ADD, (grid(placed, 3),), zone_type="high", reason="x", ring=FIRST_ONE)
    with clock.at(FIRST), pytest.raises(Refusal, match="not_in_shape"):
        api.propose_by_hand(commander(placed), asked, request_id=uuid4())


def test_nobody_outside_the_jurisdiction_is_counted_or_drawn(placed: World) -> None:
    neighbour = staff("commander", grid(placed, 1))
    with clock.at(FIRST):
        seen = api.look_inside(neighbour, FIRST_TWO, zone_type="high")
    assert [unit.path for unit in seen.units] == [grid(placed, 1)]
    with clock.at(FIRST), pytest.raises(NotAllowed):
        api.look_inside(staff("observer", county(placed)), FIRST_TWO, zone_type="high")


def test_a_zone_without_a_shape_can_be_drawn_anew_and_pages_ask_a_bounded_number_of_questions(
    placed: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    zone = drawn(placed)
    officer = browser(placed, "duty_officer")
    with django_assert_max_num_queries(25):
        assert text(officer, f"/zoning/draw/?zone={zone}")
    with django_assert_max_num_queries(40):
        assert ask(officer, "/zoning/draw/", form=form(placed, FIRST_TWO, look="1")).status_code == 200


def test_an_observer_may_not_draw(placed: World) -> None:
    assert ask(browser(placed, "observer"), "/zoning/draw/").status_code == 403


@pytest.mark.parametrize("unit", ["/62/\x00/", "/99/", "/62/6212/621227/"])
def test_a_unit_that_the_line_does_not_touch_is_refused(placed: World, unit: str) -> None:
    answer = ask(browser(placed, "duty_officer"), "/zoning/draw/", form=form(placed, FIRST_TWO, ask="1", unit=[grid(placed, 0), unit]))
    assert (answer.status_code, Proposal.objects.count()) == (422, 0)
