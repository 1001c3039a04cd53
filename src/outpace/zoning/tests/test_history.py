"""Any hour of the past can be read again, and reads the same whatever came later."""

from datetime import timedelta
from uuid import uuid4

import pytest

from outpace.kernel.scope import NotFound
from outpace.screening.tests.world import World, build
from outpace.zoning import api
from outpace.zoning.choices import ProposalKind
from outpace.zoning.data import ByHand, Signature
from outpace.zoning.models import ZoneVersion
from outpace.zoning.tests.world import FIRST, clock, commander, counts, county, day, drawn, grid, staff, waiting

NINTH = FIRST.replace(year=2022, month=5, day=9, hour=10)


def draw(world: World, number: int, zone_type: str, at_day: int) -> None:
    """A zone of this type over this grid, drawn and signed by hand on this day after the ninth."""
    with clock.at(NINTH + timedelta(days=at_day, minutes=number)):
        asked = ByHand(ProposalKind.ADD, (grid(world, number),), zone_type=zone_type)
        proposal = api.propose_by_hand(commander(world), asked, request_id=uuid4())
        api.sign_proposal(commander(world), proposal, Signature(reason="as reported"))


def test_zeku_had_one_sealed_and_twelve_controlled_zones_on_9_may_and_three_and_fifteen_on_11_may(db: None) -> None:
    world = build(grids=18, people_per_grid=2, is_open=False)
    for number in range(13):
        draw(world, number, "sealed" if number == 0 else "controlled", 0)
    for number in range(13, 18):
        draw(world, number, "sealed" if number < 15 else "controlled", 2)
    actor, whole = commander(world), county(world)
    evenings = [counts(api.zones_at(actor, whole, NINTH + timedelta(days=number, hours=2))) for number in (0, 1, 2)]
    assert evenings == [{"sealed": 1, "controlled": 12}, {"sealed": 1, "controlled": 12}, {"sealed": 3, "controlled": 15}]


def test_before_its_first_hour_a_zone_is_not_there(world: World) -> None:
    drawn(world)
    actor, whole = commander(world), county(world)
    assert [len(api.zones_at(actor, whole, FIRST + timedelta(hours=step))) for step in (-1, 0)] == [0, 1]


def test_a_lifted_zone_stands_in_the_past_and_not_after(world: World) -> None:
    zone = drawn(world)
    with clock.at(day(2)):
        lift = api.propose_by_hand(commander(world), ByHand(ProposalKind.LIFT, zone_id=zone), request_id=uuid4())
        api.sign_proposal(commander(world), lift, Signature(reason="wrong house"))
    actor, whole = commander(world), county(world)
    assert [len(api.zones_at(actor, whole, day(number))) for number in (1, 2, 3)] == [1, 0, 0]


def test_what_was_known_then_can_be_told_from_what_is_known_now(world: World) -> None:
    zone = drawn(world)
    with clock.at(day(2)):
        lift = api.propose_by_hand(commander(world), ByHand(ProposalKind.LIFT, zone_id=zone), request_id=uuid4())
        api.sign_proposal(commander(world), lift, Signature(reason="lifted on paper yesterday", valid_from=day(1)))
    actor, whole = commander(world), county(world)
    assert api.zones_at(actor, whole, day(1, hour=5)) == []
    assert len(api.zones_at(actor, whole, day(1, hour=5), known_at=day(1, hour=6))) == 1


def test_a_lift_dated_before_the_last_change_ends_the_zone_from_then_on_also_after_that_change(world: World) -> None:
    zone = drawn(world)
    for asked, at in (
        (ByHand(ProposalKind.EXTEND, (grid(world, 2),), zone_id=zone), day(2)),
        (ByHand(ProposalKind.LIFT, zone_id=zone), day(1)),
    ):
        with clock.at(day(3)):
            proposal = api.propose_by_hand(commander(world), asked, request_id=uuid4())
            api.sign_proposal(commander(world), proposal, Signature(reason="as on paper", valid_from=at))
    actor, whole = commander(world), county(world)
    assert [len(api.zones_at(actor, whole, day(number))) for number in (0, 1, 2, 3)] == [1, 0, 0, 0]
    assert api.standing_zones(actor) == []


def test_a_zone_signed_for_tomorrow_is_not_there_today(world: World) -> None:
    with clock.at(FIRST):
        asked = ByHand(ProposalKind.ADD, (grid(world, 2),), zone_type="medium")
        proposal = api.propose_by_hand(commander(world), asked, request_id=uuid4())
        api.sign_proposal(commander(world), proposal, Signature(reason="from tomorrow five in the morning", valid_from=day(1)))
    actor, whole = commander(world), county(world)
    assert [len(api.zones_at(actor, whole, day(number))) for number in (0, 1)] == [0, 1]


def test_versions_are_added_and_never_changed(world: World) -> None:
    zone = drawn(world)
    before = ZoneVersion.objects.values().get(zone_id=zone)
    with clock.at(day(1)):
        asked = ByHand(ProposalKind.EXTEND, (grid(world, 2),), zone_id=zone)
        proposal = api.propose_by_hand(commander(world), asked, request_id=uuid4())
        api.sign_proposal(commander(world), proposal, Signature(reason="second home"))
    assert ZoneVersion.objects.values().get(zone_id=zone, number=1) == before
    assert [state.change for state in api.zone_history(commander(world), zone)] == ["drawn", "extended"]


def test_another_county_sees_no_zone_at_any_hour(world: World) -> None:
    drawn(world)
    with pytest.raises(NotFound):
        api.zones_at(staff("commander", "/53/"), county(world), FIRST)


def test_a_grid_worker_sees_the_zone_of_the_grid_and_not_the_neighbours(world: World) -> None:
    zone = drawn(world)
    assert waiting()
    inside = api.list_zones(staff("grid_worker", grid(world, 0))).items
    assert [row.id for row in inside] == [zone]
    assert api.list_zones(staff("grid_worker", grid(world, 2))).items == ()
