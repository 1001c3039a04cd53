"""Funnel, bars, histogram and lines: what is drawn is what was counted."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outpace.ui.charts import Bin, Point, Segment, Stage, funnel, histogram, line, stacked_bar

counts = st.lists(st.integers(0, 2_000_000), min_size=1, max_size=8)
START = datetime(2021, 11, 8, 8, tzinfo=UTC)
readings = st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 9_999)), min_size=1, max_size=30, unique_by=lambda pair: pair[0])


def heights(polygon: str) -> list[float]:
    return [100 - float(pair.split(",")[1]) for pair in polygon.split()]


@given(counts)
def test_the_funnel_is_as_high_as_the_count(values: list[int]) -> None:
    chart = funnel([Stage(str(value), value) for value in values], name="f", caption="f", unit="tubes")
    for value, step in zip(values, chart.steps, strict=True):
        expected = 100 * value / max(values) if max(values) else 0
        assert heights(step.flow)[2] == pytest.approx(max(expected, 1.5 if value else 0), abs=0.01)


@given(counts)
def test_the_funnel_shows_as_held_back_only_what_shrank(values: list[int]) -> None:
    chart = funnel([Stage(str(value), value) for value in values], name="f", caption="f", unit="tubes")
    before = heights(chart.steps[0].flow)[2]
    for step in chart.steps:
        now = heights(step.flow)[2]
        assert bool(step.held) == (before > now + 0.011) or abs(before - now) < 0.02
        before = now


@given(counts)
def test_parts_of_a_bar_fill_it_without_gaps(values: list[int]) -> None:
    bar = stacked_bar([Segment(str(value), value) for value in values], caption="b")
    end = 0.0
    for value, part in zip(values, bar.parts, strict=True):
        assert part.x == pytest.approx(end)
        assert part.share == pytest.approx(value / bar.total if bar.total else 0)
        end = part.x + part.width
    assert end == pytest.approx(100 if bar.total else 0)


def test_a_negative_part_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        stacked_bar([Segment("a", -1)], caption="b")


def test_the_results_of_baise_add_up_to_those_sampled() -> None:
    bar = stacked_bar([Segment("negative", 207_321), Segment("positive", 98), Segment("pending", 87)], caption="b")
    assert bar.total == 207_506


@given(counts)
def test_columns_of_the_histogram_stand_on_one_ground(values: list[int]) -> None:
    chart = histogram([Bin(str(value), value) for value in values], caption="h", unit="tubes")
    for value, column in zip(values, chart.columns, strict=True):
        assert column.rect.y + column.rect.height == pytest.approx(chart.height)
        assert column.rect.height == pytest.approx(chart.height * value / (max(values) or 1))


@given(readings)
def test_a_line_keeps_inside_its_drawing(pairs: list[tuple[int, int]]) -> None:
    chart = line([Point(START + timedelta(minutes=minute), value) for minute, value in pairs], caption="l", size=(120, 28))
    for pair in chart.path.replace("M", "").replace("L", "").split():
        assert 0 <= float(pair) <= 120


@given(readings)
def test_a_line_is_drawn_in_the_order_of_time(pairs: list[tuple[int, int]]) -> None:
    chart = line([Point(START + timedelta(minutes=minute), value) for minute, value in pairs], caption="l")
    across = [float(corner.split()[0]) for corner in chart.path.replace("M", "").split(" L")]
    assert across == sorted(across)


def test_a_stepped_line_holds_each_value_until_the_next() -> None:
    points = [Point(START, 0), Point(START + timedelta(hours=1), 10)]
    assert line(points, caption="l", size=(106, 26), stepped=True).path == "M3.0 23.0 L103.0 23.0 L103.0 3.0"


def test_a_line_of_nothing_is_empty() -> None:
    assert line([], caption="l").path == ""
