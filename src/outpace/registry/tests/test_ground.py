"""Where things lie: borders, points from lists with their faulty rows, and schematic points of a synthetic county."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from epiworks.geometry import FloatArray
from outpace.kernel.files import FileRefused
from outpace.kernel.scope import AreaPath, NotAllowed
from outpace.registry import api
from outpace.registry.data import Box, Outline
from outpace.registry.models import AreaOutline, AreaPoint, HomePoint, Person, StationPoint
from outpace.registry.rules import ground as ground_rules
from outpace.registry.rules.ground import rings_of
from outpace.registry.services import ground
from outpace.registry.services.synthetic import Order
from outpace.registry.tests.cast import SYSTEM, County, actor
from outpace.registry.tests.test_pages import client
from outpace.registry.tests.test_synthetic import ORDER

WHOLE = Box(-180, -90, 180, 90)
SQUARE = [[105.0, 33.0], [106.0, 33.0], [106.0, 34.0], [105.0, 34.0], [105.0, 33.0]]


def borders(folder: Path, **codes: list[list[float]]) -> Path:
    """A file with these borders."""
    features = [
        {"properties": {"code": code.strip("c"), "name": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for code, ring in codes.items()
    ]
    file = folder / "borders.geojson"
    file.write_text(json.dumps({"features": features}), encoding="utf-8")
    return file


@pytest.fixture
def bordered(hui: County, tmp_path: Path) -> County:
    """The county within a square of one degree, with a neighbour to the east."""
    neighbour = [[lon + 1, lat] for lon, lat in SQUARE]
    assert api.load_outlines(SYSTEM, [borders(tmp_path, c621227=SQUARE, c621226=neighbour)]) == 2
    return hui


def table(*rows: str) -> bytes:
    return "\n".join(("code,longitude,latitude", *rows)).encode()


def test_a_border_is_replaced_when_it_is_loaded_again(bordered: County, tmp_path: Path) -> None:
    api.load_outlines(SYSTEM, [borders(tmp_path, c621227=SQUARE)])
    assert AreaOutline.objects.count() == 2
    assert api.outlines_of(["621227"])["621227"].parts[0][0] == ((105.0, 33.0), (106.0, 33.0), (106.0, 34.0), (105.0, 34.0))


def test_a_map_of_a_town_is_drawn_on_the_border_of_its_county_and_one_of_the_prefecture_on_those_of_its_counties(bordered: County) -> None:
    town, whole = api.ground_of(bordered.town.path), api.ground_of(AreaPath("/62/6212/"))
    assert ([found.code for found in town.own], [found.code for found in town.neighbours], town.fills) == (["621227"], ["621226"], False)
    assert ([found.code for found in whole.own], whole.neighbours, whole.fills) == (["621226", "621227"], (), True)
    assert api.ground_of(AreaPath("/53/")).own == ()


def test_neighbours_are_found_by_the_part_of_the_map(bordered: County) -> None:
    assert [found.code for found in api.outlines_touching(Box(105.5, 33.5, 106.5, 33.6))] == ["621226", "621227"]
    assert api.outlines_touching(Box(10, 10, 11, 11)) == []


@pytest.mark.parametrize("content", [{}, {"features": [{"properties": {}, "geometry": None}]}, []])
def test_a_file_of_something_else_is_no_border(bordered: County, tmp_path: Path, content: Any) -> None:
    file = tmp_path / "other.geojson"
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(api.NoOutline):
        api.load_outlines(SYSTEM, [file])


def test_a_county_without_a_border_cannot_be_placed(hui: County) -> None:
    with pytest.raises(api.GroundRefused, match="no_outline"):
        api.place_county(SYSTEM, hui.county.id, seed=1)


def test_everything_in_the_county_is_placed_inside_it_and_says_it_is_schematic(bordered: County) -> None:
    api.fill_county(SYSTEM, bordered.county.id, ORDER)
    placed = api.place_county(SYSTEM, bordered.county.id, seed=1)
    assert placed.homes == HomePoint.objects.count() > 100
    assert placed.areas == AreaPoint.objects.filter(basis="schematic", lon__gt=105, lon__lt=106, lat__gt=33, lat__lt=34).count()
    assert not HomePoint.objects.exclude(lon__gt=105, lon__lt=106, lat__gt=33, lat__lt=34).exists()


def test_the_same_seed_places_the_same_and_nothing_twice(bordered: County) -> None:
    api.place_county(SYSTEM, bordered.county.id, seed=1)
    before = list(AreaPoint.objects.order_by("area_id").values_list("area_id", "lon", "lat"))
    assert api.place_county(SYSTEM, bordered.county.id, seed=2).areas == 0
    AreaPoint.objects.all().delete()
    api.place_county(SYSTEM, bordered.county.id, seed=1)
    assert list(AreaPoint.objects.order_by("area_id").values_list("area_id", "lon", "lat")) == before


def test_no_real_household_is_given_an_invented_place(bordered: County) -> None:
    api.fill_county(SYSTEM, bordered.county.id, Order(60, 7, 1, ORDER.as_of))
    Person.objects.filter(pk=Person.objects.values("pk")[:1]).update(synthetic=False)
    assert api.place_county(SYSTEM, bordered.county.id, seed=1).homes == 0


def test_homes_inside_a_box_tell_their_grid_and_how_many_are_there_and_no_more(bordered: County) -> None:
    api.fill_county(SYSTEM, bordered.county.id, ORDER)
    api.place_county(SYSTEM, bordered.county.id, seed=1)
    homes = list(api.homes_in([bordered.county.path], WHOLE))
    assert sum(home.present for home in homes) == api.counts_under(bordered.county.path).present
    assert api.located_homes({home.grid_id for home in homes}) == {
        grid: sum(home.present for home in homes if home.grid_id == grid) for grid in {home.grid_id for home in homes}
    }
    assert list(api.homes_in([AreaPath("/53/")], WHOLE)) == []


def test_points_of_a_list_replace_schematic_ones(bordered: County) -> None:
    api.place_county(SYSTEM, bordered.county.id, seed=1)
    placed = api.load_points(SYSTEM, bordered.county.id, content=table("621227100,105.25,33.5"))
    assert (placed.areas, placed.mistakes) == (1, ())
    spot = api.spots_of([bordered.town.id])[bordered.town.id]
    assert (spot.lon, spot.lat, spot.schematic) == (105.25, 33.5, False)
    assert StationPoint.objects.count() == 0


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("999,105.2,33.2", "has this code"),
        ("621227100,east,33.2", "longitude"),
        ("621227100,105.2,93.2", "latitude"),
        ("621227100,104.0,33.5", "outside the border"),
        ("621227100,nan,33.5", "longitude"),
        (",105.2,33.5", "has this code"),
    ],
)
def test_a_row_at_fault_is_named_by_number_and_the_others_are_taken(bordered: County, row: str, problem: str) -> None:
    with translation.override("en"):
        placed = api.load_points(SYSTEM, bordered.county.id, content=table("621227101,105.5,33.5", row))
    assert placed.areas == 1
    assert [mistake.number for mistake in placed.mistakes] == [3]
    assert problem in placed.mistakes[0].problem


def test_a_code_given_twice_is_taken_once(bordered: County) -> None:
    placed = api.load_points(SYSTEM, bordered.county.id, content=table("621227101,105.5,33.5", "621227101,105.6,33.5"))
    assert (placed.areas, [mistake.number for mistake in placed.mistakes]) == (1, [3])


def test_a_list_without_the_three_columns_is_refused(bordered: County) -> None:
    with pytest.raises(api.GroundRefused, match="columns"):
        api.load_points(SYSTEM, bordered.county.id, content=b"code,x\n1,2")


def test_points_are_loaded_by_who_manages_areas_only(bordered: County) -> None:
    with pytest.raises(NotAllowed):
        api.load_points(actor("commander", bordered.county.path), bordered.county.id, content=table())


def test_the_page_takes_good_rows_and_names_the_others(bordered: County) -> None:
    browser = client("system_admin", bordered.county.path)
    url = f"/registry/areas/{bordered.county.id}/points/"
    bad = browser.post(url, {"file": SimpleUploadedFile("points.csv", table("621227101,105.5,33.5", "1,2,3"))})
    assert bad.status_code == 422
    assert "No area or station in scope has this code." in bad.content.decode()
    good = browser.post(url, {"file": SimpleUploadedFile("points.csv", table("621227101,105.5,33.5"))})
    assert (good.status_code, good["Location"]) == (302, f"/registry/areas/{bordered.county.id}/")


def test_the_border_is_built_once_for_a_list_however_many_rows_are_at_fault(bordered: County, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[str] = []

    def counted(outline: Outline) -> list[FloatArray]:
        built.append(outline.code)
        return rings_of(outline)

    monkeypatch.setattr(ground_rules, "rings_of", counted)
    rows = ("621227100,104.0,33.5", "621227101,105.5,33.5", "621227100,105.5,33.5", "999,1,1")
    placed = api.load_points(SYSTEM, bordered.county.id, content=table(*rows))
    assert built == ["621227"]
    assert (placed.areas, [mistake.number for mistake in placed.mistakes]) == (1, [2, 4, 5])


def test_a_list_longer_than_any_prefecture_is_refused(bordered: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ground, "MOST_POINTS", 2)
    with pytest.raises(FileRefused):
        api.load_points(SYSTEM, bordered.county.id, content=table(*["999,1,1"] * 3))
