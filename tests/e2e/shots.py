"""Pictures of pages: a list of addresses in every language, width and colour, into tests/e2e/shots/ (ignored by git).

    python tests/e2e/shots.py --base http://127.0.0.1:8000 --user chief --password-env SHOTS_PASSWORD / /screening/ /ui/guide

Prints one line per picture; a page that answers with an error, logs to the browser's console or is wider than the screen is named.
"""

import argparse
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, StorageState, sync_playwright

CHROMIUM = os.environ.get("OUTPACE_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDTHS = {"desk": (1440, 900), "phone": (390, 844)}
LANGUAGES = ("zh-hans", "en")
THEMES = ("light", "dark")
FOLDER = Path(__file__).parent / "shots"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One picture: a page in one language, colour and width."""

    url: str
    language: str
    theme: str
    width: str

    @property
    def path(self) -> Path:
        """Where does the picture go?"""
        name = re.sub(r"[^0-9A-Za-z]+", "-", self.url).strip("-") or "first"
        return FOLDER / f"{name}.{self.language}.{self.theme}.{self.width}.png"


def wanted(urls: Sequence[str], languages: Sequence[str], themes: Sequence[str], widths: Sequence[str]) -> Iterator[Wanted]:
    """Which pictures are every combination of these?"""
    return (Wanted(*combination) for combination in product(urls, languages, themes, widths))


def sign_in(page: Page, base: str, user: str, password: str) -> None:
    """Sign in through the page people use."""
    page.goto(f"{base}/accounts/login/")
    page.fill("input[name=login]", user)
    page.fill("input[name=password]", password)
    page.click("main form button[type=submit]")
    page.wait_for_load_state("load")
    if "/login" in page.url:
        raise SystemExit(f"could not sign in as {user}")


def take(browser: Browser, base: str, picture: Wanted, state: StorageState | None) -> list[str]:
    """Take one picture and say what was wrong with the page."""
    width, height = WIDTHS[picture.width]
    context = browser.new_context(viewport={"width": width, "height": height}, storage_state=state)
    context.add_cookies(
        [
            {"name": "django_language", "value": picture.language, "url": base},
            {"name": "outpace_theme", "value": picture.theme, "url": base},
        ]
    )
    page = context.new_page()
    problems: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            problems.append(message.text)

    page.on("console", on_console)
    page.on("pageerror", lambda error: problems.append(str(error)))
    answer = page.goto(base + picture.url, wait_until="load")
    page.wait_for_timeout(250)
    if answer is None or answer.status >= 400:
        problems.append(f"status {answer.status if answer else 'none'}")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        problems.append(f"wider than the screen by {wide} px")
    picture.path.parent.mkdir(parents=True, exist_ok=True)
    page.evaluate("document.activeElement?.blur()")
    page.set_viewport_size({"width": width, "height": max(height, page.evaluate("document.documentElement.scrollHeight"))})
    page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=str(picture.path))
    context.close()
    return problems


def main(arguments: Sequence[str]) -> int:
    """Take all pictures asked for; the exit code says whether every page was clean."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("urls", nargs="+")
    parser.add_argument("--base", default="http://127.0.0.1:8000")
    parser.add_argument("--user", default="")
    parser.add_argument("--password-env", default="SHOTS_PASSWORD")
    for name, choices in (("languages", LANGUAGES), ("themes", THEMES), ("widths", tuple(WIDTHS))):
        parser.add_argument(f"--{name}", nargs="*", choices=choices, default=choices)
    chosen = parser.parse_args(arguments)
    clean = True
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        state: StorageState | None = None
        if chosen.user:
            page = browser.new_page()
            sign_in(page, chosen.base, chosen.user, os.environ[chosen.password_env])
            state = page.context.storage_state()
        for picture in wanted(chosen.urls, chosen.languages, chosen.themes, chosen.widths):
            problems = take(browser, chosen.base, picture, state)
            clean = clean and not problems
            sys.stdout.write(f"{picture.path.name} {'; '.join(problems) or 'clean'}\n")
        browser.close()
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
