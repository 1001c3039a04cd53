"""Every pair of ink and paper in the tokens meets WCAG AA, light and dark."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[4] / "frontend/css/10-tokens.css").read_text(encoding="utf-8")
TEXT = [(ink, paper) for ink in ("ink", "ink-2", "ink-3", "accent") for paper in ("page", "surface")]
TEXT += [
    ("ink-2", "sunken"),
    ("ink", "hover"),
    ("ink-2", "hover"),
    ("accent-strong", "accent-soft"),
    ("on-accent", "accent"),
    ("ink", "accent-soft"),
]
TEXT += [(tone, f"{tone}-soft") for tone in ("ok", "warn", "danger", "info", "neutral")]
TEXT += [(tone, "surface") for tone in ("ok", "warn", "danger", "info", "neutral")]
TEXT += [("ink", f"{tone}-soft") for tone in ("ok", "warn", "danger", "info", "neutral")]
MARKS = [(f"{tone}-mark", "surface") for tone in ("ok", "warn", "danger", "info", "neutral")]
MARKS += [("line-strong", "surface"), ("focus", "surface"), ("focus", "page"), ("accent", "surface")]


def colours(theme: str) -> dict[str, str]:
    block = re.search(rf'\[data-bs-theme="{theme}"\] {{(.*?)}}', TOKENS, re.DOTALL)
    assert block is not None
    return dict(re.findall(r"--op-([\w-]+): (#[0-9a-f]{6})", block[1]))


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "paper"), TEXT)
def test_text_can_be_read(theme: str, ink: str, paper: str) -> None:
    assert contrast(colours(theme)[ink], colours(theme)[paper]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("mark", "paper"), MARKS)
def test_marks_and_borders_of_controls_can_be_seen(theme: str, mark: str, paper: str) -> None:
    assert contrast(colours(theme)[mark], colours(theme)[paper]) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_coverage_ramp_darkens_step_by_step(theme: str) -> None:
    steps = [luminance(colours(theme)[f"ramp-{step}"]) for step in range(1, 6)]
    assert all(one > other * 1.2 for one, other in pairwise(steps))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("step", "ink"), [(1, "#16212a"), (2, "#16212a"), (3, "#16212a"), (5, "#ffffff")])
def test_labels_on_tiles_can_be_read(theme: str, step: int, ink: str) -> None:
    assert contrast(colours(theme)[f"ramp-{step}"], ink) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_labels_on_the_fourth_step_can_be_read(theme: str) -> None:
    assert contrast(colours(theme)["ramp-4"], "#ffffff") >= 4.5
