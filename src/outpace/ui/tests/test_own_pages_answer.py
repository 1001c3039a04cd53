"""The colour switch, the style guide and the error pages."""

import pytest
from django.http import Http404
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.utils import translation

from outpace.kernel.scope import ROOT, Actor, ActorKind, Grant
from outpace.ui.web import guide, guide_labels, theme


def test_the_chosen_colours_are_remembered() -> None:
    response = theme(RequestFactory().post("/ui/theme", {"theme": "dark", "next": "/rounds?a=1"}))
    assert (response["Location"], response.cookies["outpace_theme"].value) == ("/rounds?a=1", "dark")


def test_the_switch_leads_to_no_other_host() -> None:
    assert theme(RequestFactory().post("/ui/theme", {"theme": "dark", "next": "https://elsewhere.example/"}))["Location"] == "/"


def test_unknown_colours_are_not_remembered() -> None:
    assert "outpace_theme" not in theme(RequestFactory().post("/ui/theme", {"theme": "neon"})).cookies


def test_the_switch_changes_nothing_on_get() -> None:
    assert theme(RequestFactory().get("/ui/theme")).status_code == 405


@override_settings(DEBUG=False)
def test_the_style_guide_does_not_exist_for_others(commander: Actor) -> None:
    request = RequestFactory().get("/ui/guide")
    vars(request)["actor"] = commander
    with pytest.raises(Http404):
        guide(request)


@override_settings(DEBUG=False)
def test_whoever_runs_the_installation_sees_the_style_guide() -> None:
    request = RequestFactory().get("/ui/guide")
    vars(request)["actor"] = Actor(kind=ActorKind.USER, id=1, name="a", grants=(Grant("system_admin", ROOT),))
    assert guide(request).status_code == 200


@override_settings(DEBUG=True)
@pytest.mark.parametrize(("kind", "count"), [("tube", 110), ("box", 8), ("person", 10)])
def test_a_printer_can_be_tried(kind: str, count: int) -> None:
    assert guide_labels(RequestFactory().get("/"), kind).content.count(b'class="op-label"') == count


@override_settings(DEBUG=True)
def test_labels_of_an_unknown_kind_do_not_exist() -> None:
    with pytest.raises(Http404):
        guide_labels(RequestFactory().get("/"), "coffin")


@pytest.mark.parametrize(("name", "words"), [("403.html", "You may not do this"), ("404.html", "There is nothing here")])
def test_error_pages_say_what_to_do(name: str, words: str) -> None:
    with translation.override("en"):
        html = render_to_string(name, {}, request=RequestFactory().get("/"))
    assert words in html
    assert "Back to the first page" in html


def test_the_last_error_page_needs_no_request_and_speaks_both_languages() -> None:
    html = render_to_string("500.html")
    assert "系统出错了" in html
    assert "Something failed" in html


def test_while_the_database_is_away_the_page_says_so_in_both_languages_and_without_a_request() -> None:
    html = render_to_string("503.html")
    assert "数据库正在恢复" in html
    assert "The database is coming back" in html
