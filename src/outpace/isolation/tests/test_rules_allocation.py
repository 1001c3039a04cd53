"""Proposals are near, suitable, together and never leave somebody alone who may not be."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.protocol import Place
from outpace.isolation.choices import Care, Cohort, FacilityKind
from outpace.isolation.rules.allocation import FITS, Berth, FreeRoom, Ground, Need, Site, propose, steps_between
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


def test_a_child_joins_the_adult_of_its_home_who_was_placed_before_and_two_children_do_not_share_a_bed() -> None:
    children = [need(number, age=6, party="x", berths=(Berth(1, 77),)) for number in (1, 2)]
    home = Site(9, FacilityKind.HOME, TOWN)
    first, second = propose(children, [site(1), home])
    assert (first.facility_id, first.bed_id, first.grounds) == (1, 77, (Ground.TOGETHER, Ground.ACCOMPANIED))
    assert (second.facility_id, second.at_home, second.grounds) == (9, True, (Ground.HOME_NOT_ALONE,))


def test_nobody_joins_an_adult_in_a_place_of_another_kind() -> None:
    hospital = site(1, kind=FacilityKind.DESIGNATED_HOSPITAL)
    assert propose([need(age=6, berths=(Berth(1, 77),))], [hospital])[0].facility_id is None


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


def test_the_very_old_may_be_moved_within_the_county_and_not_into_the_next() -> None:
    next_county = AreaPath("/62/6212/621228/")
    assert propose([need(age=91)], [site(1, OTHER_TOWN)])[0].facility_id == 1
    assert propose([need(age=91)], [site(1, COUNTY)])[0].facility_id == 1
    assert propose([need(age=91)], [site(1, next_county)])[0].grounds == (Ground.NO_LOCAL_ROOM,)
    assert propose([need(age=40)], [site(1, next_county)])[0].facility_id == 1


def test_where_there_is_no_room_at_all_it_is_said() -> None:
    assert propose([need()], [site(1, rooms=0)])[0].grounds == (Ground.NO_ROOM,)


@pytest.mark.parametrize(("age", "alone"), [(14, False), (15, True)])
def test_nobody_under_fifteen_is_alone(age: int, alone: bool) -> None:
    assert propose([need(age=age)], [site(1)])[0].at_home is not alone


@pytest.mark.parametrize(("age", "company"), [(17, False), (18, True), (None, True)])
def test_only_an_adult_accompanies_a_child(age: int | None, company: bool) -> None:
    child = propose([need(1, age=6, party="h"), need(2, age=age, party="h")], [site(1)])[0]
    assert child.at_home is not company


def test_without_an_adult_the_child_stays_and_the_youth_of_the_home_goes() -> None:
    child, youth = propose([need(1, age=6, party="h"), need(2, age=16, party="h")], [site(1)])
    assert (child.at_home, child.grounds) == (True, (Ground.HOME_NOT_ALONE, Ground.NO_ROOM))
    assert (youth.at_home, youth.facility_id) == (False, 1)
    assert Ground.ACCOMPANIED not in youth.grounds


def test_the_closest_home_team_is_asked_and_of_equal_ones_the_first() -> None:
    teams = [site(number, path, kind=FacilityKind.HOME) for number, path in ((5, COUNTY), (8, TOWN), (6, TOWN), (9, OTHER_TOWN))]
    (choice,) = propose([need(place=Place.HOME_ISOLATION)], teams)
    assert (choice.facility_id, choice.at_home, choice.grounds) == (6, True, (Ground.HOME_BY_RULES,))


def test_a_ward_takes_as_many_as_it_has_beds_and_a_room_one_party() -> None:
    asked = [need(number, place=Place.FANGCANG) for number in range(1, 4)]
    for cohort, placed in ((Cohort.WARD, 2), (Cohort.ONE_PARTY, 1)):
        choices = propose(asked, [site(1, rooms=1, kind=FacilityKind.FANGCANG, cohort=cohort)])
        assert sum(choice.facility_id == 1 for choice in choices) == placed


def test_a_party_takes_no_more_of_a_ward_than_its_beds() -> None:
    family = [need(number, place=Place.FANGCANG, party="h") for number in range(1, 4)]
    assert {choice.facility_id for choice in propose(family, [site(1, rooms=1, kind=FacilityKind.FANGCANG, cohort=Cohort.WARD)])} == {None}


def test_a_site_with_a_ramp_comes_before_a_nearer_one_for_whoever_needs_it() -> None:
    plain = replace(site(2, TOWN), rooms=(FreeRoom(201, (2011, 2012)),))
    helped, _ = propose([need(1, dependent=True, party="x"), need(2, party="x")], [site(1, OTHER_TOWN), plain])
    assert (helped.facility_id, Ground.ACCESSIBLE in helped.grounds) == (1, True)
    (walking,) = propose([need()], [site(1, OTHER_TOWN), plain])
    assert (walking.facility_id, Ground.ACCESSIBLE in walking.grounds) == (2, False)


def test_one_alone_is_told_nothing_of_company_or_care() -> None:
    (choice,) = propose([need(age=40)], [site(1)])
    assert choice.grounds == (Ground.NEAR,)


def test_care_that_the_place_lacks_is_said() -> None:
    (choice,) = propose([need(care=frozenset({Care.DIALYSIS}))], [site(1)])
    assert choice.grounds == (Ground.CARE_ELSEWHERE, Ground.NEAR)


def test_equally_near_and_full_the_first_is_taken_and_not_called_emptier() -> None:
    (choice,) = propose([need()], [site(2, taken_share=0.4), site(1, taken_share=0.4)])
    assert (choice.facility_id, choice.grounds) == (1, (Ground.NEAR,))
    (nearer,) = propose([need()], [site(1, TOWN, taken_share=0.1), site(2, OTHER_TOWN, taken_share=0.9)])
    assert nearer.grounds == (Ground.NEAR,)


def test_a_farther_place_is_not_called_near() -> None:
    (choice,) = propose([need(care=frozenset({Care.DIALYSIS}))], [site(1, TOWN), site(2, OTHER_TOWN, care=frozenset({Care.DIALYSIS}))])
    assert choice.grounds == (Ground.CARE_HERE,)


def test_a_hospital_is_as_good_as_a_fangcang_and_never_called_stricter() -> None:
    assert fits(FacilityKind.DESIGNATED_HOSPITAL, Place.FANGCANG)
    assert not is_stricter(FacilityKind.DESIGNATED_HOSPITAL, Place.FANGCANG)
    assert is_stricter(FacilityKind.ISOLATION_SITE, Place.HOME_ISOLATION)
    assert not is_stricter(FacilityKind.ISOLATION_SITE, Place.CENTRALISED)
    assert not fits(FacilityKind.ISOLATION_SITE, Place.COMMUNITY)
