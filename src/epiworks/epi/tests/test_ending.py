"""The end of an outbreak and hidden chains: equal to simulation, monotone in what should help, honest about who is never reached."""

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.epi.ending import Spreading, clear_days_needed, outbreak_over
from epiworks.epi.interval import discretised_gamma, from_weights
from epiworks.epi.tests import real
from epiworks.epi.undetected import Screened, Surveillance, hidden_chain, zone_over
from epiworks.units import Days, Probability, Share

WEIGHTS = from_weights([0, 0.2, 0.5, 0.2, 0.1])
SPREADING = Spreading(1.6, 0.4, WEIGHTS)
CASES = st.lists(st.integers(0, 20), min_size=1, max_size=15)


def grown(generator: np.random.Generator, spreading: Spreading, *, beyond: int) -> list[tuple[int, int]]:
    """One outbreak from a case on day 0: (day, infector's place) of everybody infected up to the day `beyond`."""
    people = [(0, -1)]
    for place, (day, _) in enumerate(people):
        rate = generator.gamma(spreading.dispersion, spreading.reproduction / spreading.dispersion)
        for gap in generator.choice(spreading.interval.weights.size, generator.poisson(rate), p=spreading.interval.weights):
            if day + gap <= beyond and len(people) < 400:
                people.append((day + int(gap), place))
    return people


def test_what_is_said_to_be_over_with_a_probability_is_over_that_often() -> None:
    generator = np.random.default_rng(11)
    said, came = [], []
    for _ in range(3_000):
        people = grown(generator, SPREADING, beyond=11)
        seen = [day for day, _ in people if day <= 7]
        shown = np.bincount([parent for day, parent in people[1:] if day <= 7], minlength=len(people))
        kept = [place for place, (day, _) in enumerate(people) if day <= 7]
        said.append(outbreak_over(seen, SPREADING, today=7, shown=shown[kept]))
        came.append(all(day <= 7 for day, _ in people))
    said_, came_ = np.array(said), np.array(came)
    for low, high in ((0.0, 0.3), (0.3, 0.7), (0.7, 0.999)):
        group = (said_ >= low) & (said_ < high)
        assert came_[group].mean() == pytest.approx(said_[group].mean(), abs=0.07)


def test_a_hidden_chain_is_as_likely_as_in_a_simulation() -> None:
    generator = np.random.default_rng(12)
    rounds = [Screened(3, Share(0.6), Probability(0.7)), Screened(6, Share(0.6), Probability(0.7))]
    unseen = running = 0
    for _ in range(6_000):
        people = grown(generator, SPREADING, beyond=11)
        days = [day for day, _ in people]
        found = any(2 <= check.day - day <= 14 and generator.random() < 0.42 for day in days for check in rounds)
        unseen += not found
        running += not found and max(days) > 7
    exact = hidden_chain(SPREADING, Surveillance(rounds), days=7, expected=1e-6)
    assert 1 - exact.found_by_now == pytest.approx(unseen / 6_000, abs=0.02)
    assert exact.runs / 1e-6 == pytest.approx(running / 6_000, abs=0.02)


def test_mers_in_korea_was_over_with_near_certainty_long_before_the_declaration() -> None:
    table = real.rows("outbreaks/mers_korea_2015.linelist.csv")
    days = [day.toordinal() for row in table if (day := real.day(row["dt_onset"])) is not None]
    spreading = Spreading(0.6, 0.02, discretised_gamma(Days(12.6), Days(2.8), length=40))
    early, late = (outbreak_over(days, spreading, today=max(days) + wait) for wait in (2, 28))
    assert early < late
    assert late > 0.99


def test_even_infecting_needs_longer_to_be_over_than_uneven() -> None:
    even, uneven = (clear_days_needed([0], Spreading(1.5, k, WEIGHTS), wanted=Probability(0.9)) for k in (inf, 0.1))
    assert uneven < even
    assert outbreak_over([0], Spreading(1.5, 1e9, WEIGHTS), today=2) == pytest.approx(
        outbreak_over([0], Spreading(1.5, inf, WEIGHTS), today=2)
    )


def test_after_the_longest_interval_it_is_over() -> None:
    assert outbreak_over([0, 1], SPREADING, today=5) == 1.0
    assert clear_days_needed([0], Spreading(9.0, inf, WEIGHTS), wanted=Probability(1.0)) == 4


def test_no_case_needs_no_waiting_and_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to wait for"):
        clear_days_needed([], SPREADING, wanted=Probability(0.9))


@pytest.mark.parametrize(("days", "reproduction", "shown"), [([5], 1.0, None), ([1], 0.0, None), ([1], 1.0, [1, 2])])
def test_impossible_facts_are_refused(days: list[int], reproduction: float, shown: list[int] | None) -> None:
    with pytest.raises(ValueError, match="no later than today"):
        outbreak_over(days, Spreading(reproduction, 1.0, WEIGHTS), today=4, shown=shown)


def test_those_whom_no_round_reaches_cap_what_screening_can_show() -> None:
    rounds = [Screened(day, Share(0.9), Probability(1.0)) for day in range(2, 9)]
    open_doors = hidden_chain(SPREADING, Surveillance(rounds), days=9, expected=0.3)
    shut_doors = hidden_chain(SPREADING, Surveillance(rounds, always_missed=Share(0.1)), days=9, expected=0.3)
    nobody = hidden_chain(SPREADING, Surveillance(rounds, always_missed=Share(1.0)), days=9, expected=0.3)
    never = hidden_chain(SPREADING, Surveillance(), days=9, expected=0.3)
    assert open_doors.runs < shut_doors.runs < nobody.runs
    assert nobody.runs == pytest.approx(never.runs)


def test_coming_forward_ill_finds_chains_without_any_round() -> None:
    even = Spreading(1.2, inf, WEIGHTS)
    quiet = hidden_chain(even, Surveillance(), days=12, expected=0.3)
    loud = hidden_chain(even, Surveillance(comes_forward=(0.0, 0.0, 0.5)), days=12, expected=0.3)
    assert quiet.found_by_now == pytest.approx(0)
    assert loud.runs < quiet.runs


@pytest.mark.parametrize(
    ("day", "today", "shown"), [(float("nan"), 4, None), (1, float("nan"), None), (1, 4, [-1]), (1, 4, [float("nan")])]
)
def test_a_missing_day_or_fewer_shown_than_none_are_refused_and_no_chance_above_one_is_said(
    day: float, today: float, shown: list[float] | None
) -> None:
    with pytest.raises(ValueError, match="no later than today"):
        outbreak_over([day], SPREADING, today=today, shown=shown)


@pytest.mark.parametrize(("reproduction", "dispersion"), [(-1.0, 0.5), (float("nan"), 0.5), (2.0, 0.0), (2.0, float("nan"))])
def test_a_way_of_spreading_that_is_none_is_refused(reproduction: float, dispersion: float) -> None:
    with pytest.raises(ValueError, match="k above 0"):
        Spreading(reproduction, dispersion, WEIGHTS)


def test_percentages_in_place_of_shares_are_refused() -> None:
    with pytest.raises(ValueError, match=r"95 % is 0\.95"):
        Screened(3, Share(95), Probability(0.8))
    with pytest.raises(ValueError, match=r"95 % is 0\.95"):
        Surveillance(always_missed=Share(5))
    with pytest.raises(ValueError, match="between 0 and 1"):
        clear_days_needed([0], SPREADING, wanted=Probability(95))
    with pytest.raises(ValueError, match="begin with"):
        Surveillance(comes_forward=())


@pytest.mark.parametrize(("days", "expected", "day"), [(0, 0.1, 0), (5, -0.1, 1), (5, 0.1, 6)])
def test_a_round_outside_the_days_is_refused(days: int, expected: float, day: int) -> None:
    with pytest.raises(ValueError, match="hidden chain"):
        hidden_chain(SPREADING, Surveillance([Screened(day, Share(1.0), Probability(1.0))]), days=days, expected=expected)


@given(CASES, st.floats(0.3, 3), st.floats(0.05, 5))
def test_every_clear_day_makes_the_end_more_likely(days: list[int], reproduction: float, dispersion: float) -> None:
    spreading = Spreading(reproduction, dispersion, WEIGHTS)
    chances = [outbreak_over(days, spreading, today=max(days) + clear) for clear in range(6)]
    assert chances == sorted(chances)
    assert all(0 <= chance <= 1 for chance in chances)


@given(st.floats(0.2, 2), st.floats(0.1, 3), st.integers(1, 20), st.floats(0, 2), st.integers(0, 20))
def test_another_round_never_makes_a_hidden_chain_more_likely_found_late(
    reproduction: float, dispersion: float, days: int, expected: float, day: int
) -> None:
    spreading = Spreading(reproduction, dispersion, WEIGHTS)
    without = hidden_chain(spreading, Surveillance(), days=days, expected=expected)
    more = hidden_chain(spreading, Surveillance([Screened(min(day, days), Share(0.8), Probability(0.9))]), days=days, expected=expected)
    assert more.found_by_now >= without.found_by_now - 1e-12
    assert more.runs <= without.runs + 1e-12


def test_a_zone_is_over_only_when_both_known_and_hidden_are() -> None:
    found = zone_over("high", [0, 3], SPREADING, today=6, surveillance=Surveillance(), expected=0.5, controlled=0.9)
    assert found.over == pytest.approx(found.known_over * (1 - found.hidden.runs))
    assert found.over < found.known_over < 1
