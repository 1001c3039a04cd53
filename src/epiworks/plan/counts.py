"""What number does this printed figure mean? 46万, 4.6万, 157.01万人次, 1,300+, 50万元以上, 近30小时, １２３, 三百."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

_MULTIPLES = {"": 1, "千": 1_000, "万": 10_000, "萬": 10_000, "百万": 1_000_000, "亿": 100_000_000, "億": 100_000_000}
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_FIGURE = re.compile(
    r"^(?P<before>近|约|大约|超过|超|逾|至少|>=|≥|>|<|~)?\s*"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+)\s*"
    r"(?P<multiple>百万|[千万萬亿億])?\s*"
    r"(?P<more>余|多|\+)?\s*"
    r"(?P<unit>[^\d\s+]*?)\s*"
    r"(?P<after>以上|以内|左右|\+)?$"
)


class Bound(StrEnum):
    """How is the figure meant: exactly, as a lower or upper bound, or roughly?"""

    EXACT = "exact"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOUT = "about"


_BOUNDS = {
    "超过": Bound.AT_LEAST,
    "超": Bound.AT_LEAST,
    "逾": Bound.AT_LEAST,
    "至少": Bound.AT_LEAST,
    ">=": Bound.AT_LEAST,
    "≥": Bound.AT_LEAST,
    ">": Bound.AT_LEAST,
    "余": Bound.AT_LEAST,
    "多": Bound.AT_LEAST,
    "+": Bound.AT_LEAST,
    "以上": Bound.AT_LEAST,
    "<": Bound.AT_MOST,
    "以内": Bound.AT_MOST,
    "近": Bound.ABOUT,
    "约": Bound.ABOUT,
    "大约": Bound.ABOUT,
    "~": Bound.ABOUT,
    "左右": Bound.ABOUT,
}


class NumberUnreadable(ValueError):
    """The text is not a figure that can be read without guessing."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed figure: its value, how it is meant, the unit word behind it, and the smallest step it was printed in.

    4.6万 was printed in steps of 1,000: nobody may later treat it as 46,000 to the person.
    """

    value: Decimal
    bound: Bound
    unit: str
    step: Decimal

    @property
    def whole(self) -> int:
        """Which whole number is it? Raises `NumberUnreadable` for a fraction (half a person was not meant)."""
        if self.value != self.value.to_integral_value():
            message = f"{self.value} is not a whole number"
            raise NumberUnreadable(message)
        return int(self.value)


def read_figure(text: str) -> Figure:
    """What number does this printed figure mean? Exact decimal arithmetic. Raises `NumberUnreadable`.

    >>> [read_figure(text).whole for text in ("46万", "4.6万", "157.01万人次", "3,571,505", "三百二十五间")]
    [460000, 46000, 1570100, 3571505, 325]
    >>> read_figure("6,000余人次").bound.value, read_figure("50万元以上").unit
    ('at_least', '元')
    """
    found = _FIGURE.match(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        message = f"'{text}' is not a figure"
        raise NumberUnreadable(message)
    digits, multiple = found["digits"], _MULTIPLES[found["multiple"] or ""]
    number = Decimal(digits.replace(",", "")) if digits[0].isdigit() else Decimal(_chinese(digits))
    step = Decimal(1).scaleb(int(number.as_tuple().exponent)) * multiple
    marks = [mark for mark in (found["before"], found["more"], found["after"]) if mark]
    bound = _BOUNDS[marks[-1]] if marks else Bound.EXACT
    return Figure(number * multiple, bound, found["unit"], step)


def _chinese(digits: str) -> int:
    total = current = 0
    for character in digits:
        if character in _PLACES:
            # 十五 is fifteen: a place without a digit before it counts once.
            total += (current or 1) * _PLACES[character]
            current = 0
        else:
            current = _DIGITS[character]
    return total + current
