"""The map that moves, in Chromium: drawn from our own server alone, and a zone drawn on it with the mouse and with the keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from outpace.kernel.scope import AreaPath
from outpace.registry.tests import reference
from outpace.screening.tests.world import World, build
from outpace.zoning.models import Proposal
from outpace.zoning.tests.ground import place
from tests.e2e.conftest import SignIn, Visit, entering
from tests.e2e.shots import ARGUMENTS, CHROMIUM

SOFTWARE_GL = ("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist")


@pytest.fixture
def county(transactional_db: None) -> World:
    """A small county on the map."""
    reference.put_back()
    world = build(is_open=False)
    place(world)
    return world


@pytest.fixture
def drawing_browser() -> Iterator[Browser]:
    """A Chromium of its own that draws WebGL in software."""
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium is installed")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        arguments = [argument for argument in ARGUMENTS if argument != "--disable-gpu"]
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=[*arguments, *SOFTWARE_GL])
        yield launched
        launched.close()


@pytest.fixture
def enter(drawing_browser: Browser, live_server: LiveServer) -> Iterator[SignIn]:
    """How does somebody sign in to the browser that can draw?"""
    with entering(drawing_browser, live_server.url) as found:
        yield found


def is_elsewhere(url: str, home: str) -> bool:
    """Does this address lead to another host?"""
    return url.startswith("http") and url.split("/", 3)[2] != home


def open_map(page: Page) -> list[str]:
    """Open the page for drawing, wait for its map, and collect what was asked of other hosts or went wrong."""
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    home = page.url.split("/", 3)[2]
    page.on(
        "request", lambda sent: problems.append(sent.url) if sent.url.startswith("http") and sent.url.split("/", 3)[2] != home else None
    )
    page.goto("/zoning/draw/")
    if not page.evaluate("document.createElement('canvas').getContext('webgl2') !== null"):
        pytest.skip("this Chromium has no WebGL")
    page.wait_for_selector("[data-map-state=ready]")
    return problems


def test_a_zone_is_drawn_with_the_mouse_looked_at_and_asked_for(county: World, enter: SignIn) -> None:
    page = enter(Visit(role="duty_officer", path=AreaPath(county.county.path)))
    problems = open_map(page)
    box = page.locator("[data-map-canvas]").bounding_box()
    assert box is not None
    for across, down in ((0.335, 0.42), (0.5, 0.42), (0.5, 0.58), (0.335, 0.58)):
        page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * down)
    assert page.input_value("#id_corners").count("\n") == 3
    page.click("button[name=look]")
    page.wait_for_selector("input[name=unit]")
    page.fill("#id_reason", "cluster")
    page.click("button[name=ask]")
    page.wait_for_url("**/zoning/proposals/*/")
    assert Proposal.objects.get().people == 48
    assert problems == []


def test_the_keyboard_adds_corners_and_takes_them_away_and_without_scripts_they_are_typed(county: World, enter: SignIn) -> None:
    page = enter(Visit(role="duty_officer", path=AreaPath(county.county.path), language="zh-hans", theme="dark"))
    open_map(page)
    page.locator("canvas.maplibregl-canvas").focus()
    page.keyboard.press("Enter")
    assert page.input_value("#id_corners").count("\n") == 0
    page.keyboard.press("Backspace")
    assert page.input_value("#id_corners") == ""
    plain = enter(Visit(role="duty_officer", path=AreaPath(county.county.path), scripts=False))
    plain.goto("/zoning/draw/")
    plain.fill("#id_corners", "105.0, 33.4\n105.06, 33.4\n105.06, 33.6\n105.0, 33.6")
    plain.click("button[name=look]")
    assert plain.locator("input[name=unit]").count() == 1
    assert plain.locator(".op-map-board.op-hide-phone .op-map-shape").is_visible()
