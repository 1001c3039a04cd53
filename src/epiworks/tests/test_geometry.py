"""Points inside outlines, outlines that cross themselves, distances: against independent reckonings."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from epiworks.geometry import (
    crossing_edges,
    degrees_east,
    inside_ring,
    inside_rings,
    mercator,
    metres_to_ring,
    signed_area,
    square_kilometres,
)

whole = st.integers(-50, 50)
corner = st.tuples(whole, whole)
points = st.lists(corner, min_size=1, max_size=30)


def array(found: list[tuple[int, int]]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.array(found, dtype=np.float64).reshape(-1, 2)


@st.composite
def stars(draw: st.DrawFn) -> tuple[list[float], int]:
    """Distances of corners from the middle, evenly round it: any such outline is simple."""
    found = draw(st.lists(st.floats(1, 10), min_size=3, max_size=12))
    return found, len(found)


@given(stars(), st.floats(0, 2 * math.pi), st.floats(0, 12))
def test_a_point_of_a_star_is_inside_when_it_is_nearer_than_the_edge_in_its_direction(
    star: tuple[list[float], int], angle: float, far: float
) -> None:
    distances, count = star
    ring = np.array(
        [[d * math.cos(2 * math.pi * n / count), d * math.sin(2 * math.pi * n / count)] for n, d in enumerate(distances)], dtype=np.float64
    )
    step = 2 * math.pi / count
    place = int(angle // step) % count
    one, two, turn = distances[place], distances[(place + 1) % count], angle - place * step
    edge = one * two * math.sin(step) / (one * math.sin(turn) + two * math.sin(step - turn))
    assume(abs(edge - far) > 1e-6)
    assert bool(inside_ring(ring, np.array([[far * math.cos(angle), far * math.sin(angle)]]))[0]) is (far < edge)


@given(corner, corner, corner, points)
def test_a_triangle_holds_what_lies_on_the_inner_side_of_all_its_edges(
    a: tuple[int, int], b: tuple[int, int], c: tuple[int, int], asked: list[tuple[int, int]]
) -> None:
    assume(signed_area([a, b, c]) != 0)
    found = inside_ring(array([a, b, c]), array(asked))
    for point, held in zip(asked, found, strict=True):
        sides = [signed_area([*edge, point]) for edge in ((a, b), (b, c), (c, a))]
        if 0 not in sides:
            assert bool(held) is (len({side > 0 for side in sides}) == 1)


@given(corner, corner, corner, corner, points)
def test_two_neighbours_share_out_every_point_also_on_their_border(
    a: tuple[int, int], b: tuple[int, int], c: tuple[int, int], d: tuple[int, int], asked: list[tuple[int, int]]
) -> None:
    on_border = [a, c, ((a[0] + c[0]) // 2, (a[1] + c[1]) // 2)]
    tried = array([*asked, *on_border])
    halves = inside_ring(array([a, b, c]), tried) ^ inside_ring(array([a, c, d]), tried)
    assert halves.tolist() == inside_ring(array([a, b, c, d]), tried).tolist()


@given(st.lists(corner, min_size=3, max_size=8), points, st.integers(0, 7))
def test_the_first_corner_and_the_direction_do_not_matter(ring: list[tuple[int, int]], asked: list[tuple[int, int]], start: int) -> None:
    place = start % len(ring)
    turned = [*ring[place:], *ring[:place]][::-1]
    assert inside_ring(array(ring), array(asked)).tolist() == inside_ring(array(turned), array(asked)).tolist()


def test_a_hole_is_outside() -> None:
    outer, hole = array([(0, 0), (10, 0), (10, 10), (0, 10)]), array([(4, 4), (6, 4), (6, 6), (4, 6)])
    assert inside_rings([outer, hole], array([(5, 5), (2, 2), (12, 2)])).tolist() == [False, True, False]


def test_no_point_lies_in_fewer_than_three_corners() -> None:
    assert not inside_ring(array([(0, 0), (4, 4)]), array([(2, 2), (1, 2)])).any()


@given(stars())
def test_a_star_crosses_itself_nowhere(star: tuple[list[float], int]) -> None:
    distances, count = star
    ring = [
        (round(1000 * d * math.cos(2 * math.pi * n / count)), round(1000 * d * math.sin(2 * math.pi * n / count)))
        for n, d in enumerate(distances)
    ]
    assert crossing_edges(ring) is None


@pytest.mark.parametrize(
    ("ring", "found"),
    [
        ([(0, 0), (2, 2), (2, 0), (0, 2)], (0, 2)),  # a bow tie
        ([(0, 0), (4, 0), (2, 0), (2, 3)], (0, 1)),  # runs back on itself
        ([(0, 0), (4, 0), (4, 4), (2, 0), (0, 4)], (0, 2)),  # touches its own edge with a corner
        ([(0, 0), (4, 0), (4, 4), (0, 4)], None),
        ([(0, 0), (2, 0), (4, 0), (4, 4)], None),  # a corner on a straight line is no crossing
    ],
)
def test_outlines_that_cross_touch_or_run_back_are_found(ring: list[tuple[int, int]], found: tuple[int, int] | None) -> None:
    assert crossing_edges(ring) == found


@given(st.lists(corner, min_size=3, max_size=7, unique=True))
def test_a_crossing_is_found_whichever_corner_comes_first(ring: list[tuple[int, int]]) -> None:
    turned = [*ring[1:], ring[0]]
    assert (crossing_edges(ring) is None) is (crossing_edges(turned) is None)


def test_an_area_is_twice_itself_and_has_a_sign() -> None:
    assert (signed_area([(0, 0), (3, 0), (0, 4)]), signed_area([(0, 4), (3, 0), (0, 0)])) == (12, -12)


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    ring = np.array([[100.0, 30.0], [110.0, 30.0], [110.0, 31.0], [100.0, 31.0]])
    assert metres_to_ring(ring, np.array([[105.0, 29.0]]))[0] == pytest.approx(111_195, abs=1)
    assert metres_to_ring(ring, np.array([[111.0, 30.5]]))[0] == pytest.approx(111_195 * math.cos(math.radians(30.5)), rel=1e-5)


def test_a_corner_given_twice_is_no_further_than_the_corner() -> None:
    ring = np.array([[0.0, 0.0], [0.0, 0.0], [1.0, 0.0], [1.0, 1.0]])
    assert metres_to_ring(ring, np.array([[0.0, 0.0]]))[0] == 0


def test_a_degree_at_the_equator_is_12_364_square_kilometres() -> None:
    assert square_kilometres(np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])) == pytest.approx(12_364, abs=1)


def test_mercator_stretches_by_the_secant_of_latitude() -> None:
    (_, low), (_, high) = mercator(0, 59.999), mercator(0, 60.001)
    assert (high - low) / 0.002 == pytest.approx(2.0, rel=1e-4)
    assert mercator(10, 90) == mercator(10, 86)


def test_a_metre_is_more_degrees_further_north() -> None:
    assert degrees_east(111_195, 60) == pytest.approx(2.0, rel=1e-4)
