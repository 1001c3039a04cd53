"""Drawn shapes: what is one, and who is inside, against independent reckonings."""

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outpace.zoning.rules.shapes import (
    BATCH,
    BadShape,
    Corner,
    Fault,
    Located,
    Ring,
    Tally,
    box_of,
    from_geojson,
    geojson,
    read_ring,
    require_within,
    shares,
)

SQUARE: Ring = ((105.0, 33.0), (105.1, 33.0), (105.1, 33.1), (105.0, 33.1))
near = st.tuples(st.floats(104.9, 105.2), st.floats(32.9, 33.2))


def fault(corners: list[Corner]) -> tuple[Fault, dict[str, int]]:
    with pytest.raises(BadShape) as found:
        read_ring(corners)
    return found.value.fault, found.value.params


@pytest.mark.parametrize(
    ("corners", "found", "params"),
    [
        ([], Fault.FEW, {"least": 3}),
        ([(105, 33), (105.1, 33)], Fault.FEW, {"least": 3}),
        ([(105, 33), (105.1, 33), (105, 33)], Fault.FEW, {"least": 3}),
        ([(105, 33), (math.nan, 33), (105, 34)], Fault.NO_NUMBERS, {}),
        ([(105, 33), (math.inf, 33), (105, 34)], Fault.NO_NUMBERS, {}),
        ([(33, 105), (33.1, 105), (33, 105.1)], Fault.RANGE, {"corner": 1}),
        ([(105, 33), (105.1, 33), (105.1, 33.1), (105.1, 33.0)], Fault.TWICE, {"corner": 4}),
        ([(105, 33), (105.1, 33), (105.2, 33)], Fault.CROSSES, {"first": 1, "second": 3}),
        ([(105, 33), (105.1, 33.1), (105.1, 33), (105, 33.1)], Fault.CROSSES, {"first": 1, "second": 3}),
        ([(100, 30), (110, 30), (110, 40)], Fault.LARGE, {"size": 501_961, "most": 5_000}),
    ],
)
def test_what_is_no_shape_is_said_with_its_corner(corners: list[Corner], found: Fault, params: dict[str, int]) -> None:
    kind, said = fault(corners)
    assert kind is found
    assert said.keys() == params.keys()
    assert {name: value for name, value in said.items() if name != "size"} == {
        name: value for name, value in params.items() if name != "size"
    }


def test_two_hundred_corners_are_a_shape_and_one_more_is_not() -> None:
    round_about = [(105 + 0.1 * math.cos(2 * math.pi * n / 201), 33 + 0.1 * math.sin(2 * math.pi * n / 201)) for n in range(201)]
    assert fault(round_about) == (Fault.MANY, {"most": 200})
    assert len(read_ring(round_about[:200])) == 200


@given(st.integers(0, 3), st.booleans(), st.booleans())
def test_a_shape_is_the_same_wherever_it_begins_and_whichever_way_it_runs(start: int, turned: bool, closed: bool) -> None:
    corners = [*SQUARE[start:], *SQUARE[:start]]
    corners = corners[::-1] if turned else corners
    read = read_ring([*corners, corners[0]] if closed else corners)
    assert {*read} == {*SQUARE}
    assert sum((x2 - x1) * (y2 + y1) for (x1, y1), (x2, y2) in zip(read, [*read[1:], read[0]], strict=True)) < 0


@given(st.lists(st.tuples(near, st.integers(0, 9), st.integers(1, 3)), max_size=40))
@settings(deadline=None)
def test_people_inside_are_those_within_the_square_unit_by_unit(found: list[tuple[Corner, int, int]]) -> None:
    tally = Tally(SQUARE)
    tally.count(Located(unit, *point, people) for point, people, unit in found)
    inside = [(unit, people) for (lon, lat), people, unit in found if 105 <= lon < 105.1 and 33 <= lat < 33.1]
    assert tally.inside == {unit: sum(people for other, people in inside if other == unit) for unit, _people in inside}


@given(st.lists(near, min_size=1, max_size=30))
def test_a_shape_cut_in_two_holds_everybody_once(points: list[Corner]) -> None:
    halves = ((SQUARE[0], SQUARE[1], SQUARE[2]), (SQUARE[0], SQUARE[2], SQUARE[3]))
    counts = []
    for ring in (SQUARE, *halves):
        tally = Tally(ring)
        tally.count(Located(1, lon, lat, 1) for lon, lat in points)
        counts.append(tally.inside.get(1, 0))
    assert counts[0] == counts[1] + counts[2]


def test_homes_are_counted_in_batches_as_they_come() -> None:
    tally = Tally(SQUARE)
    tally.count(Located(1, 105.05, 33.05, 1) for _n in range(2 * BATCH + 1))
    assert (tally.batches, tally.inside) == (3, {1: 2 * BATCH + 1})


def test_a_unit_mostly_inside_is_proposed_and_one_without_points_goes_by_its_own() -> None:
    found = shares({1: 6, 2: 4}, {1: 10, 2: 10}, {1: 12, 2: 10, 3: 7}, points=(1, 2, 3))
    assert [(share.unit, share.is_mostly, share.is_whole, share.people) for share in found] == [
        (3, True, True, 7),
        (1, True, False, 12),
        (2, False, False, 10),
    ]


def test_a_corner_far_outside_the_border_is_named() -> None:
    with pytest.raises(BadShape) as found:
        require_within(SQUARE, [[((105.0, 33.0), (105.05, 33.0), (105.05, 33.1), (105.0, 33.1))]])
    assert (found.value.fault, found.value.params) == (Fault.OUTSIDE, {"corner": 2, "kilometres": 5})
    require_within(SQUARE, [[((105.0, 33.0), (105.09, 33.0), (105.09, 33.1), (105.0, 33.1))]])
    require_within(SQUARE, [])


def test_a_shape_is_kept_as_geojson_and_read_again() -> None:
    assert from_geojson(geojson(SQUARE)) == SQUARE
    broken: list[dict[str, Any] | None] = [None, {}, {"coordinates": []}, {"coordinates": [["x"]]}]
    assert [from_geojson(kept) for kept in broken] == [(), (), (), ()]
    assert box_of(SQUARE) == (105.0, 33.0, 105.1, 33.1)


def test_a_shape_is_kept_closed_in_the_words_of_geojson() -> None:
    assert geojson(SQUARE) == {"type": "Polygon", "coordinates": [[list(corner) for corner in (*SQUARE, SQUARE[0])]]}


def test_kept_corners_that_are_not_closed_are_all_read() -> None:
    assert from_geojson({"coordinates": [[list(corner) for corner in SQUARE]]}) == SQUARE
    assert from_geojson({"coordinates": [[[105.0, 33.0]]]}) == ((105.0, 33.0),)


def test_a_unit_nobody_is_counted_in_has_nobody_and_no_share() -> None:
    (told,) = shares({1: 3}, {}, {})
    assert (told.people, told.located, told.inside, told.share, told.is_whole) == (0, 0, 3, 0, False)
    (empty,) = shares({}, {}, {}, points=(4,))
    assert (empty.people, empty.located, empty.inside, empty.is_whole) == (0, 0, 0, False)


def test_the_own_point_of_a_unit_is_not_asked_where_homes_are_known() -> None:
    found = shares({1: 2}, {2: 5}, {1: 9, 2: 5}, points=(1, 2))
    assert [(share.unit, share.inside) for share in found] == [(1, 2)]


def test_what_is_wrong_with_a_shape_is_also_the_text_of_the_error() -> None:
    with pytest.raises(BadShape, match=r"^crosses$"):
        read_ring([(105, 33), (105.1, 33), (105.2, 33)])


def test_a_corner_beside_any_one_of_several_borders_is_near_enough() -> None:
    east = ((105.05, 33.0), (105.1, 33.0), (105.1, 33.1), (105.05, 33.1))
    west = ((105.0, 33.0), (105.05, 33.0), (105.05, 33.1), (105.0, 33.1))
    require_within(SQUARE, [[west], [east]])
    with pytest.raises(BadShape):
        require_within(SQUARE, [[west]])


def test_a_corner_deep_inside_a_border_is_not_far_from_it() -> None:
    require_within(SQUARE, [[((104.0, 32.0), (106.0, 32.0), (106.0, 34.0), (104.0, 34.0))]])
