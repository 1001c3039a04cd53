"""R, k, the serial interval and places by judged links: what counts, what is left out, and when nothing is said."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outpace.analysis.data import ChainInputs, ChainsFound, Lack
from outpace.analysis.rules.chains import chains
from outpace.analysis.rules.links import ALL, SURE, claims
from outpace.analysis.rules.papers import read, written
from outpace.analysis.rules.places import places
from outpace.analysis.rules.sources import timing_of
from outpace.analysis.tests.links import COVID, FIRST, case, inputs, link, place, star, table
from outpace.casework.choices.cases import Doubt


def found(asked: ChainInputs) -> ChainsFound:
    return chains(asked, np.random.default_rng(1))


def test_r_is_the_mean_number_of_infected_when_everything_is_long_past() -> None:
    fit = found(inputs(*star())).sure
    assert fit is not None
    assert fit.reproduction.best == pytest.approx(9 / 21, rel=1e-3)
    assert (fit.infections, fit.small) == (9, True)
    assert fit.top > 0.8


def test_the_tallies_hold_every_counted_case_once() -> None:
    fit = found(inputs(*star())).sure
    assert fit is not None
    assert [(row.infected, row.cases) for row in fit.tallies if row.cases] == [(0, 19), (1, 1), (5, 1)]
    assert sum(row.expected for row in fit.tallies) == pytest.approx(21, abs=0.6)


def test_if_every_local_case_had_a_source_r_would_be_larger() -> None:
    fit = found(inputs(*star())).sure
    assert fit is not None
    assert fit.if_all == pytest.approx(9 / 21 * 21 / 9, rel=1e-3)


@pytest.mark.parametrize(("away", "times"), [(False, 2), (True, 1)])
def test_whoever_fell_ill_after_the_window_counts_among_the_linked_and_the_local(away: bool, times: int) -> None:
    cases = [*(case(number % 3, away=away) for number in range(12)), *(case(20) for _ in range(12))]
    asked = inputs(cases, [link(number, 12 + number) for number in range(12)])
    fit = found(replace(asked, last=FIRST + timedelta(days=10))).sure
    assert fit is not None
    assert fit.reproduction.best == pytest.approx(1, rel=1e-2)
    assert fit.if_all == pytest.approx(times * (fit.reproduction.best or 0), rel=1e-5)


def test_r_of_all_is_not_said_when_no_local_case_has_a_source() -> None:
    cases = [*(case(1) for _ in range(12)), *(case(4, away=True) for _ in range(12))]
    fit = found(inputs(cases, [link(number, 12 + number) for number in range(12)])).sure
    assert fit is not None
    assert fit.if_all is None


def test_recent_cases_are_left_out_and_counted() -> None:
    cases, links = star()
    late = [case(58), case(59), case(60)]
    answer = found(inputs([*cases, *late], links))
    assert (answer.total, answer.counted, answer.too_recent) == (24, 21, 3)


def test_half_known_cases_raise_r() -> None:
    cases, links = star()
    early, late = found(inputs(cases, links)).sure, found(inputs(cases, links, as_of=12)).sure
    assert early is not None
    assert late is not None
    assert (late.reproduction.best or 0) > (early.reproduction.best or 0)


def test_nothing_is_fitted_to_a_handful() -> None:
    assert found(inputs([case(0), case(2)], [link(0, 1)])).no_fit is Lack.FEW_CASES
    assert found(inputs([case(0)] * 12, [link(0, 1)])).no_fit is Lack.FEW_LINKS
    assert found(inputs([], [])).total == 0


def test_without_an_interval_nobody_knows_what_is_still_to_come() -> None:
    answer = found(inputs(*star(), interval=False))
    assert (answer.sure, answer.no_fit, answer.counted) == (None, Lack.NO_INTERVAL, 0)


def test_possible_links_count_only_beside() -> None:
    cases, links = star()
    answer = found(inputs(cases, [*links, *(link(0, number, Doubt.POSSIBLE) for number in range(11, 15))]))
    assert (answer.linked, answer.possible_only, answer.without) == (9, 4, 8)
    assert answer.sure is not None
    assert answer.all_links is not None
    assert (answer.all_links.reproduction.best or 0) > (answer.sure.reproduction.best or 0)


def test_a_case_infected_elsewhere_owes_no_source() -> None:
    cases, links = star()
    answer = found(inputs([*cases, case(3, away=True)], links))
    assert (answer.away, answer.without) == (1, 12)


def pairs(days: list[int]) -> ChainInputs:
    cases = [case(5) for _ in days] + [case(5 + day) for day in days]
    return inputs(cases, [link(number, len(days) + number) for number in range(len(days))])


def test_the_outbreak_s_own_pairs_give_an_interval() -> None:
    answer = found(pairs([2, 3, 3, 4, 5, 3, 7, 4, 2, 6, 4, 3]))
    assert answer.interval is not None
    assert answer.interval.mean.best == pytest.approx(3.8, abs=0.2)
    assert (answer.interval.pairs, answer.interval.small, answer.own_timing) == (12, True, False)


def test_from_thirty_pairs_on_its_own_interval_is_used() -> None:
    assert found(pairs([2, 3, 3, 4, 5, 3, 7, 4, 2, 6] * 3)).own_timing


def test_pairs_that_fell_ill_the_other_way_round_are_told() -> None:
    answer = found(pairs([-1, 3, 3, 4, 5, 3, 7, 4, 2, 6, 4, 3]))
    assert answer.interval is not None
    assert (answer.interval.negative, answer.interval.family.value) == (1, "normal")


def test_nine_pairs_are_too_few_and_a_pair_without_an_onset_is_none() -> None:
    assert found(pairs([3] * 9)).no_interval is Lack.FEW_LINKS
    cases = [case(0, onset=False) for _ in range(12)] + [case(4) for _ in range(12)]
    assert found(inputs(cases, [link(number, 12 + number) for number in range(12)])).interval is None


def test_equal_sources_share_a_case_by_how_well_the_days_fit() -> None:
    asked = inputs([case(0), case(8), case(11)], [link(0, 2), link(1, 2)])
    shared = claims(asked.table, SURE, timing_of(COVID))[2]
    assert [claim.link for claim in shared] == [0, 1]
    assert shared[1].chance > 0.9
    assert sum(claim.chance for claim in shared) == pytest.approx(1)


def test_a_surer_source_puts_the_others_aside() -> None:
    asked = inputs([case(0), case(1), case(4)], [link(0, 2, Doubt.POSSIBLE), link(1, 2, Doubt.CERTAIN)])
    assert [claim.link for claim in claims(asked.table, ALL, None)[2]] == [1]


def test_same_inputs_give_the_same_text() -> None:
    cases, links = star()
    asked = inputs(cases, [*links, link(10, 1), link(11, 2)])
    again = read(written(asked), ChainInputs)
    assert written(found(asked)) == written(found(again))


def test_a_place_of_many_stands_out_with_its_chance() -> None:
    asked = inputs(*star())
    answer = places(
        table(asked, [(number, place("Hall")) for number in range(8)]), (FIRST, FIRST + timedelta(days=60)), found(asked), timing=None
    )
    (row,) = answer.rows
    assert (row.place.name, row.infected, row.infectors) == ("Hall", 8, 1)
    assert row.chance is not None
    assert 0 < row.chance < 0.1
    assert (answer.linked, answer.unknown, answer.at_home) == (9, 1, 0)


def test_a_link_with_two_places_counts_half_in_each() -> None:
    asked = inputs(*star())
    where = [(number, place("Hall")) for number in range(8)] + [(number, place("Market")) for number in range(8)]
    answer = places(table(asked, where), (FIRST, FIRST + timedelta(days=60)), found(asked), timing=None)
    assert [(row.place.name, row.infected) for row in answer.rows] == [("Hall", 4), ("Market", 4)]


def test_homes_are_a_number_and_a_place_of_one_is_not_named() -> None:
    asked = inputs(*star())
    where = [(number, place("", is_home=True)) for number in range(3)] + [(3, place("Shop"))]
    answer = places(table(asked, where), (FIRST, FIRST + timedelta(days=60)), found(asked), timing=None)
    assert (answer.rows, answer.at_home, answer.unknown) == ((), 3, 5)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from(list(SURE))), max_size=12))
@settings(max_examples=25)
def test_however_links_lie_every_linked_case_is_shared_out_once(drawn: list[tuple[int, int, Doubt]]) -> None:
    kept = {(source, infected): doubt for source, infected, doubt in drawn if source != infected}
    asked = inputs([case(number) for number in range(10)], [link(*pair, doubt) for pair, doubt in kept.items()])
    for claimed in claims(asked.table, ALL, timing_of(COVID)).values():
        assert sum(claim.chance for claim in claimed) == pytest.approx(1)


def test_what_was_borrowed_and_how_many_have_several_sources_stands_beside_the_answer() -> None:
    cases, links = star()
    answer = found(inputs(cases, [*links, link(9, 1), link(9, 2)]))
    assert (answer.shared, answer.borrowed) == (2, COVID)
    assert found(inputs(cases, links, interval=False)).too_recent == 0


def test_a_source_whose_days_fit_counts_for_more_of_a_case() -> None:
    cases = [*(case(0) for _ in range(10)), *(case(8) for _ in range(10)), *(case(11) for _ in range(10))]
    asked = inputs(cases, [one for number in range(10) for one in (link(number, 20 + number), link(10 + number, 20 + number))])
    fit = found(asked).sure
    assert fit is not None
    assert fit.infections == 10
    assert [round(row.cases) for row in fit.tallies if row.infected == 1] == [10]


def test_the_law_says_how_many_infect_nobody_and_the_classes_where_they_end() -> None:
    fit = found(inputs(*star())).sure
    assert fit is not None
    assert fit.nobody == pytest.approx(fit.tallies[0].expected / 21, abs=0.02)
    assert [(row.infected, row.until) for row in fit.tallies[:2]] == [(0, 0), (1, 1)]
    assert all(row.until is None or row.until >= row.infected for row in fit.tallies)


def test_who_fell_ill_on_the_as_of_day_counts_among_the_local() -> None:
    cases = [*(case(1) for _ in range(12)), *(case(4) for _ in range(12))]
    links = [link(number, 12 + number) for number in range(12)]
    fit = found(inputs([*cases, *(case(40, wait=0) for _ in range(12))], links, as_of=40)).sure
    assert fit is not None
    assert (fit.if_all or 0) / (fit.reproduction.best or 1) == pytest.approx(3, rel=1e-3)
