"""Scanning: a hand scanner from anywhere on the page, and a camera that sees a QR code, decoded by WebAssembly from our own server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import segno
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.e2e.conftest import SignIn, Visit, entering
from tests.e2e.shots import ARGUMENTS, CHROMIUM

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


def video_of(code: str, path: Path) -> Path:
    """Write a video (YUV4MPEG2, 640 by 480, grey) that shows the QR code of this text."""
    width, height, scale = 640, 480, 10
    matrix = [list(row) for row in segno.make_qr(code, error="m").matrix]
    left, top = (width - len(matrix) * scale) // 2, (height - len(matrix) * scale) // 2
    light = bytearray(b"\xeb" * (width * height))
    for row, modules in enumerate(matrix):
        for column, dark in enumerate(modules):
            for line in range(scale if dark else 0):
                start = (top + row * scale + line) * width + left + column * scale
                light[start : start + scale] = b"\x10" * scale
    frame = b"FRAME\n" + bytes(light) + b"\x80" * (width * height // 2)
    path.write_bytes(f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420mpeg2\n".encode() + frame * 3)
    return path


@pytest.fixture
def seeing(browser: Browser, live_server: LiveServer, tmp_path: Path) -> Iterator[Page]:
    """A signed-in page in a browser whose camera looks at a QR code."""
    camera = f"--use-file-for-fake-video-capture={video_of(CODE, tmp_path / 'code.y4m')}"
    launched = browser.browser_type.launch(
        executable_path=CHROMIUM, args=[*ARGUMENTS, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", camera]
    )
    with entering(launched, live_server.url) as enter:
        yield enter(Visit())
    launched.close()


def test_a_code_before_the_camera_is_read_and_sent(seeing: Page) -> None:
    seeing.goto("/ui/guide")
    with seeing.expect_navigation(url=f"**/ui/guide?code={CODE}"):
        seeing.get_by_role("button", name="Scan with the camera").click()
