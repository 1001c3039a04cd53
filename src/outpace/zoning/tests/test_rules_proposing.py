"""The least change: nothing where it is covered, one place more where it is not."""

from hypothesis import given
from hypothesis import strategies as st

from outpace.kernel.scope import AreaPath
from outpace.zoning.choices import ProposalKind
from outpace.zoning.rules.cover import holds, inside
from outpace.zoning.rules.proposing import Outcome, Plan, Standing, ground_left, mergeable, plan

RANKS = {"high": 30, "medium": 20, "low": 10}
GRID, TOWN, COUNTY, OTHER = (AreaPath(path) for path in ("/1/2/3/", "/1/2/", "/1/", "/1/4/"))


def planned(*zones: tuple[str, AreaPath], waiting: tuple[tuple[str, AreaPath], ...] = (), zone_type: str = "high") -> Plan:
    standing = [Standing(number, name, (area,)) for number, (name, area) in enumerate(zones, 1)]
    proposals = [Standing(number, name, (area,)) for number, (name, area) in enumerate(waiting, 1)]
    return plan(zone_type, GRID, zones=standing, open_proposals=proposals, ranks=RANKS)


def test_where_nothing_stands_a_new_zone_is_proposed() -> None:
    assert planned() == Plan(Outcome.PROPOSE, ProposalKind.ADD, None, (GRID,))


def test_inside_a_zone_as_strict_nothing_is() -> None:
    assert planned(("high", TOWN)) == Plan(Outcome.COVERED, target=1)


def test_inside_a_larger_and_milder_zone_only_the_place_itself_becomes_stricter() -> None:
    assert planned(("low", COUNTY)).kind is ProposalKind.ADD


def test_a_milder_zone_over_exactly_this_place_is_made_stricter() -> None:
    assert planned(("medium", GRID)) == Plan(Outcome.PROPOSE, ProposalKind.RAISE, 1, (GRID,))


def test_a_zone_of_the_same_type_inside_is_made_larger_not_doubled() -> None:
    found = plan("high", TOWN, zones=[Standing(1, "high", (GRID,))], open_proposals=[], ranks=RANKS)
    assert found == Plan(Outcome.PROPOSE, ProposalKind.EXTEND, 1, (TOWN,))


def test_a_proposal_that_waits_is_joined() -> None:
    assert planned(waiting=(("high", TOWN),)) == Plan(Outcome.JOIN, target=1)


def test_a_milder_proposal_is_not_enough() -> None:
    assert planned(waiting=(("medium", GRID),)).outcome is Outcome.PROPOSE


def test_a_zone_inside_one_of_its_own_type_may_be_merged_into_it() -> None:
    zones = [Standing(1, "high", (TOWN,)), Standing(2, "high", (GRID,)), Standing(3, "medium", (GRID,))]
    assert mergeable(zones) == ((1, 2),)


def test_of_two_equal_zones_the_older_takes_the_newer_in() -> None:
    assert mergeable([Standing(1, "high", (GRID,)), Standing(2, "high", (GRID,))]) == ((1, 2),)


paths = st.lists(st.sampled_from("123"), min_size=1, max_size=4).map(lambda codes: AreaPath("/" + "/".join(codes) + "/"))
standings = st.lists(
    st.builds(Standing, st.integers(1, 99), st.sampled_from(list(RANKS)), st.lists(paths, min_size=1, max_size=3).map(tuple)), max_size=5
)


@given(st.sampled_from(list(RANKS)), paths, standings, standings)
def test_a_plan_covers_the_place_and_restricts_nobody_outside_it(
    zone_type: str, area: AreaPath, zones: list[Standing], waiting: list[Standing]
) -> None:
    found = plan(zone_type, area, zones=zones, open_proposals=waiting, ranks=RANKS)
    if found.outcome is Outcome.PROPOSE:
        assert found.area_paths == (area,)
        assert not any(RANKS[zone.zone_type] >= RANKS[zone_type] and holds(zone.area_paths, area) for zone in zones)
    else:
        held = zones if found.outcome is Outcome.COVERED else waiting
        assert any(one.id == found.target and RANKS[one.zone_type] >= RANKS[zone_type] and holds(one.area_paths, area) for one in held)


@given(st.lists(paths, min_size=1, max_size=4), st.lists(paths, max_size=5))
def test_what_is_left_of_a_zones_ground_is_part_of_it_and_holds_its_places(areas: list[AreaPath], places: list[AreaPath]) -> None:
    left = ground_left(areas, places)
    assert inside(left, areas)
    assert all(holds(left, place) for place in places if holds(areas, place))
    assert OTHER not in left or OTHER in areas
