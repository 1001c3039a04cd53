"""A signature dated forward: kept and told at once, in force from its hour, once; taken back in writing until then."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from outpace.kernel import events
from outpace.kernel.errors import Refusal
from outpace.kernel.events import Event
from outpace.kernel.models import AuditEntry
from outpace.kernel.scope import NotAllowed, system_actor
from outpace.registry import api as registry
from outpace.registry.choices import Presence
from outpace.screening.models import ZonedArea
from outpace.screening.tests.world import World
from outpace.zoning import api
from outpace.zoning.choices import Layer, ProposalKind, ProposalState
from outpace.zoning.data import ByHand, Signature, ZoneLifted, ZoneProposed, ZoneSigned, ZoneSignedAhead
from outpace.zoning.models import Proposal, Zone, ZoneMeasure
from outpace.zoning.services import holding
from outpace.zoning.tests.world import FIRST, clock, commander, county, day, drawn, found, grid, reclassified, sign, staff, waiting

EVENING = FIRST + timedelta(hours=8)
NIGHT = FIRST + timedelta(hours=10)


def ask(world: World, kind: ProposalKind, *grids: int, zone: int | None = None, zone_type: str = "", at: datetime = FIRST) -> Proposal:
    """A commander asks by hand."""
    with clock.at(at):
        asked = ByHand(kind, tuple(grid(world, number) for number in grids), zone_id=zone, zone_type=zone_type, reason="as ordered")
        return Proposal.objects.get(pk=api.propose_by_hand(commander(world), asked, request_id=uuid4()))


def ahead(world: World, kind: ProposalKind, *grids: int, zone: int | None = None, zone_type: str = "", at: datetime = EVENING) -> int:
    """What a commander asks for in the morning is signed for this hour; returns the zone."""
    return sign(world, ask(world, kind, *grids, zone=zone, zone_type=zone_type), reason="announced", valid_from=at)


def announced(world: World, number: int = 0) -> int:
    """A case is found in the morning, and the zone that is proposed is signed for the evening."""
    found(grid(world, number))
    return sign(world, waiting("add")[-1], valid_from=EVENING)


def look(at: datetime) -> int:
    with clock.at(at):
        return api.take_hold_due()


def take_back(world: World, zone: int, at: datetime = FIRST + timedelta(hours=3)) -> None:
    with clock.at(at):
        api.take_back(commander(world), zone, reason="wrong hour")


def standing(world: World, at: datetime, known: datetime | None = None) -> list[tuple[str, int]]:
    """Which types over how many areas stood at this hour, as it is known now, or was then?"""
    return [(state.zone_type, len(state.area_paths)) for state in api.zones_at(commander(world), county(world), at, known_at=known)]


def broken(at: datetime) -> list[str]:
    """What does the check find? (These tests know no casework.)"""
    with clock.at(at):
        return [str(found) for found in api.inconsistencies() if found.check != "case known to zoning"]


def test_a_zone_announced_for_the_evening_restricts_nobody_before(world: World) -> None:
    zone = Zone.objects.get(pk=announced(world))
    assert look(EVENING - timedelta(seconds=1)) == 0
    assert (zone.in_force, zone.version, zone.people, zone.areas.exists(), ZoneMeasure.objects.exists()) == (False, 0, 0, False, False)
    assert (standing(world, FIRST), standing(world, EVENING)) == ([], [("high", 1)])
    assert not ZonedArea.objects.exists()
    assert broken(FIRST) == []
    assert [row.kind for row in waiting()] == []


def test_at_its_hour_it_stands_with_those_who_are_there_then(world: World) -> None:
    zone = announced(world)
    with clock.at(NIGHT - timedelta(hours=3)):
        registry.change_presence(staff("grid_worker", world.county.path), world.people[world.grids[0].pk][:1], Presence.AWAY)
    assert look(EVENING) == 1
    row = Zone.objects.get(pk=zone)
    assert (row.in_force, row.version, row.people, row.changed_at, row.ahead) == (True, 1, 11, EVENING, None)
    assert set(ZoneMeasure.objects.values_list("measure", "starts_at")) == {("stay_in", EVENING), ("service_to_door", EVENING)}
    assert [(found.pool_as, found.since) for found in ZonedArea.objects.all()] == [("sealed", EVENING)]
    assert (broken(EVENING), [row.zone_type for row in waiting("add")]) == ([], ["low"])


def test_it_takes_hold_once_and_is_told_once(world: World) -> None:
    told: list[Event] = []
    with events.listening(ZoneSigned, told.append), events.listening(ZoneSignedAhead, told.append):
        announced(world)
        assert [type(news) for news in told] == [ZoneSignedAhead]
        assert [look(EVENING + timedelta(minutes=minute)) for minute in range(3)] == [1, 0, 0]
    assert [type(news) for news in told] == [ZoneSignedAhead, ZoneSigned]
    assert [AuditEntry.objects.filter(action=name).count() for name in ("zoning.signed", "zoning.took_hold")] == [1, 1]


def test_killed_in_the_middle_nothing_has_happened_and_the_next_minute_does_it_all(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    zone = announced(world)
    monkeypatch.setattr(holding, "entail", lambda *_given: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        look(EVENING)
    assert (Zone.objects.get(pk=zone).in_force, ZoneMeasure.objects.exists()) == (False, False)
    monkeypatch.undo()
    assert (look(EVENING + timedelta(minutes=1)), Zone.objects.get(pk=zone).in_force) == (1, True)


def test_what_waits_past_its_hour_is_found_by_the_check(world: World) -> None:
    zone = announced(world)
    assert broken(EVENING + timedelta(minutes=4)) == []
    assert broken(NIGHT) == [f"signature that waits past its hour about zone {zone}: stored there, facts not"]


def test_a_lift_for_the_evening_frees_nobody_before_and_leaves_what_waits_open_until_then(world: World) -> None:
    zone = drawn(world)
    other = ask(world, ProposalKind.STEP_DOWN, zone=zone, zone_type="medium")
    told: list[ZoneLifted] = []
    with events.listening(ZoneLifted, told.append):
        ahead(world, ProposalKind.LIFT, zone=zone)
        row = Zone.objects.get(pk=zone)
        assert (row.in_force, row.people, row.areas.count(), told, broken(NIGHT - timedelta(hours=3))) == (True, 12, 1, [], [])
        look(EVENING)
    other.refresh_from_db()
    assert ([news.zone_id for news in told], other.state, broken(EVENING)) == ([zone], ProposalState.WITHDRAWN, [])
    assert (standing(world, EVENING - timedelta(seconds=1)), standing(world, EVENING)) == ([("high", 1)], [])
    assert not ZoneMeasure.objects.exclude(ended_at=EVENING).exists()


def test_another_signature_is_refused_in_words_while_one_waits(world: World) -> None:
    zone = drawn(world)
    wider = ask(world, ProposalKind.EXTEND, 1, zone=zone)
    ahead(world, ProposalKind.LIFT, zone=zone)
    with pytest.raises(Refusal, match="signed_ahead") as refused:
        sign(world, wider, reason="as ordered")
    assert "2022-08-11 18:00" in str(refused.value.message)


def test_a_signature_after_the_hour_is_signed_over_what_took_hold(world: World) -> None:
    zone = drawn(world)
    wider = ask(world, ProposalKind.EXTEND, 1, zone=zone)
    ahead(world, ProposalKind.EXTEND, 2, zone=zone)
    sign(world, wider, EVENING + timedelta(seconds=5), reason="as ordered")
    row = Zone.objects.get(pk=zone)
    assert (row.version, row.people, row.areas.count(), look(NIGHT)) == (3, 36, 3, 0)
    assert [state.change for state in api.zone_history(commander(world), zone)] == ["drawn", "extended", "extended"]


def test_taken_back_it_never_holds_and_each_hour_says_what_was_known(world: World) -> None:
    zone = announced(world)
    take_back(world, zone)
    assert (look(EVENING), Zone.objects.get(pk=zone).in_force, broken(NIGHT)) == (0, False, [])
    assert standing(world, EVENING) == []
    assert standing(world, EVENING, known=FIRST + timedelta(hours=2)) == [("high", 1)]
    history = api.zone_history(commander(world), zone)
    assert [(state.number, state.taken_back_why, state.taken_back_by != "") for state in history] == [(1, "wrong hour", True)]
    assert AuditEntry.objects.filter(action="zoning.taken_back").count() == 1


def test_what_was_taken_back_waits_for_a_signature_again_and_can_be_signed_now(world: World) -> None:
    first = announced(world)
    told: list[ZoneProposed] = []
    with events.listening(ZoneProposed, told.append):
        take_back(world, first)
    again = waiting()
    assert [(row.kind, row.zone_id, row.proposed_by) for row in again] == [("add", None, "zoning")]
    assert [news.proposal_id for news in told] == [again[0].pk]
    second = sign(world, again[0], FIRST + timedelta(hours=4))
    assert (second != first, Zone.objects.get(pk=second).in_force, broken(FIRST + timedelta(hours=4))) == (True, True, [])


def test_after_a_change_was_taken_back_the_next_version_has_the_next_number(world: World) -> None:
    zone = drawn(world)
    ahead(world, ProposalKind.STEP_DOWN, zone=zone, zone_type="medium")
    take_back(world, zone)
    sign(world, ask(world, ProposalKind.EXTEND, 1, zone=zone), FIRST + timedelta(hours=4), reason="as ordered")
    row = Zone.objects.get(pk=zone)
    assert (row.version, row.zone_type, row.people, broken(NIGHT)) == (3, "high", 24, [])
    assert standing(world, NIGHT) == [("high", 2)]


def test_taking_back_owes_a_reason_a_named_human_and_a_signature_that_waits(world: World) -> None:
    zone = announced(world)
    with clock.at(FIRST), pytest.raises(Refusal, match="reason_owed"):
        api.take_back(commander(world), zone, reason=" ")
    for actor in (system_actor("rules"), staff("duty_officer", world.county.path)):
        with clock.at(FIRST), pytest.raises(NotAllowed):
            api.take_back(actor, zone, reason="wrong hour")
    with pytest.raises(Refusal, match="holds"):
        take_back(world, zone, at=EVENING)
    take_back(world, zone)
    with pytest.raises(Refusal, match="nothing_ahead"):
        take_back(world, zone)


def test_a_merge_for_the_evening_takes_hold_for_all_its_zones_or_is_taken_back_for_all(world: World) -> None:
    outer, inner = drawn(world, 0), drawn(world, 1)
    ahead(world, ProposalKind.MERGE, 0, 1, zone=outer)
    take_back(world, inner)
    assert (look(EVENING), standing(world, EVENING)) == (0, [("high", 1), ("high", 1)])
    with clock.at(NIGHT):
        number = next(row.pk for row in waiting("merge"))
        api.sign_proposal(commander(world), number, Signature(reason="one house", valid_from=NIGHT + timedelta(hours=1)))
    assert (look(NIGHT + timedelta(hours=2)), standing(world, NIGHT + timedelta(hours=1))) == (2, [("high", 2)])
    rows = Zone.objects.filter(pk__in=[outer, inner]).order_by("pk").values_list("in_force", "people")
    assert (list(rows), broken(NIGHT + timedelta(hours=2))) == ([(True, 24), (False, 0)], [])


def test_a_case_under_what_is_announced_asks_for_no_second_zone(world: World) -> None:
    announced(world)
    found(grid(world, 0), FIRST + timedelta(hours=2))
    assert waiting("add") == []


def test_a_case_found_while_a_lift_waits_is_proposed_a_zone_of_its_own_and_named_on_the_page(world: World) -> None:
    zone = drawn(world)
    ahead(world, ProposalKind.LIFT, zone=zone)
    found(grid(world, 0), FIRST + timedelta(hours=2))
    assert [(row.kind, row.zone_type, row.zone_id) for row in waiting("add") if row.zone_type == "high"] == [("add", "high", None)]
    with clock.at(FIRST + timedelta(hours=3)):
        assert api.zone_sheet(commander(world), zone).cases_since == 1


def test_a_case_excluded_while_its_zone_waits_is_proposed_to_be_lifted_when_it_holds(world: World) -> None:
    case = found(grid(world, 0))
    zone = sign(world, waiting()[0], valid_from=EVENING)
    reclassified(case, grid(world, 0), FIRST + timedelta(hours=2))
    look(EVENING)
    assert [(row.zone_id, row.reasons[0]["key"]) for row in waiting("lift")] == [(zone, "ground_lost")]
    assert broken(EVENING) == []


def test_a_zone_taken_back_whose_case_is_excluded_is_not_asked_for_again_but_for_the_case_found_since(world: World) -> None:
    case = found(grid(world, 0))
    zone = sign(world, waiting()[0], valid_from=EVENING)
    reclassified(case, grid(world, 0), FIRST + timedelta(hours=1))
    since = found(grid(world, 0), FIRST + timedelta(hours=2))
    take_back(world, zone)
    assert [row.case_ids for row in waiting("add")] == [[since]]


def test_the_rules_do_not_ask_for_what_is_signed_already(world: World) -> None:
    zone = drawn(world)
    ahead(world, ProposalKind.STEP_DOWN, zone=zone, zone_type="medium", at=day(30))
    with clock.at(day(20)):
        api.review_all()
    assert waiting("step_down") == []


def test_a_new_case_takes_an_epidemic_free_name_back_before_it_holds(world: World) -> None:
    zone = ahead(world, ProposalKind.ADD, 3, zone_type="low")
    Zone.objects.filter(pk=zone).update(layer=Layer.FREE)
    found(grid(world, 3), FIRST + timedelta(hours=2))
    assert (look(EVENING), Zone.objects.get(pk=zone).in_force) == (0, False)


def test_a_zone_that_does_not_hold_yet_is_changed_by_nobody(world: World) -> None:
    zone = announced(world)
    with pytest.raises(Refusal, match="zone_gone"):
        ask(world, ProposalKind.LIFT, zone=zone)
    take_back(world, zone)
    with pytest.raises(Refusal, match="zone_gone"):
        ask(world, ProposalKind.LIFT, zone=zone)


def test_lists_tell_what_is_announced_from_what_stands_and_what_ended(world: World) -> None:
    zone, actor = announced(world), commander(world)
    standing = drawn(world, 2)
    ahead(world, ProposalKind.LIFT, zone=standing, at=NIGHT)
    coming = api.list_ahead(actor, size=1)
    assert [row.id for row in (*coming.items, *api.list_ahead(actor, cursor=coming.next_cursor).items)] == [zone, standing]
    assert [[row.id for row in api.list_zones(actor, in_force=state).items] for state in (True, False)] == [[standing], []]
    with clock.at(FIRST):
        board = api.board(actor)
    assert ([(count.zone_type, count.zones) for count in board.counts], len(board.ahead)) == ([("high", 1)], 2)
