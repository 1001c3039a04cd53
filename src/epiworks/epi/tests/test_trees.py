"""Transmission trees: the posterior is the sum over all trees, it finds the links of simulated outbreaks, and is as sure as it is right."""

from datetime import date
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from epiworks.epi.interval import discretised_gamma
from epiworks.epi.simulated import Outbreak, simulated_tree
from epiworks.epi.special import Counts, Flags, Floats
from epiworks.epi.tests import real
from epiworks.epi.trees import Beliefs, Evidence, Timing, serial_timing, transmission_tree
from epiworks.epi.windows import possible_pairs
from epiworks.protocol import Anchor, AnchorMissing, CaseAnchors, shipped_library
from epiworks.units import Days, Probability, Share

GENERATION = discretised_gamma(Days(5.0), Days(2.0), length=20)
INCUBATION = discretised_gamma(Days(4.0), Days(1.5), length=15)
TIMING = serial_timing(GENERATION, INCUBATION)
EVEN = Timing(-2, np.full(5, 0.2))


def outbreak(seed: int, *, mutations: float = 1.0) -> tuple[Counts, Evidence]:
    """Infectors and evidence of 100 cases: nine of ten exposures named, one pair in a hundred named wrongly."""
    return simulated_tree(np.random.default_rng(seed), Outbreak(GENERATION, INCUBATION, mutations=mutations), size=100)


def right(parent: Counts, found: Counts) -> float:
    return float((found == parent).mean())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_dates_exposures_and_genomes_find_more_than_82_in_100_links(seed: int) -> None:
    parent, evidence = outbreak(seed)
    assert right(parent, transmission_tree(evidence, TIMING).likeliest) > 0.82


def test_dates_and_genomes_find_more_than_82_in_100_links_when_two_mutations_come_with_each() -> None:
    results = []
    for seed in range(4):
        parent, evidence = outbreak(seed, mutations=2.0)
        found = transmission_tree(Evidence(evidence.onsets, distances=evidence.distances), TIMING)
        results.append((right(parent, found.likeliest), float(found.certainty.mean()), found.beliefs.mutations))
    accuracy, certainty, mutations = np.mean(results, axis=0)
    assert accuracy > 0.82
    assert certainty == pytest.approx(accuracy, abs=0.06)
    assert mutations == pytest.approx(2.0, abs=0.3)


def test_dates_alone_find_few_links_and_say_so() -> None:
    parent, evidence = outbreak(5)
    found = transmission_tree(Evidence(evidence.onsets), TIMING)
    assert found.certainty.mean() < 0.25
    assert abs(right(parent, found.likeliest) - found.certainty.mean()) < 0.1


def test_what_share_of_exposures_is_named_is_learned() -> None:
    _, evidence = outbreak(7)
    assert transmission_tree(evidence, TIMING, Beliefs(named=Probability(0.5))).beliefs.named == pytest.approx(0.9, abs=0.1)


def test_households_of_hagelloch_say_more_than_dates_and_the_superspreader_stands_out() -> None:
    table = real.rows("outbreaks/measles_hagelloch_1861.csv")
    place = {row["case_ID"]: number for number, row in enumerate(table)}
    days = [real.day(row["date_of_prodrome"]) for row in table]
    onsets = np.array([day.toordinal() if day else np.nan for day in days], dtype=np.float64)
    parent = np.array([place.get(row["infector"], -1) for row in table])
    family = np.array([row["family_ID"] for row in table])
    timing = Timing(0, discretised_gamma(Days(10.4), Days(1.65), length=30).weights)
    home = (family[:, None] == family[None, :]) & ~np.eye(len(table), dtype=np.bool_)
    by_dates, by_home = (transmission_tree(Evidence(onsets, exposed=exposed), timing) for exposed in (None, home))
    assert right(parent, by_home.likeliest) > 0.4 > right(parent, by_dates.likeliest)
    assert by_home.infected.argmax() == place["45"]


def brute_force(weights: Floats, outside: Floats) -> Floats:
    """The posterior of every link by listing every choice of infectors and keeping those without a loop."""
    size = outside.size
    links, total = np.zeros((size, size)), 0.0
    for parents in product(range(-1, size), repeat=size):
        if any(ends_in_loop(parents, case) for case in range(size)):
            continue
        weight = float(np.prod([outside[case] if who < 0 else weights[who, case] for case, who in enumerate(parents)]))
        total += weight
        for case, who in enumerate(parents):
            if who >= 0:
                links[who, case] += weight
    return links / total


def ends_in_loop(parents: tuple[int, ...], case: int) -> bool:
    for _ in parents:
        if case < 0:
            return False
        case = parents[case]
    return case >= 0


@given(arrays(np.float64, 4, elements=st.integers(0, 4).map(float)), arrays(np.bool_, (4, 4)))
def test_the_posterior_is_the_sum_over_all_trees_without_loops(onsets: Floats, possible: Flags) -> None:
    found = transmission_tree(Evidence(onsets, possible=possible), EVEN)
    gaps = onsets[None, :] - onsets[:, None]
    weights = np.where((np.abs(gaps) <= 2) & possible & ~np.eye(4, dtype=np.bool_), 0.2, 0.0) * 0.98 / 3
    outside = np.full(4, 0.02 / (np.ptp(onsets) + 5))
    np.testing.assert_allclose(found.links, brute_force(weights, outside), atol=1e-6)
    np.testing.assert_allclose(found.links.sum(axis=0) + found.outside, 1)


def test_a_missing_genome_speaks_neither_for_nor_against() -> None:
    unknown = np.full((3, 3), np.nan)
    onsets = np.array([0.0, 5.0, 6.0])
    without = transmission_tree(Evidence(onsets), TIMING)
    found = transmission_tree(Evidence(onsets, distances=unknown), TIMING)
    np.testing.assert_allclose(found.links[0, 1:] / found.links[0, 1:].sum(), without.links[0, 1:] / without.links[0, 1:].sum(), rtol=0.05)


def test_unseen_people_between_are_possible_when_not_all_are_reported() -> None:
    far = Evidence(np.array([0.0, 9.0]))
    timing = Timing(3, np.array([0.5, 0.5]))
    assert transmission_tree(far, timing).likeliest.tolist() == [-1, -1]
    assert transmission_tree(far, timing, Beliefs(reported=Share(0.5))).likeliest.tolist() == [-1, 0]


def test_a_pair_that_the_pack_forbids_is_no_link() -> None:
    packs = shipped_library().protocol("cn-covid-9")
    early = CaseAnchors("symptomatic", {Anchor.ONSET: date(2022, 8, 7)}, ended=date(2022, 8, 8))
    next_ = CaseAnchors("symptomatic", {Anchor.ONSET: date(2022, 8, 11)}, ended=date(2022, 8, 11))
    late = CaseAnchors("symptomatic", {Anchor.ONSET: date(2022, 9, 1)})
    allowed = possible_pairs(packs, [early, next_, late])
    found = transmission_tree(Evidence(np.array([7.0, 11.0, 32.0]), possible=allowed.value), TIMING)
    assert found.likeliest.tolist() == [-1, 0, -1]
    assert {line.address.split(".")[0] for line in allowed.because} == {"incubation", "infectious_window"}


def test_a_case_without_onset_may_have_been_infected_any_day_before() -> None:
    packs = shipped_library().protocol("cn-covid-9")
    known = CaseAnchors("symptomatic", {Anchor.ONSET: date(2022, 8, 7)}, ended=date(2022, 8, 8))
    quiet = CaseAnchors("asymptomatic", {Anchor.SAMPLE_COLLECTED: date(2022, 8, 30)})
    assert possible_pairs(packs, [known, quiet]).value[0, 1]
    with pytest.raises(AnchorMissing):
        possible_pairs(packs, [CaseAnchors("symptomatic", {})])


@pytest.mark.parametrize(
    "evidence",
    [Evidence(np.array([])), Evidence(np.array([1.0, np.nan])), Evidence(np.array([1.0, 2.0]), exposed=np.ones((3, 3), dtype=np.bool_))],
)
def test_tables_that_do_not_fit_are_refused(evidence: Evidence) -> None:
    with pytest.raises(ValueError, match="a tree needs"):
        transmission_tree(evidence, TIMING)


def test_a_simulated_chain_goes_on_when_it_would_die_out() -> None:
    parents, evidence = simulated_tree(np.random.default_rng(1), Outbreak(GENERATION, INCUBATION, reproduction=0.0), size=4)
    assert parents.tolist() == [-1, 0, 1, 2]
    assert evidence.distances is not None
    assert evidence.distances[0, 3] >= evidence.distances[0, 2]
    with pytest.raises(ValueError, match="at least one case"):
        simulated_tree(np.random.default_rng(1), Outbreak(GENERATION, INCUBATION), size=0)
