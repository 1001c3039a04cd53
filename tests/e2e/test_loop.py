"""The loop closes on screen, in both languages: from one positive pool to the release of everybody and everything it touched.

Laboratories and sampling sites send what machines send; every decision is taken on a page, by somebody who holds the role for it, and
beside each decision stands the line of the pack that it rests on. Between the first day and the releases days are let pass.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from outpace.casework.models import Case, FollowUp
from outpace.casework.tests.cases_world import POSITIVE, Ward, ward
from outpace.casework.tests.follow_up_world import decide
from outpace.command import api as command
from outpace.command.models import Task
from outpace.config.checks import differences
from outpace.config.days import let_days_pass
from outpace.isolation import api as isolation
from outpace.isolation.models import Bed, Custody, Placement, Trip
from outpace.kernel import clock, days
from outpace.kernel.scope import AreaPath, system_actor
from outpace.registry.models import AreaCount
from outpace.registry.tests import reference
from outpace.screening import api as screening
from outpace.screening.choices import Outcome
from outpace.screening.models import PositivePool
from outpace.zoning.models import Proposal, Zone
from tests.e2e.conftest import SignIn, Visit

PACKS = ("cn-covid-9+20", "cn-clin-9", "cn-nat-3")
LINE = re.compile(r"cn-(covid|clin|nat)-[0-9+]+ \S+ (· )?[a-z_]+\.[a-z_.]+")
"""A pack, its version and the address of one of its lines."""
ROLES = ("commander", "investigator", "isolation_head", "transfer_crew")


@dataclass
class Stage:
    """The county, and everybody at a screen of their own."""

    made: Ward
    desks: dict[str, Page]

    def see(self, role: str, address: str, where: str = "main") -> Page:
        """This person opens the page; beside what is decided there stands why."""
        page = self.desks[role]
        page.goto(address)
        for lines in page.locator("main details:has(dt.op-code, caption.op-code):not([open]) > summary").all():
            lines.click()
        assert LINE.search(page.locator(where).first.inner_text()), (role, address, where)
        return page

    def press(self, role: str, address: str, button: str, *, where: str = "main", ticks: tuple[str, ...] = ()) -> Page:
        """This person opens the page, reads why, ticks what is to be ticked, and presses."""
        page = self.see(role, address, where)
        for tick in ticks:
            page.check(tick)
        return self.push(page, button)

    def push(self, page: Page, button: str) -> Page:
        """Press, and be told of no refusal."""
        with page.expect_navigation() as answered:
            page.locator(button).first.click()
        assert answered.value is not None
        assert answered.value.status < 400, (page.url, page.locator("main").inner_text())
        return page


@pytest.fixture
def made(transactional_db: None, synthetic: None) -> Ward:
    """A county with posts and rooms under the ninth edition with the twenty measures, and a positive tube of three people."""
    reference.put_back()
    wait_for_noon()
    made, now = ward(), clock.now()
    AreaCount.objects.update(households=0)
    program, county = system_actor("test"), made.world.county
    decide(*PACKS, since=now - timedelta(days=30), path=county.path)
    isolation.furnish_demo(program, county.pk)
    command.furnish_demo(program, AreaPath(county.path))
    read(made, "T1", made.people(3), POSITIVE)
    return made


def wait_for_noon() -> None:
    """Begin at noon: what was sampled two hours ago is then of today, at whatever hour this runs, and days are counted as told below."""
    now = timezone.localtime(clock.now())
    noon = now.replace(hour=12, minute=0, second=0, microsecond=0)
    days.let_pass(system_actor("test"), (noon if noon > now else noon + timedelta(days=1)) - now)


def read(made: Ward, tube: str, people: list[int], outcome: Outcome, *, pass_id: int = 0) -> None:
    """A site and a laboratory send what they did in the last hours: these people in one tube, and what it says."""
    now = clock.now()
    made.world.fill(made.world.record(tube, people, now - timedelta(hours=2)), pass_id=pass_id)
    made.world.results(made.world.reading(tube, outcome, tested_at=now - timedelta(minutes=10)))


@pytest.fixture(params=["en", "zh-hans"])
def stage(request: pytest.FixtureRequest, made: Ward, sign_in: SignIn) -> Stage:
    """Everybody signed in, in one language."""
    county = AreaPath(made.world.county.path)
    return Stage(made, {role: sign_in(Visit(role=role, path=county, language=request.param)) for role in ROLES})


def test_from_one_positive_pool_to_the_release_of_everybody(stage: Stage) -> None:
    recall_and_hold(stage)
    case = investigate(stage)
    judge_contacts(stage, case)
    house(stage)
    zone = restrict(stage)
    read_tasks(stage)
    let_days_pass(timedelta(days=7), working=True)
    assert "7" in stage.see("commander", f"/zoning/zones/{zone}/").locator(".op-synthetic").inner_text()
    sign_zones(stage)
    assert {zone.zone_type for zone in Zone.objects.filter(in_force=True)} <= {"low"}
    discharge(stage, case)
    next_stage(stage)
    let_days_pass(timedelta(days=3), working=True)
    release(stage)
    sign_zones(stage)
    assert not Zone.objects.filter(in_force=True).exists()
    assert {app: found for app, found in differences().items() if found} == {}


def recall_and_hold(stage: Stage) -> None:
    """Everybody in the tube is reached, and asked to wait by signature; one of them is positive alone."""
    address = f"/screening/positives/{PositivePool.objects.get().pk}/"
    for _person in range(3):
        stage.press("commander", address, "form[action*='/reached/'] button", where="#why")
    stage.press("commander", address, "form[action$='/sign/'] button", where="#why", ticks=("#read",))
    pool = PositivePool.objects.get()
    assert (pool.holds_signed_by, pool.holds_signed_at is not None) == ("commander-1", True)
    again = next(info.id for info in screening.list_passes(stage.made.judge).items if info.is_retest)
    for number, person in enumerate(stage.made.people(3)):
        read(stage.made, f"R{number}", [person], Outcome.NEGATIVE if number else POSITIVE, pass_id=again)
    assert PositivePool.objects.get().resolved_at is not None


def investigate(stage: Stage) -> int:
    """The case is there with its clocks; the first report is signed off, a stay written down, the class given."""
    case = Case.objects.get().pk
    address = f"/casework/cases/{case}/"
    stage.press("investigator", address, "#clocks form button", where="#clocks")
    stage.see("investigator", address, "#known")
    page = stage.see("investigator", address, "#class")
    page.select_option("#id_becomes", "asymptomatic")
    stage.push(page, "#class-form button")
    add_stay(stage, address)
    return int(case)


def add_stay(stage: Stage, address: str) -> None:
    """The case's evening in a restaurant, as told in the interview."""
    page = stage.desks["investigator"]
    page.goto(f"{address}stays/new/")
    evening = clock.now() - timedelta(days=1)
    for name, value in {
        "area": stage.made.world.grids[1].code,
        "place_name": "Noodle house",
        "starts_at": evening.strftime("%Y-%m-%dT%H:%M"),
        "ends_at": (evening + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
    }.items():
        page.fill(f"#id_{name}", value)
    chosen = {
        "place_kind": "activity",
        "situation": "shared_meal",
        "spread": "high",
        "evidence": "interview",
        "legal_basis": "duty_to_tell",
    }
    for name, value in chosen.items():
        page.select_option(f"#id_{name}", value)
    stage.push(page, "main form button.btn-primary")
    assert "Noodle house" in page.locator("#places").inner_text()


def judge_contacts(stage: Stage, case: int) -> None:
    """The two who shared the tube are judged close contacts, on the lines shown beside each."""
    page = stage.see("investigator", f"/casework/cases/{case}/contacts/judge/")
    for number in range(2):
        page.check(f"#id_form-{number}-pick")
        page.select_option(f"#id_form-{number}-situation", "shared_meal")
    stage.push(page, "main form button.btn-primary >> nth=-1")
    assert FollowUp.objects.filter(state="active", group="close").count() == 2


def house(stage: Stage) -> None:
    """A room for each is signed; the contacts are driven there with both signatures, the case is brought to hospital."""
    sign_places(stage)
    take_in(stage, Placement.objects.get(is_case=True, state="signed"))
    for contact in Placement.objects.filter(is_case=False, state="signed"):
        drive(stage, contact)
    assert set(Placement.objects.exclude(state="withdrawn").values_list("state", flat=True)) == {"arrived"}
    assert Custody.objects.filter(until=None).count() == 3


def sign_places(stage: Stage) -> None:
    """The commander ticks what is proposed for everybody who waits, with its reasons, and signs."""
    page = stage.see("commander", "/isolation/placements/")
    for box in page.locator("main input[name=chosen]").all():
        box.check()
    stage.push(page, "main form button.btn-primary")


def take_in(stage: Stage, placement: Placement) -> None:
    """The site takes over somebody who came without a trip, or begins to isolate at home."""
    page = stage.desks["isolation_head"]
    page.goto(f"/isolation/facilities/{placement.facility_id}/")
    stage.push(page, f"form[action$='/placements/{placement.pk}/arrival/'] button")


def drive(stage: Stage, contact: Placement) -> None:
    """One closed loop: manifest, boarding, seal, arrival, taken over, disinfected."""
    crew = stage.desks["transfer_crew"]
    crew.goto(f"/isolation/trips/new/?to={contact.facility_id}")
    crew.fill("#id_plate", f"K-{contact.pk}")
    crew.fill("#id_driver", "crew one")
    stage.push(crew, "main form button.btn-primary")
    trip = Trip.objects.latest("pk").pk
    stage.push(crew, f"form:has(input[name=placement][value='{contact.pk}']) button")
    stage.push(crew, "form:has(input[value=board]) button")
    stage.push(crew, "form:has(input[value=depart]) button")
    stage.push(crew, "form:has(input[value=arrive]) button")
    head = stage.desks["isolation_head"]
    head.goto(f"/isolation/trips/{trip}/")
    stage.push(head, "form:has(input[value=receive]) button")
    crew.goto(f"/isolation/trips/{trip}/")
    stage.push(crew, "form:has(input[value=disinfect]) button")


def restrict(stage: Stage) -> int:
    """The zone around the case's home is signed, with whom it restricts and why on the page."""
    sign_zones(stage)
    zone = Zone.objects.filter(in_force=True).order_by("pk").first()
    assert zone is not None
    assert {version.signed_by for version in zone.versions.all()} == {"commander-1"}
    return int(zone.pk)


def read_tasks(stage: Stage) -> None:
    """What was asked of which post is there, each with its rule as written."""
    page = stage.desks["commander"]
    page.goto("/command/desk/")
    assert page.locator("main a[href^='/command/tasks/']").count() > 3
    for task in Task.objects.filter(why__pack__startswith="cn-").order_by("kind", "pk").distinct("kind"):
        page.goto(f"/command/tasks/{task.pk}/")
        assert "cn-" in page.locator("#why").inner_text(), task.kind


def sign_zones(stage: Stage) -> None:
    """The commander signs what the rules ask about zones, one by one, until nothing waits."""
    while (proposal := Proposal.objects.filter(state="open").order_by("pk").first()) is not None:
        stage.press("commander", f"/zoning/proposals/{proposal.pk}/", "form[action$='/sign/'] button[type=submit]", ticks=("#id_read",))


def discharge(stage: Stage, case: int) -> None:
    """Two clear results a day apart: the case is discharged by name, leaves hospital, and its bed is cleaned."""
    stage.press("investigator", f"/casework/cases/{case}/", "#end form button", where="#end")
    ended = Case.objects.get(pk=case)
    assert (ended.closed_as, ended.closed_by, ended.closed_note) == ("discharged", "investigator-2", "")
    depart(stage, Placement.objects.get(is_case=True, state="arrived"))


def next_stage(stage: Stage) -> None:
    """Five days in a room are over: both contacts go on at home by signature, and their rooms are left to be cleaned."""
    for contact in FollowUp.objects.filter(state="active", group="close"):
        stage.press("commander", f"/casework/follow-up/{contact.pk}/", "form[action$='/stage/'] button", where="#why")
    sign_places(stage)
    for placement in Placement.objects.filter(is_case=False, state="signed"):
        take_in(stage, placement)
    assert not Bed.objects.filter(state="occupied").exists()


def depart(stage: Stage, placement: Placement) -> None:
    """The site says that somebody has left."""
    page = stage.desks["isolation_head"]
    page.goto(f"/isolation/facilities/{placement.facility_id}/")
    stage.push(page, f"form[action$='/placements/{placement.pk}/departure/'] button")


def release(stage: Stage) -> None:
    """Every condition is met and listed; the commander signs the release of both contacts, who are then in nobody's care."""
    stage.press("commander", "/casework/follow-up/releases/", "main form button.btn-primary", ticks=("#read",))
    contacts = FollowUp.objects.filter(group="close")
    assert [contact.state for contact in contacts] == ["released", "released"]
    for placement in Placement.objects.filter(is_case=False, state="arrived"):
        depart(stage, placement)
    assert not Custody.objects.filter(until=None).exists()
