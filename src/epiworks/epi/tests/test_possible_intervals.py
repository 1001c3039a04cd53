"""Serial intervals that pairs leave possible: drawn as the likelihood has them, spread over days as EpiEstim does, and used for R."""

import numpy as np
import pytest

from epiworks.epi.families import Family, Law
from epiworks.epi.incidence import incidence
from epiworks.epi.possible_intervals import by_day, possible_intervals, possible_laws
from epiworks.epi.rt import rt
from epiworks.epi.rt_uncertain import rt_from_intervals
from epiworks.epi.serial import exactly, fit_interval, log_likelihoods, to_the_day
from epiworks.epi.special import Floats, floats

PAIRS = to_the_day([3, 2, 2, 4, 5, 3, 1, 6, 4, 3, 2, 7])
POSITIVE = (Family.GAMMA, Family.LOG_NORMAL, Family.WEIBULL)


def posterior(family: Family) -> tuple[Floats, Floats]:
    """The means on a grid, and how likely each is, over all standard deviations of the grid."""
    fit = fit_interval(PAIRS, family)
    means, sds = fit.mean.best * np.exp(np.linspace(-0.8, 1.0, 46)), fit.sd.best * np.exp(np.linspace(-1.2, 1.8, 46))
    heights = np.array([[log_likelihoods(PAIRS, Law(family, float(mean), float(sd))).sum() for sd in sds] for mean in means])
    chances = np.exp(heights - heights.max()).sum(axis=1)
    return np.log(means), chances / chances.sum()


@pytest.mark.parametrize("family", POSITIVE)
def test_laws_are_drawn_as_the_likelihood_has_them(family: Family) -> None:
    drawn = np.log([law.mean for law in possible_laws(PAIRS, np.random.default_rng(1), family, number=300)])
    means, chances = posterior(family)
    middle = float(means @ chances)
    assert drawn.mean() == pytest.approx(middle, abs=0.04)
    assert drawn.std() == pytest.approx(float(chances @ (means - middle) ** 2) ** 0.5, rel=0.2)


@pytest.mark.parametrize("family", POSITIVE)
def test_a_law_by_day_is_its_distribution_function_from_noon_to_noon(family: Family) -> None:
    law = Law(family, 4.0, 2.5)
    found = by_day(law)
    ends = law.cdf(floats(np.arange(found.weights.size) + 0.5))
    np.testing.assert_allclose(found.weights, [0, *np.diff(ends) / (ends[-1] - ends[0])])
    assert law.quantile(0.999) <= found.weights.size - 1 < law.quantile(0.999) + 1


def test_doubt_of_the_pairs_makes_the_interval_of_r_wider() -> None:
    cases, generator = incidence([5, 6, 8, 9, 12, 15, 18, 22, 27, 33, 40, 48, 58, 70]), np.random.default_rng(1)
    sure = rt(cases, by_day(fit_interval(PAIRS).law))
    doubtful = rt_from_intervals(cases, possible_intervals(PAIRS, generator, number=100), generator)
    assert np.all(doubtful.sd > 1.5 * sure.sd)
    np.testing.assert_allclose(doubtful.mean, sure.mean, rtol=0.15)


@pytest.mark.parametrize(("pairs", "family", "number"), [([3, 3, 3], "gamma", 9), ([3, 2, 5], "normal", 9), ([3, 2, 5], "gamma", 0)])
def test_pairs_that_do_not_bound_a_positive_interval_are_refused(pairs: list[int], family: str, number: int) -> None:
    with pytest.raises(ValueError, match="do not bound"):
        possible_laws(to_the_day(pairs), np.random.default_rng(1), Family(family), number=number)


def test_an_interval_of_years_or_a_negative_one_is_not_spread_over_days() -> None:
    with pytest.raises(ValueError, match="at most 2,000"):
        by_day(Law(Family.LOG_NORMAL, 400.0, 900.0))
    with pytest.raises(ValueError, match="negative"):
        by_day(Law(Family.NORMAL, 4.0, 2.0))


def test_the_same_draw_gives_the_same_laws() -> None:
    once, again = (possible_laws(exactly([2.0, 3.5, 4.0, 6.0, 7.5]), np.random.default_rng(7), number=20) for _ in range(2))
    assert once == again
