"""R and k when several cases may be the source, and when the newest infections are still to come."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epiworks.epi.attribution import as_many_as, at_least, fit_readings, how_many, share_seen
from epiworks.epi.interval import DayDistribution, discretised_gamma
from epiworks.epi.offspring import fit_offspring
from epiworks.units import Days

CHANCES = st.lists(st.floats(0, 1), max_size=8)


def test_one_reading_without_truncation_is_the_plain_fit() -> None:
    counts = [0, 0, 3, 1, 0, 7, 0, 0, 2, 0, 1, 0]
    plain, found = fit_offspring(counts), fit_readings([counts])
    assert found.log_likelihood == pytest.approx(plain.log_likelihood, abs=1e-8)
    assert (found.dispersion.low, found.dispersion.high) == pytest.approx((plain.dispersion.low, plain.dispersion.high), rel=1e-4)


def test_the_same_reading_twice_says_no_more_than_once() -> None:
    counts = [0, 0, 3, 1, 0, 7, 0, 0, 2, 0]
    once, twice = fit_readings([counts]), fit_readings([counts, counts])
    assert (twice.reproduction.low, twice.reproduction.high) == pytest.approx((once.reproduction.low, once.reproduction.high), rel=1e-4)


def test_recent_cases_that_have_shown_half_do_not_pull_r_down() -> None:
    generator = np.random.default_rng(4)
    whole = generator.negative_binomial(0.5, 0.5 / (0.5 + 2.0), 1_500)
    seen = np.where(np.arange(1_500) < 750, 1.0, 0.4)
    shown = generator.binomial(whole, seen)
    allowed, naive = fit_readings([shown], seen=seen), fit_readings([shown])
    assert allowed.reproduction.low < 2.0 < allowed.reproduction.high
    assert allowed.dispersion.low < 0.5 < allowed.dispersion.high
    assert naive.reproduction.high < 2.0


def test_a_reading_without_weight_says_nothing() -> None:
    counts = [0, 0, 3, 1, 0, 7, 0, 0, 2, 0]
    once, both = fit_readings([counts]), fit_readings([counts, [1] * 10], log_weights=[0.0, -500.0])
    assert (both.dispersion.low, both.dispersion.high) == pytest.approx((once.dispersion.low, once.dispersion.high), rel=1e-4)


@pytest.mark.parametrize("table", [[0, 1], [[0, 0]], [[1]], [[1, -1]], [[1, 0.5]], [[1, float("nan")]]])
def test_readings_that_cannot_be_are_refused(table: list[float]) -> None:
    with pytest.raises(ValueError, match=r"secondary cases|at least two"):
        fit_readings(table)


@pytest.mark.parametrize("seen", [[1.0], [1.0, 0.0], [1.0, 1.1], [1.0, float("nan")]])
def test_shares_outside_are_refused(seen: list[float]) -> None:
    with pytest.raises(ValueError, match="share of its infections"):
        fit_readings([[1, 0]], seen=seen)


def test_what_can_be_known_of_a_case_grows_to_all_of_it() -> None:
    interval = discretised_gamma(Days(3.5), Days(2.5), length=45)
    found = share_seen(interval, DayDistribution(np.array([0.2, 0.5, 0.3])), range(-1, 60))
    assert found[0] == 0.0
    assert (np.diff(found) >= 0).all()
    assert found[-1] == pytest.approx(1.0)


@given(CHANCES)
@settings(max_examples=40)
def test_how_many_is_a_law_with_the_mean_of_its_chances(chances: list[float]) -> None:
    law = how_many(chances)
    assert law.sum() == pytest.approx(1)
    assert law @ np.arange(law.size) == pytest.approx(sum(chances))


@given(CHANCES, st.floats(0.2, 4), st.floats(0.05, 5), st.integers(1, 4))
@settings(max_examples=40)
def test_more_infections_are_never_likelier(chances: list[float], reproduction: float, dispersion: float, infectors: int) -> None:
    fewer = as_many_as(chances, reproduction, dispersion, infectors=infectors)
    more = as_many_as([*chances, 1.0], reproduction, dispersion, infectors=infectors)
    assert more <= fewer + 1e-12
    assert 0 <= more <= 1


def test_at_least_agrees_with_draws() -> None:
    drawn = np.random.default_rng(3).negative_binomial(0.3 * 2, 0.3 / (0.3 + 1.5), 200_000)
    assert at_least(6, 1.5, 0.3, infectors=2) == pytest.approx((drawn >= 6).mean(), abs=0.004)


def test_chances_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        how_many([0.5, 1.5])
    for reproduction, dispersion, infectors in ((-1.0, 0.5, 1), (1.0, 0.0, 1), (1.0, 0.5, 0)):
        with pytest.raises(ValueError, match="somebody infects"):
            at_least(3, reproduction, dispersion, infectors=infectors)


def test_where_nobody_infects_none_or_more_are_sure_and_one_or_more_impossible() -> None:
    assert (at_least(0, 0.0, 0.5), at_least(1, 0.0, 0.5)) == (1.0, 0.0)
