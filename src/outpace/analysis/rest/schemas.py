"""What answers of the JSON API of analysis look like."""

from datetime import date, datetime

from ninja import Schema

from epiworks.epi.curve import Basis
from outpace.analysis.choices import Kind, Standing
from outpace.analysis.data import Course, Lack, Spread, Step
from outpace.analysis.rest.chains import ChainsOut


class FrameOut(Schema):
    """What a figure carries: window, as-of, level, whether it may still change, packs with versions, how it is found
    again, and whether it is about what is known now (`fresh`) or stands in for a run still to be made."""

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
    fresh: bool


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


class ChainsAnswer(Schema):
    """What judged links say, with its frame."""

    frame: FrameOut
    found: ChainsOut


class RunOut(Schema):
    """A kept run: inputs and result as the texts that were stored, so that anybody can work it out again."""

    frame: FrameOut
    inputs: str
    result: str
    result_hash: str


class SeenOut(Schema):
    """One round over the whole zone whose results are in. Units: persons."""

    day: date
    due: int
    done: int


class EndingDayOut(Schema):
    """How likely is it over on one day, by known cases alone and with hidden chains; `ahead`: a day to come."""

    day: date
    known: float
    over: float
    ahead: bool


class AssumedOut(Schema):
    """What was assumed."""

    reproduction: float
    dispersion: float
    controlled: float
    hidden: float
    sensitivity: float
    never_reached: float


class EndingOut(Schema):
    """How likely it is over in a zone; advice, never a release. Probabilities are 0 to 1, null where nothing can be said (`lack`)."""

    clear: int
    over: float | None
    known: float | None
    hidden: float | None
    seen_by_now: float | None
    by_hidden: list[tuple[float, float]]
    days: list[EndingDayOut]
    sure_on: date | None
    cases: int
    rounds: list[SeenOut]
    since: date
    assumed: AssumedOut
    interval: IntervalOut | None
    lack: Lack


class EndingAnswer(Schema):
    """The end of a zone's outbreak with its frame."""

    frame: FrameOut
    found: EndingOut
