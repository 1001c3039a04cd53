"""Rules of borders and points: which rows of a file are plausible, and what a border looks like."""

import numpy as np
import pytest

from outpace.registry.data import Box, Outline
from outpace.registry.rules.ground import (
    NoOutline,
    PointFault,
    PointRow,
    box_of,
    columns,
    degrees_of,
    metres_outside,
    missing,
    read_outlines,
    read_point,
    rings_of,
)

SQUARE = ((105.0, 33.0), (106.0, 33.0), (106.0, 34.0), (105.0, 34.0))
HOLE = ((105.4, 33.4), (105.6, 33.4), (105.5, 33.6))
FOUND = {"code": 0, "lon": 1, "lat": 2}


def feature(geometry: str, coordinates: object, **properties: str) -> dict[str, object]:
    return {"properties": {"code": "621227", **properties}, "geometry": {"type": geometry, "coordinates": coordinates}}


@pytest.mark.parametrize(
    "headings", [("编码", "经度", "纬度"), (" Area_Code ", "LNG", "lat"), ("station_code", "longitude", "Latitude"), ("code", "lon", "lat")]
)
def test_columns_are_known_by_any_of_their_names(headings: tuple[str, ...]) -> None:
    assert columns(headings) == FOUND


def test_a_heading_nobody_knows_is_left_out_and_its_place_counted() -> None:
    assert columns(("备注", "编码", "经度")) == {"code": 1, "lon": 2}


def test_the_columns_that_are_not_there_are_named() -> None:
    assert [missing({"code": 1, "lon": 2}), missing(FOUND)] == [("lat",), ()]


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ((" ", "105.1", "33.2"), PointFault.NO_CODE),
        (("", "east", "33.2"), PointFault.NO_CODE),
        (("S1", "181", "33.2"), PointFault.LON),
        (("S1", "", "91"), PointFault.LON),
        (("S1", "105.1", "90.01"), PointFault.LAT),
        (("S1", "105.1"), PointFault.LAT),
    ],
)
def test_what_is_wrong_with_a_row_is_named_by_its_first_bad_field(cells: tuple[str, ...], fault: PointFault) -> None:
    assert read_point(cells, FOUND) == (None, fault)


def test_a_row_is_read_from_wherever_its_columns_are() -> None:
    assert read_point((" 33.25 ", " S1 ", "105.5"), {"code": 1, "lon": 2, "lat": 0}) == (PointRow("S1", 105.5, 33.25), None)


@pytest.mark.parametrize(
    ("text", "most", "value"),
    [
        ("180", 180, 180.0),
        ("-180", 180, -180.0),
        ("90.000001", 90, None),
        ("nan", 90, None),
        ("inf", 90, None),
        ("1.23456789", 90, 1.234568),
    ],
)
def test_an_angle_is_a_finite_number_within_its_limits(text: str, most: float, value: float | None) -> None:
    assert degrees_of(text, most=most) == value


def test_the_outer_ring_of_the_largest_part_comes_first() -> None:
    small = ((100.0, 30.0), (101.0, 30.0), (100.5, 31.0))
    rings = rings_of(Outline("621227", "徽县", "Hui", ((small,), (SQUARE, HOLE))))
    assert [ring.tolist() for ring in rings] == [[list(corner) for corner in ring] for ring in (SQUARE, HOLE, small)]


def test_the_box_holds_every_part() -> None:
    island = ((107.0, 32.5), (107.5, 32.5), (107.2, 32.8))
    assert box_of(Outline("621227", "徽县", "Hui", ((SQUARE,), (island,)))) == Box(105.0, 32.5, 107.5, 34.0)


def test_a_polygon_is_read_with_its_holes_and_without_the_repeated_corner() -> None:
    read = read_outlines({"features": [feature("Polygon", [[*SQUARE, SQUARE[0]], HOLE], name="徽县", name_en="Hui")]})
    assert read == [Outline("621227", "徽县", "Hui", ((SQUARE, HOLE),))]


def test_a_multipolygon_is_read_part_by_part_and_needs_no_name() -> None:
    assert read_outlines({"features": [feature("MultiPolygon", [[SQUARE], [HOLE]])]}) == [Outline("621227", "", "", ((SQUARE,), (HOLE,)))]


@pytest.mark.parametrize(
    "collection",
    [
        {},
        {"features": [{"properties": {}, "geometry": {"type": "Polygon", "coordinates": [SQUARE]}}]},
        {"features": [feature("Point", (105.0, 33.0))]},
        {"features": [feature("Polygon", [])]},
        {"features": [feature("Polygon", [SQUARE[:2]])]},
        {"features": [feature("MultiPolygon", [[]])]},
        {"features": [feature("Polygon", [[*SQUARE[:3], (105.0, 91.0)]])]},
        {"features": [feature("Polygon", [[*SQUARE[:3], (181.0, 33.0)]])]},
        {"features": [feature("Polygon", [[*SQUARE[:3], ("east", 33.0)]])]},
        ["no collection"],
    ],
)
def test_what_is_no_collection_of_polygons_is_refused(collection: object) -> None:
    with pytest.raises(NoOutline):
        read_outlines(collection)


def test_a_corner_on_the_edge_of_the_world_is_a_corner() -> None:
    edge = ((180.0, 90.0), (-180.0, 90.0), (0.0, -90.0))
    assert read_outlines({"features": [feature("Polygon", [edge])]})[0].parts == ((edge,),)


def test_what_was_no_polygon_says_why() -> None:
    with pytest.raises(NoOutline, match="a ring of three corners"):
        read_outlines({"features": [feature("Polygon", [SQUARE[:2]])]})
    with pytest.raises(NoOutline, match="no longitude and latitude"):
        read_outlines({"features": [feature("Polygon", [[*SQUARE[:3], (181.0, 33.0)]])]})


def test_a_point_inside_a_border_is_no_metre_outside_and_one_beside_it_as_far_as_it_lies() -> None:
    plain, holed = Outline("1", "", "", ((SQUARE,),)), Outline("1", "", "", ((SQUARE, HOLE),))
    points = np.array([(105.5, 33.5), (105.5, 34.01), (105.5, 32.0)])
    assert metres_outside(plain, points) == pytest.approx([0, 1_110, 111_000], rel=0.01)
    assert metres_outside(holed, points)[0] == pytest.approx(4_280, rel=0.01)
