"""The main navigation: places by permission, one of them current."""

from dataclasses import replace

from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings

from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor
from outpace.ui.navigation import NavItem, current_theme, roles_of, visible_groups

GUIDE = NavItem("Guide", "ui:guide", "list")
OWN = NavItem("Sign-in", "account_login", "user", permission=Permission.HOLD_SIGN, group="Accounts")
FOREIGN = NavItem("Keys", "account_logout", "key", permission=Permission.ACCOUNT_MANAGE, group="Accounts")
LOST = NavItem("Lost", "no:such-place", "list")


def test_nobody_signed_in_sees_no_place() -> None:
    assert visible_groups([GUIDE], None, path="/") == ()


def test_a_place_needs_its_permission(commander: Actor) -> None:
    groups = visible_groups([GUIDE, OWN, FOREIGN], commander, path="/")
    assert [(group.label, [link.label for link in group.items]) for group in groups] == [("", ["Guide"]), ("Accounts", ["Sign-in"])]


def test_a_place_without_an_address_is_left_out(commander: Actor) -> None:
    assert visible_groups([LOST], commander, path="/") == ()


def test_the_place_we_are_in_is_current(commander: Actor) -> None:
    groups = visible_groups([GUIDE, OWN], commander, path="/ui/guide/labels/tube")
    assert [link.current for group in groups for link in group.items] == [True, False]


def test_a_place_may_hold_pages_whose_addresses_begin_otherwise(commander: Actor) -> None:
    own = replace(OWN, inside=("/ui/guide/labels/",))
    groups = visible_groups([GUIDE, own], commander, path="/ui/guide/labels/tube")
    assert [link.current for group in groups for link in group.items] == [False, True]


def test_roles_are_named_once(commander: Actor) -> None:
    assert len(roles_of(commander)) == 1
    assert roles_of(None) == []


def test_an_odd_theme_cookie_falls_back_to_the_device() -> None:
    request = RequestFactory().get("/")
    request.COOKIES["outpace_theme"] = "neon"
    assert current_theme(request) == "auto"


@override_settings(OUTPACE_SYNTHETIC=True)
def test_every_page_says_when_people_are_made_up() -> None:
    assert "合成数据" in render_to_string("ui/base.html", {}, request=RequestFactory().get("/"))


@override_settings(OUTPACE_SYNTHETIC=False)
def test_no_page_calls_real_people_made_up() -> None:
    assert "合成数据" not in render_to_string("ui/base.html", {}, request=RequestFactory().get("/"))
