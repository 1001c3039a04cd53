"""Printed figures: 万 and 亿, bounds, units, and the step in which they were printed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.plan.counts import Bound, NumberUnreadable, read_figure


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("46万", 460_000),
        ("4.6万", 46_000),
        ("157.01万人次", 1_570_100),
        ("67.2万管/日", 672_000),
        ("3,571,505", 3_571_505),
        ("１２，７６２", 12_762),
        ("三百二十五间", 325),
        ("十五", 15),
        ("两百万", 2_000_000),
        ("1.2亿", 120_000_000),
        ("14亿", 1_400_000_000),
        ("3百万", 3_000_000),
        ("0", 0),
    ],
)
def test_a_figure_is_read_as_it_was_meant(text: str, value: int) -> None:
    assert read_figure(text).whole == value


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("1,300+人", Bound.AT_LEAST),
        ("6,000余人次", Bound.AT_LEAST),
        ("120,000升以上", Bound.AT_LEAST),
        ("超50万元", Bound.AT_LEAST),
        ("≥20", Bound.AT_LEAST),
        ("30多小时", Bound.AT_LEAST),
        ("近30小时", Bound.ABOUT),
        ("约1,200人", Bound.ABOUT),
        ("24小时以内", Bound.AT_MOST),
        ("<5", Bound.AT_MOST),
        ("141", Bound.EXACT),
    ],
)
def test_a_bound_stays_a_bound(text: str, bound: Bound) -> None:
    assert read_figure(text).bound is bound


@pytest.mark.parametrize(("text", "unit"), [("4,658间", "间"), ("157.01万人次", "人次"), ("53,094份", "份"), ("49,800", "")])
def test_the_unit_word_is_kept(text: str, unit: str) -> None:
    assert read_figure(text).unit == unit


@pytest.mark.parametrize(("text", "step"), [("4.6万", "1000"), ("46万", "10000"), ("157.01万", "100"), ("12,263", "1"), ("1.827", "0.001")])
def test_the_step_of_printing_is_kept(text: str, step: str) -> None:
    assert read_figure(text).step == Decimal(step)


@pytest.mark.parametrize("text", ["", "若干", "1,23", "3 rounds 9 passes", "--", "49℃-50℃"])
def test_what_is_not_one_figure_is_refused(text: str) -> None:
    with pytest.raises(NumberUnreadable, match="not a figure"):
        read_figure(text)


def test_half_a_person_is_refused() -> None:
    with pytest.raises(NumberUnreadable, match="whole"):
        _ = read_figure("1.5人").whole


@given(st.integers(0, 10**9))
def test_plain_and_grouped_numbers_read_the_same(value: int) -> None:
    assert read_figure(str(value)).whole == read_figure(f"{value:,}").whole == value


@given(st.integers(0, 10**6))
def test_ten_thousands_are_exact_to_the_person(value: int) -> None:
    printed = f"{Decimal(value) / 10_000:f}万"
    assert read_figure(printed).whole == value
