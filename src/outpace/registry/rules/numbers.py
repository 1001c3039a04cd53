"""Numbers as Chinese reports write them: 万, 亿, full-width digits, thousands commas."""

import re
import unicodedata
from decimal import Decimal
from typing import Final

_UNITS: Final = {"": 1, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_NUMBER: Final = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(千|万|亿)?(?:余|多)?(?:人次|人|户|管|个|名)?")


def parse_count(text: str) -> int | None:
    """Which whole number does a cell mean: "18.99万人" is 189,900? None when it means no whole number (blank, words, 0.5 of a person)."""
    match = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", "").strip())
    if match is None:
        return None
    value = Decimal(match[1].replace(",", "") + (match[2] or "")) * _UNITS[match[3] or ""]
    return int(value) if value == value.to_integral_value() else None
