"""Area codes and paths, counts, and numbers as reports write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outpace.kernel.scope import AreaPath, subtree_bounds
from outpace.registry.rules import areas, counts, numbers

codes = st.text("0123456789GAZaz_-", min_size=1, max_size=12)
paths = st.lists(codes, min_size=1, max_size=6).map(lambda parts: "/" + "/".join(parts) + "/")
presences = st.sampled_from([1, 2, 3, 8, 9])


@pytest.mark.parametrize(
    ("code", "kind", "parent"),
    [
        ("62", "province", None),
        ("6212", "prefecture", "62"),
        ("621227", "county", "6212"),
        ("621227100", "township", "621227"),
        ("621227100001", "community", "621227100"),
        ("621227100200", "village", "621227100"),
        ("62122", None, None),
        ("621227100001G01", None, None),
    ],
)
def test_an_official_code_says_its_level_and_parent(code: str, kind: str | None, parent: str | None) -> None:
    assert (areas.kind_of_code(code), areas.parent_code(code)) == (kind, parent)


@given(paths, codes, paths)
def test_a_subtree_moves_whole(old: str, below: str, new: str) -> None:
    child = areas.child_path(old, below)
    assert areas.moved_path(child, old=old, new=new) == areas.child_path(new, below)


@given(paths, paths)
def test_what_lies_outside_a_subtree_stays(path: str, old: str) -> None:
    low, high = subtree_bounds(AreaPath(old))
    inside = low <= path < high
    assert (areas.moved_path(path, old=old, new="/moved/") != path) == (inside and not path.startswith("/moved/"))


@given(paths, codes)
def test_depth_grows_by_one_with_each_level(path: str, code: str) -> None:
    assert areas.depth_of(areas.child_path(path, code)) == areas.depth_of(path) + 1


@given(paths, codes)
def test_nothing_moves_below_itself(path: str, code: str) -> None:
    assert not areas.may_move(path, to_parent=areas.child_path(path, code))
    assert areas.may_move(areas.child_path(path, code), to_parent="/")


@pytest.mark.parametrize(
    ("official", "short"),
    [
        ("先农村委会", "先农村"),
        ("北街居委会", "北街社区"),
        ("百胜社区居委会", "百胜社区"),
        ("城关镇金徽居民委员会", "城关镇金徽社区"),
        ("徽县", "徽县"),
    ],
)
def test_the_office_is_dropped_from_a_villages_name(official: str, short: str) -> None:
    assert areas.short_name(official) == short


def test_names_lose_blanks_and_full_width_forms() -> None:
    assert areas.normal_name(" 江 洛镇1 ") == "江洛镇1"


@pytest.mark.parametrize(("code", "expected"), [("621227G01", True), ("a/b", False), ("", False), ("x" * 41, False)])
def test_a_code_never_holds_a_slash(code: str, expected: bool) -> None:
    assert areas.plausible_code(code) is expected


@given(presences, presences)
def test_a_change_of_presence_and_back_changes_nothing(before: int, after: int) -> None:
    there = counts.presence_change(before, after)
    assert there.plus(counts.presence_change(after, before)).nothing


@given(presences)
def test_present_and_away_people_are_residents(presence: int) -> None:
    one = counts.person_counts(presence)
    assert one.present + one.away <= one.residents == int(presence in (1, 2, 3))


@given(st.integers(0, 10**9))
def test_a_plain_number_means_itself(number: int) -> None:
    assert numbers.parse_count(f"{number:,}") == numbers.parse_count(str(number)) == number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("18.99万人", 189_900),
        ("1.5701亿", 157_010_000),
        ("3 571 505", 3_571_505),
        ("1,000余人次", 1000),
        ("0.5人", None),
        ("", None),
        ("若干", None),
    ],
)
def test_report_numbers_are_read(text: str, expected: int | None) -> None:
    assert numbers.parse_count(text) == expected


def test_a_province_is_one_area_deep_and_the_whole_country_none() -> None:
    assert [areas.depth_of(path) for path in ("/", "/62/", "/62/6212/")] == [0, 1, 2]
