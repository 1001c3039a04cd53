"""The shape of chains, from pairs of any quality."""

from hypothesis import given
from hypothesis import strategies as st

from epiworks.epi.links import chains, read_links
from epiworks.trace.chains import ChainShape, chain_shape, common_source, generations

CASES = dict.fromkeys("abcdefg")
TREE = read_links(CASES, [("a", "b"), ("a", "c"), ("c", "d"), ("e", "f"), ("f", "e"), ("x", "g")])


def test_the_shape_of_chains_with_a_loop_and_a_dangling_parent() -> None:
    assert chain_shape(TREE) == ChainShape(sizes=(4, 1, 1, 1), generations=(4, 2, 1), unlinked=3)
    assert chain_shape(TREE).longest == 3


def test_no_case_at_all_has_no_chain() -> None:
    assert chain_shape(read_links({}, [])) == ChainShape((), (), 0)


def test_the_common_source_is_the_nearest_case_above_both() -> None:
    assert [common_source(TREE, *pair) for pair in ("bd", "cd", "dd", "bg", "ef")] == ["a", "c", "d", None, None]


letters = st.sampled_from("abcdefgx")


@given(st.lists(st.tuples(letters, letters), max_size=12))
def test_whatever_the_pairs_every_case_has_one_generation_one_below_its_infector(pairs: list[tuple[str, str]]) -> None:
    report = read_links(CASES, pairs)
    depth = generations(report)
    assert set(depth) == set(CASES)
    assert all(depth[link.case] == depth[link.infector] + 1 for link in report.links)
    shape = chain_shape(report)
    assert (sum(shape.sizes), sum(shape.generations), len(shape.sizes)) == (7, 7, len(chains(report)))
