"""How long do onset, sample, report and isolation lie apart, and is the response ahead of the outbreak?"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType

import numpy as np

from epiworks.epi.delays import ObservedDelays, delay_estimate, observed_delays
from epiworks.epi.progress import SEVEN_ONE_SEVEN, Milestones, SharedOut, seven_one_seven, share_of
from epiworks.epi.progress import Step as Goal
from epiworks.protocol import DayFindings, Setting, shipped_library, social_face_zero
from epiworks.units import PersonCount
from outpace.analysis.data.delays import DelayFigures, DelaysFound, FaceFound, GoalStep, ShareFound, Step, StepFound, WeekDelay
from outpace.analysis.data.inputs import CaseInputs, DelayInputs
from outpace.analysis.rules.papers import figure
from outpace.analysis.rules.series import cases_in, days_between, is_controlled, or_sample
from outpace.casework.data.daily import CaseCell

Day = Callable[[CaseCell], date | None]
STEPS: Mapping[Step, tuple[Day, Day]] = MappingProxyType(
    {
        Step.ONSET_SAMPLE: (lambda cell: cell.onset, lambda cell: cell.sampled),
        Step.SAMPLE_REPORT: (lambda cell: cell.sampled, lambda cell: cell.reported),
        Step.REPORT_ISOLATION: (lambda cell: cell.reported, lambda cell: cell.isolated),
        Step.ONSET_ISOLATION: (lambda cell: cell.onset, lambda cell: cell.isolated),
    }
)
"""From which day to which."""

REACH, FEWEST, WEEK = 21, 5, timedelta(days=7)


def delays(inputs: DelayInputs, _generator: np.random.Generator) -> DelaysFound:
    """How long does each step take, and what of progress can be told? Nothing in it is chance."""
    cases = inputs.cases
    found = [cell for cell in cases.cells if cases.first <= cell.found <= cases.last]
    owed = [cell for cell in found if cell.investigated]
    decided = [cell for cell in owed if cell.timely is not None]
    local = [cell for cell in found if not cell.imported]
    goals = _goals(inputs)
    return DelaysFound(
        steps=tuple(_step(cases, step) for step in Step),
        in_time=_share([cell for cell in decided if cell.timely], decided),
        running=PersonCount(cases_in(owed) - cases_in(decided)),
        under_control=_share([cell for cell in found if is_controlled(cases, cell)], found) if cases.controlled else None,
        unlinked=_share([cell for cell in local if not cell.linked], local),
        face=_face(inputs),
        detect=goals[0],
        notify=goals[1],
        respond=goals[2],
        total=cases_in(found),
    )


def _step(cases: CaseInputs, step: Step) -> StepFound:
    begin, end = STEPS[step]
    begun = [cell for cell in cases.cells if (day := begin(cell)) is not None and cases.first <= day <= cases.last]
    seen = _observed(begun, begin, end, cases.as_of)
    weeks: dict[date, list[CaseCell]] = {}
    for cell in begun:
        day = begin(cell) or cases.first
        weeks.setdefault(day - timedelta(days=day.weekday()), []).append(cell)
    return StepFound(
        step=step,
        figures=_figures(seen),
        plain_mean=figure(float(seen.delays.mean())) if seen.delays.size >= FEWEST else None,
        missing=PersonCount(seen.incomplete + seen.later),
        before=seen.backwards,
        weeks=tuple(_week(first, weeks[first], step, cases.as_of) for first in sorted(weeks)),
    )


def _observed(cells: Sequence[CaseCell], begin: Day, end: Day, as_of: date) -> ObservedDelays:
    return observed_delays([(begin(cell), end(cell)) for cell in cells for _ in range(cell.cases)], as_of=as_of)


def _week(first: date, cells: Sequence[CaseCell], step: Step, as_of: date) -> WeekDelay:
    begin, end = STEPS[step]
    return WeekDelay(first, cases_in(cells), _figures(_observed(cells, begin, end, as_of)))


def _figures(seen: ObservedDelays) -> DelayFigures | None:
    """None with fewer than five cases: a median of three people is an anecdote."""
    usable = int((seen.delays <= REACH).sum())
    if usable < FEWEST:
        return None
    found = delay_estimate(seen, reach=REACH)
    return DelayFigures(figure(found.quantile(0.5)), figure(found.quantile(0.9)), PersonCount(usable))


def _share(part: Sequence[CaseCell], whole: Sequence[CaseCell]) -> ShareFound:
    return _shared(share_of(cases_in(part), cases_in(whole)))


def _shared(found: SharedOut) -> ShareFound:
    share = None if found.share is None else figure(found.share)
    return ShareFound(found.part, found.whole, share, figure(found.low), figure(found.high), found.small)


def _face(inputs: DelayInputs) -> FaceFound | None:
    """The social face at the end of the window, from the findings of every day of it, by the packs' own rule."""
    cases = inputs.cases
    protocol = shipped_library().protocol(*inputs.packs)
    if not cases.controlled:
        return None
    found: dict[date, Counter[Setting]] = {day: Counter() for day in days_between(cases.first, cases.last)}
    for cell in cases.cells:
        if cell.found in found:
            found[cell.found][cell.setting] += cell.cases
    outside = {day: sum(count for setting, count in row.items() if setting.value not in cases.controlled) for day, row in found.items()}
    decision = social_face_zero(protocol, [DayFindings(day, row) for day, row in found.items()], cases.last, people=inputs.people)
    last = max((day for day, count in outside.items() if count), default=None)
    line = decision.because[0]
    return FaceFound(
        zero=decision.value.zero,
        days=decision.value.days_clear,
        needed=protocol.get("social_face", "zero").whole("days"),
        whole_window=decision.value.days_clear >= len(found),
        last_outside=last,
        outside=PersonCount(outside[last] if last else 0),
        pack=f"{line.pack} {line.version}",
        line=str(line.address),
        unconfirmed=bool(line.unconfirmed),
    )


def _goals(inputs: DelayInputs) -> tuple[GoalStep | None, GoalStep | None, GoalStep | None]:
    """7-1-7 of the first case of the window: fell ill (or was sampled), found, reported, its investigation signed off in full."""
    cases = inputs.cases
    inside = [cell for cell in cases.cells if cases.first <= cell.found <= cases.last]
    if not inside:
        return None, None, None
    detected = min(cell.found for cell in inside)
    emerged = min(detected, *(or_sample(cell) for cell in inside))
    reports = [max(cell.reported, detected) for cell in inside if cell.reported is not None]
    notified = min(reports, default=None)
    worked = inputs.worked_on
    responded = worked if worked is not None and notified is not None and notified <= worked <= cases.as_of else None
    event = seven_one_seven(Milestones(emerged, detected, notified, responded), as_of=cases.as_of)
    goals = [_goal(step, goal) for step, goal in zip((event.detect, event.notify, event.respond), SEVEN_ONE_SEVEN, strict=True)]
    return goals[0], goals[1], goals[2]


def _goal(step: Goal | None, goal: int) -> GoalStep | None:
    return None if step is None else GoalStep(figure(step.days), goal, step.done, step.met)
