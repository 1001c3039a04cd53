"""The loop closes on screen: from one positive re-test to contacts judged, a room signed and a zone signed, in both languages."""

from datetime import timedelta

import pytest

from outpace.casework.models import Case, FollowUp
from outpace.casework.tests.cases_world import POSITIVE, Ward, ward
from outpace.command import api as command
from outpace.command.models import Task
from outpace.isolation import api as isolation
from outpace.isolation.models import Placement
from outpace.kernel import clock
from outpace.kernel.scope import AreaPath, system_actor
from outpace.registry.tests import reference
from outpace.zoning.models import Proposal
from tests.e2e.conftest import SignIn, Visit


@pytest.fixture
def here(transactional_db: None) -> Ward:
    """A county with posts and rooms, and somebody found positive alone an hour ago after their tube was."""
    reference.put_back()
    made, found = ward(), clock.now() - timedelta(hours=1)
    program, county = system_actor("test"), made.world.county
    isolation.furnish_demo(program, county.pk)
    command.furnish_demo(program, AreaPath(county.path))
    people = made.people(3)
    made.pool(people, at=found - timedelta(hours=1))
    made.retest(people[0], POSITIVE, at=found)
    return made


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_one_positive_becomes_contacts_a_room_and_a_zone_each_signed_by_a_named_person(here: Ward, sign_in: SignIn, language: str) -> None:
    county = AreaPath(here.world.county.path)
    case = Case.objects.get()
    assert Placement.objects.filter(person_id=case.person_id, state="requested").exists()
    assert Task.objects.filter(cause__contains=str(case.pk)).exists()

    investigator = sign_in(Visit(role="investigator", path=county, language=language))
    investigator.goto(f"/casework/cases/{case.pk}/contacts/judge/")
    for number in range(2):
        investigator.check(f"#id_form-{number}-pick")
        investigator.select_option(f"#id_form-{number}-situation", "shared_meal")
    investigator.locator("main form button.btn-primary").last.click()
    investigator.wait_for_url("**/contacts/")
    assert FollowUp.objects.filter(state="active").count() == 2

    commander = sign_in(Visit(role="commander", path=county, language=language))
    commander.goto("/isolation/placements/")
    wanted = commander.locator("main input[type=checkbox]")
    wanted.first.check()
    commander.locator("main form button.btn-primary").last.click()
    commander.wait_for_load_state()
    assert Placement.objects.exclude(signed_by="").count() == 1

    proposal = Proposal.objects.filter(state="open").latest("pk")
    commander.goto(f"/zoning/proposals/{proposal.pk}/")
    commander.check("#id_read")
    commander.locator("form[action$='/sign/'] button[type=submit]").click()
    commander.wait_for_load_state()
    assert [version.signed_by for version in proposal.versions.all()] == ["commander-2"]
