"""Delays with right truncation: a growing outbreak does not make them look shorter than they are."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.epi.delays import delay_estimate, observed_delays, reported_share
from epiworks.epi.tests import real

TODAY = date(2022, 8, 31)
PAIRS = st.lists(
    st.tuples(st.integers(0, 25), st.integers(0, 25)).map(
        lambda pair: (TODAY - timedelta(days=sum(pair)), TODAY - timedelta(days=pair[0]))
    ),
    min_size=1,
    max_size=80,
)


def growing_outbreak() -> list[tuple[date | None, date | None]]:
    """A thousandfold growth over five weeks; true delays uniform on 0 to 9 days, so 4.5 in the mean."""
    ages = np.random.default_rng(3).permuted(np.repeat(np.arange(35), np.maximum(1, 300 * np.exp(-0.2 * np.arange(35))).astype(int)))
    delays = np.random.default_rng(4).integers(0, 10, ages.size)
    return [(TODAY - timedelta(days=int(age)), TODAY - timedelta(days=int(age - delay))) for age, delay in zip(ages, delays, strict=True)]


def test_the_plain_mean_of_a_growing_outbreak_is_too_short_and_the_estimate_is_not() -> None:
    found = delay_estimate(observed_delays(growing_outbreak(), as_of=TODAY))
    assert found.naive_mean < 3.7
    assert found.distribution.mean == pytest.approx(4.5, abs=0.35)


@pytest.mark.parametrize("today", [date(2014, 8, 1), date(2014, 9, 1), date(2014, 10, 1)])
def test_in_sierra_leone_the_estimate_in_the_middle_comes_nearer_to_what_the_same_cases_showed_later(today: date) -> None:
    table = real.rows("outbreaks/ebola_sierraleone_2014.csv.gz")
    pairs = [(real.day(row["date_of_onset"]), real.day(row["date_of_sample"])) for row in table]
    recent = [(start, end) for start, end in pairs if start and today - timedelta(days=30) < start <= today]
    in_time = delay_estimate(observed_delays(recent, as_of=today), reach=14)
    in_the_end = observed_delays(recent, as_of=date(2016, 1, 1)).delays
    true = in_the_end[in_the_end <= in_time.reach].mean()
    assert abs(in_time.distribution.mean - true) < abs(in_time.naive_mean - true)


def test_an_end_before_its_start_is_counted_and_not_used() -> None:
    table = real.rows("outbreaks/mers_korea_2015.linelist.csv")
    found = observed_delays([(real.day(row["dt_onset"]), real.day(row["dt_diag"])) for row in table], as_of=date(2015, 8, 1))
    assert found.delays.size + found.incomplete + found.backwards + found.later == len(table) == 162
    assert (found.delays >= 0).all()


def test_what_is_not_known_yet_is_not_used() -> None:
    found = observed_delays([(TODAY, TODAY + timedelta(days=3))], as_of=TODAY)
    assert (found.delays.size, found.later) == (0, 1)


def test_no_delay_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="no delay"):
        delay_estimate(observed_delays([], as_of=TODAY))


def test_without_truncation_the_estimate_is_what_was_counted() -> None:
    pairs = [(TODAY - timedelta(days=60), TODAY - timedelta(days=60 - delay)) for delay in (1, 1, 2, 5)]
    found = delay_estimate(observed_delays(pairs, as_of=TODAY))
    assert found.distribution.weights[[1, 2, 5]].tolist() == pytest.approx([0.5, 0.25, 0.25])
    assert [found.quantile(level) for level in (0.5, 0.75, 1.0)] == [1.0, 2.0, 5.0]


@given(PAIRS)
def test_probabilities_of_delays_add_up_to_one(pairs: list[tuple[date | None, date | None]]) -> None:
    weights = delay_estimate(observed_delays(pairs, as_of=TODAY)).distribution.weights
    assert weights.sum() == pytest.approx(1)
    assert (weights >= -1e-12).all()


@given(PAIRS)
def test_what_is_seen_grows_with_time(pairs: list[tuple[date | None, date | None]]) -> None:
    found = delay_estimate(observed_delays(pairs, as_of=TODAY))
    shares = [reported_share(found, ago=ago) for ago in range(-1, 60)]
    assert shares[0] == 0
    assert shares[-1] == pytest.approx(1)
    assert np.all(np.diff(shares) >= -1e-12)
