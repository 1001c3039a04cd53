"""A round in a real browser: from the roster to a negative result, and from a positive pool to its resolved recall; in both languages."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from outpace.kernel import clock, jobs
from outpace.kernel.scope import AreaPath
from outpace.registry.models import Person
from outpace.registry.rules.codes import code_of
from outpace.registry.tests import reference
from outpace.screening import api
from outpace.screening.choices import RecallState, Stage
from outpace.screening.data import FillBatch, FillRecord, Swab
from outpace.screening.models import Coverage, Pass, PositivePool, RecallMember, Tube
from outpace.screening.tests.world import World, build, staff
from tests.e2e.conftest import SignIn, Visit

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.slow]

PHONE = (390, 844)
LANGUAGES = ["zh-hans", "en"]


@dataclass(slots=True)
class Cast:
    """A county, and people who come into it through the sign-in page, in one language."""

    world: World
    sign_in: SignIn
    language: str = "en"

    def comes(self, role: str, *, size: tuple[int, int] = (1440, 900)) -> Page:
        """Somebody of this role signs in over the county."""
        return self.sign_in(Visit(role, AreaPath(self.world.county.path), self.language, size=size))

    def card(self, person: int) -> str:
        """What is on this person's card?"""
        code = code_of(person)
        Person.objects.filter(pk=person).update(code=code)
        return code

    def people(self) -> list[int]:
        """Who lives in the first grid?"""
        return self.world.people[self.world.grids[0].pk]


@pytest.fixture
def cast(sign_in: SignIn) -> Cast:
    reference.put_back()
    return Cast(build(grids=2, people_per_grid=4), sign_in)


def scan(page: Page, code: str) -> None:
    """Type a code as a hand scanner does, and wait until the page has answered."""
    page.fill("[data-scan-field]", code)
    page.press("[data-scan-field]", "Enter")
    page.wait_for_load_state("networkidle")


def fill_tube(page: Page, pass_id: int, site: int, tube: str, cards: list[str]) -> None:
    """The sampler's phone: one tube, its people, seal."""
    page.goto(f"/screening/sample/{pass_id}/{site}/")
    scan(page, tube)
    page.wait_for_url(f"**/tubes/{tube}/**")
    for number, card in enumerate(cards, start=1):
        scan(page, card)
        expect(page.locator(".sc-count-now")).to_have_text(str(number))
    page.locator("form[action$='/seal/'] button").click()
    page.wait_for_url("**told=sealed")


def receive(page: Page, station: int, *tubes: str) -> None:
    """A desk scans in what has been announced to it."""
    page.goto(f"/screening/desk/{station}/")
    page.locator(".op-attention a.btn").first.click()
    for tube in tubes:
        scan(page, tube)


def upload(page: Page, laboratory: int, rows: dict[str, str]) -> None:
    """The laboratory uploads a result file and applies it after the preview."""
    moment = timezone.localtime(clock.now()).isoformat(timespec="seconds")
    lines = ["管号,结果,检测时间", *(f"{tube},{outcome},{moment}" for tube, outcome in rows.items())]
    page.goto(f"/screening/labs/{laboratory}/results/")
    content = "\n".join(lines).encode()
    page.set_input_files("input[type=file]", {"name": f"{uuid4().hex}.csv", "mimeType": "text/csv", "buffer": content})
    page.locator("form[enctype] button[type=submit]").click()
    page.locator("form[action$='/apply/'] button").click()
    page.wait_for_load_state("networkidle")


def work_off_the_queue() -> None:
    """Let a worker do what waits; in a thread of its own, because the browser's driver runs an event loop in this one."""
    with ThreadPoolExecutor(1) as worker:
        worker.submit(jobs.work, until_empty=True).result()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_round_from_the_roster_to_a_negative_result(cast: Cast, language: str) -> None:
    cast.language, world = language, cast.world
    site, courier, lab = world.sites[0].pk, world.courier.pk, world.labs[0].pk
    sampler = cast.comes("sampler", size=PHONE)
    sampler.goto("/screening/sample/")
    sampler.locator(".sc-go").first.click()
    sampler.wait_for_url(f"**/sample/{world.pass_id}/**")
    fill_tube(sampler, world.pass_id, site, "E2E-1", [cast.card(person) for person in cast.people()[:3]])
    sampler.goto(f"/screening/sites/{site}/")
    sampler.select_option("#taker", str(courier))
    sampler.locator("#taker + button").click()
    sampler.wait_for_url("**told=offered")
    carrier = cast.comes("courier", size=PHONE)
    receive(carrier, courier, "E2E-1")
    carrier.goto(f"/screening/desk/{courier}/send/")
    carrier.locator(f"a[href$='to={lab}']").click()
    scan(carrier, "E2E-1")
    staffer = cast.comes("lab_staff")
    receive(staffer, lab, "E2E-1")
    assert Tube.objects.get().custodian_id == lab
    upload(staffer, lab, {"E2E-1": "阴性"})
    lead = cast.comes("screening_lead")
    lead.goto(f"/screening/passes/{world.pass_id}/plan/")
    lead.locator("form[action$='/notify/'] button").click()
    lead.wait_for_load_state("networkidle")
    work_off_the_queue()
    assert Tube.objects.get().stage == Stage.NOTIFIED
    assert sum(Coverage.objects.filter(screening_pass_id=world.pass_id).values_list("done", flat=True)) == 3
    lead.goto(f"/screening/passes/{world.pass_id}/areas/{world.county.pk}/")
    expect(lead.locator("main")).to_contain_text("3")
    lead.goto(f"/screening/passes/{world.pass_id}/grids/{world.grids[0].pk}/")
    expect(lead.locator("main")).to_contain_text("75.0%")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_positive_pool_to_its_resolved_recall(cast: Cast, language: str) -> None:
    cast.language, world = language, cast.world
    lab, people = world.labs[0].pk, cast.people()[:2]
    swabs = tuple(Swab(person, clock.now()) for person in people)
    sample = FillRecord(uuid4(), "POOL-1", swabs, clock.now())
    api.record_fills(staff("sampler", world.county.path), FillBatch(uuid4(), world.pass_id, world.sites[0].pk, (sample,)))
    staffer = cast.comes("lab_staff")
    upload(staffer, lab, {"POOL-1": "初筛阳性"})
    pool = PositivePool.objects.get()
    assert set(RecallMember.objects.values_list("person_id", "state")) == {(person, RecallState.TO_REACH) for person in people}
    chief = cast.comes("commander")
    chief.goto(f"/screening/positives/{pool.pk}/")
    chief.check("#read")
    chief.locator("form[action$='/sign/'] button").click()
    chief.wait_for_load_state("networkidle")
    officer = cast.comes("duty_officer")
    officer.goto(f"/screening/positives/{pool.pk}/")
    for _ in people:
        officer.locator("form[action*='/reached/'] button").first.click()
        officer.wait_for_load_state("networkidle")
    expect(officer.locator("form[action*='/reached/']")).to_have_count(0)
    retest = Pass.objects.get(is_retest=True)
    sampler = cast.comes("sampler", size=PHONE)
    for number, person in enumerate(people):
        fill_tube(sampler, retest.pk, world.sites[0].pk, f"SINGLE-{number}", [cast.card(person)])
    upload(staffer, lab, {f"SINGLE-{number}": "阴性" for number in range(len(people))})
    assert set(RecallMember.objects.values_list("state", flat=True)) == {RecallState.CLEARED}
    chief.goto(f"/screening/positives/{pool.pk}/")
    expect(chief.locator(".op-callout.op-tone-ok").first).to_be_visible()
    pool.refresh_from_db()
    assert pool.resolved_at is not None
    assert pool.holds_signed_by
