"""One address, two answers: the page for a browser, the part for htmx, and never the wrong one from a cache."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from outpace.kernel.models.jobs import RunState
from outpace.ui.htmx import Also, render_page
from outpace.ui.progress import ProgressView, progress_page, shown_state

PAGE, PART = "ui/bare.html", "ui/partials/empty.html"
HTMX = {"HX-Request": "true"}


def answer(headers: dict[str, str] | None = None, also: Also | None = None) -> HttpResponse:
    return render_page(RequestFactory().get("/x", headers=headers or {}), PAGE, PART, context={"title": "T-73"}, also=also)


@pytest.mark.parametrize("state", list(RunState))
def test_every_state_of_a_run_has_its_own_word_on_a_progress_page(state: RunState) -> None:
    view = ProgressView("T-73", shown_state(state), done=1, total=2, url="/x", result_url="/y")
    with translation.override("en"):
        body = progress_page(RequestFactory().get("/x", headers=HTMX), view).content.decode()
    said = {RunState.QUEUED: "Waiting", RunState.SUCCEEDED: "Done"}.get(state, state.value.title())
    assert (said in body, "hx-trigger" in body) == (True, state in {RunState.QUEUED, RunState.RUNNING})


def test_a_browser_gets_the_page() -> None:
    assert b"<html" in answer().content


def test_htmx_gets_the_part_alone() -> None:
    body = answer(HTMX).content
    assert b"T-73" in body
    assert b"<html" not in body


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_a_boosted_link_or_a_restore_gets_the_page(header: str) -> None:
    assert b"<html" in answer({**HTMX, header: "true"}).content


def test_caches_are_told_to_keep_the_two_apart() -> None:
    assert "HX-Request" in answer()["Vary"]


def test_a_fragment_announces_itself_to_screen_readers() -> None:
    body = answer(HTMX, Also(live="12 rows")).content.decode()
    assert 'id="live"' in body
    assert "12 rows" in body


@pytest.mark.parametrize("name", ["", "waiting"])
def test_a_figure_comes_along_out_of_band_only_where_its_id_says_which_it_replaces(name: str) -> None:
    """Without one it stays where it is in its part: htmx takes out of a part what is marked, and would find no place for it."""
    context = {"label": "Waiting", "value": 3, "id": name}
    request = RequestFactory().get("/x", headers=HTMX)
    body = render_page(request, PAGE, PART, context=context, also=Also(counters=("ui/partials/stat.html",))).content.decode()
    assert ('hx-swap-oob="true"' in body) == bool(name)


def test_a_refused_form_keeps_its_status() -> None:
    assert answer(also=Also(status=422)).status_code == 422
