"""Growth, nowcast and forecast: they find what made the data, their intervals hold what they promise, and they know their limits."""

from datetime import date, timedelta
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.epi.curve import Basis, CaseDates, epidemic_curve
from epiworks.epi.delays import delay_estimate, observed_delays
from epiworks.epi.forecast import LONGEST, Manner, forecast, interval_score, past_scores, plain_forecast
from epiworks.epi.growth import growth, reproduction_from_growth
from epiworks.epi.incidence import Incidence, incidence, infectivity
from epiworks.epi.interval import discretised_gamma, from_weights
from epiworks.epi.nowcast import nowcast
from epiworks.epi.special import Floats
from epiworks.epi.tests import real
from epiworks.units import Days

INTERVAL = discretised_gamma(Days(4.0), Days(2.0), length=25)
COUNTS = st.lists(st.integers(0, 200), min_size=4, max_size=30)


def generator(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def simulated(seed: int, *, reproduction: float = 1.4, days: int = 40) -> Incidence:
    cases = np.zeros(days)
    cases[:4] = 6
    chance = generator(seed)
    for day in range(4, days):
        cases[day] = chance.poisson(reproduction * infectivity(incidence(cases[: day + 1]), INTERVAL.weights)[-1])
    return incidence(cases)


def test_the_interval_of_a_growth_rate_holds_the_truth_about_95_times_in_100() -> None:
    chance = generator(4)
    hits = 0
    for _ in range(300):
        found = growth(chance.poisson(8 * np.exp(0.1 * np.arange(14)))).rate
        hits += found.low <= 0.1 <= found.high
    assert 0.9 <= hits / 300 <= 0.99


def test_days_that_scatter_more_than_chance_widen_the_interval() -> None:
    even, uneven = growth([10, 11, 12, 13, 14, 15, 16, 17]), growth([3, 22, 4, 24, 8, 25, 5, 27])
    assert uneven.spread > 3 > even.spread
    assert uneven.rate.high - uneven.rate.low > even.rate.high - even.rate.low


def test_where_it_may_be_flat_there_is_neither_doubling_nor_halving() -> None:
    flat = growth([5, 6, 5, 7, 5, 6])
    assert (flat.doubling, flat.halving) == (None, None)
    shrinking = growth([90, 70, 55, 40, 33, 25, 20])
    assert shrinking.doubling is None
    assert shrinking.halving is not None
    assert shrinking.halving[0] < log(2) / -shrinking.rate.best < shrinking.halving[1]


def test_few_cases_are_said_to_be_few() -> None:
    assert growth([1, 2, 1, 3]).small
    assert not growth([10, 20, 10, 30]).small


@pytest.mark.parametrize("counts", [[1, 2, 3], [0, 0, 0, 4], [1, -1, 2, 2], [1, float("nan"), 2, 2]])
def test_too_few_days_have_no_growth(counts: list[float]) -> None:
    with pytest.raises(ValueError, match="growth needs"):
        growth(counts)


@given(COUNTS)
def test_the_regression_leaves_no_slope_in_what_remains(counts: list[int]) -> None:
    if sum(count > 0 for count in counts) < 2:
        return
    rate = growth(counts).rate.best
    day = np.arange(len(counts)) - (len(counts) - 1) / 2
    scaled = np.exp(rate * day)
    fitted = scaled * sum(counts) / scaled.sum()
    assert abs(float(((np.array(counts) - fitted) * day).sum())) < 1e-3 * (1 + sum(counts) * len(counts))


@given(st.floats(-0.3, 0.3))
def test_r_is_above_one_just_where_cases_grow(rate: float) -> None:
    assert (reproduction_from_growth(rate, from_weights([0, 0.3, 0.4, 0.3])) > 1) == (rate > 1e-16)


def sierra_leone(today: date) -> tuple[Floats, Floats, Floats, Floats]:
    """Reported on the day, and in the end, of the 20 days before today; with the nowcast's interval."""
    table = real.rows("outbreaks/ebola_sierraleone_2014.csv.gz")
    pairs = [(real.day(row["date_of_onset"]), real.day(row["date_of_sample"])) for row in table]
    recent = [(start, end) for start, end in pairs if start and today - timedelta(days=40) < start <= today]
    delay = delay_estimate(observed_delays(recent, as_of=today), reach=14)
    first = today - timedelta(days=19)
    known = [CaseDates(onset=start) for start, end in recent if end and end <= today]
    counts, final = (
        epidemic_curve(cases, Basis.ONSET, first=first, last=today).counts
        for cases in (known, [CaseDates(onset=start) for start, _ in recent])
    )
    found = nowcast(counts, delay, generator())
    return counts.astype(np.float64), final.astype(np.float64), found.low, found.high


def test_in_sierra_leone_the_nowcast_holds_what_came_far_oftener_than_the_bare_counts() -> None:
    held, bare, days = 0, 0, 0
    for today in (date(2014, 9, 20), date(2014, 10, 5), date(2014, 10, 20), date(2014, 11, 10)):
        counts, final, low, high = sierra_leone(today)
        said = np.isfinite(low[6:])
        held += int(((low <= final) & (final <= high))[6:][said].sum())
        bare += int((counts == final)[6:][said].sum())
        days += int(said.sum())
    assert held / days > 0.6
    assert bare / days < held / days / 2


def test_a_day_of_which_almost_nothing_is_reported_yet_has_no_nowcast() -> None:
    begun = date(2022, 8, 1)
    delay = delay_estimate(observed_delays([(begun, begun + timedelta(days=5))] * 9, as_of=date(2022, 9, 1)))
    found = nowcast([4, 4, 4, 4, 4, 4, 0], delay, generator())
    assert np.isnan(found.median[-1])
    assert found.complete_days == 2
    assert nowcast([4], delay_estimate(observed_delays([(begun, begun)] * 9, as_of=date(2022, 9, 1))), generator()).complete_days == 1


@pytest.mark.parametrize("counts", [[-1.0], [float("nan")]])
def test_a_nowcast_of_missing_counts_is_refused(counts: list[float]) -> None:
    begun = date(2022, 8, 1)
    with pytest.raises(ValueError, match="none is missing"):
        nowcast(counts, delay_estimate(observed_delays([(begun, begun)], as_of=begun)), generator())


@given(st.lists(st.integers(0, 60), min_size=1, max_size=20), st.integers(0, 2**32))
def test_a_nowcast_is_never_below_what_is_reported(counts: list[int], seed: int) -> None:
    begun = date(2022, 8, 1)
    seen = [(begun, begun + timedelta(days=wait)) for wait in (0, 1, 2, 3, 5)]
    found = nowcast(counts, delay_estimate(observed_delays(seen, as_of=date(2022, 9, 1))), np.random.default_rng(seed), draws=100)
    assert (found.low >= np.array(counts)).all()
    assert (found.low <= found.median).all()
    assert (found.median <= found.high).all()


def test_forecasts_of_simulated_outbreaks_hold_what_came_about_as_often_as_they_say() -> None:
    steady = Manner(drift=0.0, evenness=1e6)
    scores = [past_scores(simulated(seed), INTERVAL, generator(), ahead=5, first=20, manner=steady) for seed in range(6)]
    assert np.mean([found.within_95 for found in scores]) > 0.85
    assert 0.35 < np.mean([found.within_half for found in scores]) < 0.75


def test_forecasts_of_a_growing_outbreak_are_worth_more_than_as_last_week() -> None:
    assert past_scores(simulated(2), INTERVAL, generator(), first=20).worth


def test_forecasts_of_sars_in_canada_show_their_past_scores_whatever_they_are() -> None:
    table = real.rows("outbreaks/sars_canada_2003.csv")
    local = [int(row["cases_household"]) + int(row["cases_healthcare"]) + int(row["cases_other"]) for row in table]
    cases = incidence(local, imported=[int(row["cases_travel"]) for row in table])
    found = past_scores(cases, discretised_gamma(Days(8.4), Days(3.8), length=30), generator(), first=28)
    assert found.scored == len(table) - 28 - 7 + 1
    assert found.within_95 > 0.8


def test_an_outbreak_without_an_estimate_yet_forecasts_widely() -> None:
    early = forecast(incidence([1, 0, 1]), INTERVAL, generator(), days=7)
    assert early.quantile(0.975)[-1] > 5 * max(early.quantile(0.5)[-1], 1)


@pytest.mark.parametrize("days", [0, LONGEST + 1])
def test_nothing_is_said_beyond_two_weeks(days: int) -> None:
    with pytest.raises(ValueError, match="short forecast"):
        forecast(simulated(1), INTERVAL, generator(), days=days)


def test_a_series_too_short_to_score_is_refused() -> None:
    with pytest.raises(ValueError, match="to score"):
        past_scores(incidence([1] * 20), INTERVAL, generator())


@given(st.lists(st.integers(0, 50), min_size=9, max_size=30), st.integers(0, 2**32))
def test_a_forecast_is_ordered_and_a_sure_wrong_one_costs_more_than_a_wide_one(series: list[int], seed: int) -> None:
    made = forecast(incidence(series), from_weights([0, 0.5, 0.5]), np.random.default_rng(seed), days=3)
    assert (np.diff(made.quantiles, axis=0) >= 0).all()
    assert (made.quantiles >= 0).all()
    assert interval_score(made, made.quantile(0.5)) <= interval_score(made, made.quantile(0.5) + 1_000)
    assert plain_forecast(incidence(series), np.random.default_rng(seed), days=3).quantiles.shape == (5, 3)


def test_a_single_peak_does_not_throw_the_regression_off() -> None:
    found = growth([0, 0, 0, 0, 0, 1, 5_000, 0])
    assert np.isfinite(found.rate.best)
    assert found.spread > 100
