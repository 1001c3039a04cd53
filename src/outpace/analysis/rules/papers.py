"""How are inputs and results written, so that equal ones are equal byte for byte?"""

from hashlib import sha256
from math import isfinite
from typing import TypeVar

import msgspec

DIGITS = 6
"""Significant digits of a figure: more than anybody reads, few enough that two machines print the same."""

Paper = TypeVar("Paper")


def written(value: object) -> str:
    """Which text is this value? Keys in order, no spaces."""
    return msgspec.json.encode(value, order="deterministic").decode()


def read(text: str, kind: type[Paper]) -> Paper:
    """Which value is this text? Raises `msgspec.ValidationError` when it is not of this kind."""
    return msgspec.json.decode(text, type=kind)


def fingerprint(text: str) -> str:
    """Which SHA-256 has this text, in hexadecimal?

    >>> fingerprint("")[:12]
    'e3b0c44298fc'
    """
    return sha256(text.encode()).hexdigest()


def figure(value: float) -> float:
    """How is this figure kept: to six significant digits, never minus zero?

    >>> figure(2 / 3), figure(-0.0)
    (0.666667, 0.0)
    """
    return float(f"{value:.{DIGITS}g}") + 0.0


def maybe(value: float) -> float | None:
    """As `figure`; None for what is not a number or has no end."""
    return figure(value) if isfinite(value) else None
