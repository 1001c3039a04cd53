"""Units: the smallest area of the map that the pack allows is chosen, and what is larger restricts more people."""

from hypothesis import given
from hypothesis import strategies as st

from epiworks.protocol import Unit
from epiworks.units import PersonCount
from outpace.kernel.scope import AreaPath
from outpace.zoning.rules.units import UNIT_OF_KIND, Level, options, smallest_holding

COUNTY, TOWN, VILLAGE, GRID = (AreaPath(path) for path in ("/1/", "/1/2/", "/1/2/3/", "/1/2/3/4/"))
LEVELS = [
    Level(COUNTY, "county", PersonCount(190_000)),
    Level(TOWN, "township", PersonCount(12_000)),
    Level(VILLAGE, "village", PersonCount(900)),
    Level(GRID, "grid", PersonCount(180)),
]
ORDER = tuple(Unit)


def chosen(wanted: Unit) -> tuple[AreaPath, bool]:
    return next((option.path, option.finer) for option in options(LEVELS, wanted=wanted, allowed=[]) if option.chosen)


def test_the_area_of_the_unit_itself_is_chosen() -> None:
    assert [chosen(unit) for unit in (Unit.COMPOUND, Unit.VILLAGE, Unit.COUNTY)] == [(GRID, False), (VILLAGE, False), (COUNTY, False)]


def test_where_the_map_knows_nothing_so_small_its_smallest_area_says_so() -> None:
    assert chosen(Unit.STAIRWELL) == (GRID, True)


def test_kinds_a_headquarters_made_up_are_no_unit() -> None:
    assert options([Level(GRID, "pasture", PersonCount(3))], wanted=Unit.VILLAGE, allowed=[]) == ()


def test_one_place_is_a_household_and_two_are_the_area_they_share() -> None:
    kinds = {level.path: level.kind for level in LEVELS}
    other = AreaPath("/1/2/3/5/")
    assert smallest_holding([GRID], kinds) is Unit.HOUSEHOLD
    assert smallest_holding([GRID, GRID], kinds) is Unit.COMPOUND
    assert smallest_holding([GRID, other], kinds) is Unit.VILLAGE


people = st.lists(st.integers(0, 1000), min_size=4, max_size=4).map(lambda steps: [sum(steps[:n]) for n in (4, 3, 2, 1)])


@given(st.sampled_from(Unit), people)
def test_options_go_from_small_to_large_and_exactly_the_smallest_fitting_one_is_chosen(wanted: Unit, counts: list[int]) -> None:
    levels = [Level(level.path, level.kind, PersonCount(count)) for level, count in zip(LEVELS, counts, strict=True)]
    found = options(levels, wanted=wanted, allowed=["village"])
    assert [option.people for option in found] == sorted(option.people for option in found)
    assert [option.allowed for option in found] == [UNIT_OF_KIND[level.kind].value == "village" for level in reversed(levels)]
    fitting = [option for option in found if ORDER.index(Unit(option.unit)) >= ORDER.index(wanted)]
    assert [option for option in found if option.chosen] == fitting[:1]
