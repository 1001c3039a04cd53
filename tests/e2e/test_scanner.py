"""Scanning: a hand scanner from anywhere on the page, and a camera that sees a QR code, decoded by WebAssembly from our own server."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import segno
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.e2e.conftest import SignIn, Visit

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

CODE = "HX-0211-0007314"
KEYS = """([code, pause]) => (async () => {
  for (const key of [...code, "Enter"]) {
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    if (pause) await new Promise((done) => setTimeout(done, pause));
  }
})()"""


@pytest.fixture
def guide(sign_in: SignIn) -> Page:
    page = sign_in(Visit())
    page.goto("/ui/guide")
    page.evaluate("document.activeElement.blur()")
    return page


def test_a_hand_scanner_is_heard_from_anywhere_on_the_page(guide: Page) -> None:
    with guide.expect_navigation(url=f"**/ui/guide?code={CODE}"):
        guide.evaluate(KEYS, [CODE, 0])


def test_somebody_who_types_slowly_is_no_scanner(guide: Page) -> None:
    guide.evaluate(KEYS, ["HX-02", 90])
    assert "code=" not in guide.url


def test_typing_into_the_field_works_without_scripts(sign_in: SignIn) -> None:
    page = sign_in(Visit(scripts=False))
    page.goto("/ui/guide")
    page.fill("[data-scan-field]", CODE)
    page.press("[data-scan-field]", "Enter")
    page.wait_for_url(f"**/ui/guide?code={CODE}")


def test_without_a_camera_the_page_says_what_else_to_do(guide: Page) -> None:
    guide.get_by_role("button", name="Scan with the camera").click()
    expect(guide.locator("[data-scan-state]")).to_contain_text("No camera can be used here")
    expect(guide.locator("[data-scan-field]")).to_be_focused()
