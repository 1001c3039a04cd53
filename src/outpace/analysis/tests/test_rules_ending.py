"""The end of a zone's outbreak: days, rounds, hidden chains, and what is said when nothing can be."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epiworks.epi.published import published_interval
from epiworks.units import PersonCount
from outpace.analysis.data import Assumed, EndingFound, EndingInputs, Lack, RoundSeen
from outpace.analysis.rules.ending import ending
from outpace.analysis.selectors.snapshot import borrowed
from outpace.kernel.scope import AreaPath

SINCE = date(2022, 8, 10)
ALL_SEEN = RoundSeen(SINCE + timedelta(days=4), PersonCount(1000), PersonCount(980))


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


def told(asked: EndingInputs) -> EndingFound:
    return ending(asked, np.random.default_rng(1))


def test_it_is_over_when_known_cases_infect_nobody_more_and_no_chain_runs_unseen() -> None:
    made = told(known())
    assert made.known is not None
    assert made.hidden is not None
    assert made.over == pytest.approx(made.known * (1 - made.hidden), rel=1e-4)
    assert dict(made.by_hidden)[Assumed().hidden] == made.over


def test_every_day_since_the_last_finding_is_told_and_three_weeks_ahead() -> None:
    made = told(known(clear=6))
    assert [day.day for day in made.days] == [SINCE + timedelta(days=number) for number in range(1, 28)]
    assert [day.day for day in made.days if day.ahead] == [SINCE + timedelta(days=number) for number in range(7, 28)]


def test_today_among_the_days_says_what_the_answer_says() -> None:
    made = told(known(clear=6))
    assert (made.clear, made.days[5].over, made.days[5].known) == (6, made.over, made.known)


def test_one_clear_day_is_enough_for_an_answer() -> None:
    assert (told(known(clear=1)).lack, told(known(clear=1)).over is None) == (Lack.NOTHING, False)


def test_the_sure_day_is_the_first_after_which_every_day_is_sure() -> None:
    made = told(known(clear=6))
    assert made.sure_on is not None
    assert [day.day >= made.sure_on for day in made.days] == [day.over >= 0.95 for day in made.days]


def test_no_day_is_sure_within_three_weeks_where_many_hidden_beginnings_are_believed() -> None:
    assert told(known(assumed=Assumed(hidden=50.0))).sure_on is None


def test_what_is_sure_at_once_is_sure_from_the_first_day() -> None:
    nothing_hidden = Assumed(hidden=0.0)
    assert told(known(assumed=nothing_hidden, cases=0)).sure_on == SINCE + timedelta(days=1)


def test_what_it_was_worked_out_from_stands_beside_the_answer() -> None:
    asked = replace(known(rounds=(ALL_SEEN,)), cases=((SINCE, PersonCount(2)), (SINCE - timedelta(days=1), PersonCount(3))))
    made = told(asked)
    assert (made.cases, made.rounds, made.since, made.assumed, made.interval) == (5, (ALL_SEEN,), SINCE, Assumed(), asked.interval)


def test_days_before_a_round_know_nothing_of_it() -> None:
    with_round, without = told(known(rounds=(ALL_SEEN,))), told(known())
    later = [day.over > other.over for day, other in zip(with_round.days, without.days, strict=True)]
    assert later == [number >= 4 for number in range(1, 28)]


@pytest.mark.parametrize(("day", "due"), [(-1, 1000), (4, 0), (7, 1000)])
def test_a_round_before_the_last_finding_of_nobody_or_still_to_come_changes_nothing(day: int, due: int) -> None:
    idle = RoundSeen(SINCE + timedelta(days=day), PersonCount(due), PersonCount(980))
    assert over(known(rounds=(idle,))) == over(known())


def test_a_round_on_the_day_of_the_last_finding_counts() -> None:
    assert told(known(rounds=(replace(ALL_SEEN, day=SINCE),))).seen_by_now is not None


def test_a_round_of_more_than_were_due_counts_as_everybody() -> None:
    whole, more = (replace(ALL_SEEN, done=PersonCount(done)) for done in (1000, 1300))
    assert over(known(rounds=(whole,))) == over(known(rounds=(more,)))


def test_the_more_persons_a_round_reached_the_likelier_it_is_over() -> None:
    half, most = (replace(ALL_SEEN, done=PersonCount(done)) for done in (500, 900))
    assert over(known()) < over(known(rounds=(half,))) < over(known(rounds=(most,)))


@pytest.mark.parametrize(
    "change", [{"sensitivity": 0.4}, {"never_reached": 0.5}, {"controlled": 1.5}, {"hidden": 2.0}, {"reproduction": 6.0}]
)
def test_every_worse_assumption_makes_it_less_likely_to_be_over(change: dict[str, float]) -> None:
    assert over(known(rounds=(ALL_SEEN,), assumed=Assumed(**change))) < over(known(rounds=(ALL_SEEN,)))


def test_every_person_of_a_day_counts_and_none_who_fell_ill_after_it() -> None:
    one, two = (replace(known(), cases=((SINCE, PersonCount(count)),)) for count in (1, 2))
    later = replace(known(), cases=((SINCE, PersonCount(1)), (SINCE + timedelta(days=7), PersonCount(5))))
    assert over(two) < over(one) == over(later)


def test_on_a_day_without_an_answer_nothing_is_reckoned() -> None:
    made = told(known(clear=0))
    assert (made.known, made.hidden, made.seen_by_now, made.by_hidden, made.sure_on) == (None, None, None, (), None)
