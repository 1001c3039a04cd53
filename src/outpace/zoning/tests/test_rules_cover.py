"""Sets of areas: a set is what it contains, however it is written."""

from hypothesis import given
from hypothesis import strategies as st

from outpace.kernel.scope import AreaPath
from outpace.zoning.rules.cover import cover, holds, inside, same, touches, upwards, within

codes = st.sampled_from(["1", "2", "3"])
paths = st.lists(codes, min_size=1, max_size=4).map(lambda found: AreaPath("/" + "/".join(found) + "/"))
sets = st.lists(paths, min_size=1, max_size=6)


@given(sets, paths)
def test_a_cover_contains_exactly_what_the_list_contained(areas: list[AreaPath], path: AreaPath) -> None:
    assert holds(cover(areas), path) == holds(areas, path)


@given(sets)
def test_no_area_of_a_cover_lies_in_another(areas: list[AreaPath]) -> None:
    found = cover(areas)
    assert not any(one != other and one.startswith(other) for one in found for other in found)


@given(sets, sets)
def test_a_set_lies_inside_its_union_with_any_other(first: list[AreaPath], second: list[AreaPath]) -> None:
    assert inside(first, cover([*first, *second]))
    assert same(cover([*first, *second]), [*second, *first])


@given(sets, sets)
def test_sets_touch_when_some_place_lies_in_both(first: list[AreaPath], second: list[AreaPath]) -> None:
    assert touches(first, second) == any(holds(first, path) and holds(second, path) for path in [*first, *second])
    assert touches(first, second) == touches(second, first)


@given(sets, paths)
def test_the_part_of_a_set_within_an_area_lies_in_both(areas: list[AreaPath], area: AreaPath) -> None:
    part = within(areas, area)
    assert inside(part, areas)
    assert inside(part, [area])


@given(paths, paths)
def test_an_area_holds_a_place_exactly_when_it_is_among_those_above_it(area: AreaPath, place: AreaPath) -> None:
    assert (area in upwards(place)) == holds([area], place)
