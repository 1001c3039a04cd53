"""How likely is it over in a zone: no known case has infections still to come, and no hidden chain runs? Advice for whoever signs."""

from datetime import date, timedelta

import numpy as np

from epiworks.epi.ending import Spreading
from epiworks.epi.undetected import Screened, Surveillance, ZoneVerdict, zone_over
from epiworks.units import PersonCount, Probability, Share
from outpace.analysis.data.curve import Lack
from outpace.analysis.data.ending import EndingDay, EndingFound
from outpace.analysis.data.inputs import EndingInputs
from outpace.analysis.rules.papers import figure
from outpace.analysis.rules.series import interval_of

AHEAD, SURE = 21, 0.95
BELIEFS = (0.1, 0.5, 1.0, 2.0)
"""Hidden beginnings in the mean for which the answer is shown beside the assumed one: it is a judgement, and the result hangs on it."""


def ending(inputs: EndingInputs, _generator: np.random.Generator) -> EndingFound:
    """How likely is it over, today, on the days before, and on those to come? Nothing in it is chance."""
    clear = (inputs.as_of - inputs.since).days
    lack = Lack.NO_INTERVAL if inputs.interval is None else Lack.FEW_DAYS if clear < 1 else Lack.NOTHING
    now = None if lack else _verdict(inputs, clear, inputs.assumed.hidden)
    days = () if lack else tuple(_day(inputs, number, clear) for number in range(1, clear + AHEAD + 1))
    return EndingFound(
        clear=clear,
        over=None if now is None else figure(now.over),
        known=None if now is None else figure(now.known_over),
        hidden=None if now is None else figure(now.hidden.runs),
        seen_by_now=None if now is None else figure(now.hidden.found_by_now),
        by_hidden=() if lack else tuple((belief, figure(_verdict(inputs, clear, belief).over)) for belief in BELIEFS),
        days=days,
        sure_on=_sure_on(days),
        cases=PersonCount(sum(count for _, count in inputs.cases)),
        rounds=inputs.rounds,
        since=inputs.since,
        assumed=inputs.assumed,
        interval=inputs.interval,
        lack=lack,
    )


def _day(inputs: EndingInputs, number: int, clear: int) -> EndingDay:
    found = _verdict(inputs, number, inputs.assumed.hidden)
    return EndingDay(inputs.since + timedelta(days=number), figure(found.known_over), figure(found.over), number > clear)


def _sure_on(days: tuple[EndingDay, ...]) -> date | None:
    """From which day on is it, and does it stay, at least 95 %?"""
    unsure = [place for place, day in enumerate(days) if day.over < SURE]
    first = unsure[-1] + 1 if unsure else 0
    return days[first].day if first < len(days) else None


def _verdict(inputs: EndingInputs, today: int, hidden: float) -> ZoneVerdict:
    """The verdict on day `today` after the last finding, by what was known of rounds until then."""
    assumed = inputs.assumed
    interval = inputs.interval
    if interval is None:
        message = "without a serial interval there is no verdict"
        raise ValueError(message)
    places = [((found.day - inputs.since).days, found) for found in inputs.rounds]
    rounds = [
        Screened(place, Share(min(found.done / found.due, 1.0)), Probability(assumed.sensitivity))
        for place, found in places
        if 0 <= place <= today and found.due
    ]
    onsets = [float((day - inputs.since).days) for day, count in inputs.cases for _ in range(count) if (day - inputs.since).days <= today]
    return zone_over(
        str(inputs.zone_id),
        np.array(onsets),
        Spreading(assumed.reproduction, assumed.dispersion, interval_of(interval)),
        today=today,
        surveillance=Surveillance(rounds, always_missed=Share(assumed.never_reached)),
        expected=hidden,
        controlled=assumed.controlled,
    )
