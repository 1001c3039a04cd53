"""Serial intervals: the likelihood is the one of the definition, the fit finds the truth, dirt is counted."""

from math import exp, inf, log, pi, sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate

from epiworks.epi.families import Family, Law, weibull_variation
from epiworks.epi.likelihood import fit
from epiworks.epi.serial import compare_families, exactly, fit_interval, from_windows, log_likelihoods, to_the_day
from epiworks.epi.special import floats
from epiworks.epi.tests import real

FAMILIES = st.sampled_from(list(Family))
MEANS, SPREADS = st.floats(1, 12), st.floats(0.5, 6)
STARTS = st.floats(-3, 20).map(lambda days: round(days, 6))
"""To a tenth of a second: the reference integral does not converge between two ends that are the same to every digit but not equal."""


@given(FAMILIES, MEANS, SPREADS, STARTS, st.floats(0.1, 3), st.floats(0.1, 3))
@settings(max_examples=60)
def test_a_pair_known_to_windows_is_as_likely_as_the_double_integral_says(
    family: Family, mean: float, sd: float, start: float, first: float, second: float
) -> None:
    law = Law(family, mean, sd)
    found = log_likelihoods(from_windows([0.0], [first], second_low=[start], second_high=[start + second]), law)

    def chance(when: float) -> float:
        return float(law.cdf(floats(start + second - when)) - law.cdf(floats(start - when)))

    wanted, _ = integrate.quad(
        chance, 0, first, points=sorted({0.0, min(max(start, 0), first), min(max(start + second, 0), first)}), limit=400
    )
    assert exp(found[0]) == pytest.approx(wanted / first, rel=1e-5, abs=1e-8)


@given(FAMILIES, MEANS, SPREADS)
def test_the_density_is_the_slope_of_the_distribution(family: Family, mean: float, sd: float) -> None:
    law = Law(family, mean, sd)
    at = floats([mean * 0.7, mean, mean * 1.5])
    slope = (law.cdf(at + 1e-5) - law.cdf(at - 1e-5)) / 2e-5
    np.testing.assert_allclose(np.exp(law.log_density(at)), slope, rtol=1e-3, atol=1e-7)


@given(FAMILIES, MEANS, SPREADS)
def test_a_law_has_the_mean_it_was_given(family: Family, mean: float, sd: float) -> None:
    law = Law(family, mean, min(sd, mean * 1.5))
    far = floats(10_000.0)
    below = 0.0 if family is not Family.NORMAL else float(law.area(floats(0.0)) - law.area(floats(-10_000.0)))
    assert float(far - (law.area(far) - law.area(floats(0.0)))) - below == pytest.approx(mean, rel=1e-3)


def test_a_window_on_one_side_only_is_a_single_censored_pair() -> None:
    law = Law(Family.GAMMA, 4.0, 2.0)
    second_known = log_likelihoods(from_windows([0.0], [1.0], second_low=[3.0], second_high=[3.0]), law)
    first_known = log_likelihoods(from_windows([0.0], [0.0], second_low=[2.0], second_high=[3.0]), law)
    wanted = float(law.cdf(floats(3.0)) - law.cdf(floats(2.0)))
    assert exp(second_known[0]) == pytest.approx(wanted)
    assert exp(first_known[0]) == pytest.approx(wanted)


def test_exact_normal_intervals_give_the_mean_and_spread_of_the_textbook() -> None:
    days = [2.0, 3.5, -1.0, 6.0, 4.2, 3.3]
    found = fit_interval(exactly(days), Family.NORMAL)
    assert found.mean.best == pytest.approx(np.mean(days), abs=1e-5)
    assert found.sd.best == pytest.approx(np.std(days), abs=1e-5)
    # The profile interval of a normal mean, both parameters free, in closed form.
    half = np.std(days) * sqrt(exp(3.841458820694124 / len(days)) - 1)
    assert [found.mean.low, found.mean.high] == pytest.approx([np.mean(days) - half, np.mean(days) + half], abs=1e-5)


@pytest.mark.parametrize("family", [Family.GAMMA, Family.LOG_NORMAL, Family.WEIBULL])
def test_the_fit_finds_the_law_that_made_the_data(family: Family) -> None:
    generator = np.random.default_rng(5)
    drawn = {Family.GAMMA: generator.gamma(4, 1.25, 3_000), Family.LOG_NORMAL: generator.lognormal(1.5, 0.5, 3_000)}
    exact = drawn.get(family, 5.6 * generator.weibull(2.2, 3_000))
    start = generator.uniform(0, 1, 3_000)
    found = fit_interval(to_the_day(np.floor(start + exact)), family)
    assert found.mean.low < exact.mean() < found.mean.high
    assert found.sd.low < exact.std() < found.sd.high
    assert not found.small


def test_the_windows_of_the_flu_of_2009_give_an_interval_of_some_three_days() -> None:
    data = real.contents("epiestim/flu2009.json")["Flu2009"]["si_data"]
    found = fit_interval(from_windows(data["EL"], data["ER"], second_low=data["SL"], second_high=data["SR"]))
    assert found.mean.low < 3.5 < found.mean.high
    assert (found.pairs, found.small) == (len(data["EL"]) - found.unused, True)


def test_truncation_makes_up_for_the_long_intervals_not_seen_yet() -> None:
    generator = np.random.default_rng(8)
    delays, watched = np.floor(generator.gamma(4, 1.5, 4_000) + generator.uniform(0, 1, 4_000)), generator.integers(0, 9, 4_000)
    seen = delays <= watched
    naive = fit_interval(to_the_day(delays[seen]))
    mended = fit_interval(to_the_day(delays[seen], longest=watched[seen]))
    assert naive.mean.high < 6.0
    assert mended.mean.low < 6.0 < mended.mean.high


def test_negative_intervals_are_left_out_of_a_positive_law_and_counted() -> None:
    found = {fit.family: fit for fit in compare_families(to_the_day([-4, 2, 3, 5, 4, 2]), families=[Family.GAMMA, Family.NORMAL])}
    assert (found[Family.GAMMA].unused, found[Family.NORMAL].unused) == (1, 0)
    assert next(iter(found)) is Family.NORMAL
    assert found[Family.NORMAL].law.mean == pytest.approx(2.0, abs=0.01)


def test_windows_that_end_before_they_begin_are_rejected_by_row() -> None:
    seen = from_windows([0, 2, 0, 0], [1, 1, 1, 1], second_low=[3, 3, 5, float("nan")], second_high=[4, 4, 4, 4])
    assert seen.rejected.tolist() == [1, 2, 3]
    assert to_the_day([3, float("nan")], longest=[9, 9]).rejected.tolist() == [1]


@pytest.mark.parametrize("days", [[], [3.0], [3.0, 3.0]])
def test_too_little_data_is_refused(days: list[float]) -> None:
    with pytest.raises(ValueError, match="at least two usable pairs"):
        fit_interval(exactly(days))


def test_a_start_that_the_data_forbid_is_refused() -> None:
    with pytest.raises(ValueError, match="impossible"):
        fit(lambda _a, _b: float("-inf"), (0.0, 0.0))


@pytest.mark.parametrize("variation", [1e-9, 1e12])
def test_a_weibull_law_of_absurd_spread_is_cut_and_does_not_crash(variation: float) -> None:
    law = Law(Family.WEIBULL, 4.0, 4.0 * variation)
    assert 0 <= float(law.cdf(floats(3.0))) <= 1


@given(st.floats(0.3, 20))
def test_the_shape_of_a_weibull_law_follows_from_its_variation(shape: float) -> None:
    law = Law(Family.WEIBULL, 5.0, 5.0 * weibull_variation(shape))
    scale = 5.0 / np.exp(np.log(5.0) - np.log(5.0)) / _gamma(1 + 1 / shape)
    assert float(law.cdf(floats(scale))) == pytest.approx(1 - exp(-1), abs=1e-6)


def _gamma(value: float) -> float:
    found, _ = integrate.quad(lambda x: x ** (value - 1) * exp(-x), 0, np.inf)
    return float(found)


def test_the_normal_law_integrates_to_its_known_value_at_the_mean() -> None:
    assert float(Law(Family.NORMAL, 3.0, 2.0).area(floats(3.0))) == pytest.approx(2.0 / sqrt(2 * pi))


@pytest.mark.parametrize("family", list(Family))
@pytest.mark.parametrize("days", [[3, 3, 3, 3], [0, 0, 0, 1], [2, 3] * 40 + [90]])
def test_days_all_alike_or_with_one_far_out_are_fitted_all_the_same(family: Family, days: list[int]) -> None:
    found = fit_interval(to_the_day(days), family)
    assert found.mean.low <= found.mean.best <= found.mean.high
    assert found.mean.best == pytest.approx(np.mean(days), rel=0.35)


def test_so_hard_a_truncation_that_any_length_fits_is_said_and_not_guessed() -> None:
    with pytest.raises(ValueError, match="is not known"):
        fit_interval(to_the_day([2, 3, 4, 5, 1, 0, 2], longest=[3, 4, 5, 6, 2, 1, 3]))


@pytest.mark.parametrize("family", [Family.NORMAL, Family.GAMMA, Family.LOG_NORMAL, Family.WEIBULL])
@pytest.mark.parametrize("day", [0, 26])
def test_a_pair_far_out_is_as_likely_as_its_integral_and_not_as_the_density_in_the_middle(family: Family, day: int) -> None:
    law = Law(family, 9.0, 1.5)
    found = log_likelihoods(to_the_day([day]), law)[0]

    def part(days: float) -> float:
        return (1 - abs(days - day)) * exp(law.log_density(floats(days)) - found)

    known, _ = integrate.quad(part, day, day + 1, epsabs=1e-9)
    before, _ = integrate.quad(part, day - 1, day, epsabs=1e-9) if day or family is Family.NORMAL else (0.0, 0.0)
    assert known + before == pytest.approx(1, rel=1e-6)


def test_a_law_far_beyond_what_could_be_seen_is_no_better_for_that() -> None:
    found = log_likelihoods(to_the_day([2, 4], longest=[4, 4]), Law(Family.NORMAL, 400.0, 4.0))
    assert found[0] < -20
    assert -1 < found[1] < 0


@pytest.mark.parametrize("name", ["lognormal", "log-normal", "Log normal", "log_normal"])
def test_a_law_may_be_named_and_is_never_taken_for_another(name: str) -> None:
    seen = to_the_day([2, 3, 3, 5, 8])
    assert fit_interval(seen, Family(name)) == fit_interval(seen, Family.LOG_NORMAL)
    assert Law(Family(name), 3.0, 1.0).family is Family.LOG_NORMAL


def test_a_bare_name_of_a_law_from_a_notebook_fits_that_law() -> None:
    bare: Any = "gamma"
    seen = to_the_day([2, 3, 3, 5, 8])
    assert fit_interval(seen, bare) == fit_interval(seen, Family.GAMMA)
    assert Law(bare, 3.0, 2.0).cdf(floats(0.0)) == 0


def test_a_law_that_does_not_exist_is_refused_with_those_that_do() -> None:
    wrong: Any = "exponential"
    with pytest.raises(ValueError, match="gamma, log_normal, weibull, normal"):
        fit_interval(to_the_day([2, 3]), wrong)


@pytest.mark.parametrize(
    ("family", "mean", "sd"), [("gamma", -1, 1), ("gamma", 0, 1), ("normal", 0, 0), ("weibull", 3, -1), ("normal", inf, 1)]
)
def test_a_law_of_no_spread_or_a_positive_one_without_a_positive_mean_is_refused(family: str, mean: float, sd: float) -> None:
    with pytest.raises(ValueError, match="cannot have"):
        Law(Family(family), mean, sd)


@given(FAMILIES, MEANS, SPREADS, st.floats(0.01, 0.99))
def test_a_quantile_is_the_inverse_of_the_distribution(family: Family, mean: float, sd: float, level: float) -> None:
    law = Law(family, mean, sd)
    assert float(law.cdf(law.quantile(level))) == pytest.approx(level, rel=1e-6)


def test_a_law_names_its_own_parameters_as_r_does() -> None:
    laws = {family: Law(family, 4.0, 2.0).parameters for family in Family}
    assert laws[Family.LOG_NORMAL] == pytest.approx({"meanlog": log(4) - log(1.25) / 2, "sdlog": sqrt(log(1.25))})
    assert laws[Family.NORMAL] == {"mean": 4.0, "sd": 2.0}
    assert set(laws[Family.WEIBULL]) == set(laws[Family.GAMMA]) == {"shape", "scale"}


@pytest.mark.parametrize("family", [Family.GAMMA, Family.LOG_NORMAL, Family.WEIBULL])
def test_pairs_that_may_all_have_been_without_time_between_have_no_positive_length(family: Family) -> None:
    with pytest.raises(ValueError, match="without any time between"):
        fit_interval(to_the_day([0] * 8), family)
    assert fit_interval(to_the_day([0] * 8), Family.NORMAL).mean.best == pytest.approx(0, abs=1e-4)


def test_a_row_longer_than_its_longest_is_rejected_by_its_place() -> None:
    seen = to_the_day([2, 5, float("nan"), 1], longest=[4, 3, 9, float("nan")])
    assert seen.rejected.tolist() == [1, 2, 3]
    assert seen.second[0].tolist() == [2.0]
    with pytest.raises(ValueError, match="a longest it could have had"):
        to_the_day([2, 3, 4], longest=[4, 4])


def test_windows_of_unequal_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="same length"):
        from_windows([0, 0], [1], second_low=[2, 3], second_high=[3, 4])


def test_families_that_the_pairs_cannot_have_are_left_out_of_the_comparison() -> None:
    assert [found.family for found in compare_families(to_the_day([0] * 8))] == [Family.NORMAL]
    with pytest.raises(ValueError, match="at least two usable pairs"):
        compare_families(to_the_day([2]))


@pytest.mark.parametrize("family", [Family.LOG_NORMAL, Family.GAMMA])
def test_a_mean_that_two_uneven_pairs_do_not_bound_from_above_is_open_there(family: Family) -> None:
    found = fit_interval(to_the_day([0, 7]), family)
    assert (found.mean.high, found.sd.high) == (inf, inf)
    assert 0 < found.mean.low < found.mean.best


def test_the_upper_end_of_a_mean_is_where_the_profile_falls_however_wide_the_law_is_there() -> None:
    seen = to_the_day([1, 1, 1, 40])
    found = fit_interval(seen, Family.LOG_NORMAL)
    wide = [log_likelihoods(seen, Law(Family.LOG_NORMAL, found.mean.high, exp(log_sd))).sum() for log_sd in np.linspace(8, 30, 2_000)]
    assert max(wide) == pytest.approx((4 - found.aic) / 2 - 1.920729, abs=1e-3)


@pytest.mark.parametrize("family", Family)
def test_a_law_of_which_nothing_could_have_been_seen_is_no_answer(family: Family) -> None:
    with pytest.raises(ValueError, match="is not known"):
        fit_interval(to_the_day([4, 5, 6], longest=[4, 5, 6]), family)


def test_right_truncation_of_windows_is_the_integral_over_the_first_window() -> None:
    law, first, until = Law(Family.LOG_NORMAL, 5.0, 3.0), ([0.0, 1.0, 2.0], [2.0, 1.0, 2.5]), [5.0, 6.5, 9.0]
    windows = {"second_low": [3.0, 5.0, 4.0], "second_high": [4.0, 6.0, 4.0]}
    fall = log_likelihoods(from_windows(*first, **windows), law) - log_likelihoods(from_windows(*first, **windows, seen_until=until), law)
    for number, (low, high, end) in enumerate(zip(*first, until, strict=True)):
        wanted, _ = integrate.quad(lambda start, end=end: float(law.cdf(floats(end - start))), low, high, epsabs=1e-10)
        chance = wanted / (high - low) if high > low else float(law.cdf(floats(end - low)))
        assert exp(fall[number]) == pytest.approx(chance, rel=1e-8)


def test_days_that_could_show_so_much_are_windows_seen_until_the_end_of_that_day() -> None:
    zeros, days, longest = np.zeros(4), np.array([2.0, 3, 5, 4]), np.array([4.0, 3, 9, 6])
    plain = from_windows(zeros, zeros + 1, second_low=days, second_high=days + 1, seen_until=longest + 1)
    assert fit_interval(plain) == fit_interval(to_the_day(days, longest=longest))


def test_truncated_windows_of_an_outbreak_that_goes_on_give_the_interval_back() -> None:
    generator = np.random.default_rng(5)
    begun = generator.exponential(6.0, 1_500)
    begun, until = 30 - begun[begun < 30], 30.0
    ended = begun + generator.gamma(4.0, 1.5, begun.size)
    known = ended < until
    first, second = np.floor(begun[known]), np.floor(ended[known])
    seen = from_windows(first, first + 1, second_low=second, second_high=second + 1, seen_until=until)
    blind = from_windows(first, first + 1, second_low=second, second_high=second + 1)
    assert fit_interval(blind).mean.high < 6.0
    mended = fit_interval(seen).mean
    assert mended.low < 6.0 < mended.high


def test_exact_intervals_may_be_truncated_and_what_ends_later_is_rejected() -> None:
    seen = exactly([2.0, 3.5, 4.0, 9.0], longest=6.0)
    assert seen.rejected.tolist() == [3]
    assert fit_interval(seen).mean.best > fit_interval(exactly([2.0, 3.5, 4.0])).mean.best
    with pytest.raises(ValueError, match="same length"):
        exactly([2.0, 3.0], longest=[6.0])
