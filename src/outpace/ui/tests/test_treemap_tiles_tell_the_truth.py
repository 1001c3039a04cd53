"""The treemap: areas are people, colours are coverage, nothing overlaps."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outpace.ui.charts import Cell, Rect, squarify, treemap
from outpace.ui.charts.shapes import own_names, text_width
from outpace.ui.charts.treemap import ramp_step

weights = st.lists(st.integers(1, 100_000), min_size=1, max_size=60).map(lambda values: sorted(values, reverse=True))
frames = st.builds(Rect, st.just(0.0), st.just(0.0), st.floats(50, 2000), st.floats(50, 2000))
cells = st.lists(
    st.integers(0, 5000).flatmap(
        lambda due: st.builds(Cell, st.text("镇乡AB ", min_size=1, max_size=8), st.just(due), st.integers(0, due))
    ),
    max_size=40,
)


@given(weights, frames)
def test_areas_are_proportional_to_people(people: list[int], frame: Rect) -> None:
    for weight, rect in zip(people, squarify(people, frame), strict=True):
        assert rect.area == pytest.approx(weight / sum(people) * frame.area, rel=1e-6)


@given(weights, frames)
def test_tiles_never_overlap(people: list[int], frame: Rect) -> None:
    slack = 1e-6 * max(frame.width, frame.height)
    for one, other in combinations(squarify(people, frame), 2):
        across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
        down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
        assert across <= slack or down <= slack


@given(weights, frames)
def test_tiles_stay_inside_the_frame(people: list[int], frame: Rect) -> None:
    slack = 1e-6 * max(frame.width, frame.height)
    for rect in squarify(people, frame):
        assert rect.x >= -slack
        assert rect.y >= -slack
        assert rect.x + rect.width <= frame.width + slack
        assert rect.y + rect.height <= frame.height + slack


def test_equal_weights_in_a_square_come_out_as_squares() -> None:
    for rect in squarify([1, 1, 1, 1], Rect(0, 0, 100, 100)):
        assert rect.width == pytest.approx(rect.height)


def test_a_weight_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        squarify([3, 0], Rect(0, 0, 10, 10))


@given(cells)
def test_the_darkest_colour_means_that_nobody_is_missing(areas: list[Cell]) -> None:
    for cell in areas:
        assert (ramp_step(cell) == 5) == (cell.due > 0 and cell.missing == 0)


@given(cells)
def test_the_pattern_means_that_nobody_is_done(areas: list[Cell]) -> None:
    for cell in areas:
        assert (ramp_step(cell) == 0) == (cell.done == 0)


@given(st.integers(1, 2000), st.data())
def test_more_coverage_is_never_paler(due: int, data: st.DataObject) -> None:
    less, more = sorted((data.draw(st.integers(0, due)), data.draw(st.integers(0, due))))
    assert ramp_step(Cell("a", due, less)) <= ramp_step(Cell("a", due, more))


@given(cells)
def test_every_area_is_in_the_table_even_where_nobody_is_due(areas: list[Cell]) -> None:
    chart = treemap(areas, name="t", caption="t")
    assert sorted(chart.cells, key=repr) == sorted(areas, key=repr)
    assert len(chart.wide.tiles) == len(chart.narrow.tiles) == sum(cell.due > 0 for cell in areas)


@given(cells)
def test_labels_that_are_shown_fit_their_tiles(areas: list[Cell]) -> None:
    chart = treemap(areas, name="t", caption="t")
    for tile in chart.wide.tiles + chart.narrow.tiles:
        for y, line in tile.label.rows:
            assert text_width(line, tile.label.font) <= tile.rect.width
            assert y <= tile.rect.y + tile.rect.height


@pytest.mark.parametrize(
    ("names", "own"),
    [
        (["北街社区第4网格", "北街社区第11网格"], ["第4网格", "第11网格"]),
        (["Beijie Community Grid 4", "Beijie Community Grid 11"], ["Grid 4", "Grid 11"]),
        (["城关镇", "江洛镇"], ["城关镇", "江洛镇"]),
        (["Niyang Town", "Ninglan Town"], ["Niyang Town", "Ninglan Town"]),
        (["北街", "北街二"], ["北街", "二"]),
    ],
)
def test_where_a_name_does_not_fit_what_all_begin_with_is_left_out(names: list[str], own: list[str]) -> None:
    assert list(own_names(names).values()) == own


def test_a_label_too_wide_for_its_tile_is_broken_at_a_space() -> None:
    chart = treemap([Cell(name, 10, 1) for name in ("Jiangluo New Town", "Town") for _ in range(6)], name="t", caption="t")
    lines = {tile.cell.label: [line for _, line in tile.label.rows] for tile in chart.narrow.tiles}
    assert lines == {"Jiangluo New Town": ["Jiangluo New", "Town"], "Town": ["Town"]}
