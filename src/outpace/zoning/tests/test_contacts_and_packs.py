"""Contacts excuse or hold a zone; other rules rename it, with a signature, or propose its end."""

from datetime import date, timedelta
from uuid import uuid4

from django.db import transaction

from epiworks.protocol import Setting, shipped_library
from outpace.casework import api as casework
from outpace.casework.choices.cases import ContactState
from outpace.casework.data import PacksDecided
from outpace.casework.tests.cases_world import NOON, Ward, ward
from outpace.screening.tests.world import World
from outpace.zoning import api
from outpace.zoning.choices import ProposalKind
from outpace.zoning.models import Proposal, Zone
from outpace.zoning.selectors.facts import zone_facts
from outpace.zoning.tests.world import FIRST, clock, county, day, drawn, found, grid, sign, waiting


def reported(here: Ward, *, setting: Setting = Setting.FEVER_CLINIC) -> int:
    """A case of the first grid, with one contact judged at once."""
    case, contact = here.people(2)
    number = here.report(case, setting=setting)
    with clock.at(NOON):
        casework.judge_contacts(here.judge, number, (here.exposed(contact),))
    return number


def test_nobody_judged_is_nobody_controlled(db: None) -> None:
    here = ward()
    standing = casework.contacts_standing([here.report(here.people(1)[0])], as_of=date(2021, 11, 9))
    assert (standing.people, standing.last_exposed, standing.controlled) == (0, None, False)


def test_the_zone_waits_for_the_last_close_contact(db: None) -> None:
    here = ward()
    reported(here)
    proposal = next(row for row in waiting("add") if row.area_paths == [grid(here.world, 0)])
    zone = Zone.objects.get(pk=sign(here.world, proposal, NOON))
    assert zone_facts(zone, shipped_library().protocol("cn-covid-8+community"), at=NOON).last_contact_exposed == date(2021, 11, 7)


def test_a_contact_kept_beyond_the_last_day_is_not_negative(db: None) -> None:
    here = ward()
    number = reported(here)
    early, late = (casework.contacts_standing([number], as_of=date(2021, 11, 8) + timedelta(days=days)) for days in (1, 60))
    assert (early.negative, late.negative) == (True, False)


def test_a_case_found_in_isolation_calls_for_a_zone_until_its_contacts_are_controlled(db: None) -> None:
    here = ward()
    case, contact = here.people(2)
    number = here.report(case, setting=Setting.CENTRALISED_ISOLATION, at=FIRST)
    assert [row.kind for row in waiting()] == ["add"]
    judgement = here.exposed(contact, first_on=FIRST.date(), last_on=FIRST.date())
    with clock.at(FIRST):
        (judged,) = casework.judge_contacts(here.judge, number, (judgement,))
        api.review_all()
    assert len(waiting()) == 1
    with clock.at(FIRST):
        casework.record_attempt(here.judge, judged.link_id or 0, ContactState.FOUND, record_id=uuid4())
        api.review_all()
    assert waiting() == []
    assert Proposal.objects.get().decision_reason == "contacts_controlled"


def decided(world: World, *packs: str, number: int = 1) -> None:
    """A human decides that these packs hold from this day on; zoning hears of it."""
    with clock.at(day(number)), transaction.atomic():
        api.follow_packs(PacksDecided(county(world), packs, day(number)))


def test_under_the_same_rules_nothing_is_renamed(world: World) -> None:
    drawn(world)
    before = Proposal.objects.count()
    decided(world, "cn-covid-9")
    assert Proposal.objects.count() == before


def test_a_sealed_zone_becomes_high_risk_under_the_ninth_edition_when_a_human_signs(world: World) -> None:
    found(grid(world, 0), day(-270))
    zone = sign(world, waiting("add")[0], day(-270))
    assert Zone.objects.get(pk=zone).zone_type == "sealed"
    decided(world, "cn-covid-9", number=0)
    convert = waiting(ProposalKind.CONVERT)
    assert [(row.zone_id, row.zone_type, row.regime) for row in convert] == [(zone, "high", "high_medium_low")]
    assert Zone.objects.get(pk=zone).zone_type == "sealed"
    sign(world, convert[0], day(0))
    assert Zone.objects.get(pk=zone).zone_type == "high"


def test_a_medium_risk_area_is_proposed_to_go_under_the_twenty_measures(world: World) -> None:
    medium = _medium(world)
    decided(world, "cn-covid-9+20", number=95)
    assert [(row.zone_id, row.kind) for row in waiting(ProposalKind.LIFT) if row.zone_id == medium] == [(medium, "lift")]


def _medium(world: World) -> int:
    found(grid(world, 1))
    proposal = next(row for row in waiting("add") if row.area_paths == [grid(world, 1)])
    return sign(world, proposal, zone_type="medium")
