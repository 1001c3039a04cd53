"""How many cases each day, by onset, by sample, by report? Curves with their window, their unknowns and their breaks.

A curve is a count in a window; what lies outside or has no date is counted beside it, never dropped in silence. Where the definition or the
way of looking changed (a case definition, a mass screening), a break is marked, and no mean or sum is taken across it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

import numpy as np

from epiworks.epi.special import Counts, Floats
from epiworks.units import PersonCount


class Basis(StrEnum):
    """Which day of a case is counted?"""

    ONSET = "onset"
    SAMPLE = "sample"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class CaseDates:
    """When did this case fall ill, when was the positive sample taken, when was it reported? None where not known."""

    onset: date | None = None
    sample: date | None = None
    report: date | None = None

    def on(self, basis: Basis) -> date | None:
        """Which of the three days is it?"""
        return {Basis.ONSET: self.onset, Basis.SAMPLE: self.sample, Basis.REPORT: self.report}[basis]


@dataclass(frozen=True, slots=True)
class SeriesBreak:
    """From which day on do the numbers mean something else, and why?"""

    day: date
    why: str


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Cases by day in a window from `first`, every day with a number; and who is not in it."""

    basis: Basis
    first: date
    counts: Counts
    undated: PersonCount
    outside: PersonCount
    breaks: tuple[SeriesBreak, ...] = ()

    @property
    def days(self) -> list[date]:
        """Which days are counted, in order?"""
        return [self.first + timedelta(days=number) for number in range(self.counts.size)]

    @property
    def total(self) -> PersonCount:
        """How many cases are in the window?"""
        return PersonCount(int(self.counts.sum()))


def epidemic_curve(cases: Sequence[CaseDates], basis: Basis, *, first: date, last: date, breaks: Sequence[SeriesBreak] = ()) -> Curve:
    """How many cases fall on each day from `first` to `last`, both within? Days without a case are zeros.

    Every case given is in the counts, in `undated` or in `outside`. Raises `ValueError` when the window ends before it begins.

    >>> cases = [CaseDates(onset=date(2022, 8, day)) for day in (7, 7, 9, 20)] + [CaseDates()]
    >>> found = epidemic_curve(cases, Basis.ONSET, first=date(2022, 8, 6), last=date(2022, 8, 10))
    >>> found.counts.tolist(), found.undated, found.outside
    ([0, 2, 0, 1, 0], 1, 1)
    """
    length = (last - first).days + 1
    if length < 1:
        message = f"the window ends on {last}, before it begins on {first}"
        raise ValueError(message)
    dated = [day for case in cases if (day := case.on(basis)) is not None]
    places = np.array([(day - first).days for day in dated], dtype=np.int64)
    inside = places[(places >= 0) & (places < length)]
    counts = np.bincount(inside, minlength=length).astype(np.int64)
    marked = tuple(sorted((found for found in breaks if first < found.day <= last), key=lambda found: found.day))
    return Curve(basis, first, counts, PersonCount(len(cases) - len(dated)), PersonCount(len(dated) - inside.size), marked)


def all_curves(cases: Sequence[CaseDates], *, first: date, last: date, breaks: Mapping[Basis, Sequence[SeriesBreak]]) -> dict[Basis, Curve]:
    """How do the three curves of the same cases look, over the same window? Raises `ValueError` as `epidemic_curve`.

    >>> found = all_curves([CaseDates(report=date(2022, 8, 7))], first=date(2022, 8, 6), last=date(2022, 8, 7), breaks={})
    >>> [(basis.value, int(curve.total)) for basis, curve in found.items()]
    [('onset', 0), ('sample', 0), ('report', 1)]
    """
    return {basis: epidemic_curve(cases, basis, first=first, last=last, breaks=breaks.get(basis, ())) for basis in Basis}


def moving_mean(curve: Curve, *, days: int = 7) -> Floats:
    """How many cases a day in the mean of this day and the `days` - 1 before it? NaN where the series does not reach back so far unbroken.

    Raises `ValueError` for a mean over less than one day.

    >>> found = epidemic_curve([CaseDates(onset=date(2022, 8, 7))], Basis.ONSET, first=date(2022, 8, 6), last=date(2022, 8, 8))
    >>> moving_mean(found, days=2).tolist()
    [nan, 0.5, 0.5]
    """
    if days < 1:
        message = f"a mean over {days} days has no meaning"
        raise ValueError(message)
    means = np.full(curve.counts.size, np.nan)
    for start, end in segments(curve):
        sums = np.concatenate([[0], np.cumsum(curve.counts[start:end])])
        means[start + days - 1 : end] = (sums[days:] - sums[:-days]) / days
    return means


def segments(curve: Curve) -> list[tuple[int, int]]:
    """Which stretches of the series mean the same thing throughout? Positions (start, end), the end not within.

    >>> broken = [SeriesBreak(date(2022, 8, 8), "mass screening begins")]
    >>> segments(epidemic_curve([], Basis.REPORT, first=date(2022, 8, 6), last=date(2022, 8, 10), breaks=broken))
    [(0, 2), (2, 5)]
    """
    edges = [0, *((found.day - curve.first).days for found in curve.breaks), int(curve.counts.size)]
    return [(start, end) for start, end in pairwise(edges) if start < end]
