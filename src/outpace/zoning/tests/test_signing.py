"""Nothing restricts people without a named human; what is harder than the rules ask is answered for in writing."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from outpace.kernel import events
from outpace.kernel.errors import Refusal
from outpace.kernel.models import AuditEntry
from outpace.kernel.scope import ActorKind, NotAllowed, NotFound, system_actor
from outpace.screening.tests.world import World
from outpace.zoning import api
from outpace.zoning.choices import Layer, ProposalKind, ProposalState
from outpace.zoning.data import ByHand, Signature, ZoneLifted, ZoneSigned
from outpace.zoning.models import Proposal, Zone, ZoneMeasure, ZoneVersion
from outpace.zoning.tests.world import FIRST, clock, commander, county, day, drawn, found, grid, sign, staff, town, waiting


def by_hand(world: World, asked: ByHand) -> Proposal:
    with clock.at(FIRST):
        return Proposal.objects.get(pk=api.propose_by_hand(commander(world), asked, request_id=uuid4()))


def test_a_signature_puts_the_zone_in_force_with_its_measures_and_people(world: World) -> None:
    zone = Zone.objects.get(pk=drawn(world))
    assert (zone.zone_type, zone.regime, zone.people, zone.in_force) == ("high", "high_medium_low", 12, True)
    assert set(ZoneMeasure.objects.values_list("measure", flat=True)) == {"stay_in", "service_to_door"}


def test_the_version_says_who_signed_and_on_what_ground(world: World) -> None:
    drawn(world)
    version = ZoneVersion.objects.get()
    assert version.signed_by.startswith("commander")
    assert [line["address"] for line in version.because] == ["zones.high"]
    assert AuditEntry.objects.filter(action="zoning.signed").count() == 1


def test_signing_is_told_with_the_proposal_it_decides(world: World) -> None:
    found(grid(world, 0))
    proposal, told = waiting()[0], list[ZoneSigned]()
    with events.listening(ZoneSigned, told.append):
        sign(world, proposal)
    assert [(news.zone_type, news.area_paths, news.proposal_id) for news in told] == [("high", (grid(world, 0),), proposal.pk)]


def test_neither_the_program_nor_a_device_signs(world: World) -> None:
    found(grid(world, 0))
    device = replace(commander(world), kind=ActorKind.DEVICE)
    for actor in (system_actor("rules"), device):
        with pytest.raises(NotAllowed):
            api.sign_proposal(actor, waiting()[0].pk)
    assert not Zone.objects.exists()


def test_whoever_may_only_propose_does_not_sign(world: World) -> None:
    found(grid(world, 0))
    with pytest.raises(NotAllowed):
        api.sign_proposal(staff("duty_officer", world.county.path), waiting()[0].pk)


def test_a_commander_of_another_county_sees_no_proposal(world: World) -> None:
    found(grid(world, 0))
    with pytest.raises(NotFound):
        api.sign_proposal(staff("commander", "/53/"), waiting()[0].pk)


def test_a_township_may_not_sign_for_the_whole_county(world: World) -> None:
    drawn(world)
    rest = waiting()[0]
    with pytest.raises(NotAllowed):
        api.sign_proposal(staff("commander", world.townships[0].path), rest.pk)


def test_a_decided_proposal_is_not_decided_again(world: World) -> None:
    found(grid(world, 0))
    proposal = waiting()[0]
    sign(world, proposal)
    with pytest.raises(Refusal, match="decided"):
        sign(world, proposal)


def test_a_larger_area_than_proposed_needs_a_reason(world: World) -> None:
    found(grid(world, 0))
    with pytest.raises(Refusal, match="reason_owed"):
        sign(world, waiting()[0], area_paths=(town(world, 0),))
    assert not Zone.objects.exists()


def test_with_a_reason_the_larger_zone_stands_and_the_warning_is_kept(world: World) -> None:
    found(grid(world, 0))
    proposal = waiting()[0]
    zone = sign(world, proposal, area_paths=(town(world, 0),), reason="one stairwell leads to all of it")
    proposal.refresh_from_db()
    assert [(found["key"], found["params"]["people"]) for found in proposal.warnings] == [("more_area", 12)]
    assert "longer_zone" in proposal.warnings[0]["params"]["must_nots"]
    assert Zone.objects.get(pk=zone).people == 24


def test_a_milder_type_than_proposed_needs_none(world: World) -> None:
    found(grid(world, 0))
    assert Zone.objects.get(pk=sign(world, waiting()[0], zone_type="medium")).zone_type == "medium"


def test_a_type_the_rules_do_not_know_is_refused(world: World) -> None:
    found(grid(world, 0))
    with pytest.raises(Refusal, match="unknown_type"):
        sign(world, waiting()[0], zone_type="sealed")


def test_a_zone_nobody_proposed_needs_a_reason(world: World) -> None:
    proposal = by_hand(world, ByHand(ProposalKind.ADD, (grid(world, 2),), zone_type="medium"))
    with pytest.raises(Refusal, match="reason_owed"):
        sign(world, proposal)
    assert sign(world, proposal, reason="cluster reported by the clinic")


def test_the_same_request_by_hand_is_one_proposal(world: World) -> None:
    asked, request = ByHand(ProposalKind.ADD, (grid(world, 2),), zone_type="medium"), uuid4()
    with clock.at(FIRST):
        numbers = {api.propose_by_hand(commander(world), asked, request_id=request) for _ in range(2)}
    assert len(numbers) == 1


def test_a_zone_is_made_smaller_within_itself_only(world: World) -> None:
    zone = drawn(world)
    proposal = by_hand(world, ByHand(ProposalKind.SHRINK, (grid(world, 1),), zone_id=zone))
    with pytest.raises(Refusal, match="not_inside"):
        sign(world, proposal)


def test_an_extension_adds_areas_and_counts_their_people(world: World) -> None:
    zone = drawn(world)
    proposal = by_hand(world, ByHand(ProposalKind.EXTEND, (grid(world, 2),), zone_id=zone))
    sign(world, proposal, reason="the case's second home")
    held = Zone.objects.get(pk=zone)
    assert (held.people, sorted(area.path for area in held.areas.all())) == (24, sorted([grid(world, 0), grid(world, 2)]))


def test_merging_ends_the_zones_inside(world: World) -> None:
    outer, inner = drawn(world), drawn(world, 1)
    proposal = by_hand(world, ByHand(ProposalKind.MERGE, (grid(world, 1),), zone_id=outer))
    sign(world, proposal, reason="one zone, one team")
    assert (Zone.objects.get(pk=outer).people, Zone.objects.get(pk=inner).in_force) == (24, False)


def test_lifting_before_the_checklist_is_done_needs_a_reason(world: World) -> None:
    zone = drawn(world)
    proposal = by_hand(world, ByHand(ProposalKind.LIFT, zone_id=zone))
    with pytest.raises(Refusal, match="reason_owed"):
        sign(world, proposal)
    told: list[ZoneLifted] = []
    with events.listening(ZoneLifted, told.append):
        sign(world, proposal, reason="the case moved out before onset")
    assert [(news.zone_id, news.zone_type) for news in told] == [(zone, "high")]
    assert not Zone.objects.get(pk=zone).in_force


def test_a_refusal_is_written_down(world: World) -> None:
    found(grid(world, 0))
    proposal = waiting()[0]
    with pytest.raises(Refusal, match="reason_owed"):
        api.refuse_proposal(commander(world), proposal.pk, reason=" ")
    api.refuse_proposal(commander(world), proposal.pk, reason="found abroad")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decision_reason) == (ProposalState.REFUSED, "found abroad")


def test_static_management_is_an_overlay_of_its_own(world: World) -> None:
    zone = drawn(world)
    asked = ByHand(ProposalKind.ADD, (town(world, 0),), layer=Layer.STATIC, reason="seat paused")
    static = sign(world, by_hand(world, asked), reason="seat paused", review_on=day(3).date(), exemptions="dialysis, deliveries")
    assert [row.id for row in api.standing_zones(commander(world), layer=Layer.STATIC)] == [static]
    assert zone in [row.id for row in api.standing_zones(commander(world))]


def test_static_management_grows_from_the_seat_to_the_county(world: World) -> None:
    asked = ByHand(ProposalKind.ADD, (town(world, 0),), layer=Layer.STATIC)
    static = sign(world, by_hand(world, asked), reason="from 9 May 05:00")
    wider = by_hand(world, ByHand(ProposalKind.EXTEND, (county(world),), zone_id=static))
    sign(world, wider, FIRST + timedelta(days=2), reason="from 11 May")
    actor, whole = commander(world), county(world)
    scopes = [api.zones_at(actor, whole, day(number), layer=Layer.STATIC)[0].area_paths for number in (1, 2)]
    assert scopes == [(town(world, 0),), (whole,)]


def test_an_epidemic_free_unit_is_granted_when_its_rule_is_met_and_lost_on_a_new_case(world: World) -> None:
    with clock.at(day(-300)):
        asked = ByHand(ProposalKind.ADD, (town(world, 1),), layer=Layer.FREE, zone_type="wuhan")
        number = api.propose_by_hand(commander(world), asked, request_id=uuid4())
        zone = api.sign_proposal(commander(world), number, Signature(reason="asked for by the township"))
    assert Zone.objects.get(pk=zone).in_force
    found(grid(world, 1), day(-290))
    assert not Zone.objects.get(pk=zone).in_force
    assert AuditEntry.objects.filter(action="zoning.free_revoked").count() == 1


def test_a_unit_with_a_case_last_week_is_not_called_free(world: World) -> None:
    found(grid(world, 1), day(-302))
    with clock.at(day(-300)):
        asked = ByHand(ProposalKind.ADD, (town(world, 1),), layer=Layer.FREE, zone_type="wuhan")
        number = api.propose_by_hand(commander(world), asked, request_id=uuid4())
        with pytest.raises(Refusal, match="not_free"):
            api.sign_proposal(commander(world), number, Signature(reason="x"))
