"""Loading official division files: clean, dirty, again, and the whole country."""

import gzip
import lzma
from pathlib import Path

import pytest
from django.utils import translation

from outpace.kernel.scope import AreaPath, NotAllowed
from outpace.registry import api
from outpace.registry.tests.cast import SYSTEM, actor

SHIPPED = Path(__file__).parents[4] / "data" / "areas" / "report_jurisdictions.csv.gz"
COUNTRY = Path(__file__).parents[5] / "shared" / "data" / "cn-divisions"

pytestmark = pytest.mark.django_db


def file(folder: Path, text: str, name: str = "areas.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_levels_and_parents_come_from_the_codes(tmp_path: Path) -> None:
    given = file(tmp_path, "name,code\n先农村委会,621227100200\n甘肃省,62\n徽县,621227\n城关镇,621227100\n陇南市,6212\n")
    assert api.load_divisions(SYSTEM, [given]).loaded == 5
    found = api.area_by_code(SYSTEM, "621227100200")
    assert (found.path, found.kind) == ("/62/6212/621227/621227100/621227100200/", "village")


def test_a_file_sent_again_adds_nothing(tmp_path: Path) -> None:
    given = file(tmp_path, "code,name\n62,甘肃省\n6212,陇南市\n")
    api.load_divisions(SYSTEM, [given])
    again = api.load_divisions(SYSTEM, [given])
    assert (again.loaded, again.known, again.rejected) == (0, 2, 0)


def test_bad_rows_come_back_with_their_reasons_and_good_ones_stay(tmp_path: Path) -> None:
    given = file(tmp_path, "code,name\n62,甘肃省\n6,x\n6212,\n62,again\n510100,成都\nabc,x\n\n63\n")
    load = api.load_divisions(SYSTEM, [given])
    assert load.loaded == 1
    assert [(row.line, row.code, row.reason) for row in load.bad] == [
        (3, "6", "code"),
        (4, "6212", "name"),
        (5, "62", "twice"),
        (7, "abc", "code"),
        (9, "63", "name"),
        (0, "510100", "no_parent"),
    ]


def test_the_mended_error_file_loads(tmp_path: Path) -> None:
    bad = api.load_divisions(SYSTEM, [file(tmp_path, "code,name\n62,甘肃省\n6212,\n")])
    mended = file(tmp_path, api.bad_rows_csv(bad).replace("6212,,", "6212,陇南市,"), "mended.csv")
    assert api.load_divisions(SYSTEM, [mended]).loaded == 1


def test_a_town_directly_below_a_city_finds_its_nearest_listed_ancestor(tmp_path: Path) -> None:
    api.load_divisions(SYSTEM, [file(tmp_path, "code,name\n44,广东省\n4419,东莞市\n441900003,东城街道\n")])
    assert api.area_by_code(SYSTEM, "441900003").path == "/44/4419/441900003/"


GRIDS = "编码,名称,上级编码,类别\nG01,第一网格,621227100200,网格\nG01-B2,二号楼,G01,building\n"


def test_a_countys_own_grids_lie_where_their_row_says(tmp_path: Path) -> None:
    official = file(tmp_path, "code,name\n62,甘肃省\n6212,陇南市\n621227,徽县\n621227100,城关镇\n621227100200,先农村\n")
    assert api.load_divisions(SYSTEM, [file(tmp_path, GRIDS, "grids.csv"), official]).loaded == 7
    found = api.area_by_code(SYSTEM, "G01-B2")
    assert (found.path, found.kind) == ("/62/6212/621227/621227100/621227100200/G01/G01-B2/", "building")
    again = api.load_divisions(SYSTEM, [file(tmp_path, GRIDS, "grids.csv")])
    assert (again.loaded, again.known, again.rejected) == (0, 2, 0)


def test_grids_at_fault_come_back_with_all_their_columns_and_words(tmp_path: Path) -> None:
    rows = "code,name,parent,kind\nG01,a,nowhere,grid\nG02,b,62,galaxy\nG 3,c,62,grid\n62,甘肃省,,\n"
    load = api.load_divisions(SYSTEM, [file(tmp_path, rows)])
    assert [(row.code, row.reason) for row in load.bad] == [("G02", "kind"), ("G 3", "code"), ("G01", "no_parent")]
    with translation.override("en"):
        assert "G01,a,nowhere,grid,The area above it" in api.bad_rows_csv(load)


@pytest.mark.parametrize("suffix", [".gz", ".xz"])
def test_compressed_files_are_read(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"areas.csv{suffix}"
    path.write_bytes((gzip if suffix == ".gz" else lzma).compress("code,name\n62,甘肃省\n".encode()))
    assert api.load_divisions(SYSTEM, [path]).loaded == 1


@pytest.mark.parametrize("content", ["a,b\n1,2\n", "", "\x00\xff"])
def test_what_is_no_division_file_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(api.NotDivisions):
        api.load_divisions(SYSTEM, [path])


def test_only_who_manages_the_whole_tree_loads_divisions(tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        api.load_divisions(actor("system_admin", "/62/"), [file(tmp_path, "code,name\n62,甘肃省\n")])


def test_one_county_can_be_taken_from_a_larger_file() -> None:
    api.load_divisions(SYSTEM, [SHIPPED], prefix="621227")
    assert [len(api.subtree(SYSTEM, AreaPath("/62/"), kind=kind).items) for kind in ("county", "township", "village", "community")] == [
        1,
        15,
        213,
        10,
    ]


@pytest.mark.slow
def test_the_whole_country_loads_with_every_row_accounted_for() -> None:
    if not COUNTRY.exists():
        pytest.skip("the shared division files are not beside this checkout")
    names = ("provinces.csv", "cities.csv", "areas.csv", "streets.csv.gz", "villages.csv.xz")
    load = api.load_divisions(SYSTEM, [COUNTRY / name for name in names])
    assert (load.rejected, load.known) == (0, 0)
    assert load.loaded > 660_000
