"""Zones end as early as the rules allow: asked for day by day, signed by a human, started again by a new case."""

from datetime import timedelta
from uuid import uuid4

from outpace.screening import api as screening
from outpace.screening.api import PassPlan
from outpace.screening.choices import Outcome
from outpace.screening.tests.world import World
from outpace.zoning import api
from outpace.zoning.choices import Layer, ProposalKind, ProposalState
from outpace.zoning.data import ByHand, Signature
from outpace.zoning.models import Proposal, Zone
from outpace.zoning.selectors.facts import negative_rounds
from outpace.zoning.tests.world import FIRST, clock, commander, day, drawn, found, grid, sign, staff, waiting

RELIEF = (ProposalKind.STEP_DOWN, ProposalKind.LIFT)


def review(number: int) -> list[Proposal]:
    """The look at every zone on this day; returns what is proposed to free people."""
    with clock.at(day(number)):
        api.review_all()
    return [proposal for proposal in waiting() if proposal.kind in RELIEF]


def negative_round(world: World, number: int, *, outcome: Outcome = Outcome.NEGATIVE, people: int = 12) -> None:
    """Everybody of the first grid is sampled and read on this day."""
    at = day(number, hour=0)
    world.pass_id = _opened(world, number)
    tube = f"Z{number}"
    with clock.at(at + timedelta(hours=1)):
        world.fill(world.record(tube, world.people[world.grids[0].pk][:people], at))
        world.results(world.reading(tube, outcome, tested_at=at + timedelta(hours=1)))


def _opened(world: World, number: int) -> int:
    """A pass over the county, opened in the night before."""
    lead = staff("screening_lead", world.county.path)
    with clock.at(day(number, hour=0)):
        campaign = screening.create_campaign(lead, name="Final", area_id=world.county.pk, pack="cn-nat-3", started_on=day(number).date())
        found = screening.plan_pass(lead, screening.add_round(lead, campaign), PassPlan(area_id=world.county.pk))
        screening.open_pass(lead, found, deadline=timedelta(hours=24))
    return found


def test_shannans_high_risk_zone_is_proposed_to_step_down_after_seven_days_and_not_before(world: World) -> None:
    zone = drawn(world)
    negative_round(world, 7)
    assert review(6) == []
    assert [(proposal.zone_id, proposal.kind, proposal.zone_type) for proposal in review(7)] == [(zone, "step_down", "medium")]


def test_without_a_negative_final_round_it_stays(world: World) -> None:
    drawn(world)
    assert review(8) == []


def test_from_medium_it_steps_to_low_three_days_later(world: World) -> None:
    zone = drawn(world)
    negative_round(world, 7)
    sign(world, review(7)[0], day(7))
    assert Zone.objects.get(pk=zone).zone_type == "medium"
    assert review(9) == []
    assert [proposal.zone_type for proposal in review(10)] == ["low"]


def test_the_step_down_changes_the_measures(world: World) -> None:
    zone = drawn(world)
    negative_round(world, 7)
    sign(world, review(7)[0], day(7))
    held = {row.measure for row in api.zone_measures(commander(world), zone) if row.ended_at is None}
    assert held == {"stay_in_area", "staggered_pickup", "no_gathering"}


def test_looking_again_proposes_nothing_twice(world: World) -> None:
    drawn(world)
    negative_round(world, 7)
    assert len(review(7)) == len(review(7)) == 1


def test_a_new_case_takes_the_proposal_back_and_starts_the_count_anew(world: World) -> None:
    drawn(world)
    negative_round(world, 7)
    step = review(7)[0]
    found(grid(world, 0), day(7, hour=5))
    step.refresh_from_db()
    assert step.state == ProposalState.WITHDRAWN
    assert review(13) == []


def test_a_refused_release_is_asked_again_the_next_day(world: World) -> None:
    drawn(world)
    negative_round(world, 7)
    with clock.at(day(7, hour=3)):
        api.refuse_proposal(commander(world), review(7)[0].pk, reason="waiting for the sewage sample")
    assert review(7) == []
    assert len(review(8)) == 1


def test_refusing_a_release_is_marked_as_keeping_people_longer(world: World) -> None:
    drawn(world)
    negative_round(world, 7)
    step = review(7)[0]
    api.refuse_proposal(commander(world), step.pk, reason="waiting for the sewage sample")
    step.refresh_from_db()
    assert [found["key"] for found in step.warnings] == ["longer"]


def test_the_zone_over_the_rest_of_the_county_goes_with_the_last_harder_one(world: World) -> None:
    zone = drawn(world)
    rest = sign(world, next(proposal for proposal in waiting() if proposal.zone_type == "low"))
    negative_round(world, 7)
    assert [proposal.zone_id for proposal in review(7)] == [zone]
    sign(world, review(7)[0], day(7))
    sign(world, next(proposal for proposal in review(10) if proposal.zone_id == zone), day(10))
    assert [(proposal.zone_id, proposal.kind) for proposal in waiting() if proposal.zone_id == rest] == [(rest, "lift")]


def test_a_round_in_which_somebody_is_missing_is_no_final_round(world: World) -> None:
    drawn(world)
    negative_round(world, 7, people=11)
    assert review(8) == []


def test_a_round_with_a_positive_tube_is_no_final_round(world: World) -> None:
    negative_round(world, 7, outcome=Outcome.PRELIMINARY_POSITIVE)
    assert negative_rounds([grid(world, 0)], since=FIRST) == []


def test_a_round_counts_for_the_areas_it_went_over_only(world: World) -> None:
    negative_round(world, 7)
    assert negative_rounds([grid(world, 0)], since=FIRST) == [day(7).date()]
    assert negative_rounds([grid(world, 1)], since=FIRST) == []
    assert negative_rounds([grid(world, 0), grid(world, 1)], since=FIRST) == []


BAISE = -180
"""A day in February 2022, when the rules knew the staged lift of Baise."""


def test_static_management_is_proposed_to_end_after_seven_days_and_three_negative_rounds(world: World) -> None:
    with clock.at(day(BAISE)):
        asked = ByHand(ProposalKind.ADD, (grid(world, 0),), layer=Layer.STATIC, reason="pause")
        number = api.propose_by_hand(commander(world), asked, request_id=uuid4())
        static = api.sign_proposal(commander(world), number, Signature(reason="pause"))
    for number in (2, 4, 6):
        negative_round(world, BAISE + number)
    assert review(BAISE + 6) == []
    assert [(row.zone_id, row.kind, row.layer) for row in review(BAISE + 7)] == [(static, "lift", "static")]
    assert len(review(BAISE + 7)) == 1
