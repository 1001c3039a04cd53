"""Proposals are near, suitable, together and never leave somebody alone who may not be."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from epiworks.protocol import Place
from outpace.isolation.choices import Care, Cohort, FacilityKind
from outpace.isolation.rules.allocation import FITS, FreeRoom, Ground, Need, Site, propose, steps_between
from outpace.isolation.rules.wanted import fits, is_stricter, needs_placement
from outpace.kernel.scope import AreaPath

GRID = AreaPath("/62/6212/621227/621227100/G1/")
TOWN, OTHER_TOWN = AreaPath("/62/6212/621227/621227100/"), AreaPath("/62/6212/621227/621227101/")
COUNTY, ELSEWHERE = AreaPath("/62/6212/621227/"), AreaPath("/62/6201/620102/")
paths = st.sampled_from([GRID, TOWN, OTHER_TOWN, COUNTY, ELSEWHERE])
needs = st.builds(
    Need,
    placement_id=st.integers(1, 10_000),
    path=paths,
    place=st.sampled_from(sorted(FITS)),
    age=st.none() | st.integers(0, 99),
    pregnant=st.booleans(),
    dependent=st.booleans(),
    party=st.sampled_from(["", "a", "b"]),
)


def site(number: int, path: AreaPath = TOWN, rooms: int = 3, **more: Any) -> Site:
    beds = tuple(FreeRoom(number * 100 + n, (number * 1_000 + n * 10, number * 1_000 + n * 10 + 1), n == 0) for n in range(rooms))
    return replace(Site(number, FacilityKind.ISOLATION_SITE, path, rooms=beds), **more)


def need(number: int = 1, **more: Any) -> Need:
    return replace(Need(number, GRID, Place.CENTRALISED), **more)


sites = st.lists(
    st.builds(
        site,
        st.integers(1, 9),
        paths,
        st.integers(0, 3),
        kind=st.sampled_from(FacilityKind),
        cohort=st.sampled_from(Cohort),
    ),
    max_size=5,
    unique_by=lambda made: made.facility_id,
)


@given(st.lists(needs, max_size=8, unique_by=lambda made: made.placement_id), sites)
def test_every_proposal_fits_and_no_bed_is_given_twice(asked: list[Need], there: list[Site]) -> None:
    kinds = {found.facility_id: found.kind for found in there}
    choices = propose(asked, there)
    assert [choice.placement_id for choice in choices] == [one.placement_id for one in asked]
    beds = [choice.bed_id for choice in choices if choice.bed_id is not None]
    assert len(beds) == len(set(beds))
    for one, choice in zip(asked, choices, strict=True):
        assert choice.grounds or choice.facility_id is not None
        if choice.facility_id is not None:
            assert fits(kinds[choice.facility_id], one.place)
            assert not is_stricter(kinds[choice.facility_id], one.place)


@given(st.lists(needs, max_size=8, unique_by=lambda made: made.placement_id), sites)
def test_nobody_is_alone_who_may_not_be(asked: list[Need], there: list[Site]) -> None:
    rooms = {bed: room.room_id for found in there for room in found.rooms for bed in room.beds}
    choices = {choice.placement_id: choice for choice in propose(asked, there)}
    for one in asked:
        choice = choices[one.placement_id]
        if one.place is Place.CENTRALISED and one.needs_company and choice.bed_id is not None:
            sharing = [
                other
                for other in asked
                if other.placement_id != one.placement_id
                and (bed := choices[other.placement_id].bed_id) is not None
                and rooms[bed] == rooms[choice.bed_id]
            ]
            assert any(other.can_accompany and other.party == one.party for other in sharing)


@given(st.lists(needs, max_size=6, unique_by=lambda made: made.placement_id), sites)
def test_the_same_question_has_the_same_answer(asked: list[Need], there: list[Site]) -> None:
    assert propose(asked, there) == propose(asked, list(reversed(there)))


def test_the_nearest_site_is_chosen_and_said() -> None:
    (choice,) = propose([need()], [site(1, OTHER_TOWN), site(2, TOWN)])
    assert choice.facility_id == 2
    assert Ground.NEAR in choice.grounds


def test_of_two_equally_near_the_emptier_is_chosen() -> None:
    (choice,) = propose([need()], [site(1, taken_share=0.9), site(2, taken_share=0.2)])
    assert choice.facility_id == 2
    assert Ground.EMPTIER in choice.grounds


def test_care_comes_before_distance() -> None:
    (choice,) = propose([need(care=frozenset({Care.DIALYSIS}))], [site(1, TOWN), site(2, OTHER_TOWN, care=frozenset({Care.DIALYSIS}))])
    assert choice.facility_id == 2
    assert Ground.CARE_HERE in choice.grounds


def test_a_child_shares_the_room_of_a_parent() -> None:
    child, parent = propose([need(1, age=6, party="h"), need(2, age=34, party="h")], [site(1)])
    assert child.bed_id is not None
    assert parent.bed_id is not None
    assert child.bed_id // 10 == parent.bed_id // 10
    assert Ground.ACCOMPANIED in child.grounds
    assert Ground.TOGETHER in parent.grounds


def test_two_grown_ups_of_a_home_go_to_one_site_in_rooms_of_their_own() -> None:
    first, second = propose([need(1, age=50, party="h"), need(2, age=34, party="h")], [site(1)])
    assert first.facility_id == second.facility_id == 1
    assert first.bed_id is not None
    assert second.bed_id is not None
    assert first.bed_id // 10 != second.bed_id // 10


def test_a_child_without_a_grown_up_stays_at_home() -> None:
    (choice,) = propose([need(age=9)], [site(1), site(7, COUNTY, kind=FacilityKind.HOME)])
    assert choice.at_home
    assert choice.facility_id == 7
    assert choice.grounds == (Ground.HOME_NOT_ALONE,)


def test_a_sick_child_goes_to_hospital_where_nurses_are() -> None:
    (choice,) = propose([need(age=9, place=Place.HOSPITAL)], [site(1, kind=FacilityKind.DESIGNATED_HOSPITAL)])
    assert choice.facility_id == 1
    assert Ground.STAFFED in choice.grounds


def test_the_very_old_are_not_moved_out_of_the_county() -> None:
    (choice,) = propose([need(age=91)], [site(1, ELSEWHERE)])
    assert choice.facility_id is None
    assert choice.grounds == (Ground.NO_LOCAL_ROOM,)


def test_the_earliest_deadline_gets_the_last_room() -> None:
    soon = datetime(2022, 8, 12, tzinfo=UTC)
    without, late, early = propose([need(1), need(2, due_at=soon + timedelta(hours=2)), need(3, due_at=soon)], [site(1, rooms=1)])
    assert (without.facility_id, late.facility_id, early.facility_id) == (None, None, 1)


def test_distance_is_how_far_one_climbs_in_the_area_tree() -> None:
    assert [steps_between(GRID, path) for path in (GRID, TOWN, OTHER_TOWN, COUNTY, ELSEWHERE)] == [0, 1, 2, 2, 4]


def test_an_accessible_room_is_kept_for_those_who_need_one() -> None:
    first, second = propose([need(1), need(2, dependent=True, party="x"), need(3, party="x")], [site(1)])[:2]
    assert first.bed_id is not None
    assert second.bed_id is not None
    assert first.bed_id // 10 != 100
    assert second.bed_id // 10 == 100


def test_only_real_isolation_needs_a_placement() -> None:
    assert [place for place in Place if needs_placement(place)] == [
        Place.HOME_ISOLATION,
        Place.CENTRALISED,
        Place.FANGCANG,
        Place.HOSPITAL,
    ]
