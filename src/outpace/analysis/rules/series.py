"""From counts of cases to series by day: which cases belong to which day, group and kind."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import numpy as np

from epiworks.epi.curve import Basis
from epiworks.epi.interval import DayDistribution, discretised_gamma
from epiworks.epi.rt_uncertain import CutNormal, UncertainInterval
from epiworks.epi.special import Floats
from epiworks.units import Days, PersonCount
from outpace.analysis.data.inputs import Borrowed, CaseInputs
from outpace.casework.data.daily import CaseCell

LONGEST_INTERVAL = 45
"""Days after which no serial interval kept here has any weight worth naming."""

ONE_DAY = timedelta(days=1)


def on(cell: CaseCell, basis: Basis) -> date | None:
    """On which day do these cases stand? A case is reported on the day it was found where the report has no day of its own."""
    if basis is Basis.ONSET:
        return cell.onset
    return cell.sampled if basis is Basis.SAMPLE else cell.reported or cell.found


def or_sample(cell: CaseCell) -> date:
    """On which day did these cases fall ill, or were first sampled where they never did? The day they were found when neither is known."""
    return cell.onset or cell.sampled or cell.found


def is_controlled(inputs: CaseInputs, cell: CaseCell) -> bool:
    """Were these cases found among people already under control, by the packs' own list of settings?"""
    return cell.setting.value in inputs.controlled


def by_day(cells: Sequence[CaseCell], day_of: Callable[[CaseCell], date | None], *, first: date, last: date) -> Floats:
    """How many cases on each day from `first` to `last`, both within?"""
    counted: Counter[date] = Counter()
    for cell in cells:
        day = day_of(cell)
        if day is not None:
            counted[day] += cell.cases
    return np.array([counted[day] for day in days_between(first, last)], dtype=np.float64)


def days_between(first: date, last: date) -> list[date]:
    """Which days are these, both within?"""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def cases_in(cells: Sequence[CaseCell]) -> PersonCount:
    """How many persons with a case are these?"""
    return PersonCount(sum(cell.cases for cell in cells))


def interval_of(borrowed: Borrowed) -> DayDistribution:
    """Which serial interval is that, by day?"""
    return discretised_gamma(Days(borrowed.mean), Days(borrowed.sd), length=LONGEST_INTERVAL)


def belief_of(borrowed: Borrowed) -> UncertainInterval:
    """How far is that interval believed?"""
    return UncertainInterval(CutNormal(borrowed.mean, *borrowed.mean_doubt), CutNormal(borrowed.sd, *borrowed.sd_doubt))
