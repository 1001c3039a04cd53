"""A county equipped for a demonstration, and the commands that make one."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.test import RequestFactory
from django.utils import translation

from outpace.registry import api
from outpace.registry.models import Person, StaffPost, Station
from outpace.registry.tests.cast import SYSTEM, County, somebody

ORDER = api.Order(people=300, grids=5, seed=1, as_of=date(2021, 11, 8))


@pytest.fixture
def equipped(hui: County) -> County:
    api.fill_county(SYSTEM, hui.county.id, ORDER)
    api.equip_county(SYSTEM, hui.county.id)
    return hui


def test_the_reports_sampling_sites_are_there(equipped: County) -> None:
    sites = Station.objects.filter(kind="sampling_site")
    assert (sites.filter(mobility="mobile").count(), sites.filter(mobility="fixed").count()) == (156, 19)


def test_the_laboratories_make_the_reports_capacity(equipped: County) -> None:
    assert sum(lab.nominal_per_day or 0 for lab in Station.objects.filter(kind="laboratory")) == 49_800


def test_every_station_has_a_head_and_every_grid_a_worker(equipped: County) -> None:
    assert api.headless(SYSTEM, path=equipped.county.path) == []
    grids = api.subtree(SYSTEM, equipped.county.path, kind="grid").items
    assert StaffPost.objects.filter(duty="grid_worker").count() == len(grids)


def test_equipping_again_changes_nothing(equipped: County) -> None:
    before = (Station.objects.count(), StaffPost.objects.count())
    api.equip_county(SYSTEM, equipped.county.id)
    assert (Station.objects.count(), StaffPost.objects.count()) == before


def test_every_demo_user_signs_in_with_the_documented_password(equipped: County) -> None:
    request = RequestFactory().post("/")
    for user in api.equip_county(SYSTEM, equipped.county.id).users:
        assert authenticate(request, username=user.username, password=api.DEMO_SIGN_IN) is not None


def test_no_known_password_is_made_beside_real_people(hui: County) -> None:
    api.enrol(SYSTEM, hui.grid.id, somebody())
    with pytest.raises(api.NotSynthetic):
        api.equip_county(SYSTEM, hui.county.id)


def test_nobody_made_up_is_added_beside_real_people(hui: County) -> None:
    api.enrol(SYSTEM, hui.grid.id, somebody())
    with pytest.raises(CommandError, match="a demonstration needs an empty one"):
        run("load_county", "--people", "2000", "--grids", "230")
    assert Person.objects.count() == 1


def run(*arguments: str) -> str:
    out = StringIO()
    with translation.override("en"):
        call_command(*arguments, stdout=out)
    return out.getvalue()


def test_a_county_loads_by_command_and_loading_again_keeps_it(committed: None) -> None:
    arguments = ("load_county", "--people", "2000", "--grids", "230")
    assert "2000 synthetic residents" in run(*arguments)
    assert "175" in run(*arguments)
    assert Person.objects.count() == 2000


@pytest.mark.django_db
@pytest.mark.parametrize(
    "arguments", [("load_county", "--county", "999999"), ("load_county", "--grids", "3"), ("load_areas", "missing.csv")]
)
def test_a_command_that_cannot_be_done_says_so(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        run(*arguments)


@pytest.mark.django_db
def test_rows_to_mend_are_written_where_asked(tmp_path: Path) -> None:
    given, errors = tmp_path / "a.csv", tmp_path / "errors.csv"
    given.write_text("code,name\n62,甘肃省\n6212,\n", encoding="utf-8")
    assert "1 areas loaded" in run("load_areas", str(given), "--errors", str(errors))
    assert "6212" in errors.read_text(encoding="utf-8-sig")
