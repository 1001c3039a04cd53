"""How many cases by day, infected here or brought in?"""

from dataclasses import dataclass

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


def incidence(local: ArrayLike, *, imported: ArrayLike | None = None) -> Incidence:
    """Which series is this? The cases of the first day, whatever they are called, count as imported: nobody before them is known.

    Raises `ValueError` for series of different lengths, under two days, or with negative or missing numbers: a day without a report is not
    a day without cases, and the caller must decide. Source: R EpiEstim `process_I`.

    >>> found = incidence([1, 0, 2])
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
    brought[0] += here[0]
    here[0] = 0.0
    return Incidence(here, brought)


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
