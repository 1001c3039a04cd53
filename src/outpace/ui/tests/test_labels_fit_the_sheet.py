"""Label sheets: everything on A4, a code on each label that reads back, nothing lost between sheets."""

import re

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from outpace.ui.labels import LAYOUTS, Label, LabelKind, label_sheets, qr_svg

kinds = st.sampled_from(LabelKind)


@pytest.mark.parametrize("kind", LabelKind)
def test_labels_of_every_kind_fit_on_a4(kind: LabelKind) -> None:
    layout = LAYOUTS[kind]
    assert layout.columns * layout.width <= 210
    assert layout.rows * layout.height <= 297


@given(st.integers(0, 400), kinds)
def test_every_label_is_printed_once_and_in_order(count: int, kind: LabelKind) -> None:
    labels = [Label(f"T-{number}") for number in range(count)]
    sheets = label_sheets(labels, kind)
    assert [label for sheet in sheets for label in sheet.labels] == labels
    assert all(len(sheet.labels) <= LAYOUTS[kind].per_sheet for sheet in sheets)


@given(kinds, st.data())
def test_a_begun_sheet_is_used_up(kind: LabelKind, data: st.DataObject) -> None:
    skip = data.draw(st.integers(0, LAYOUTS[kind].per_sheet - 1))
    first = label_sheets([Label("T-1")], kind, skip=skip)[0]
    assert [label.code for label in first.labels] == [""] * skip + ["T-1"]


def test_more_skipped_places_than_a_sheet_has_are_refused() -> None:
    with pytest.raises(ValueError, match="first sheet"):
        label_sheets([Label("T-1")], LabelKind.BOX, skip=8)


def test_different_codes_give_different_pictures() -> None:
    assert qr_svg("HX-1") != qr_svg("HX-2")
    assert qr_svg("") == ""


def test_the_picture_holds_no_text_and_scales_with_its_label() -> None:
    svg = qr_svg("HX-0211-0000001")
    assert re.search(r'viewBox="0 0 \d+ \d+"', svg)
    assert "HX-0211" not in svg
    assert "width=" not in svg.split(">")[0]


def test_the_sheet_needs_no_script() -> None:
    html = render_to_string("ui/labels.html", {"title": "Labels", "sheets": label_sheets([Label("HX-1", "Box")], LabelKind.BOX)})
    assert html.count("<svg") == 1
    assert "<script" not in html
