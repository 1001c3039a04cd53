"""The frame of every page in a real browser: keyboard, languages, colours, phones, and all of it without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn, Visit

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

PHONE = (390, 844)
GUIDE = "/ui/guide"


@pytest.fixture
def guide(sign_in: SignIn) -> Page:
    page = sign_in(Visit())
    page.goto(GUIDE)
    return page


def test_the_first_tab_offers_to_skip_to_the_content(guide: Page) -> None:
    guide.goto("/ui/guide/job")
    guide.keyboard.press("Tab")
    expect(guide.locator(":focus")).to_have_text("Skip to content")
    guide.keyboard.press("Enter")
    assert guide.evaluate("document.activeElement.id") == "content"


@pytest.mark.parametrize("scripts", [True, False])
def test_the_language_switches_and_stays(sign_in: SignIn, scripts: bool) -> None:
    page = sign_in(Visit(scripts=scripts))
    page.goto(GUIDE)
    page.locator(".op-topbar").get_by_role("button", name="中").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("界面样式")
    assert page.url.endswith(GUIDE)


@pytest.mark.parametrize("scripts", [True, False])
def test_colours_switch_and_stay(sign_in: SignIn, scripts: bool) -> None:
    page = sign_in(Visit(scripts=scripts))
    page.goto(GUIDE)
    page.locator(".op-topbar").get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_menu_opens_on_a_phone(sign_in: SignIn, scripts: bool) -> None:
    page = sign_in(Visit(size=PHONE, scripts=scripts))
    page.goto(GUIDE)
    expect(page.locator(".op-menu-nav .op-menu-panel")).to_be_hidden()
    page.locator(".op-menu-nav summary").click()
    expect(page.locator(".op-menu-nav .op-menu-panel")).to_be_visible()


def test_escape_closes_a_menu_and_gives_the_focus_back(guide: Page) -> None:
    guide.locator(".op-menu-user summary").click()
    guide.keyboard.press("Escape")
    expect(guide.locator(".op-menu-user .op-menu-panel")).to_be_hidden()
    assert guide.evaluate("document.activeElement.tagName") == "SUMMARY"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_page_is_wider_than_a_phone(sign_in: SignIn, language: str) -> None:
    page = sign_in(Visit(size=PHONE, language=language))
    for address in (GUIDE, "/ui/guide/job", "/accounts/password/change/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, address


def test_the_browser_finds_nothing_to_complain_about(sign_in: SignIn) -> None:
    page = sign_in(Visit())
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(GUIDE)
    page.wait_for_load_state("networkidle")
    assert complaints == []


def test_no_request_leaves_the_machine(sign_in: SignIn) -> None:
    page = sign_in(Visit())
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(re.sub(r"^(\w+://[^/:]+).*", r"\1", request.url)))
    page.goto(GUIDE)
    page.wait_for_load_state("networkidle")
    assert hosts == {re.sub(r"^(\w+://[^/:]+).*", r"\1", page.url)}


def test_the_decoder_is_not_loaded_before_a_camera_is_started(guide: Page) -> None:
    guide.wait_for_load_state("networkidle")
    loaded = guide.evaluate("performance.getEntriesByType('resource').map(entry => entry.name.split('/').pop())")
    assert "scanner.js" in loaded
    assert {"decoder.js", "zxing_reader.wasm"}.isdisjoint(loaded)


def test_the_refused_form_takes_the_focus_to_its_summary(guide: Page) -> None:
    expect(guide.locator("[data-error-summary]")).to_be_focused()


@pytest.mark.parametrize(("answer", "sent"), [("Cancel", []), ("Confirm", ["POST"])])
def test_a_question_is_asked_before_something_is_stopped(guide: Page, answer: str, sent: list[str]) -> None:
    guide.goto("/ui/guide/job")
    methods: list[str] = []
    guide.on("request", lambda request: methods.append(request.method) if request.method == "POST" else None)
    guide.get_by_role("button", name="Stop").click()
    guide.get_by_role("dialog").get_by_role("button", name=answer).click()
    expect(guide.get_by_role("dialog")).to_be_hidden()
    guide.wait_for_load_state("networkidle")
    assert methods == sent


def test_a_job_can_be_stopped_without_scripts(sign_in: SignIn) -> None:
    page = sign_in(Visit(scripts=False))
    page.goto("/ui/guide/job")
    with page.expect_request(lambda request: request.method == "POST"):
        page.get_by_role("button", name="Stop").click()
