"""Journeys by keyboard alone: Tab and Enter from the first page to a sealed tube, a recall, a judged contact, a room and a zone."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from outpace.casework.models import Case, ContactLink
from outpace.casework.tests.cases_world import POSITIVE, Ward, ward
from outpace.casework.tests.follow_up_world import decide
from outpace.isolation import api as isolation
from outpace.isolation.models import Placement
from outpace.kernel import clock
from outpace.kernel.scope import AreaPath, system_actor
from outpace.registry.models import AreaCount, Person
from outpace.registry.rules.codes import code_of
from outpace.registry.tests import reference
from outpace.screening import api as screening
from outpace.screening.choices import Outcome, RecallState
from outpace.screening.models import RecallMember, Tube
from outpace.zoning.models import Zone
from tests.e2e.conftest import SignIn, Visit

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

STEPS = 150
"""How many Tabs somebody may need: more is a trap, or a target that the keyboard cannot reach."""
MARKED = "element => { const style = getComputedStyle(element); return style.outlineStyle !== 'none' || style.boxShadow !== 'none' }"
HERE = "element => element === document.activeElement"


@dataclass
class Keys:
    """Somebody at a page, without a mouse."""

    page: Page

    def tab_to(self, target: str) -> Locator:
        """Tab until the focus is on the first of these, and see that it shows."""
        wanted = self.page.locator(target).first
        for _step in range(STEPS):
            if wanted.evaluate(HERE):
                assert wanted.evaluate(MARKED), f"{target}: the focus does not show"
                return wanted
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} cannot be reached from {self.page.url}")

    def skip(self) -> None:
        """Leave the menus out, by the first thing that Tab offers."""
        self.tab_to(".op-skip")
        self.page.keyboard.press("Enter")

    def tick(self, target: str) -> None:
        """Tab there and tick with the space bar what is not ticked yet."""
        if not self.tab_to(target).is_checked():
            self.page.keyboard.press("Space")

    def choose(self, target: str, value: str) -> None:
        """Tab to a list and go down it until this is chosen."""
        chosen = self.tab_to(target)
        self.page.keyboard.press("Home")
        for _step in range(STEPS):
            if chosen.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{target} has no {value}")

    def enter(self, target: str, *, to: str) -> None:
        """Tab there, press Enter, and stand on a page whose address holds this."""
        self.tab_to(target)
        with self.page.expect_navigation(url=lambda address: to in address):
            self.page.keyboard.press("Enter")

    def scan(self, code: str) -> None:
        """Type a code where the focus already is, as a hand scanner does."""
        expect(self.page.locator("[data-scan-field]")).to_be_focused()
        self.page.keyboard.type(code)
        self.page.keyboard.press("Enter")


@pytest.fixture
def made(transactional_db: None) -> Ward:
    """Rooms, rules, and a positive tube of three people, one of them positive again alone: a case, a proposal of a room and of a zone."""
    reference.put_back()
    made, now = ward(), clock.now()
    AreaCount.objects.update(households=0)
    decide("cn-covid-9+20", "cn-clin-9", "cn-nat-3", since=now - timedelta(days=30), path=made.world.county.path)
    isolation.furnish_demo(system_actor("test"), made.world.county.pk)
    read(made, "T1", made.people(3), made.world.pass_id)
    read(made, "R1", made.people(1), next(info.id for info in screening.list_passes(made.judge).items if info.is_retest))
    return made


def read(made: Ward, tube: str, people: list[int], pass_id: int, outcome: Outcome = POSITIVE) -> None:
    """A site and a laboratory send what they did in the last hours."""
    now = clock.now()
    made.world.fill(made.world.record(tube, people, now - timedelta(hours=2)), pass_id=pass_id)
    made.world.results(made.world.reading(tube, outcome, tested_at=now - timedelta(minutes=10)))


def comes(made: Ward, sign_in: SignIn, role: str, *, size: tuple[int, int] = (1440, 900)) -> Keys:
    """Somebody of this role, on the first page after signing in."""
    return Keys(sign_in(Visit(role, AreaPath(made.world.county.path), size=size)))


def test_a_sampler_scans_people_into_a_tube_and_seals_it(made: Ward, sign_in: SignIn) -> None:
    sampler = comes(made, sign_in, "sampler", size=(390, 844))
    cards = {person: code_of(person) for person in made.people(5)[3:]}
    for person, code in cards.items():
        Person.objects.filter(pk=person).update(code=code)
    sampler.enter(".sc-go", to=f"/sample/{made.world.pass_id}/")
    sampler.scan("KEYS-1")
    sampler.page.wait_for_url("**/tubes/KEYS-1/**")
    for number, code in enumerate(cards.values(), start=1):
        sampler.scan(code)
        expect(sampler.page.locator(".sc-count-now")).to_have_text(str(number))
    sampler.enter("form[action$='/seal/'] button", to="told=sealed")
    expect(sampler.page.locator("[data-scan-field]")).to_be_focused()
    assert Tube.objects.get(code="KEYS-1").sealed_at is not None


def test_an_investigator_judges_a_contact_on_the_case(made: Ward, sign_in: SignIn) -> None:
    investigator = comes(made, sign_in, "investigator")
    case = f"/casework/cases/{Case.objects.get().pk}/"
    investigator.skip()
    investigator.enter(f"main a[href='{case}']", to=case)
    investigator.skip()
    investigator.enter(f"main a[href='{case}contacts/judge/']", to="/judge/")
    investigator.skip()
    investigator.tick("#id_form-0-pick")
    investigator.choose("#id_form-0-situation", "shared_meal")
    investigator.enter("main form button.btn-primary >> nth=-1", to=f"{case}contacts/")
    assert ContactLink.objects.count() == 1


def test_a_commander_reaches_a_recalled_person_and_signs_a_room_and_a_zone(made: Ward, sign_in: SignIn) -> None:
    commander = comes(made, sign_in, "commander")
    commander.page.goto("/screening/positives/")
    commander.skip()
    commander.enter("main a[href^='/screening/positives/']", to="/positives/")
    commander.enter("form[action*='/reached/'] button", to="/positives/")
    assert RecallMember.objects.filter(state=RecallState.REACHED).count() == 1
    commander.page.goto("/isolation/placements/")
    commander.skip()
    commander.tick("main input[name=chosen]")
    commander.enter("main form button.btn-primary", to="/placements/")
    assert Placement.objects.filter(state="signed").exists()
    commander.page.goto("/zoning/")
    commander.skip()
    commander.enter("main a[href^='/zoning/proposals/']:not([href$='new/'])", to="/proposals/")
    commander.skip()
    commander.enter("main a[href='#sign']", to="#sign")
    commander.tick("#id_read")
    commander.enter("form[action$='/sign/'] button[type=submit]", to="/zoning/")
    assert Zone.objects.filter(in_force=True, versions__signed_by="commander-1").exists()
