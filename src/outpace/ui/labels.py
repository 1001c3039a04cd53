"""How do labels come out of a printer? Sheets of A4 with a QR code on each label, in millimetres, as SVG, without JavaScript.

A QR code holds the bare code and nothing else: what it names is known to the server only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import segno
from django.utils.functional import Promise
from django.utils.safestring import SafeString

__all__ = ["LAYOUTS", "Label", "LabelKind", "Layout", "Sheet", "label_sheets", "qr_svg"]


class LabelKind(StrEnum):
    """What is labelled."""

    TUBE = "tube"
    BOX = "box"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Layout:
    """How labels of one kind stand on A4 (210 by 297 mm): columns, rows, and the size of one label in mm."""

    columns: int
    rows: int
    width: float
    height: float

    @property
    def per_sheet(self) -> int:
        """How many fit on one sheet?"""
        return self.columns * self.rows


LAYOUTS = {
    LabelKind.TUBE: Layout(columns=5, rows=22, width=38, height=12),
    LabelKind.BOX: Layout(columns=2, rows=4, width=99, height=67),
    LabelKind.PERSON: Layout(columns=2, rows=5, width=86, height=54),
}


@dataclass(frozen=True, slots=True)
class Label:
    """One label: the code (also in the QR code), what stands large, and small lines below."""

    code: str
    title: str | Promise = ""
    lines: tuple[str | Promise, ...] = ()

    @property
    def qr(self) -> SafeString:
        """What is its QR code as SVG?"""
        return qr_svg(self.code)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of paper: its kind, its number and its labels."""

    kind: LabelKind
    number: int
    labels: tuple[Label, ...]


def label_sheets(labels: Sequence[Label], kind: LabelKind, *, skip: int = 0) -> tuple[Sheet, ...]:
    """Onto which sheets do these labels go? `skip` leaves the first places empty, for a sheet already begun.

    Raises ValueError when `skip` is not a place on the first sheet.
    """
    size = LAYOUTS[kind].per_sheet
    if not 0 <= skip < size:
        raise ValueError("skip must name a place on the first sheet")
    places = [*([Label(code="")] * skip), *labels]
    chunks = [places[start : start + size] for start in range(0, len(places), size)] if labels else []
    return tuple(Sheet(kind, number, tuple(chunk)) for number, chunk in enumerate(chunks, start=1))


def qr_svg(code: str) -> SafeString:
    """What is the QR code of this text, scaled by its container, readable with 15 % of it dirty? Empty for an empty code."""
    if not code:
        return SafeString("")
    return SafeString(segno.make_qr(code, error="m").svg_inline(border=0, omitsize=True, svgclass="op-qr", lineclass=None))
