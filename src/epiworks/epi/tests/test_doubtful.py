"""R and k when several cases may be the source: against sums over all readings, and against worlds whose k is known."""

from itertools import product
from math import exp, inf, log

import numpy as np
import pytest

from epiworks.epi.attribution import fit_readings
from epiworks.epi.doubtful import Sources, fit_sources
from epiworks.epi.likelihood import Estimate, fit, positive
from epiworks.epi.offspring import open_ended
from epiworks.epi.special import floats, log_gamma

SOME: Sources = (
    [[(0, 1.0)]] * 5
    + [[(1, 1.0)]]
    + [[(0, 2.0), (1, 1.0), (2 + place, 1.0)] for place in range(3)]
    + [[(20, 1.0), (0, 0.5)]] * 2
    + [[(21, 1.0), (20, 3.0)]] * 2
)
SEEN = [1.0] * 18 + [0.6] * 6


def summed(sources: Sources, seen: list[float]) -> tuple[Estimate, Estimate]:
    """R and k by the likelihood itself: the sum over every reading of infections that are known one by one."""
    share = floats(seen)
    every = list(product(*sources))
    numbers = np.array([np.bincount([place for place, _ in reading], minlength=share.size) for reading in every])
    chances = np.array([sum(log(chance) for _, chance in reading) for reading in every])

    def target(log_r: float, log_k: float) -> float:
        if abs(log_r) > 12 or abs(log_k) > 12:
            return -inf
        r, k = exp(log_r), exp(log_k)
        each = log_gamma(k + numbers) - log_gamma(k) + k * np.log(k / (k + share * r)) + numbers * np.log(r / (k + share * r))
        return float(np.logaddexp.reduce(chances + each.sum(axis=1)))

    found = fit(target, (0.0, -1.0))
    return positive(found.first), open_ended(found.second)


def world(seed: int, *, cases: int, doubt: float, dispersion: float) -> tuple[list[int], Sources]:
    """Numbers of infected with mean 0.9, and the links: a part of them with two more possible sources, equally likely, drawn among all."""
    generator = np.random.default_rng(seed)
    numbers = generator.negative_binomial(dispersion, dispersion / (dispersion + 0.9), cases).tolist()
    sources = []
    for infector in np.repeat(np.arange(cases), numbers).tolist():
        others = generator.choice(cases, 2, replace=False).tolist() if generator.random() < doubt else []
        sources.append([(place, 1.0) for place in dict.fromkeys([infector, *others])])
    return numbers, sources


def test_drawn_readings_give_what_the_sum_over_all_readings_gives() -> None:
    expected = summed(SOME, SEEN)
    found = fit_sources(SOME, np.random.default_rng(3), seen=SEEN).law
    for mine, whole in zip((found.reproduction, found.dispersion), expected, strict=True):
        assert (mine.best, mine.low, mine.high) == pytest.approx((whole.best, whole.low, whole.high), rel=0.03)


def test_with_half_of_the_links_in_doubt_the_intervals_hold_the_true_k() -> None:
    held = []
    for seed in range(5):
        _, sources = world(seed, cases=120, doubt=0.5, dispersion=0.3)
        found = fit_sources(sources, np.random.default_rng(seed), seen=np.ones(120)).law
        held.append(found.dispersion.low < 0.3 < found.dispersion.high)
    assert sum(held) >= 4


def test_doubt_widens_the_interval_of_k_and_hardly_moves_it() -> None:
    numbers, sources = world(11, cases=200, doubt=0.5, dispersion=0.3)
    known, found = fit_readings([numbers]).dispersion, fit_sources(sources, np.random.default_rng(1), seen=np.ones(200)).law.dispersion
    assert found.high / found.low > known.high / known.low
    assert known.low < found.best < known.high


def test_without_doubt_it_is_the_plain_fit_and_uses_no_chance() -> None:
    generator = np.random.default_rng(1)
    found = fit_sources([[(0, 1.0)]] * 4 + [[(3, 1.0)]], generator, seen=[1.0] * 9 + [0.0], counted=range(9))
    assert found.law == fit_readings([[4, 0, 0, 1, 0, 0, 0, 0, 0]])
    assert generator.random() == np.random.default_rng(1).random()


def test_readings_keep_every_infection_and_prefer_who_infected_many() -> None:
    sources = [[(0, 1.0)]] * 6 + [[(0, 1.0), (1 + place, 1.0)] for place in range(6)]
    drawn = fit_sources(sources, np.random.default_rng(1), seen=[1.0] * 40).readings
    assert (drawn.sum(axis=1) == 12).all()
    assert drawn[:, 0].mean() > 10


def test_doubt_about_who_it_was_leaves_r_as_it_is() -> None:
    sources = [[(number % 3, 1.0), (3 + number % 9, 1.0)] for number in range(18)]
    found = fit_sources(sources, np.random.default_rng(1), seen=[1.0] * 40).law
    assert found.reproduction.best == pytest.approx(18 / 40, rel=1e-3)


def test_a_source_that_does_not_count_takes_its_part() -> None:
    sources = [[(0, 1.0)]] * 3 + [[(1, 1.0)]] * 2 + [[(0, 1.0), (19, 1.0)]] * 4
    found = fit_sources(sources, np.random.default_rng(1), seen=[1.0] * 19 + [0.0], counted=range(19))
    assert found.readings.shape[1] == 19
    assert 5 / 19 < found.law.reproduction.best < 9 / 19


@pytest.mark.parametrize("choice", [(5, 1.0), (-1, 1.0), (0, 0.0), (0, -1.0), (0, inf)])
def test_a_source_that_cannot_be_is_refused(choice: tuple[int, float]) -> None:
    with pytest.raises(ValueError, match="possible source"):
        fit_sources([[choice]], np.random.default_rng(1), seen=[1.0] * 5)
