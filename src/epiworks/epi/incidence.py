"""How many cases by day, infected here or brought in?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import ArrayLike

from epiworks.epi.special import Floats, floats


@dataclass(frozen=True, slots=True, eq=False)
class Incidence:
    """New cases day by day without a gap: those infected in the area, and those imported into it."""

    local: Floats
    imported: Floats

    @property
    def total(self) -> Floats:
        """How many cases each day, both kinds? Both can infect others; only local ones were infected here."""
        return self.local + self.imported

    @property
    def days(self) -> int:
        """How many days long is the series?"""
        return int(self.local.size)


def incidence(local: ArrayLike, *, imported: ArrayLike | None = None, dates: ArrayLike | Sequence[date] | None = None) -> Incidence:
    """Which series is this? The cases of the first day, whatever they are called, count as imported: nobody before them is known.

    `dates`, where they stand beside the numbers (dates, NumPy's or as 2022-08-31), are only checked: every day once, in order. Raises
    `ValueError` where they are not, for series of different lengths, under two days, or with negative or missing numbers: a day without a
    report is not a day without cases, and the caller must decide. Source: R EpiEstim `process_I`, `check_dates`.

    >>> found = incidence([1, 0, 2], dates=["2022-08-30", "2022-08-31", "2022-09-01"])
    >>> found.local.tolist(), found.imported.tolist()
    ([0.0, 0.0, 2.0], [1.0, 0.0, 0.0])
    """
    here = np.array(local, dtype=np.float64)
    brought = np.zeros_like(here) if imported is None else np.array(imported, dtype=np.float64)
    if here.ndim != 1 or here.shape != brought.shape or here.size < 2:
        message = "local and imported cases must be two series of the same length, at least two days"
        raise ValueError(message)
    if not all(np.all(np.isfinite(series)) and np.all(series >= 0) for series in (here, brought)):
        message = "case numbers must be finite and not negative; a missing day is not zero"
        raise ValueError(message)
    if dates is not None:
        _refuse_gaps(dates, here.size)
    brought[0] += here[0]
    here[0] = 0.0
    return Incidence(here, brought)


def _refuse_gaps(dates: ArrayLike | Sequence[date], days: int) -> None:
    """A frame that leaves out days without a case would shift all that follow. Raises `ValueError`."""
    given = np.asarray(dates, dtype="datetime64[D]")
    if given.shape != (days,) or np.isnat(given).any():
        message = f"each of the {days} days has a date"
        raise ValueError(message)
    wrong = np.flatnonzero(np.diff(given).astype(np.int64) != 1)
    if wrong.size:
        message = (
            f"{given[wrong[0] + 1]} follows {given[wrong[0]]}: a series has every day once, in order; a day that is left out is not zero"
        )
        raise ValueError(message)


def infectivity(cases: Incidence, weights: ArrayLike) -> Floats:
    """How much infection do earlier cases exert on each day, Lambda_t = sum over s of I_(t-s) w_s?

    `weights` may be one interval or a row for each of several; the answer has the same rows. The first day is NaN: nobody came before.
    Source: Cori et al. 2013, equation 1; R EpiEstim `overall_infectivity`.

    >>> infectivity(incidence([4, 0, 2]), [0, 0.5, 0.5]).tolist()
    [nan, 2.0, 2.0]
    """
    rows = floats(weights)[..., : cases.days]
    total = cases.total
    felt = np.convolve(total, rows)[: cases.days] if rows.ndim == 1 else np.zeros((rows.shape[0], cases.days))
    if rows.ndim == 2:
        for lag in range(rows.shape[1]):
            felt[:, lag:] += rows[:, lag : lag + 1] * total[: cases.days - lag]
    felt[..., 0] = np.nan
    return felt
