"""Links from dirty pairs: a report, never a wrong link, never a crash."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from epiworks.epi.links import LinkReport, Problem, chains, read_links
from epiworks.epi.tests import real

NAMES = st.sampled_from(["a", "b", "c", "d", "e", " b ", "stranger", ""])
ONSETS = {"a": date(2022, 8, 1), "b": date(2022, 8, 5), "c": date(2022, 8, 3), "d": None, "e": date(2022, 8, 9)}


def problems(*pairs: tuple[str, str]) -> list[tuple[int, Problem]]:
    return [(doubt.row, doubt.problem) for doubt in read_links(ONSETS, pairs).doubts]


def korea() -> LinkReport:
    table = real.rows("korea/PatientInfo.csv.gz")
    onsets = {row["patient_id"]: real.day(row["symptom_onset_date"].strip()) for row in table}
    pairs = [(parent, row["patient_id"]) for row in table for parent in row["infected_by"].split(",") if parent]
    return read_links(onsets, pairs)


def test_the_dirt_of_the_korean_list_is_named_and_none_of_it_becomes_a_link() -> None:
    found = korea()
    assert found.count(Problem.SELF) == 2
    assert found.count(Problem.UNKNOWN_INFECTOR) == 5
    assert found.count(Problem.LOOP) > 0
    parent = {link.case: link.infector for link in found.links}
    assert len(parent) == len(found.links)
    assert all(walks_to_an_end(case, parent) for case in parent)


def walks_to_an_end(case: str, parent: dict[str, str]) -> bool:
    for _ in range(len(parent) + 1):
        if case not in parent:
            return True
        case = parent[case]
    return False


def test_hagelloch_is_a_complete_tree() -> None:
    table = real.rows("outbreaks/measles_hagelloch_1861.csv")
    onsets = {row["case_ID"]: real.day(row["date_of_prodrome"]) for row in table}
    found = read_links(onsets, [(row["infector"], row["case_ID"]) for row in table if row["infector"]])
    assert (len(found.links), len(found.doubts)) == (184, 0)
    assert [len(chain) for chain in chains(found)] == [173, 9, 5, 1]


def test_the_superspreaders_of_mers_in_korea_stand_out() -> None:
    table = real.rows("outbreaks/mers_korea_2015.linelist.csv")
    pairs = [(row["from"], row["to"]) for row in real.rows("outbreaks/mers_korea_2015.contacts.csv")]
    found = read_links({row["id"]: real.day(row["dt_onset"]) for row in table}, pairs)
    by_case = dict(zip(found.cases, found.offspring, strict=True))
    assert sorted(by_case, key=lambda case: -by_case[case])[:3] == ["SK_14", "SK_1", "SK_16"]


def test_a_case_with_two_infectors_has_none_that_counts() -> None:
    assert problems(("a", "b"), ("c", "b")) == [(0, Problem.SECOND_INFECTOR), (1, Problem.SECOND_INFECTOR)]


def test_the_same_pair_twice_is_one_link() -> None:
    found = read_links(ONSETS, [("a", "b"), ("a", " b ")])
    assert (len(found.links), problems(("a", "b"), ("a", " b "))) == (1, [(1, Problem.REPEATED)])


def test_a_circle_is_set_aside_and_what_hangs_on_it_stays() -> None:
    found = read_links(ONSETS, [("a", "b"), ("b", "c"), ("c", "a"), ("c", "e")])
    assert [(link.infector, link.case) for link in found.links] == [("c", "e")]
    assert found.count(Problem.LOOP) == 3


def test_a_link_whose_dates_run_backwards_stays_and_is_reported() -> None:
    found = read_links(ONSETS, [("b", "c")])
    assert found.intervals.tolist() == [-2]
    assert [(doubt.problem, doubt.kept) for doubt in found.doubts] == [(Problem.BACKWARDS, True)]


def test_an_empty_pair_and_an_unknown_case_are_reported() -> None:
    assert problems(("", "b"), ("a", "nobody")) == [(0, Problem.EMPTY), (1, Problem.UNKNOWN_CASE)]


@given(st.lists(st.tuples(NAMES, NAMES), max_size=25))
def test_any_pairs_give_a_forest_and_account_for_every_row(pairs: list[tuple[str, str]]) -> None:
    found = read_links(ONSETS, pairs)
    parent = {link.case: link.infector for link in found.links}
    assert len(parent) == len(found.links)
    assert set(parent) | set(parent.values()) <= set(ONSETS)
    assert all(walks_to_an_end(case, parent) for case in parent)
    assert len(found.links) + sum(not doubt.kept for doubt in found.doubts) == len(pairs)
    assert sum(len(chain) for chain in chains(found)) == len(ONSETS)
    assert found.offspring.sum() == len(found.links)
