"""The end of a zone's outbreak: days, rounds, hidden chains, and what is said when nothing can be."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from epiworks.epi.published import published_interval
from epiworks.units import PersonCount
from outpace.analysis.data import Assumed, EndingInputs, Lack, RoundSeen
from outpace.analysis.rules.ending import ending
from outpace.analysis.selectors.snapshot import borrowed
from outpace.kernel.scope import AreaPath

SINCE = date(2022, 8, 10)


def known(*, clear: int = 6, rounds: tuple[RoundSeen, ...] = (), assumed: Assumed | None = None, cases: int = 3) -> EndingInputs:
    fell_ill = tuple((SINCE - timedelta(days=ago), PersonCount(1)) for ago in range(cases))
    return EndingInputs(
        zone_id=1,
        path=AreaPath("/62/"),
        areas=(AreaPath("/62/"),),
        drawn=SINCE - timedelta(days=3),
        since=SINCE,
        as_of=SINCE + timedelta(days=clear),
        packs=("cn-covid-9 1",),
        cases=fell_ill,
        rounds=rounds,
        interval=borrowed(published_interval("covid_19")),
        assumed=assumed or Assumed(),
    )


def over(inputs: EndingInputs) -> float:
    found = ending(inputs, np.random.default_rng(1)).over
    assert found is not None
    return found


@given(st.integers(1, 12), st.integers(1, 5))
@settings(max_examples=15)
def test_every_clear_day_makes_it_likelier_to_be_over_by_known_cases(clear: int, cases: int) -> None:
    found = ending(known(clear=clear, cases=cases), np.random.default_rng(1))
    chances = [day.known for day in found.days]
    assert chances == sorted(chances)


def test_a_round_with_everybody_in_it_makes_a_hidden_chain_less_likely() -> None:
    round_of_all = RoundSeen(SINCE + timedelta(days=4), PersonCount(1000), PersonCount(980))
    assert over(known(rounds=(round_of_all,))) > over(known())


def test_more_hidden_beginnings_make_it_less_likely_to_be_over() -> None:
    found = ending(known(), np.random.default_rng(1)).by_hidden
    assert [chance for _, chance in found] == sorted((chance for _, chance in found), reverse=True)


def test_on_the_day_of_the_last_case_nothing_is_said() -> None:
    found = ending(known(clear=0), np.random.default_rng(1))
    assert (found.over, found.lack, found.days) == (None, Lack.FEW_DAYS, ())


def test_a_disease_without_an_interval_gets_no_figure() -> None:
    found = ending(replace(known(), interval=None), np.random.default_rng(1))
    assert (found.over, found.lack) == (None, Lack.NO_INTERVAL)
