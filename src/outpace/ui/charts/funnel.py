"""Where does the stream stop? Stages in order, each with what came through and what waits in front of the next one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from outpace.ui.charts.shapes import Tone

__all__ = ["Funnel", "FunnelStep", "Stage", "funnel"]

SPAN = 100.0
_LEAST = 1.5


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: how many units came through it, how many wait before it and for how long (already in words), and what is behind it."""

    label: str | Promise
    count: int
    waiting: int = 0
    waiting_note: str = ""
    url: str = ""
    waiting_url: str = ""
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """One drawn stage, in a box of 100 by 100: heights before and after, as polygons for the stream and for what is held back."""

    stage: Stage
    number: int
    share: float
    flow: str
    held: str


@dataclass(frozen=True, slots=True)
class Funnel:
    """The chart: the steps, and the unit that every figure in it counts."""

    name: str
    caption: str | Promise
    unit: str | Promise
    steps: tuple[FunnelStep, ...]


def funnel(stages: Sequence[Stage], *, name: str, caption: str | Promise, unit: str | Promise) -> Funnel:
    """How is this pipeline drawn? Heights are proportional to the largest stage; a stage above zero stays visible."""
    top = max((stage.count for stage in stages), default=0)
    heights = [_height(stage.count, top) for stage in stages]
    before = [heights[0], *heights[:-1]] if heights else []
    steps = tuple(
        FunnelStep(stage, number, stage.count / top if top else 0.0, _band(left, right), _gap(left, right))
        for number, (stage, left, right) in enumerate(zip(stages, before, heights, strict=True), start=1)
    )
    return Funnel(name, caption, unit, steps)


def _height(count: int, top: int) -> float:
    return max(_LEAST, SPAN * count / top) if top and count else 0.0


def _band(left: float, right: float) -> str:
    """Which polygon leads from the height before to the height of this stage, standing on the ground?"""
    return _points((0, SPAN - left), (24, SPAN - right), (SPAN, SPAN - right), (SPAN, SPAN), (0, SPAN))


def _gap(left: float, right: float) -> str:
    """Which polygon is the difference to the stage before? Empty where nothing is held back."""
    return _points((0, SPAN - left), (SPAN, SPAN - left), (SPAN, SPAN - right), (24, SPAN - right)) if left > right else ""


def _points(*corners: tuple[float, float]) -> str:
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in corners)
