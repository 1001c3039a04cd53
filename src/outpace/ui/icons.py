"""Which drawing belongs to an icon's name?

The drawings are Tabler's outline icons, picked in frontend/icons.txt and built into icons.json.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString

__all__ = ["UnknownIcon", "drawings", "render_icon"]


class UnknownIcon(KeyError):
    """No such icon is built; add its Tabler name to frontend/icons.txt and run the frontend build."""


@cache
def drawings() -> Mapping[str, str]:
    """Which icons can be drawn: name to the inner SVG markup?"""
    found: dict[str, str] = json.loads((Path(__file__).parent / "icons.json").read_text(encoding="utf-8"))
    return found


def render_icon(name: str, *, label: str = "") -> SafeString:
    """What inline SVG draws this icon? With `label` it is an image with a name, without it is decoration. Raises UnknownIcon."""
    if name not in drawings():
        raise UnknownIcon(name)
    inner = SafeString(drawings()[name])
    if label:
        return format_html('<svg class="op-icon" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>', label, inner)
    return format_html('<svg class="op-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>', inner)
