"""A case calls for a zone: the least that the rules ask for, once, explained, and nothing holds before a signature."""

from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from epiworks.protocol import PlaceKind, Setting, Spread
from outpace.kernel import events
from outpace.kernel.models import AuditEntry
from outpace.screening.tests.world import World
from outpace.zoning.choices import ProposalKind, ProposalState
from outpace.zoning.data import ZoneProposed
from outpace.zoning.models import Proposal, Zone
from outpace.zoning.tests.world import FIRST, clock, day, drawn, found, grid, newest, reclassified, sign, stayed, taken_back, waiting


def test_a_case_in_the_community_calls_for_a_zone_over_its_grid_only(world: World) -> None:
    found(grid(world, 0))
    proposal = waiting()[0]
    assert (proposal.kind, proposal.zone_type, proposal.area_paths) == ("add", "high", [grid(world, 0)])
    assert (proposal.people, proposal.measures) == (12, ["stay_in", "service_to_door"])


def test_nothing_holds_before_a_signature(world: World) -> None:
    found(grid(world, 0))
    assert not Zone.objects.exists()


def test_the_proposal_shows_whom_smaller_and_larger_units_would_restrict(world: World) -> None:
    found(grid(world, 0))
    shown = [(option["unit"], option["people"], option["chosen"], option["allowed"]) for option in waiting()[0].options]
    assert shown == [("compound", 12, True, True), ("street", 24, False, False), ("county", 48, False, False)]


def test_the_proposal_names_the_pack_lines_it_rests_on(world: World) -> None:
    found(grid(world, 0))
    proposal = waiting()[0]
    assert [line["address"] for line in proposal.because] == ["zones.high"]
    assert [found["key"] for found in proposal.reasons] == ["zone_clause_matches"]


def test_the_same_news_never_proposes_twice(world: World) -> None:
    case = found(grid(world, 0))
    found(grid(world, 0), case_id=case)
    assert Proposal.objects.count() == 1


def test_the_proposal_is_told_and_logged_in_the_transaction_of_the_news(world: World) -> None:
    told: list[ZoneProposed] = []
    with events.listening(ZoneProposed, told.append):
        case = found(grid(world, 0))
    assert [(news.kind, news.zone_type, news.case_id) for news in told] == [("add", "high", case)]
    assert AuditEntry.objects.filter(action="zoning.proposed").count() == 1


def test_a_case_found_in_isolation_draws_no_zone_once_contacts_count_as_controlled(world: World) -> None:
    found(grid(world, 0), setting=Setting.POST_DISCHARGE)
    assert waiting() == []


def test_a_second_case_in_the_same_grid_joins_the_proposal_that_waits(world: World) -> None:
    first, second = found(grid(world, 0)), found(grid(world, 0), day(0, hour=3))
    assert [proposal.case_ids for proposal in waiting()] == [[first, second]]


def test_a_case_inside_a_zone_proposes_nothing_more(world: World) -> None:
    drawn(world)
    before = Proposal.objects.count()
    found(grid(world, 0), day(1))
    assert Proposal.objects.count() == before


def test_a_market_with_some_spread_calls_for_a_milder_zone(world: World) -> None:
    case = found(grid(world, 0))
    stayed(case, grid(world, 1), PlaceKind.PASSED_THROUGH, Spread.SOME)
    assert [(proposal.zone_type, proposal.area_paths) for proposal in waiting()] == [
        ("high", [grid(world, 0)]),
        ("medium", [grid(world, 1)]),
    ]


def test_a_stay_told_twice_is_one_stay(world: World) -> None:
    case = found(grid(world, 0))
    stay = stayed(case, grid(world, 1), PlaceKind.WORK, Spread.HIGH)
    stayed(case, grid(world, 1), PlaceKind.WORK, Spread.HIGH, stay_id=stay)
    assert len(waiting()) == 2


def test_a_case_in_a_medium_zone_proposes_to_make_that_zone_stricter(world: World) -> None:
    case = found(grid(world, 0))
    stayed(case, grid(world, 1), PlaceKind.PASSED_THROUGH, Spread.SOME)
    medium = next(proposal for proposal in waiting() if proposal.zone_type == "medium")
    zone = sign(world, medium)
    found(grid(world, 1), day(1))
    assert [(proposal.zone_id, proposal.zone_type) for proposal in waiting(ProposalKind.RAISE)] == [(zone, "high")]


def test_an_excluded_case_takes_its_proposal_with_it(world: World) -> None:
    case = found(grid(world, 0))
    reclassified(case, grid(world, 0), day(0, hour=6))
    assert waiting() == []
    assert Proposal.objects.get().state == ProposalState.WITHDRAWN


def test_a_proposal_with_another_case_left_stays(world: World) -> None:
    first, second = found(grid(world, 0)), found(grid(world, 0), day(0, hour=3))
    reclassified(first, grid(world, 0), day(0, hour=6))
    assert [proposal.case_ids for proposal in waiting()] == [[second]]


def test_an_exclusion_taken_back_asks_again(world: World) -> None:
    case = found(grid(world, 0))
    reclassified(case, grid(world, 0), day(0, hour=6))
    reclassified(case, grid(world, 0), day(0, hour=9), before="excluded", after="confirmed")
    assert [proposal.case_ids for proposal in waiting()] == [[case]]


def test_a_signed_zone_whose_only_case_is_excluded_is_proposed_to_go_and_still_stands(world: World) -> None:
    zone = drawn(world)
    case = Proposal.objects.order_by("id")[0].case_ids[0]
    reclassified(case, grid(world, 0), day(1))
    lift = waiting(ProposalKind.LIFT)
    assert [(proposal.zone_id, proposal.reasons[0]["key"]) for proposal in lift] == [(zone, "ground_lost")]
    assert Zone.objects.get(pk=zone).in_force


def test_signing_the_first_zone_proposes_the_milder_type_for_the_rest_of_the_county_once(world: World) -> None:
    drawn(world)
    drawn(world, 1, day(1))
    assert [(proposal.zone_type, proposal.area_paths) for proposal in waiting()] == [("low", [world.county.path])]


def test_before_any_pack_held_nothing_is_proposed(world: World) -> None:
    with clock.at(FIRST), transaction.atomic():
        found(grid(world, 0), FIRST.replace(year=2015))
    assert waiting() == []


def test_a_new_case_asks_a_bounded_number_of_questions_whatever_stands(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        found(grid(world, number), day(0, hour=2 + number))
        sign(world, newest(world, number), day(0, hour=3 + number))
    with django_assert_max_num_queries(40):
        found(grid(world, 3), day(1))
    with django_assert_max_num_queries(40):
        found(grid(world, 0), day(1, hour=3))


def test_a_proposal_that_rests_on_a_stay_alone_goes_when_the_stay_was_wrong(world: World) -> None:
    case = found(grid(world, 0))
    stay = stayed(case, grid(world, 1), PlaceKind.ACTIVITY, Spread.HIGH)
    taken_back(case, stay, grid(world, 1))
    gone = Proposal.objects.get(cause=f"stay:{stay}")
    assert (gone.state, gone.decision_reason) == (ProposalState.WITHDRAWN, "stay_gone")
    assert [proposal.area_paths for proposal in waiting()] == [[grid(world, 0)]]


def test_a_proposal_that_another_stay_calls_for_stays(world: World) -> None:
    case = found(grid(world, 0))
    stay = stayed(case, grid(world, 1), PlaceKind.ACTIVITY, Spread.HIGH)
    stayed(case, grid(world, 1), PlaceKind.WORK, Spread.HIGH)
    taken_back(case, stay, grid(world, 1))
    assert Proposal.objects.get(cause=f"stay:{stay}").state == ProposalState.OPEN


def test_a_zone_that_rests_on_a_stay_is_proposed_to_go_and_not_taken(world: World) -> None:
    case = found(grid(world, 0))
    stay = stayed(case, grid(world, 1), PlaceKind.ACTIVITY, Spread.HIGH)
    zone = sign(world, Proposal.objects.get(cause=f"stay:{stay}"))
    taken_back(case, stay, grid(world, 1))
    lift = Proposal.objects.get(zone_id=zone, kind=ProposalKind.LIFT)
    assert (lift.reasons[0]["key"], Zone.objects.get(pk=zone).in_force) == ("stay_lost", True)
    sign(world, lift)  # as the rules ask: no reason is owed
    assert not Zone.objects.get(pk=zone).in_force
