"""Chromium for end-to-end tests: the real program on a port of its own, a browser, and people who sign in through the page.

Skipped where no Chromium is installed (tools/browser.sh installs one where it can).
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from outpace.kernel.accounts import NewUser, create_user
from outpace.kernel.scope import ROOT, AreaPath, system_actor
from tests.e2e.shots import ARGUMENTS, CHROMIUM

PASSWORD = "crossing-Rivers-38"
STILL_ANSWERING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle'
"""
LOOKS = 500


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder drives Chromium."""
    for item in items:
        if "/e2e/" in item.path.as_posix():
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for a file of tests, ended with it so that what follows in this process may run a loop of its own.

    Its driver runs an event loop in this thread, which Django would take for asynchronous code.
    """
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium is installed")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield launched
        launched.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@dataclass(frozen=True, slots=True)
class Visit:
    """How somebody comes: with which role over which area, in which language, on which screen, with or without scripts."""

    role: str = "system_admin"
    path: AreaPath = ROOT
    language: str = "en"
    size: tuple[int, int] = (1440, 900)
    scripts: bool = True
    theme: str = "light"


SignIn = Callable[[Visit], Page]


@contextmanager
def entering(browser: Browser, url: str) -> Iterator[SignIn]:
    """Give a function that makes a user of the visit's role and signs them in through the page; relative addresses lead to `url`."""
    opened: list[BrowserContext] = []

    def enter(visit: Visit) -> Page:
        width, height = visit.size
        context = browser.new_context(base_url=url, viewport={"width": width, "height": height}, java_script_enabled=visit.scripts)
        opened.append(context)
        values = {"django_language": visit.language, "outpace_theme": visit.theme}
        context.add_cookies([{"name": name, "value": value, "url": url} for name, value in values.items()])
        name = f"{visit.role}-{len(opened)}"
        create_user(system_actor("test"), NewUser(name, name, PASSWORD, visit.role, visit.path))
        page = context.new_page()
        page.goto("/accounts/login/")
        page.fill("input[name=login]", name)
        page.fill("input[name=password]", PASSWORD)
        page.click("main form button[type=submit]")
        page.wait_for_url(lambda address: "/login" not in address)
        return page

    yield enter
    for context in opened:
        context.close()
    let_the_server_finish()


def let_the_server_finish() -> None:
    """Wait until no request is being answered any more: a closed browser leaves its last ones running, and tables are emptied next."""
    with connection.cursor() as cursor:
        for _ in range(LOOKS):
            cursor.execute(STILL_ANSWERING)
            if not cursor.fetchone()[0]:
                return
            time.sleep(0.02)


@pytest.fixture
def sign_in(browser: Browser, live_server: LiveServer) -> Iterator[SignIn]:
    """How does somebody sign in to the running program in the shared browser?"""
    with entering(browser, live_server.url) as enter:
        yield enter
