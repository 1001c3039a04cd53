"""The JSON API of analysis, mounted by config at /api/v1/analysis/: every figure with everything it must carry."""

from datetime import date, datetime
from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from epiworks.epi.curve import Basis
from outpace.analysis import api
from outpace.analysis.choices import Kind, Standing
from outpace.analysis.data import Answer, Ask, Course, CurveFound, DelaysFound, Lack, RtFound, Spread, Step
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.restauth import Problem, caller
from outpace.kernel.restforms import REFUSED, Id
from outpace.kernel.scope import Actor
from outpace.registry.data import AreaNode

router = Router(tags=["analysis"])

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
Day = Annotated[date, Field(ge=EARLIEST, lt=LATEST)]


class WindowIn(Schema):
    """Which days, both within, as known at the end of which day? Left out: sixty days until today."""

    first: Day | None = None
    last: Day | None = None
    as_of: Day | None = None

    def asked(self, area: AreaNode) -> Ask:
        """What is asked for? Raises Refusal for a window that cannot be shown."""
        as_of = self.as_of or api.today()
        last = self.last or as_of
        ask = Ask(area.path, self.first or last - api.USUAL, last, as_of)
        try:
            return api.asked_window(ask, today=api.today())
        except api.WindowRefused as refused:
            raise Refusal("window", _("No such window can be shown."), field=str(refused)) from refused


class CurveIn(WindowIn):
    """By which day the cases are counted."""

    basis: Basis = Basis.ONSET


class FrameOut(Schema):
    """What a figure carries: window, as-of, level, whether it may still change, packs with versions, and how it is found again."""

    run_id: int
    kind: Kind
    path: str
    first: date
    last: date
    as_of: date
    standing: Standing
    packs: list[str]
    inputs_hash: str
    seed: int
    code: str
    made_by: str
    made_at: datetime


class BreakOut(Schema):
    """From this day on the series means something else."""

    day: date
    why: str


class DayOut(Schema):
    """One day. Units: persons with a case. `low` to `high`: the number in the end (95 %), null where it is too early to say."""

    day: date
    total: int
    kinds: dict[str, int]
    controlled: int
    community: int
    imported: int
    low: float | None
    middle: float | None
    high: float | None
    complete: bool


class GrowthOut(Schema):
    """Growth a day on the logarithmic scale with its 95 % interval; days to double or to halve, null where not known."""

    best: float
    low: float
    high: float
    doubling: tuple[float, float] | None
    halving: tuple[float, float] | None
    first: date
    last: date
    cases: int
    small: bool


class ForecastOut(Schema):
    """New local cases of a day to come if nothing changes."""

    day: date
    low: float
    quarter: float
    median: float
    three_quarters: float
    high: float


class PastOut(Schema):
    """How such forecasts did until now: mean weighted interval scores, and shares of days within (0 to 1)."""

    scored: int
    score: float
    plain: float
    within_half: float
    within_95: float


class IntervalOut(Schema):
    """The serial interval that was borrowed, in days, and from whom."""

    mean: float
    sd: float
    source: str


class CurveOut(Schema):
    """The epidemic curve and what it means; a figure that is not given says why in `no_...`."""

    basis: Basis
    days: list[DayOut]
    total: int
    undated: int
    outside: int
    complete_until: date
    delays: int
    no_nowcast: Lack
    breaks: list[BreakOut]
    course: Course
    last_case: date | None
    quiet: int | None
    growth: GrowthOut | None
    no_growth: Lack
    forecast: list[ForecastOut]
    past: PastOut | None
    no_forecast: Lack
    interval: IntervalOut | None


class CurveAnswer(Schema):
    """The curve with its frame."""

    frame: FrameOut
    found: CurveOut


class WindowOut(Schema):
    """R of the seven days that end on `last`: mean, middle half, 95 %; null where there are too few cases."""

    first: date
    last: date
    mean: float | None
    low: float | None
    quarter: float | None
    three_quarters: float | None
    high: float | None
    local: int
    imported: int
    thin: bool


class RtOut(Schema):
    """R by window; `stand_ins` are cases without a day of onset, counted on the day of their sample."""

    windows: list[WindowOut]
    spread: Spread
    complete_until: date
    local: int
    imported: int
    stand_ins: int
    breaks: list[BreakOut]
    no_rt: Lack
    interval: IntervalOut | None


class RtAnswer(Schema):
    """R with its frame."""

    frame: FrameOut
    found: RtOut


class DelayOut(Schema):
    """Half of the cases come within `median` days, nine of ten within `p90`."""

    median: float
    p90: float
    cases: int


class WeekOut(Schema):
    """The cases whose step began in the week from `first`; no figures with fewer than five."""

    first: date
    cases: int
    figures: DelayOut | None


class StepOut(Schema):
    """One step; `missing` cases lack a day, in `before` the second day comes first."""

    step: Step
    figures: DelayOut | None
    plain_mean: float | None
    missing: int
    before: int
    weeks: list[WeekOut]


class ShareOut(Schema):
    """A part of a whole with its 95 % interval, 0 to 1; `small`: fewer than ten in the whole."""

    part: int
    whole: int
    share: float | None
    low: float
    high: float
    small: bool


class FaceOut(Schema):
    """The social face by the rule of a pack: `days` clear days in a row, of `needed`."""

    zero: bool
    days: int
    needed: int
    whole_window: bool
    last_outside: date | None
    outside: int
    pack: str
    line: str
    unconfirmed: bool


class GoalOut(Schema):
    """One step of 7-1-7: days taken so far, its goal in days, done, within its goal (null: still open)."""

    days: float
    goal: int
    done: bool
    met: bool | None


class DelaysOut(Schema):
    """Delays and progress of an area."""

    steps: list[StepOut]
    in_time: ShareOut
    running: int
    under_control: ShareOut | None
    unlinked: ShareOut
    face: FaceOut | None
    detect: GoalOut | None
    notify: GoalOut | None
    respond: GoalOut | None
    total: int


class DelaysAnswer(Schema):
    """Delays and progress with their frame."""

    frame: FrameOut
    found: DelaysOut


class RunOut(Schema):
    """A kept run: inputs and result as the texts that were stored, so that anybody can work it out again."""

    frame: FrameOut
    inputs: str
    result: str
    result_hash: str


def reader(request: HttpRequest) -> Actor:
    """Who asks? Raises NotAllowed for a role that does not read analysis, or not through the API."""
    actor = caller(request)
    actor.require_anywhere(Permission.API_READ)
    actor.require_anywhere(Permission.ANALYSIS_READ)
    return actor


@router.get("/areas/{area_id}/curve", response={200: CurveAnswer, REFUSED: Problem}, summary="The epidemic curve of an area")
def curve(request: HttpRequest, area_id: Id, wanted: Query[CurveIn]) -> Answer[CurveFound]:
    """Counts, what is missing of the last days, growth, a short forecast and how such forecasts did."""
    actor = reader(request)
    return api.curve(actor, wanted.asked(api.area_for(actor, area_id)), basis=wanted.basis)


@router.get("/areas/{area_id}/rt", response={200: RtAnswer, REFUSED: Problem}, summary="How many one case infects in an area")
def reproduction(request: HttpRequest, area_id: Id, wanted: Query[WindowIn]) -> Answer[RtFound]:
    """R by windows of seven complete days, the doubt of the serial interval included; never across a break."""
    actor = reader(request)
    return api.reproduction(actor, wanted.asked(api.area_for(actor, area_id)))


@router.get("/areas/{area_id}/delays", response={200: DelaysAnswer, REFUSED: Problem}, summary="Delays and progress in an area")
def delays(request: HttpRequest, area_id: Id, wanted: Query[WindowIn]) -> Answer[DelaysFound]:
    """From onset to isolation, investigations in time, found under control, social face, 7-1-7."""
    actor = reader(request)
    return api.delays(actor, wanted.asked(api.area_for(actor, area_id)))


@router.get("/runs/{analysis_run_id}", response={200: RunOut, REFUSED: Problem}, summary="A kept run with its inputs")
def run(request: HttpRequest, analysis_run_id: Id) -> api.KeptRun:
    """404 outside the caller's areas. The inputs are counts."""
    return api.kept_run(reader(request), analysis_run_id)
