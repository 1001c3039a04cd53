"""Stations: one head answers; posts begin and end."""

from dataclasses import replace
from datetime import timedelta

import pytest

from outpace.kernel import clock
from outpace.kernel.accounts import NewToken, NewUser, create_user, issue_token
from outpace.kernel.errors import Refusal
from outpace.kernel.models import User
from outpace.kernel.scope import NotAllowed, NotFound
from outpace.registry import api
from outpace.registry.data import NewStation, StationRow
from outpace.registry.tests.cast import SYSTEM, County, actor

SITE = NewStation(code="HX-C-001", kind="sampling_site", name="城关一号采样点", mobility="mobile", nominal_per_day=1200)


@pytest.fixture
def site(hui: County) -> StationRow:
    return api.create_station(SYSTEM, hui.town.id, SITE)


def user(name: str) -> int:
    return User.objects.create(username=name, display_name=name).pk


def test_a_station_is_found_by_its_code(site: StationRow) -> None:
    assert api.station_by_code(SYSTEM, "HX-C-001") == site


@pytest.mark.parametrize("where", ["nowhere", "elsewhere"])
def test_a_device_or_a_user_works_at_a_station_of_the_area_or_at_none(hui: County, site: StationRow, where: str) -> None:
    path = hui.town.path if where == "nowhere" else hui.other_town.path
    number, by = (site.id + 1 if where == "nowhere" else site.id), actor("system_admin", path)
    device = NewToken("tablet", "site_device", path, station_id=number)
    with pytest.raises(Refusal, match="no_such_station"):
        issue_token(by, device)
    with pytest.raises(Refusal, match="no_such_station"):
        create_user(by, NewUser("li", "Li", "crossing-Rivers-38", "sampler", path, station_id=number))
    assert issue_token(SYSTEM, replace(device, station_id=site.id)).id


def test_a_code_is_used_once(hui: County, site: StationRow) -> None:
    with pytest.raises(api.StationRefused, match="taken"):
        api.create_station(SYSTEM, hui.town.id, SITE)


@pytest.mark.parametrize(("code", "name", "reason"), [("a b", "x", "code"), ("ok", " ", "name")])
def test_a_station_without_code_or_name_is_refused(hui: County, code: str, name: str, reason: str) -> None:
    with pytest.raises(api.StationRefused, match=reason):
        api.create_station(SYSTEM, hui.town.id, NewStation(code=code, kind="laboratory", name=name))


def test_a_new_head_relieves_the_old_one(site: StationRow) -> None:
    old, new = user("old"), user("new")
    api.post_staff(SYSTEM, site.id, user_id=old, duty="head", starts_at=clock.now() - timedelta(hours=8))
    api.post_staff(SYSTEM, site.id, user_id=new, duty="head")
    assert api.station(SYSTEM, site.id).head_id == new
    assert [post.user_id for post in api.on_duty(SYSTEM, site.id)] == [new]


def test_a_station_without_head_is_named(hui: County, site: StationRow) -> None:
    assert [row.code for row in api.headless(SYSTEM, path=hui.county.path)] == ["HX-C-001"]
    api.post_staff(SYSTEM, site.id, user_id=user("head"), duty="head")
    assert api.headless(SYSTEM, path=hui.county.path) == []


def test_ending_the_heads_post_leaves_the_station_without_head(site: StationRow) -> None:
    post = api.post_staff(SYSTEM, site.id, user_id=user("head"), duty="head", starts_at=clock.now() - timedelta(hours=8))
    api.end_post(SYSTEM, post)
    assert api.station(SYSTEM, site.id).head_id is None


def test_a_post_cannot_end_before_it_begins(site: StationRow) -> None:
    post = api.post_staff(SYSTEM, site.id, user_id=user("a"), duty="sampler", starts_at=clock.now() + timedelta(hours=1))
    with pytest.raises(api.StationRefused, match="period"):
        api.end_post(SYSTEM, post)


def test_a_closed_station_is_no_longer_listed(site: StationRow) -> None:
    api.post_staff(SYSTEM, site.id, user_id=user("a"), duty="sampler", starts_at=clock.now() - timedelta(hours=1))
    api.close_station(SYSTEM, site.id)
    assert api.stations(SYSTEM).items == ()
    assert [post.ends_at is None for post in api.posts(SYSTEM, site.id)] == [False]


def test_stations_are_listed_by_kind_and_place(hui: County, site: StationRow) -> None:
    api.create_station(SYSTEM, hui.other_town.id, NewStation(code="LAB", kind="laboratory", name="实验室"))
    assert [row.code for row in api.stations(SYSTEM, kind="laboratory").items] == ["LAB"]
    assert [row.code for row in api.stations(SYSTEM, path=hui.town.path).items] == ["HX-C-001"]


def test_stations_outside_ones_scope_look_absent(hui: County, site: StationRow) -> None:
    reader = actor("observer", hui.other_town.path)
    assert api.stations(reader).items == ()
    for look in (lambda: api.station(reader, site.id), lambda: api.station_by_code(reader, site.code), lambda: api.posts(reader, site.id)):
        with pytest.raises(NotFound):
            look()


def test_an_observer_cannot_post_staff(hui: County, site: StationRow) -> None:
    with pytest.raises(NotAllowed):
        api.post_staff(actor("observer", hui.town.path), site.id, user_id=1, duty="head")
